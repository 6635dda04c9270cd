"""The categories, tags and known authors of a draft, and the others into which they were merged."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from gazette.articles.model import Draft, Tag
from gazette.taxonomy.model import Term

Aliases = Mapping[tuple[str, str], str]
"""The slug of the other term by the (kind, slug) of one that was merged."""

AnyDraft = TypeVar("AnyDraft", bound=Draft)


def list_terms(draft: Draft) -> list[tuple[str, str]]:
    """(kind, slug) of the draft's categories, tags and known authors."""
    return [
        *(("category", slug) for slug in draft.categories),
        *(("tag", tag.slug) for tag in draft.tags),
        *(("author", author.slug) for author in draft.authors if author.slug),
    ]


def find_aliases(terms: Iterable[Term]) -> dict[tuple[str, str], str]:
    return {(term.kind, term.slug): term.merged_into for term in terms if term.merged_into is not None}


def replace_merged(draft: AnyDraft, aliases: Aliases) -> AnyDraft:
    """The draft with the terms into which others were merged, each once. A new name of a merged tag is dropped."""
    if not aliases:
        return draft
    categories = dict.fromkeys(aliases.get(("category", slug), slug) for slug in draft.categories)
    tags = {tag.slug: tag for tag in draft.tags if ("tag", tag.slug) not in aliases}
    places = dict.fromkeys(aliases.get(("tag", tag.slug), tag.slug) for tag in draft.tags)
    known: set[str] = set()
    authors = []
    for author in draft.authors:
        slug = author.slug and aliases.get(("author", author.slug), author.slug)
        if slug is None or slug not in known:
            authors.append(author.model_copy(update={"slug": slug}))
        known |= {slug} if slug else set()
    return draft.model_copy(
        update={
            "categories": tuple(categories),
            "tags": tuple(tags.get(slug) or Tag(slug=slug) for slug in places),
            "authors": tuple(authors),
        }
    )
