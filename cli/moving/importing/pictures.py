"""Writes pictures of a file: first their files, then the picture itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cli.moving.files import FileWrong, get_type, locate
from cli.moving.importing.outcomes import CHANGED, WRITTEN
from cli.moving.records import File, PictureRecord
from cli.moving.stack import Stack
from gazette.media.files import MediaFiles
from gazette.media.repository import MediaChanged


@dataclass(frozen=True)
class PictureWriter:
    stack: Stack
    folder: Path
    with_files: bool

    def write(self, record: PictureRecord) -> str:
        """The outcome. Raises `FileWrong` if a file was changed since it was checked."""
        if self.with_files:
            for file in record.files:
                self._write_file(record.id, file)
        try:
            self.stack.media.save(None, record.picture, write_id=record.write_id or "")
        except MediaChanged:
            return CHANGED
        return WRITTEN

    def _write_file(self, id: str, file: File) -> None:
        """A file that the bucket has already is the same one: no other bytes ever get its key."""
        content = locate(self.folder, file.path).read_bytes()
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise FileWrong(f"{file.path} was changed since it was checked")
        files = MediaFiles(self.stack.bucket, self.stack.s3)
        folder, _, name = file.path.partition(f"/{id}/")
        if folder == "accepted":
            files.keep_accepted(id, name, content)
        else:
            files.store(f"/{file.path}", content, get_type(file.path) or "application/octet-stream")
