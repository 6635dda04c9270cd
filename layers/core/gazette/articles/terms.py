"""The categories, tags and known authors of a draft, and the others into which they were merged."""

from collections.abc import Container, Iterable, Mapping
from typing import TypeVar

from gazette.articles.model import Byline, Draft, Tag
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


def drop_known_names(article: AnyDraft, known: Container[tuple[str, str]]) -> AnyDraft:
    """The published article without the names that it gave to its new tags, for those that exist by now.

    Their names are in Taxonomy then; editors may have removed one.
    """
    tags = tuple(Tag(slug=tag.slug) if ("tag", tag.slug) in known else tag for tag in article.tags)
    return article if tags == article.tags else article.model_copy(update={"tags": tags})


def replace_merged(draft: AnyDraft, aliases: Aliases) -> AnyDraft:
    """The draft with the terms into which others were merged, each once. A new name of a merged tag is dropped."""
    if not aliases:
        return draft
    categories = dict.fromkeys(aliases.get(("category", slug), slug) for slug in draft.categories)
    tags = {tag.slug: tag for tag in draft.tags if ("tag", tag.slug) not in aliases}
    places = dict.fromkeys(aliases.get(("tag", tag.slug), tag.slug) for tag in draft.tags)
    return draft.model_copy(
        update={
            "categories": tuple(categories),
            "tags": tuple(tags.get(slug) or Tag(slug=slug) for slug in places),
            "authors": tuple(_replace_authors(draft, aliases)),
        }
    )


def _replace_authors(draft: Draft, aliases: Aliases) -> Iterable[Byline]:
    """An author who is in the byline already keeps that entry, at the position of the first of the two."""
    own = {author.slug: author for author in draft.authors if author.slug and ("author", author.slug) not in aliases}
    authors: dict[str | int, Byline] = {}
    for number, author in enumerate(draft.authors):
        if author.slug is None:
            authors[number] = author
            continue
        slug = aliases.get(("author", author.slug), author.slug)
        authors.setdefault(slug, own.get(slug) or author.model_copy(update={"slug": slug}))
    return authors.values()
