"""Style sheet, scripts, fonts, icons. A hash of the content is in their paths, so browsers may keep them for ever."""

import os
import re
from base64 import b64encode

from gazette.encoding import etag, pack

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
PACKED = (".woff2",)
"""Formats that are compressed already."""
IMPORT, FONT = re.compile(r'@import "([\w-]+\.css)";'), re.compile(r'url\("([\w-]+\.woff2)"\)')

IMMUTABLE = "public, max-age=31536000, immutable"


class Asset:
    """One file; `binary` if it is no text, `packed` if gzip makes it no smaller.

    `view` is its gzip as base64 text, as `stored_response` takes it.
    """

    __slots__ = ("binary", "content", "content_type", "etag", "packed", "path")

    def __init__(self, name: str, content: bytes) -> None:
        stem, ending = os.path.splitext(name)  # noqa: PTH122 (pathlib costs a public function 3 ms)
        self.content, self.content_type = content, TYPES[ending]
        self.binary, self.packed = ending in (".ico", *PACKED), ending in PACKED
        self.etag = etag(content)
        self.path = f"/assets/{stem}.{self.etag[:12]}{ending}"

    @property
    def view(self) -> str:
        return b64encode(pack(self.content)).decode()


class Assets:
    """The files of a folder, by their own names. In a style sheet, `@import "a.css";` is replaced by that file, and
    `url("a.woff2")` by the path of that font. Raises KeyError if there is no such file."""

    def __init__(self, folder: str) -> None:
        files = {name: _read(folder, name) for name in sorted(os.listdir(folder))}  # noqa: PTH208
        sheets = {name: content.decode() for name, content in files.items() if name.endswith(".css")}
        self._by_name = {name: Asset(name, content) for name, content in files.items() if name not in sheets}
        for name, sheet in sheets.items():
            whole = IMPORT.sub(lambda found: sheets[found[1]], sheet)
            self._by_name[name] = Asset(name, FONT.sub(lambda found: f"url({self.path(found[1])})", whole).encode())

    def get(self, name: str) -> Asset:
        """The file of this name; raises KeyError if there is none."""
        return self._by_name[name]

    def path(self, name: str) -> str:
        """Path of a file with the hash of its content; raises KeyError if there is no such file."""
        return self._by_name[name].path

    def find(self, file: str) -> Asset | None:
        """The file with this name and any hash: a page from a cache may be older than the deployed files."""
        stem, _, rest = file.partition(".")
        return self._by_name.get(f"{stem}.{rest.rpartition('.')[2]}")


def _read(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
        return file.read()
