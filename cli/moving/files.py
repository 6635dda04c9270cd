"""The files of pictures in the folder of an export, and in the bucket. The folder `files/` has the keys of the bucket.

files/media/<id>/<upload>-<digest>/480.webp    what readers get
files/accepted/<id>/<upload>-<digest>          the file that staff sent
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gazette.media.model import Media

FOLDER = "files"
PREFIXES = ("accepted", "media")
"""Of the keys of all files."""
TYPES = {".webp": "image/webp", ".jpg": "image/jpeg"}
"""Types of what readers get. A file never says its own type: a page must not be served as a picture of the site."""
_FIRST_BYTES = {
    ".webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
}
_BLOCK = 1 << 20


class FileWrong(Exception):
    """A file in the folder is not what its record says. The text says why."""


@dataclass(frozen=True)
class Digests:
    size: int
    sha256: str
    md5: str
    beginning: bytes


def list_shown_keys(picture: Media) -> list[str]:
    """Keys of the files that readers get; empty for a picture that is not ready."""
    shown = picture.renditions
    if shown is None:
        return []
    paths = (*(file.path for file in (*shown.sources, *shown.crops)), shown.share.path)
    return sorted({path.removeprefix("/") for path in paths})


def get_accepted_key(picture: Media) -> str | None:
    """The key of the file from which the others were made."""
    return f"accepted/{picture.id}/{picture.renditions.name}" if picture.renditions else None


def list_keys(picture: Media) -> list[str]:
    """Keys of all files that a picture needs."""
    accepted = get_accepted_key(picture)
    return [*list_shown_keys(picture), *([accepted] if accepted else [])]


def get_type(key: str) -> str | None:
    """The media type of a key that readers get; None for others."""
    return TYPES.get(Path(key).suffix)


def read_digests(path: Path) -> Digests:
    """Raises OSError."""
    sha256, md5, size, beginning = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0, b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            beginning = beginning or block[:16]
            size += len(block)
            sha256.update(block)
            md5.update(block)
    return Digests(size, sha256.hexdigest(), md5.hexdigest(), beginning)


def check_folder(folder: Path) -> None:
    """Raises `FileWrong` if the folder of the files is a link: nothing behind it would be taken."""
    if (folder / FOLDER).is_symlink():
        raise FileWrong(f"{FOLDER} is a link; an import follows none")


def locate(folder: Path, key: str) -> Path:
    """The path of a file in an export. Raises `FileWrong` if it is outside of the folder, no file, or a link."""
    root = folder.resolve() / FOLDER
    path = root / key
    if path.resolve() != path:
        raise FileWrong(f"{FOLDER}/{key} leads out of the folder, or there is a link on the way")
    if not path.is_file():
        raise FileWrong(f"{FOLDER}/{key} is missing")
    return path


def check_file(folder: Path, key: str, expected: Mapping[str, object]) -> None:
    """Raises `FileWrong` if a file is not the one of its record: `size` and `sha256` are what the record says."""
    found = read_digests(locate(folder, key))
    if (found.size, found.sha256) != (expected["size"], expected["sha256"]):
        raise FileWrong(f"{FOLDER}/{key} is not the file that was exported: size or SHA-256 differ")
    first = _FIRST_BYTES.get(Path(key).suffix)
    if first and not first.match(found.beginning):
        raise FileWrong(f"{FOLDER}/{key} is no {get_type(key)}")
