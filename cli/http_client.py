"""HTTP client for a site: sees responses as they come, without redirects, unpacking or exceptions for errors."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from email.message import Message
from typing import Any

from gazette import __version__

TIMEOUT_SECONDS = 35.0
"""API Gateway answers within 30 seconds."""


class SiteUnreachable(Exception):
    """No HTTP response came: the name is unknown, the connection was refused, or the time was over."""


class UnexpectedReply(Exception):
    """The body of a response is not what Gazette answers."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: bytes

    @property
    def json(self) -> Any:
        """The decoded body. Raises `UnexpectedReply`."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise UnexpectedReply(f"the answer ({self.status}, {len(self.body):,} bytes) is no JSON") from None

    def header(self, name: str) -> str:
        """A header's value; empty if it is absent."""
        return str(self.headers.get(name, ""))

    def describe(self) -> str:
        """The status, and for an error the detail of its problem document (RFC 9457), in one line."""
        try:
            detail = self.json.get("detail") or self.json.get("title") or self.json.get("message")
        except (UnexpectedReply, AttributeError):
            detail = None
        return f"{self.status} ({detail})" if self.status >= 400 and detail else str(self.status)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


@dataclass(frozen=True)
class Site:
    """One address at which a site answers. `token` is sent as a bearer token."""

    url: str
    token: str = ""

    def signed_in(self, token: str) -> Site:
        """The same address, with a token."""
        return replace(self, token=token)

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, headers=headers)

    def request(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Reply:
        """The response to one request. `_` in names of headers is `-`. Raises `SiteUnreachable`."""
        if not self.url:
            raise SiteUnreachable("the stack has no output with this address: deploy it again")
        sent = {"user-agent": f"gazette/{__version__}"}
        sent |= {"authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {"content-type": "application/json"} if body is not None else {}
        sent |= {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = urllib.request.Request(self.url + path, data, sent, method=method)  # noqa: S310 (parse_site_url)
        try:
            with _opener.open(request, timeout=TIMEOUT_SECONDS) as reply:
                return Reply(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())
        except (OSError, http.client.HTTPException) as error:
            raise SiteUnreachable(f"{self.url} does not answer: {getattr(error, 'reason', error)}") from None
