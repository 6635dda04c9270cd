"""Lists of categories, tags and authors for staff."""

from gazette.cursors import decode, encode
from gazette.errors import Malformed
from gazette.taxonomy.model import Kind, Term
from gazette.taxonomy.public.search_text import choose_search_text, fold
from gazette.taxonomy.repository import TaxonomyRepository

LISTS = {"category": "categories", "tag": "tags", "author": "authors"}
"""Names in the identity of a cursor."""


def find_page(
    repository: TaxonomyRepository, kind: Kind, *, limit: int, cursor: str | None, prefix: str | None = None
) -> tuple[list[Term], str | None]:
    """A page of terms by slug, and the cursor of the next page.

    With a prefix, the tags of which a name or the slug begins with it. Such a page may be short.
    """
    folded = None if prefix is None else fold(prefix)
    query = LISTS[kind] if folded is None else f"{LISTS[kind]}/{folded}"
    after = decode(query, cursor) if cursor else None
    if folded is None:
        terms, last = repository.list_terms(kind, limit=limit, after=after)
    elif folded:
        if after is not None and not after.startswith(folded):
            raise Malformed("The cursor is damaged.")
        terms, last = _search(repository, folded, limit, after)
    else:
        return [], None
    return terms, encode(query, last) if last else None


def _search(
    repository: TaxonomyRepository, prefix: str, limit: int, after: str | None
) -> tuple[list[Term], str | None]:
    """Tags in the order of their search texts. A tag with several that match is found under the first one."""
    rows, last = repository.search_tags(prefix, limit=limit, after=after)
    found = repository.find([("tag", slug) for slug in dict.fromkeys(slug for _, slug in rows)])
    tags = [(text, found["tag", slug]) for text, slug in rows if ("tag", slug) in found]
    return [tag for text, tag in tags if text == choose_search_text(prefix, list(tag.search or ()))], last
