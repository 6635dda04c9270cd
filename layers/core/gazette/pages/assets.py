"""Style sheet, script and icons. Their names contain a hash of their content, so browsers may keep them for ever."""

import os
from base64 import b64encode

from gazette.encoding import etag, pack

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
}

IMMUTABLE = "public, max-age=31536000, immutable"


class Asset:
    """One file; `binary` if it is no text. `view` is its gzip as base64 text, as `stored_response` takes it."""

    __slots__ = ("binary", "content", "content_type", "etag", "path")

    def __init__(self, name: str, content: bytes) -> None:
        stem, ending = os.path.splitext(name)  # noqa: PTH122 (pathlib costs a public function 3 ms)
        self.content, self.content_type = content, TYPES[ending]
        self.binary = ending == ".ico"
        self.etag = etag(content)
        self.path = f"/assets/{stem}.{self.etag[:12]}{ending}"

    @property
    def view(self) -> str:
        return b64encode(pack(self.content)).decode()


class Assets:
    """The files of a folder, by their own names."""

    def __init__(self, folder: str) -> None:
        self._by_name = {name: Asset(name, _read(folder, name)) for name in sorted(os.listdir(folder))}  # noqa: PTH208

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
