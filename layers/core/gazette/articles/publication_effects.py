"""What follows in the tables from a publication or a withdrawal, after its commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.publishing.stream_events import find_position
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Invalid, TooLarge
from gazette.jobs.repository import JobRepository
from gazette.settings import Settings
from gazette.taxonomy.published_tags import PublishedTags
from gazette.taxonomy.repository import TaxonomyRepository

Document = Mapping[str, Any]


class PublicationEffects:
    """Each method is idempotent, and reads the present state: events may come twice, late or out of order."""

    def __init__(self, dynamodb: Any, settings: Settings) -> None:
        taxonomy = TaxonomyRepository(dynamodb, settings.table("taxonomy"))
        jobs = JobRepository(settings.table("jobs"), dynamodb)
        self._drafts = DraftRepository(dynamodb, settings.table("drafts"))
        self._tags = PublishedTags(taxonomy, jobs, settings.default_language)
        self._rerendering, self._blocks = Rerendering(dynamodb, settings), CategoryBlocks(dynamodb, settings)

    def show_tags(self, document: Document, at: datetime) -> None:
        """Make the tags of an article public. Not those of a version that readers do not see any more: a tag may have
        been removed since."""
        id, version = document["id"], document["version"]
        if document["tags"] and self._find_published_version(id) == version:
            self._tags.show(document["lang"], document["tags"], at=at, change=f"{id}-{version}")

    def refresh(self, id: str, at: datetime) -> None:
        """Render an article again if it shows something else now.

        A name or a picture may have changed between the reads of the publication and its commit, and the job of that
        change may have passed the article before. An article that cannot be rendered keeps its form.
        """
        try:
            self._rerendering.refresh(id, at)
        except (Invalid, TooLarge) as error:
            count_swallowed("article-not-rerendered", error, article=id)

    def refresh_blocks(self, before: Document, after: Document) -> None:
        """Bring the blocks of the categories up to date that the article has, or had before. One of the two documents
        may be empty."""
        shown = [document for document in (before, after) if document and document.get("kind") != "page"]
        categories = dict.fromkeys(category["slug"] for document in shown for category in document["categories"])
        if categories:
            self._blocks.refresh(shown[0]["lang"], find_position(shown[0]), list(categories))

    def _find_published_version(self, id: str) -> int | None:
        try:
            return self._drafts.get(id).published_version
        except ArticleNotFound:  # no failure: it was withdrawn and purged
            return None
