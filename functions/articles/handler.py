"""Public reads of articles: one of them, lists, changes, categories, and the first screen in one answer."""

import os

from gazette.articles import lists, reading
from gazette.aws.reader import Reader
from gazette.http.public import Answer, Request, dispatch, fresh, redirect, stored
from gazette.settings import Settings
from gazette.taxonomy import reading as taxonomy
from gazette.times import now

settings = Settings(os.environ)
readers = [Reader(os.environ) for _ in range(3)]  # the first screen asks for three things at once
reader = readers[0]
articles, listings = settings.table("articles"), settings.table("listings")
names = taxonomy.Names(reader, settings.table("taxonomy"), settings.default_language)


def list_articles(request: Request) -> Answer:
    given = request.query(*lists.PARAMETERS)
    selection = lists.Selection(given, settings.language(given.get("lang")))
    page, cursor = selection.page(reader.query(selection.request(listings), request.deadline))
    return fresh(request, page, cache=lists.CACHE, headers=lists.link("/v1/articles", given, cursor))


def article(request: Request) -> Answer:
    request.query()
    item, elsewhere = reading.find(reader, articles, reading.by_id(request.path["id"]), request.deadline)
    if elsewhere:
        return redirect(request, f"/v1/articles/{item['id']['S']}", reading.identity(item))
    return stored(request, cache=reading.CACHE, **reading.answer_parts(item))


def article_by_slug(request: Request) -> Answer:
    request.query()
    address = reading.by_slug(request.path["id"], request.path["slug"], settings.languages)
    item, elsewhere = reading.find(reader, articles, address, request.deadline)
    if elsewhere:
        return redirect(request, f"/v1/articles/{item['lang']['S']}/{item['slug']['S']}", reading.identity(item))
    return stored(request, cache=reading.CACHE, **reading.answer_parts(item))


def changes(request: Request) -> Answer:
    given = request.query("lang", "cursor")
    feed = lists.Changes(given, settings.language(given.get("lang")), now())
    wanted = feed.request(listings)
    page, cursor = feed.page(reader.query(wanted, request.deadline) if wanted else {"Items": []})
    return fresh(request, page, cache=lists.CACHE, headers=lists.link("/v1/changes", given, cursor))


def categories(request: Request) -> Answer:
    lang = settings.language(request.query("lang").get("lang"))
    found = names.categories(lang, request.deadline)
    return fresh(request, lists.compact({"items": found, "next": None}), cache=taxonomy.CACHE)


def category(request: Request) -> Answer:
    lang = settings.language(request.query("lang").get("lang"))
    found = names.category(request.path["slug"], lang, request.deadline)
    return fresh(request, lists.compact(found), cache=taxonomy.CACHE)


def first_screen(request: Request) -> Answer:
    from gazette.articles.home import Home  # with rates and channels: not what a cold article should wait for

    lang, at, home = settings.language(request.query("lang").get("lang")), now(), Home(settings, readers)
    return fresh(request, home.render(lang, at, request.deadline), cache=lists.CACHE, until=home.until(at))


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
