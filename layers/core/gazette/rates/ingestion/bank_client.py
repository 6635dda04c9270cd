"""HTTP clients of the banks' sites. The environment can replace the banks' addresses.

A client uses HTTPS only (except for loopback addresses, for tests), verifies certificates, follows no redirects and
reads at most 256 KB. It makes 3 tries with jitter within 20 seconds, and waits at least a second between two calls,
also after a failed call.
"""

from __future__ import annotations

import random
import time

import urllib3

from gazette import __version__
from gazette.rates.bank import Bank
from gazette.rates.ingestion.deadline import create_pool
from gazette.rates.model import Unusable
from gazette.settings import Settings

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 20.0
TRIES = 3
SPACING_SECONDS = 1.0
MAX_BODY_BYTES = 256 * 1024
HEADERS = {"accept-encoding": "identity"}
RETRYABLE_STATUSES = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""403 is the answer of the Central Bank of Uzbekistan to a client that asks too fast."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Unreachable(Exception):
    """All tries ended without a readable answer. The next run asks again."""


class _Retryable(Exception):
    """A try failed for a reason that may be gone at the next one."""


class BankClient:
    """Client of one address. Answers must have one of the `media_types`."""

    def __init__(self, base_url: str, media_types: tuple[str, ...]) -> None:
        address = urllib3.util.parse_url(base_url)
        host = (address.host or "").strip("[]")
        if address.scheme != "https" and not (address.scheme == "http" and host in LOOPBACK):
            raise ValueError(f"{base_url!r} is neither https nor a loopback address")
        self.url, self._media_types = base_url.rstrip("/"), media_types
        accept = {"accept": ", ".join(media_types) or "*/*"}
        self._pool = create_pool({**HEADERS, **accept, "user-agent": f"Gazette/{__version__}"})
        self._next_call = 0.0
        self.spacing = SPACING_SECONDS

    def get(self, path: str, *, seconds: float = TOTAL_SECONDS) -> bytes:
        """The body under a path.

        Raises `Unusable` for a wrong status or media type, or for a body that is too large; `Unreachable` if no answer
        came within `seconds` (at most 20).
        """
        deadline = time.monotonic() + min(TOTAL_SECONDS, seconds)
        problem = "no time was left"
        for attempt in range(TRIES):
            self._wait(attempt, deadline)
            if time.monotonic() >= deadline:
                break
            try:
                return self._try(path, deadline)
            except (_Retryable, urllib3.exceptions.HTTPError) as error:
                problem = str(error) or type(error).__name__
            finally:
                self._next_call = time.monotonic() + self.spacing
        raise Unreachable(f"{path}: {problem}")

    def _try(self, path: str, deadline: float) -> bytes:
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, total=max(0.1, deadline - time.monotonic()))
        response = self._pool.request("GET", self.url + path, redirect=False, timeout=timeout, preload_content=False)
        try:
            self._check(response)
            return _read_body(response)
        finally:
            response.close()

    def _check(self, response: urllib3.BaseHTTPResponse) -> None:
        if response.status in RETRYABLE_STATUSES:
            raise _Retryable(f"status {response.status}")
        if response.status != 200:
            raise Unusable(f"status {response.status}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type and media_type not in self._media_types:
            raise Unusable(f"the answer is {media_type[:50]}")

    def _wait(self, attempt: int, deadline: float) -> None:
        """Waits until the next call is allowed. After a failed try, waits a random time longer."""
        pause = max(0.0, self._next_call - time.monotonic())
        if attempt:
            pause += random.uniform(0, self.spacing * attempt)  # noqa: S311 (jitter)
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))


class BankSite:
    """All addresses of one bank: its site, and its archive for paths with a certain prefix."""

    def __init__(self, site: BankClient, archive: BankClient, archive_prefix: str) -> None:
        self._site, self._archive, self._archive_prefix = site, archive, archive_prefix

    @property
    def url(self) -> str:
        return self._site.url

    def get(self, path: str, *, seconds: float = TOTAL_SECONDS) -> bytes:
        """As `BankClient.get`, from the address that the path belongs to."""
        client = self._archive if path.startswith(self._archive_prefix) else self._site
        return client.get(path, seconds=seconds)


class BankClients:
    """Clients of all banks, reused between runs. `<SOURCE>_URL` and `<SOURCE>_ARCHIVE_URL` replace a bank's own
    addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clients: dict[tuple[str, tuple[str, ...]], BankClient] = {}

    def site(self, bank: Bank) -> BankSite:
        prefix, archive = bank.archive or ("/", bank.site)
        site = self._client(bank, "URL", bank.site)
        return BankSite(site, self._client(bank, "ARCHIVE_URL", archive) if bank.archive else site, prefix)

    def _client(self, bank: Bank, name: str, default: str) -> BankClient:
        url = self._settings.optional(f"{bank.id.upper()}_{name}") or default
        key = url, bank.media_types  # one address may stand in for several banks
        if key not in self._clients:
            self._clients[key] = BankClient(*key)
        return self._clients[key]


def _read_body(response: urllib3.BaseHTTPResponse) -> bytes:
    """The whole body; raises `Unusable` as soon as it is too large."""
    body = bytearray()
    for part in response.stream(16_384):
        body += part
        if len(body) > MAX_BODY_BYTES:
            raise Unusable(f"the answer is larger than {MAX_BODY_BYTES} bytes")
    return bytes(body)
