"""Writes categories, tags and authors of a file."""

from __future__ import annotations

from cli.moving.importing.outcomes import CHANGED, WRITTEN
from cli.moving.records import TermRecord
from cli.moving.stack import Clock, Stack
from gazette.taxonomy.model import Term
from gazette.taxonomy.pictures import AuthorPictures
from gazette.taxonomy.repository import TermChanged


def write_term(stack: Stack, record: TermRecord, clock: Clock) -> str:
    """The outcome. An author gets the present form of the picture. Raises `Invalid` for one that is not ready."""
    taxonomy, pictures = stack.taxonomy, AuthorPictures(stack.taxonomy, stack.media, lambda: stack.site.home)
    term = Term.model_validate(record.model_dump(exclude={"type", "write_id"}))
    try:
        term, checks = pictures.show(term, clock())
        taxonomy.save(None, term, write_id=record.write_id or "", also=checks)
    except TermChanged:
        return CHANGED
    return WRITTEN
