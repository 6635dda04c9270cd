"""Writes the files of parts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import tantivy

from gazette.embedded_metrics import count_swallowed
from gazette.search.analysis import get_analyzer
from gazette.search.indexing.article_states import States
from gazette.search.indexing.documents import build_document
from gazette.search.manifest import Part
from gazette.search.parts import HEAP_BYTES, create_index, join_parts, pack_part

LARGE_HEAP_BYTES, LARGE = 200_000_000, 300
"""Memory of Tantivy's writer for parts of so many articles, so that it writes one segment."""


class BuiltPart(NamedTuple):
    """The file of a part, and what a manifest says of it except its sequence."""

    content: bytes
    name: str
    token: str
    documents: int
    changes: int

    def describe(self, sequence: int, *, is_base: bool) -> Part:
        return Part(
            name=self.name,
            token=self.token,
            sequence=sequence,
            documents=self.documents,
            changes=self.changes,
            bytes=len(self.content),
            is_base=is_base,
        )


def build_part(lang: str, states: States, token: str | None = None) -> BuiltPart:
    """A part with the articles that are there. An article that cannot be indexed is left out, and counted."""
    token = token or secrets.token_hex(4)
    with TemporaryDirectory() as folder:
        heap = LARGE_HEAP_BYTES if len(states) >= LARGE else HEAP_BYTES
        writer = create_index(Path(folder)).writer(heap, num_threads=1)
        changes = {id: _add(writer, lang, id, article, token) for id, article in states.items()}
        writer.commit()
        writer.wait_merging_threads()
        content = pack_part(Path(folder), changes)
    return BuiltPart(content, f"{token}-{secrets.token_hex(4)}", token, sum(changes.values()), len(changes))


def merge_parts(folders: list[Path], token: str, documents: int) -> BuiltPart:
    """One part of unpacked parts that have the same token and no article twice.

    Tantivy merges eight segments or more, each of less than 10,000 documents, when it commits. With fewer the part has
    several segments.
    """
    with TemporaryDirectory() as folder:
        joined = Path(folder, "joined")
        writer = join_parts(folders, joined).writer(LARGE_HEAP_BYTES, num_threads=1)
        writer.commit()
        writer.wait_merging_threads()
        content = pack_part(joined, {})
    return BuiltPart(content, f"{token}-{secrets.token_hex(4)}", token, documents, documents)


def _add(writer: tantivy.IndexWriter, lang: str, id: str, article: Mapping[str, Any] | None, token: str) -> bool:
    """Whether the part has the article."""
    if article is None:
        return False
    try:
        writer.add_document(build_document(article, get_analyzer(lang), token))
    except Exception as error:  # whatever is wrong with it: it must not keep others out
        count_swallowed("article-not-indexed", error, article=id)
        return False
    return True
