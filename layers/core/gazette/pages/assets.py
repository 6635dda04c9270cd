"""Style sheet, script and icon under names that change with their content, so that browsers may keep them for ever."""

import base64
import hashlib
import os
import zlib

GZIP = 31
"""zlib's name for a gzip container; its header carries no time, so that equal content makes equal bytes."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

FOR_EVER = "public, max-age=31536000, immutable"


class Asset:
    """One file. `view` is base64 text of its gzip, as `gazette.http.responses.stored_response` takes it."""

    __slots__ = ("content", "content_type", "etag", "path")

    def __init__(self, name: str, content: bytes) -> None:
        stem, ending = os.path.splitext(name)  # noqa: PTH122 (pathlib costs a public function 3 ms)
        self.content, self.content_type = content, TYPES[ending]
        self.etag = hashlib.sha256(content).hexdigest()[:32]
        self.path = f"/assets/{stem}.{self.etag[:12]}{ending}"

    @property
    def view(self) -> str:
        return base64.b64encode(zlib.compress(self.content, 9, GZIP)).decode()


class Assets:
    """The files of a folder, by their own names."""

    def __init__(self, folder: str) -> None:
        self._by_name = {name: Asset(name, _read(folder, name)) for name in sorted(os.listdir(folder))}  # noqa: PTH208

    def path(self, name: str) -> str:
        """Path of a file's present content; KeyError where there is no such file."""
        return self._by_name[name].path

    def find(self, file: str) -> Asset | None:
        """The file that a name means, whatever its hash: pages that a cache kept while we deployed name the old."""
        stem, _, rest = file.partition(".")
        return self._by_name.get(f"{stem}.{rest.rpartition('.')[2]}")


def _read(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
        return file.read()
