"""The routes of Articles, as readers' front ends see them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from cli.openapi.models.articles import (
    ARTICLE,
    CARD,
    HOME,
    ID,
    MOVED,
    Article,
    Cards,
    Categories,
    Category,
    Changes,
    Home,
    Moved,
)
from cli.openapi.responses import Cursor, IfModifiedSince, IfNoneMatch, Lang, Limit, get, moved, read, refused

app = APIGatewayHttpResolver()
TAG = "Articles"


Id = Annotated[str, Path(description="The article's id (a ULID)")]
Slug = Annotated[str, Path(description="Lower case, hyphens between words")]


@get(
    app,
    "/v1/articles",
    "List published articles",
    TAG,
    read("Newest first", Cards, {"items": [CARD], "next": None}, listed=True),
)
def list_articles(
    *,
    lang: Lang = None,
    category: Annotated[str | None, Query(description="Slug; one of category, tag, author at a time")] = None,
    tag: Annotated[str | None, Query(description="Slug")] = None,
    author: Annotated[str | None, Query(description="Slug")] = None,
    from_: Annotated[str | None, Query(alias="from", description="First moment of publication, inclusive")] = None,
    to: Annotated[str | None, Query(description="Last moment of publication, exclusive")] = None,
    limit: Limit = None,
    cursor: Cursor = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """Cards of what is published in one language, newest first."""


@get(
    app,
    "/v1/articles/{id}",
    "Read an article",
    TAG,
    read("The article", Article, ARTICLE, dated=True)
    | moved("It is found in another article now, which the editors named", Moved, MOVED)
    | refused(_410="It was withdrawn; `detail` is the public note"),
)
def read_article(id: Id, if_none_match: IfNoneMatch = None, if_modified_since: IfModifiedSince = None) -> None:
    """The stored rendering, byte for byte. An article that is not published is 404, whoever asks."""


@get(
    app,
    "/v1/articles/{id}/{slug}",
    "Read an article by its address",
    TAG,
    read("The article", Article, ARTICLE, dated=True)
    | moved("It has another address now", Moved, MOVED)
    | refused(_410="It was withdrawn; `detail` is the public note"),
)
def read_article_by_slug(
    id: Annotated[str, Path(description="The language, such as `en`")],
    slug: Slug,
    if_none_match: IfNoneMatch = None,
    if_modified_since: IfModifiedSince = None,
) -> None:
    """The first part is the language (the gateway wants one name for both). A former slug leads to the present one."""


@get(
    app,
    "/v1/changes",
    "Follow what changes",
    TAG,
    read(
        "Oldest first, up to forty seconds ago, thirty days back",
        Changes,
        {
            "items": [{"id": ID, "at": "2025-12-18T07:00:00Z", "change": "published", "version": 3}],
            "next": "LpQ1mTIwMjUtMTItMTg",
        },
        listed=True,
    ),
)
def list_changes(lang: Lang = None, cursor: Cursor = None, if_none_match: IfNoneMatch = None) -> None:
    """For an app's cache or a site's rebuild. The cursor never runs out: ask again later with the last one."""


@get(
    app,
    "/v1/categories",
    "List the categories",
    TAG,
    read("By slug", Categories, {"items": [{"slug": "city", "name": "City"}], "next": None}, listed=True),
)
def list_categories(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Their names in one language, else in the site's first."""


@get(
    app,
    "/v1/categories/{slug}",
    "Read a category",
    TAG,
    read("The category", Category, {"slug": "city", "name": "City"}),
)
def read_category(slug: Slug, lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """Its name in one language, else in the site's first."""


@get(app, "/v1/home", "Read the first screen", TAG, read("All of it in one answer", Home, HOME))
def read_home(lang: Lang = None, if_none_match: IfNoneMatch = None) -> None:
    """What a front page shows first: breaking news, the rates line, the editors' picks, the newest, the channels."""
