"""Items of the Taxonomy table.

kind         slug             what
category     <slug>           a term: also `tag` and `author`
tag-search   <text>#<slug>    a tag under one of its search texts, with its names
"""

from collections.abc import Mapping
from typing import Any

from gazette.dynamodb.writes import Write, delete, put
from gazette.taxonomy.model import Term
from gazette.taxonomy.public.search_text import list_search_texts
from gazette.taxonomy.public.terms import TAG_SEARCH


def build_key(kind: str, slug: str) -> dict[str, str]:
    """Plain key of a category, tag or author."""
    return {"kind": kind, "slug": slug}


def build_item(term: Term, write_id: str = "") -> dict[str, Any]:
    """The item of a term. Members that are empty are left out."""
    members = term.model_dump(exclude={"search"})
    optional = ("text", "merged", "unpublished", "order")
    item = {name: value for name, value in members.items() if name not in optional or value}
    return {**item, "search": term.search and list(term.search), "write_id": write_id or None}


def parse_term(item: Mapping[str, Any]) -> Term:
    return Term.model_validate({name: item[name] for name in Term.model_fields if name in item})


def with_search(term: Term) -> Term:
    """The term with its present search texts. Only tags that were not merged have some."""
    if term.kind != "tag":
        return term
    texts = () if term.merged_into else list_search_texts(term.slug, term.names)
    return term.model_copy(update={"search": tuple(texts)})


def put_search_rows(table: str, before: Term | None, after: Term) -> list[Write]:
    """The rows of a tag under its search texts, and the end of those that it has no more."""
    former = set((before and before.search) or ()) - set(after.search or ())
    row = {"names": after.names, "unpublished": after.unpublished or None}
    return [
        *(put(table, {**_build_row_key(after.slug, text), **row}) for text in after.search or ()),
        *delete_search_rows(table, after.slug, sorted(former)),
    ]


def delete_search_rows(table: str, slug: str, texts: list[str]) -> list[Write]:
    return [delete(table, _build_row_key(slug, text)) for text in texts]


def _build_row_key(slug: str, text: str) -> dict[str, str]:
    return build_key(TAG_SEARCH, f"{text}#{slug}")
