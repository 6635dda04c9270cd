"""Kinds and labels of articles, and what each kind may have."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from gazette.articles.model import Draft

Kind = Literal["news", "page"]

Label = Literal[
    "analysis",
    "editorial",
    "explainer",
    "fact-check",
    "interview",
    "obituary",
    "opinion",
    "reportage",
    "review",
    "satire",
    "sponsored",
]
"""The readers' names of labels are in `gazette/words`, their types for search engines in `publishing/jsonld.py`."""

_NOT_ON_PAGES = {
    "breaking_until": "A page is no breaking news.",
    "label": "A page has no label.",
    "authors": "A page has no authors.",
    "categories": "A page is in no category.",
    "tags": "A page has no tags.",
    "telegram": "A page is not announced.",
}


def list_kind_errors(draft: "Draft") -> list[dict[str, str]]:
    """Errors of a draft that has what articles of its kind cannot have.

    No listing says which pages have a category, a tag or an author, so a new name of it would not reach them.
    """
    if draft.kind == "page":
        return [
            {"pointer": f"#/{name}", "detail": text} for name, text in _NOT_ON_PAGES.items() if getattr(draft, name)
        ]
    return [] if draft.order is None else [{"pointer": "#/order", "detail": "Only pages have an order."}]
