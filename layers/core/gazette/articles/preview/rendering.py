"""Renders a draft as a publication would at this moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from gazette.articles.model import Article
from gazette.articles.publishing.serializers import Site, render_article
from gazette.articles.publishing.slugs import build_candidates
from gazette.articles.publishing.snapshot import TableNames, load_snapshot
from gazette.articles.publishing.translations import list_other_members
from gazette.articles.terms import replace_merged
from gazette.times import timestamp


class PreviewRendering:
    """`load_site` is not called before it is needed, because the address of the site may be a stored parameter."""

    def __init__(self, dynamodb: Any, tables: TableNames, load_site: Callable[[], Site]) -> None:
        self._dynamodb, self._tables, self._load_site = dynamodb, tables, load_site

    def render(self, article: Article, at: datetime) -> dict[str, Any]:
        """The public article of a draft, as `serializers.render_article` describes it; its title may be None.

        What only a publication decides is as it would probably be: the slug without regard to other articles, and the
        time. Pictures that have no files yet are left out. Raises `SnapshotChanged` if a term is just being merged,
        `Invalid` for a body that cannot be rendered.
        """
        planned = _plan(article, at)
        snapshot = load_snapshot(self._dynamodb, self._tables, planned)
        shown = replace_merged(planned, snapshot.aliases)
        pictures = {id: picture for id, picture in snapshot.pictures.items() if picture.renditions is not None}
        if shown.image and shown.image.media not in pictures:
            shown = shown.model_copy(update={"image": None})
        document = render_article(shown, snapshot.names, pictures, self._load_site())
        return {**document, "translations": list_other_members(snapshot.members, shown.lang)}


def _plan(article: Article, at: datetime) -> Article:
    """The draft with the address and the times that it would get; what readers see already keeps its own."""
    if article.status == "published" and not article.has_changes:
        return article
    time = article.publish_at or timestamp(at)
    slug = article.slug or build_candidates(article.title or "", article.lang, article.id.lower(), at.date())[0]
    changes = {"slug": slug, "published_at": article.published_at or time, "updated_at": time}
    return article.model_copy(update=changes)
