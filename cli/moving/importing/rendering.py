"""Whether an article of a file can be rendered, as a save checks it."""

from __future__ import annotations

from cli.moving.problems import describe_error
from cli.moving.stack import Stack
from gazette.articles.model import Article
from gazette.articles.pictures import list_media
from gazette.articles.publishing.serializers import check_size
from gazette.errors import GazetteError


def check_rendering(stack: Stack, article: Article) -> list[str]:
    """Errors of an article that could not be stored, or that names other pictures than its text has."""
    try:
        if list_media(article) != article.media:
            return ["`media` are other pictures than those of the article"]
        check_size(article, stack.site)
    except GazetteError as error:
        return describe_error(error)
    return []
