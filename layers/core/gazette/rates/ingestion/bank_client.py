"""How banks are asked: politely, patiently to a point, and never further than their own addresses, or those that the
environment names.

HTTPS only (loopback excepted, for stand-ins), certificates checked, no redirects, at most 256 KB, 3 tries with jitter
within 20 s, and at least a second between one call and the next, whatever came of it.
"""

from __future__ import annotations

import random
import time

import urllib3

from gazette import __version__
from gazette.rates.bank import Bank
from gazette.rates.ingestion.deadline import pool
from gazette.rates.model import Unusable
from gazette.settings import Settings

CONNECT_SECONDS, TOTAL_SECONDS = 5.0, 20.0
TRIES = 3
SPACING = 1.0
LARGEST = 256 * 1024
HEADERS = {"accept-encoding": "identity"}
MENDABLE = frozenset({403, 408, 425, 429, 500, 502, 503, 504})
"""403 is what the Central Bank of Uzbekistan answers to who asks too fast."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Unreachable(Exception):
    """No answer that could be read, after all tries. The next run asks again."""


class _Passing(Exception):
    """A try failed in a way that another may mend."""


class BankClient:
    """One bank's site. `media_types` are what it may answer with."""

    def __init__(self, base_url: str, media_types: tuple[str, ...]) -> None:
        address = urllib3.util.parse_url(base_url)
        host = (address.host or "").strip("[]")
        if address.scheme != "https" and not (address.scheme == "http" and host in LOOPBACK):
            raise ValueError(f"{base_url!r} is neither https nor a loopback address")
        self.url, self._media_types = base_url.rstrip("/"), media_types
        accept = {"accept": ", ".join(media_types) or "*/*"}
        self._pool = pool({**HEADERS, **accept, "user-agent": f"Gazette/{__version__}"})
        self._next_call = 0.0
        self.spacing = SPACING

    def get(self, path: str, *, seconds: float = TOTAL_SECONDS) -> bytes:
        """The body under a path. `Unusable` where it is not what the bank answers with, `Unreachable` where none came
        within `seconds`, at most 20."""
        deadline = time.monotonic() + min(TOTAL_SECONDS, seconds)
        trouble = "no time was left"
        for attempt in range(TRIES):
            self._wait(attempt, deadline)
            if time.monotonic() >= deadline:
                break
            try:
                return self._try(path, deadline)
            except (_Passing, urllib3.exceptions.HTTPError) as error:
                trouble = str(error) or type(error).__name__
            finally:
                self._next_call = time.monotonic() + self.spacing
        raise Unreachable(f"{path}: {trouble}")

    def _try(self, path: str, deadline: float) -> bytes:
        patience = urllib3.Timeout(connect=CONNECT_SECONDS, total=max(0.1, deadline - time.monotonic()))
        response = self._pool.request("GET", self.url + path, redirect=False, timeout=patience, preload_content=False)
        try:
            self._check(response)
            return _read(response)
        finally:
            response.close()

    def _check(self, response: urllib3.BaseHTTPResponse) -> None:
        if response.status in MENDABLE:
            raise _Passing(f"status {response.status}")
        if response.status != 200:
            raise Unusable(f"status {response.status}")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type and media_type not in self._media_types:
            raise Unusable(f"the answer is {media_type[:50]}")

    def _wait(self, attempt: int, deadline: float) -> None:
        """Until the next call may be made; later by a random time after a failed one."""
        pause = max(0.0, self._next_call - time.monotonic())
        if attempt:
            pause += random.uniform(0, self.spacing * attempt)  # noqa: S311 (jitter)
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))


class BankSite:
    """All addresses of one bank: its site, and its archive for the paths that are there."""

    def __init__(self, site: BankClient, archive: BankClient, archived: str) -> None:
        """`archived` is how the paths of the archive begin."""
        self._site, self._archive, self._archived = site, archive, archived

    @property
    def url(self) -> str:
        return self._site.url

    def get(self, path: str, *, seconds: float = TOTAL_SECONDS) -> bytes:
        """As `BankClient.get`, from the address that the path belongs to."""
        client = self._archive if path.startswith(self._archived) else self._site
        return client.get(path, seconds=seconds)


class BankClients:
    """What each bank is asked through, at its own addresses or at those that `<SOURCE>_URL` and `<SOURCE>_ARCHIVE_URL`
    name, kept between runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._clients: dict[tuple[str, tuple[str, ...]], BankClient] = {}

    def of(self, bank: Bank) -> BankSite:
        archived, archive = bank.archive or ("/", bank.site)
        site = self._client(bank, "URL", bank.site)
        return BankSite(site, self._client(bank, "ARCHIVE_URL", archive) if bank.archive else site, archived)

    def _client(self, bank: Bank, name: str, default: str) -> BankClient:
        url = self._settings.optional(f"{bank.id.upper()}_{name}") or default
        key = url, bank.media_types  # one address may stand in for several banks
        if key not in self._clients:
            self._clients[key] = BankClient(*key)
        return self._clients[key]


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    """The whole body, given up when it grows too large."""
    body = bytearray()
    for part in response.stream(16_384):
        body += part
        if len(body) > LARGEST:
            raise Unusable(f"the answer is larger than {LARGEST} bytes")
    return bytes(body)
