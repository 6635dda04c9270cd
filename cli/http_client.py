"""HTTP client for a site: sees responses as they come, without redirects, unpacking or exceptions for errors."""

from __future__ import annotations

import http.client
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from email.message import Message
from typing import Any
from urllib.parse import urlsplit

from gazette import __version__

CONNECT_SECONDS = 5.0
"""Longest time of a connection with its TLS handshake."""
TIMEOUT_SECONDS = 35.0
"""Longest silence of a server. API Gateway answers within 30 seconds."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SiteUnreachable(Exception):
    """No HTTP response came: the name is unknown, the connection was refused, or TLS failed."""


class SiteSilent(SiteUnreachable):
    """No HTTP response came in time."""


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

    @property
    def text(self) -> str:
        return self.body.decode()

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


class _PromptConnection(http.client.HTTPConnection):
    """A connection with a short time to connect. Its timeout is for what follows."""

    def connect(self) -> None:
        silence, self.timeout = self.timeout, min(CONNECT_SECONDS, self.timeout or CONNECT_SECONDS)
        super().connect()
        self.timeout = silence
        self.sock.settimeout(silence)


class _PromptTlsConnection(_PromptConnection, http.client.HTTPSConnection):
    """The same with TLS."""


class _HttpHandler(urllib.request.HTTPHandler):
    def http_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_PromptConnection, request)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def https_open(self, request: urllib.request.Request) -> Any:
        return self.do_open(_PromptTlsConnection, request)


_opener = urllib.request.build_opener(_NoRedirects, _HttpHandler, _HttpsHandler)
_direct_opener = urllib.request.build_opener(_NoRedirects, _HttpHandler, _HttpsHandler, urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Site:
    """One address at which a site answers. `token` is sent as a bearer token. `timeout` is in seconds."""

    url: str
    token: str = ""
    timeout: float = TIMEOUT_SECONDS

    def signed_in(self, token: str) -> Site:
        """The same address, with a token."""
        return replace(self, token=token)

    def get(self, path: str, **headers: str) -> Reply:
        return self.request("GET", path, headers=headers)

    def request(self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None) -> Reply:
        """The response to one request. A body other than bytes is sent as JSON. `_` in names of headers is `-`.

        Raises `SiteUnreachable`. An address of this machine is read without a proxy.
        """
        if not self.url:
            raise SiteUnreachable("the stack has no output with this address: deploy it again")
        request = self._build_request(method, path, body, headers or {})
        try:
            with self._open(request) as reply:
                return Reply(reply.status, reply.headers, reply.read())
        except urllib.error.URLError as error:
            raise self._explain(error.reason, min(CONNECT_SECONDS, self.timeout)) from None
        except (OSError, http.client.HTTPException) as error:
            raise self._explain(error, self.timeout) from None

    def _open(self, request: urllib.request.Request) -> Any:
        """The response, also one with the status of an error. Raises URLError if there is no connection."""
        opener = _direct_opener if urlsplit(self.url).hostname in LOOPBACK else _opener
        try:
            return opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            return error

    def _build_request(self, method: str, path: str, body: Any, headers: dict[str, str]) -> urllib.request.Request:
        is_json = body is not None and not isinstance(body, bytes)
        sent = {"user-agent": f"gazette/{__version__}"}
        sent |= {"authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {"content-type": "application/json"} if is_json else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body, ensure_ascii=False).encode() if is_json else body
        return urllib.request.Request(self.url + path, data, sent, method=method)  # noqa: S310 (parse_site_url)

    def _explain(self, error: object, seconds: float) -> SiteUnreachable:
        if isinstance(error, TimeoutError):
            return SiteSilent(f"{self.url} does not answer within {seconds:g} s")
        if isinstance(error, ssl.SSLError):
            reason = getattr(error, "verify_message", "") or (error.reason or str(error)).lower().replace("_", " ")
            return SiteUnreachable(f"{self.url} has no valid TLS: {reason}")
        return SiteUnreachable(f"{self.url} does not answer: {error}")
