"""The item of a front page's blocks: the categories in their order, each with the positions of its newest articles.

    en/blocks   current   {version, blocks: [{slug, name, newest: ["<published_at>#<id>"]}] as JSON}

Readers get a block per category from it and one BatchGetItem (`public/category_blocks.py`). ArticleEvents writes it
after a publication or a withdrawal, ArticleJobs after a change of the categories.

A write replaces the version that was read before the categories and the lists were. So nobody who read them earlier can
undo what a later change has written, and each change is written by whoever comes after it.
"""

import json
from collections.abc import Sequence
from typing import Any

from gazette.articles.public.category_blocks import POSITIONS, build_blocks_key
from gazette.articles.publishing.newest import find_newest
from gazette.articles.publishing.snapshot import SnapshotChanged, refuse_changed
from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import put
from gazette.encoding import compact_json
from gazette.settings import Settings
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository

Block = dict[str, Any]

_PAGE = 100


class CategoryBlocks:
    def __init__(self, dynamodb: Any, settings: Settings) -> None:
        self._dynamodb, self._table, self._languages = dynamodb, settings.table("listings"), settings.languages
        self._taxonomy = TaxonomyRepository(dynamodb, settings.table("taxonomy"))

    def rebuild(self) -> None:
        """Write the item of each language from the categories and their lists."""
        for lang in self._languages:
            retry(lambda lang=lang: self._rebuild_once(lang), SnapshotChanged)  # type: ignore[misc]

    def refresh(self, lang: str, position: str, categories: Sequence[str]) -> None:
        """Write the item after a change of an article in these categories, which are all that it has or had before.

        Only an article that is, or could be, among the newest of a category costs more than one read.
        """
        retry(lambda: self._refresh_once(lang, position, categories), SnapshotChanged)

    def _rebuild_once(self, lang: str) -> None:
        stored = self._load(lang)
        self._save(lang, stored, self._build(lang))

    def _refresh_once(self, lang: str, position: str, categories: Sequence[str]) -> None:
        stored = self._load(lang)
        blocks: dict[str, Block] = {block["slug"]: block for block in json.loads(stored.get("blocks", "[]"))}
        if not set(categories) <= blocks.keys():  # a category is new, or the whole item
            self._save(lang, stored, self._build(lang))
        elif reached := [slug for slug in categories if _reaches(blocks[slug], position)]:
            for slug in reached:
                blocks[slug]["newest"] = self._find_newest(lang, slug)
            self._save(lang, stored, list(blocks.values()))

    def _load(self, lang: str) -> dict[str, Any]:
        key = serialize(build_blocks_key(lang))
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return deserialize(reply.get("Item", {}))

    def _save(self, lang: str, stored: dict[str, Any], blocks: list[Block]) -> None:
        """Write also what is the same: whoever reads the lists now may still have read them before the change."""
        version = stored.get("version", 0)
        item = {**build_blocks_key(lang), "version": version + 1, "blocks": compact_json(blocks)}
        commit(self._dynamodb, [put(self._table, item, if_version(version), refusal=refuse_changed)])

    def _build(self, lang: str) -> list[Block]:
        return [
            {
                "slug": category.slug,
                "name": category.names.get(lang) or category.names.get(self._languages[0]) or category.slug,
                "newest": self._find_newest(lang, category.slug),
            }
            for category in self._list_categories()
        ]

    def _list_categories(self) -> list[Term]:
        categories, after, has_more = [], None, True
        while has_more:
            page, after = self._taxonomy.list_terms("category", limit=_PAGE, after=after)
            categories += [category for category in page if category.merged_into is None]
            has_more = after is not None
        return sorted(categories, key=lambda category: (category.order, category.slug))

    def _find_newest(self, lang: str, slug: str) -> list[str]:
        return find_newest(self._dynamodb, self._table, f"{lang}/category/{slug}", POSITIONS, consistent=True)


def _reaches(block: Block, position: str) -> bool:
    """Whether an article at a position is, or would be, among the newest of a category."""
    return len(block["newest"]) < POSITIONS or position >= block["newest"][-1]
