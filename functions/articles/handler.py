"""Public reads of articles: one of them, lists, changes, categories, and the first screen in one answer."""

from __future__ import annotations

import os

from gazette.articles.public import article as reading
from gazette.articles.public import lists
from gazette.articles.public.changes import Changes
from gazette.aws.public.reader import Reader
from gazette.cursors import link_header
from gazette.http.public import Request, dispatch
from gazette.http.responses import HttpResponse, computed_response, redirect, stored_response
from gazette.settings import Settings
from gazette.times import now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.taxonomy.public.categories import PublicCategories

CATEGORIES_KEPT = (60, 300)

settings = Settings(os.environ)
readers = [Reader(os.environ) for _ in range(3)]  # the first screen asks for three things at once
reader = readers[0]
articles, listings = settings.table("articles"), settings.table("listings")


def list_articles(request: Request) -> HttpResponse:
    given = request.query(*lists.PARAMETERS)
    selection = lists.ListQuery(given, settings.language(given.get("lang")))
    page, cursor = selection.page(reader.query(selection.request(listings), request.deadline))
    return computed_response(request, page, cache=lists.CACHE, headers=link_header("/v1/articles", given, cursor))


def article(request: Request) -> HttpResponse:
    request.query()
    return found(request, reading.by_id(request.path["id"]), "/v1/articles/{id}")


def article_by_slug(request: Request) -> HttpResponse:
    request.query()
    address = reading.by_slug(request.path["id"], request.path["slug"], settings.languages)
    return found(request, address, "/v1/articles/{lang}/{slug}")


def changes(request: Request) -> HttpResponse:
    given = request.query("lang", "cursor")
    feed = Changes(given, settings.language(given.get("lang")), now())
    wanted = feed.request(listings)
    page, cursor = feed.page(reader.query(wanted, request.deadline) if wanted else {"Items": []})
    return computed_response(request, page, cache=lists.CACHE, headers=link_header("/v1/changes", given, cursor))


def categories(request: Request) -> HttpResponse:
    lang = settings.language(request.query("lang").get("lang"))
    items = names().categories(lang, request.deadline)
    return computed_response(request, lists.compact({"items": items, "next": None}), cache=CATEGORIES_KEPT)


def category(request: Request) -> HttpResponse:
    lang = settings.language(request.query("lang").get("lang"))
    one = names().category(request.path["slug"], lang, request.deadline)
    return computed_response(request, lists.compact(one), cache=CATEGORIES_KEPT)


def first_screen(request: Request) -> HttpResponse:
    from gazette.articles.public.home import Home  # with rates and channels: not what a cold article should wait for

    lang, at, home = settings.language(request.query("lang").get("lang")), now(), Home(settings, readers)
    return computed_response(request, home.render(lang, at, request.deadline), cache=lists.CACHE, until=home.until(at))


def found(request: Request, address: str, path: str) -> HttpResponse:
    """The article at an address, or the way to where it is now: `path` with its id, or its language and slug."""
    item, elsewhere = reading.find(reader, articles, address, request.deadline)
    if elsewhere:
        present = {name: item[name]["S"] for name in ("id", "lang", "slug")}
        return redirect(request, path.format(**present), reading.identity(item))
    return stored_response(request, cache=reading.CACHE, **reading.answer_parts(item))


def names() -> PublicCategories:
    from gazette.taxonomy.public.categories import PublicCategories  # again nothing that a cold article should wait for

    return PublicCategories(reader, settings.table("taxonomy"), settings.default_language)


handler = dispatch(
    {
        "GET /v1/articles": list_articles,
        "GET /v1/articles/{id}": article,
        "GET /v1/articles/{id}/{slug}": article_by_slug,
        "GET /v1/changes": changes,
        "GET /v1/categories": categories,
        "GET /v1/categories/{slug}": category,
        "GET /v1/home": first_screen,
    }
)
