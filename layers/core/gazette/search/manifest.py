"""The manifest of an index: the parts of which it consists, from the oldest to the newest.

Of an article that is in several parts, the newest one counts. A manifest is replaced as a whole, by a conditional put;
parts are files that never change.

    v1/<lang>/manifest.json
    v1/<lang>/parts/<name>.zip
    v1/<lang>/unused.json
"""

from __future__ import annotations

import json
from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

FORMAT = 1
"""Of manifests, parts and the fields of an index. Code of another format sees no index."""


class Part:
    """`token` ends the keys of the part's articles. `sequence` is that of the manifest which had the part first, or the
    newest of the parts that it was merged from.

    `documents` counts the articles that can be found in it, `changes` those of which it says something: also those that
    readers do not see any more. `is_base` is true for the part that a rebuild of the whole index has made.
    """

    __slots__ = ("bytes", "changes", "documents", "is_base", "name", "sequence", "token")

    def __init__(
        self, *, name: str, token: str, sequence: int, documents: int, changes: int, bytes: int, is_base: bool
    ) -> None:
        self.name, self.token, self.sequence = name, token, sequence
        self.documents, self.changes, self.bytes, self.is_base = documents, changes, bytes, is_base

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Manifest:
    """`sequence` counts the manifests of a language; `at` is the time of this one."""

    __slots__ = ("at", "parts", "sequence")

    def __init__(self, sequence: int = 0, at: str = "", parts: Iterable[Part] = ()) -> None:
        self.sequence, self.at, self.parts = sequence, at, tuple(parts)

    @property
    def base(self) -> Part | None:
        """The part that the last rebuild has made. Without one the index is not complete."""
        return next((part for part in self.parts if part.is_base), None)

    @property
    def deltas(self) -> tuple[Part, ...]:
        """The parts behind the base."""
        return tuple(part for part in self.parts if not part.is_base)

    @classmethod
    def parse(cls, content: bytes) -> Self:
        values = json.loads(content)
        return cls(values["sequence"], values["at"], [Part(**part) for part in values["parts"]])

    def render(self) -> bytes:
        parts = [part.to_json() for part in self.parts]
        return json.dumps({"sequence": self.sequence, "at": self.at, "parts": parts}).encode()


def build_manifest_key(lang: str) -> str:
    return f"v{FORMAT}/{lang}/manifest.json"


def build_part_key(lang: str, name: str) -> str:
    return f"{build_parts_prefix(lang)}{name}.zip"


def build_parts_prefix(lang: str) -> str:
    return f"v{FORMAT}/{lang}/parts/"


def build_unused_key(lang: str) -> str:
    return f"v{FORMAT}/{lang}/unused.json"
