"""How staff see categories, tags and authors."""

from typing import Any

from gazette.taxonomy.model import Term
from gazette.taxonomy.schemas import Author, Category, ShownTerm, Tag


def show_term(term: Term, job: str | None = None) -> Category | Tag | Author:
    """`job` is the address of the job that the change of the term opened."""
    common: dict[str, Any] = {name: getattr(term, name) for name in ShownTerm.model_fields if name != "job"}
    if term.kind == "category":
        return Category(**common, job=job, order=term.order)
    if term.kind == "tag":
        return Tag(**common, job=job, public=not term.unpublished)
    return Author(**common, job=job, text=term.text, picture=term.picture)
