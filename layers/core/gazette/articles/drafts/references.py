"""Whether what a draft names exists: its language, categories, known authors, and the story that it translates."""

from collections.abc import Sequence
from typing import Any

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.model import Draft
from gazette.dynamodb.batches import batch_get
from gazette.dynamodb.items import serialize
from gazette.errors import Invalid


class References:
    """Looked up when a draft is saved, to tell its author early; publication checks once more, in its transaction."""

    def __init__(self, dynamodb: Any, drafts: DraftRepository, taxonomy_table: str, languages: Sequence[str]) -> None:
        self._dynamodb, self._drafts, self._taxonomy, self._languages = dynamodb, drafts, taxonomy_table, languages

    def check(self, draft: Draft) -> None:
        """`Invalid` with all that is wrong."""
        errors = [*self._language(draft), *self._unknown(draft)]
        if errors:
            raise Invalid("; ".join(f"{error['pointer']}: {error['detail']}" for error in errors), errors=errors)

    def story(self, draft: Draft, id: str) -> str:
        """The story of the article that this one translates, or the article's own id."""
        if draft.translation_of is None:
            return id
        if draft.translation_of == id:
            raise Invalid.at("#/translation_of", "An article is no translation of itself.")
        try:
            original = self._drafts.get(draft.translation_of)
        except ArticleNotFound:
            raise Invalid.at("#/translation_of", "There is no such article.") from None
        if original.binned_at:
            raise Invalid.at("#/translation_of", "This article is in the bin.")
        return original.story

    def _language(self, draft: Draft) -> list[dict[str, str]]:
        if draft.lang in self._languages:
            return []
        return [{"pointer": "#/lang", "detail": f"The languages of this site are {', '.join(self._languages)}."}]

    def _unknown(self, draft: Draft) -> list[dict[str, str]]:
        named = [(f"#/categories/{at}", "category", slug) for at, slug in enumerate(draft.categories)]
        named += [(f"#/authors/{at}/slug", "author", one.slug) for at, one in enumerate(draft.authors) if one.slug]
        keys = [serialize({"kind": kind, "slug": slug}) for _, kind, slug in named]
        found = batch_get(self._dynamodb, {self._taxonomy: keys})[self._taxonomy]
        known = {(item["kind"]["S"], item["slug"]["S"]) for item in found}
        return [
            {"pointer": pointer, "detail": f"There is no {kind} {slug}."}
            for pointer, kind, slug in named
            if (kind, slug) not in known
        ]
