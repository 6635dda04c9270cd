"""Categories, tags and authors for readers, with their names in a language. Each method makes one request."""

from __future__ import annotations

import json
from collections.abc import Mapping

from gazette.aws.public.reader import Reader
from gazette.taxonomy.errors import NOT_FOUND
from gazette.taxonomy.public.search_text import choose_search_text, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TAG_SEARCH = "tag-search"
"""Kind of the rows by which tags are found; see `items`."""
MAX_SLUG = 200
"""Characters. No slug is longer, and DynamoDB refuses keys over a limit."""

Page = tuple[list[dict[str, "Any"]], "str | None"]
"""Terms, and the key of the last one if there may be more."""


def build_key(kind: str, slug: str) -> dict[str, Any]:
    return {"kind": {"S": kind}, "slug": {"S": slug}}


class PublicTerms:
    """Reads the Taxonomy table. A name falls back to the site's default language, then to the slug."""

    def __init__(self, reader: Reader, table: str, default: str) -> None:
        self._reader, self._table, self._default = reader, table, default

    def list_categories(self, lang: str, deadline: float | None = None) -> list[dict[str, Any]]:
        """All categories in their order: `{slug, name}`."""
        items = self._query({":kind": "category"}, None, None, deadline)[0]
        items.sort(key=lambda item: (int(item.get("order", {"N": "0"})["N"]), item["slug"]["S"]))
        return [self._show("category", item, lang) for item in items if _is_public(item)]

    def list_page(self, kind: str, lang: str, limit: int, after: str | None, deadline: float | None = None) -> Page:
        """A page of the tags or authors by slug. It may be short."""
        items, last = self._query({":kind": kind}, limit, after, deadline)
        return [self._show(kind, item, lang) for item in items if _is_public(item)], last

    def search_tags(self, prefix: str, lang: str, limit: int, after: str | None, deadline: float | None = None) -> Page:
        """A page of the tags of which the name in the language, or the slug, begins with a folded prefix.

        An empty prefix finds nothing. The page may be short.
        """
        if not prefix:
            return [], None
        rows, last = self._query({":kind": TAG_SEARCH, ":prefix": prefix}, limit, after, deadline)
        return [self._show_row(row, lang) for row in rows if self._represents(row, prefix, lang)], last

    def get(self, kind: str, slug: str, lang: str, deadline: float | None = None) -> dict[str, Any]:
        """`{slug, name}`, with `text` and `image` of an author. `{moved_to}` if the term was merged into another one.

        Raises `NotFound`.
        """
        operation, request = self.build_request(kind, slug)
        return self.read(kind, self._reader.start(operation, request, deadline).result(), lang)

    def build_request(self, kind: str, slug: str) -> tuple[str, dict[str, Any]]:
        """The read of a term, for `fetch`. Raises `NotFound` for what can be no slug."""
        if not slug or len(slug) > MAX_SLUG:
            raise NOT_FOUND[kind]()
        return "GetItem", {"TableName": self._table, "Key": build_key(kind, slug)}

    def read(self, kind: str, reply: dict[str, Any], lang: str) -> dict[str, Any]:
        """The result of `get` from the reply to `build_request`."""
        item = reply.get("Item")
        if item is not None and "merged_into" in item:
            return {"moved_to": item["merged_into"]["S"]}
        if item is None or not _is_public(item):
            raise NOT_FOUND[kind]()
        return {**self._show(kind, item, lang), **(self._show_text(item, lang) if kind == "author" else {})}

    def list_authors(self, items: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
        """`{slug, name, image, text}` of stored authors, in any order. One that was merged or removed is left out."""
        return [
            {**self._show("author", item, lang), **self._show_text(item, lang)} for item in items if _is_public(item)
        ]

    def find_successor(self, kind: str, slug: str, deadline: float | None = None) -> str | None:
        """The slug of the term into which this one was merged, if it was."""
        item = self._reader.get(self._table, build_key(kind, slug), deadline)
        return item["merged_into"]["S"] if item is not None and "merged_into" in item else None

    def _query(
        self, values: dict[str, str], limit: int | None, after: str | None, deadline: float | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        condition = "kind = :kind" + (" AND begins_with(slug, :prefix)" if ":prefix" in values else "")
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
        }
        if limit is not None:  # one item more than a page shows whether there is a next page
            request["Limit"] = limit + 1
        if after is not None:
            request["ExclusiveStartKey"] = {"kind": {"S": values[":kind"]}, "slug": {"S": after}}
        reply = self._reader.query(request, deadline)
        items = reply["Items"]
        if limit is not None and len(items) > limit:
            return items[:limit], items[limit - 1]["slug"]["S"]
        last = reply.get("LastEvaluatedKey")
        return items, last["slug"]["S"] if last else None

    def _represents(self, row: dict[str, Any], prefix: str, lang: str) -> bool:
        """Whether the row is the one of its tag in this search: a tag has a row for its slug and for each name."""
        text, _, slug = row["slug"]["S"].rpartition("#")
        texts = [fold(slug), fold(self._name(slug, row, lang))]
        return _is_public(row) and text == choose_search_text(prefix, texts)

    def _show_row(self, row: dict[str, Any], lang: str) -> dict[str, Any]:
        slug = row["slug"]["S"].rpartition("#")[2]
        return {"slug": slug, "name": self._name(slug, row, lang)}

    def _show(self, kind: str, item: dict[str, Any], lang: str) -> dict[str, Any]:
        slug = item["slug"]["S"]
        term = {"slug": slug, "name": self._name(slug, item, lang)}
        return {**term, "image": self._show_image(item, lang)} if kind == "author" else term

    def _name(self, slug: str, item: Mapping[str, Any], lang: str) -> str:
        return self._choose({code: name["S"] for code, name in item["names"]["M"].items()}, lang) or slug

    def _show_text(self, item: dict[str, Any], lang: str) -> dict[str, str | None]:
        texts = item.get("text", {"M": {}})["M"]
        return {"text": self._choose({code: text["S"] for code, text in texts.items()}, lang)}

    def _show_image(self, item: dict[str, Any], lang: str) -> dict[str, Any] | None:
        if "image" not in item:
            return None
        image = json.loads(item["image"]["S"])
        texts = {name: self._choose(image[name], lang) for name in ("alt", "caption", "credit")}
        # A credit is a name: as in articles, any language is better than none.
        credit = texts["credit"] or next((image["credit"][code] for code in sorted(image["credit"])), None)
        return {**image, **texts, "alt": texts["alt"] or "", "credit": credit}

    def _choose(self, texts: Mapping[str, str], lang: str) -> str | None:
        return texts.get(lang) or texts.get(self._default)


def _is_public(item: dict[str, Any]) -> bool:
    return "unpublished" not in item and "merged_into" not in item
