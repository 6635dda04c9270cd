"""Response bodies of the routes of revisions."""

from typing import Any, Literal

from gazette.articles.model import Article
from gazette.articles.schemas import Revision, ShownArticle
from gazette.schemas.base import StrictModel


class ShownRevision(Revision):
    """A version, and the article as it was."""

    article: Article


class Paragraph(StrictModel):
    change: Literal["same", "removed", "added"]
    text: str


class Hunk(StrictModel):
    """A part of a unified diff. Both numbers are those of its first paragraph, from 1."""

    before_start: int
    after_start: int
    paragraphs: list[Paragraph]


class FieldChange(StrictModel):
    """`before` and `after` are the values of a field. A body has `hunks` instead."""

    field: str
    before: Any = None
    after: Any = None
    hunks: list[Hunk] | None = None


class RevisionDiff(StrictModel):
    """What differs between the version `against` and the version `version`, which is usually the later one."""

    version: int
    against: int
    changes: list[FieldChange]


class LeftOut(StrictModel):
    """A part of an earlier version that the article cannot have any more, with the place and the reason."""

    pointer: str
    detail: str


class RestoredArticle(ShownArticle):
    """`left_out` is what the article lacks of the earlier version."""

    left_out: tuple[LeftOut, ...] = ()
