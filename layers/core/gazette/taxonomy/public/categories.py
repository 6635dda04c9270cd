"""Categories for readers: slug and name in a language."""

from __future__ import annotations

from gazette.aws.public.reader import Reader
from gazette.taxonomy.errors import CategoryNotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_SLUG = 200
"""Characters. No slug is longer, and DynamoDB refuses keys over a limit."""


class PublicCategories:
    """Reads the Taxonomy table. A name falls back to the site's default language, then to the slug."""

    def __init__(self, reader: Reader, table: str, default: str) -> None:
        self._reader, self._table, self._default = reader, table, default

    def list_categories(self, lang: str, deadline: float | None = None) -> list[dict[str, str]]:
        """All categories by slug: `{slug, name}`."""
        request = {
            "TableName": self._table,
            "KeyConditionExpression": "kind = :kind",
            "ExpressionAttributeValues": {":kind": {"S": "category"}},
        }
        return [self._translate(item, lang) for item in self._reader.query(request, deadline)["Items"]]

    def get_category(self, slug: str, lang: str, deadline: float | None = None) -> dict[str, str]:
        if not slug or len(slug) > MAX_SLUG:
            raise CategoryNotFound()
        item = self._reader.get(self._table, {"kind": {"S": "category"}, "slug": {"S": slug}}, deadline)
        if item is None:
            raise CategoryNotFound()
        return self._translate(item, lang)

    def _translate(self, item: dict[str, Any], lang: str) -> dict[str, str]:
        slug, names = item["slug"]["S"], item["names"]["M"]
        name = names.get(lang) or names.get(self._default) or {"S": slug}
        return {"slug": slug, "name": name["S"]}
