"""Sample requests of each public route: a line in `SAMPLES` for each route key of the template.

A route that is missing here stops the measurement. A list has its first page, and its last one with `like="first"`,
which must cost no more. A response that has all of something, such as a month, gets `per_item=True`: its cost for each
item is compared.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from bench.archive import AUTHORS, LANGUAGES, TAGS, Archive, Entry
from gazette import cursors
from gazette.feeds.guessed_paths import GUESSES

LANG = LANGUAGES[0]
LIMIT = 20


class Sample(NamedTuple):
    """A request. `path` are the values of the route's variables; `like` names the sample than which it may not cost
    more."""

    name: str
    query: str = ""
    path: dict[str, str] = {}  # noqa: RUF012 (never changed)
    like: str | None = None
    per_item: bool = False


Build = Callable[[Archive], list[Sample]]


def one(**path: str) -> Build:
    return lambda archive: [Sample("", path=path)]


def asked(query: str, **path: str) -> Build:
    return lambda archive: [Sample("", query, path)]


def article(by: Callable[[Entry], dict[str, str]]) -> Build:
    """The newest and the oldest article of a language."""

    def build(archive: Archive) -> list[Sample]:
        entries = archive.list_entries(LANG)
        return [Sample("newest", path=by(entries[-1])), Sample("oldest", path=by(entries[0]), like="newest")]

    return build


def related(archive: Archive) -> list[Sample]:
    entries = archive.list_entries(LANG)
    return [Sample(name, path={"id": entries[place].id}) for name, place in (("newest", -1), ("the 100th", -100))]


def cards(archive: Archive) -> list[Sample]:
    """The first and the last page of the main list and of the largest category, tag and author; a day."""
    samples = []
    for kind in ("", "category", "tag", "author"):
        most = archive.find_most(kind, LANG) if kind else ""
        filters, listing = ({kind: most}, f"{LANG}/{kind}/{most}") if kind else ({}, LANG)
        cursor = cursors.encode(f"{listing}|0|~", archive.list_positions(listing)[LIMIT])
        for name, more in (("first", {}), ("last", {"cursor": cursor})):
            query = urlencode({"lang": LANG, **filters, **more})
            samples.append(Sample(f"{kind} {name}".strip(), query, like=f"{kind} first".strip() if more else None))
    return samples


def pages(kind: str = "") -> Build:
    """The first, the second and the last page of the main list, or of the largest category, tag or author.

    All but the first also ask where the newer page begins, so the last one is compared with the second.
    """

    def build(archive: Archive) -> list[Sample]:
        most = archive.find_most(kind, LANG) if kind else ""
        positions = archive.list_positions(f"{LANG}/{kind}/{most}" if kind else LANG)
        path = {"lang": LANG, "slug": most}
        second, last = (urlencode({"before": positions[at].replace("#", "~")}) for at in (-LIMIT, LIMIT))
        return [Sample("first", path=path), Sample("second", second, path), Sample("last", last, path, like="second")]

    return build


def periods(archive: Archive) -> list[Sample]:
    """A day among others, and the present month."""
    positions = archive.list_positions(LANG)
    days = {"day": positions[-100][:10], "month": positions[-1][:7]}
    return [Sample(name, path={"lang": LANG, "day": day}) for name, day in days.items()]


def feeds(archive: Archive) -> list[Sample]:
    """The three formats, with texts, and of the largest tag, which fills a feed on the small site too."""
    tag = urlencode({"tag": archive.find_most("tag", LANG)})
    queries = {"rss.xml": "", "atom.xml": "content=full", "feed.json": tag}
    return [Sample(file, query, {"lang": LANG, "file": file}) for file, query in queries.items()]


def sitemaps(archive: Archive) -> list[Sample]:
    """All addresses of the present month, and the news of two days."""
    month = archive.list_positions(LANG)[-1][:7]
    return [
        Sample("month", path={"file": f"{LANG}-{month}.xml"}, per_item=True),
        Sample("news", path={"file": f"{LANG}-news.xml"}),
    ]


def whole(archive: Archive) -> list[Sample]:
    """Something that has an item for each month."""
    return [Sample("", per_item=True)]


def changes(archive: Archive) -> list[Sample]:
    """The oldest hundred that are kept, and the last hundred."""
    last = f"{archive.list_entries(LANG)[-101].position.replace('Z#', '.000Z#')}#000002"
    return [
        Sample("first", f"lang={LANG}"),
        Sample("last", urlencode({"lang": LANG, "cursor": cursors.encode(f"{LANG}/changes", last)}), like="first"),
    ]


def terms(kind: str, count: int) -> Build:
    def build(archive: Archive) -> list[Sample]:
        cursor = cursors.encode(f"{kind}|{LANG}|", f"{kind}-{count - LIMIT - 1:04}")
        last = Sample("last", urlencode({"lang": LANG, "cursor": cursor}), like="first")
        search = [Sample("search", f"lang={LANG}&q=tag+00")] if kind == "tag" else []
        return [Sample("first", f"lang={LANG}"), last, *search]

    return build


SAMPLES: dict[str, Build] = {
    "GET /v1/articles": cards,
    "GET /v1/articles/{id}": article(lambda entry: {"id": entry.id}),
    "GET /v1/articles/{id}/{slug}": article(lambda entry: {"id": entry.lang, "slug": entry.slug}),
    "GET /v1/articles/{id}/related": related,
    "GET /v1/changes": changes,
    "GET /v1/pages": asked(f"lang={LANG}"),
    "GET /v1/categories": asked(f"lang={LANG}"),
    "GET /v1/categories/{slug}": one(slug="category-0000"),
    "GET /v1/tags": terms("tag", TAGS),
    "GET /v1/tags/{slug}": one(slug="tag-0000"),
    "GET /v1/authors": terms("author", AUTHORS),
    "GET /v1/authors/{slug}": one(slug="author-0000"),
    "GET /v1/home": lambda archive: [Sample("", f"lang={LANG}"), Sample("with blocks", f"lang={LANG}&blocks=true")],
    "GET /v1/rates": asked("symbols=USD,EUR,RUB"),
    "GET /v1/rates/{currency}": one(currency="USD"),
    "GET /v1/rates/{currency}/chart.svg": one(currency="USD"),
    "GET /v1/rates/convert": asked("from=USD&to=UZS&amount=100"),
    "GET /v1/rates/sources": one(),
    "GET /v1/currencies": one(),
    "GET /v1/feeds/{lang}/{file}": feeds,
    "GET /sitemap.xml": whole,
    "GET /sitemaps/{file}": sitemaps,
    "GET /robots.txt": whole,
    "GET /": one(),
    "GET /{lang}": one(lang=LANG),
    "GET /{lang}/archive": pages(),
    "GET /{lang}/archive/{day}": periods,
    "GET /{lang}/author/{slug}": pages("author"),
    "GET /{lang}/category/{slug}": pages("category"),
    "GET /{lang}/rates": one(lang=LANG),
    "GET /{lang}/tag/{slug}": pages("tag"),
    "GET /{lang}/{slug}": article(lambda entry: {"lang": entry.lang, "slug": entry.slug}),
}

WITHOUT_READS = {
    "GET /assets/{file}",
    "GET /desk",
    "GET /desk/{file}",
    "GET /{lang}/preview",
    "GET /favicon.ico",
    "GET /v1",
    "GET /v1/docs",
    "GET /v1/docs/{file}",
    "GET /v1/health",
    "GET /v1/openapi.json",
    # The cards of one page, whatever the size of the site is. `bench.search` measures the index.
    "GET /v1/search",
    "GET /v1/search/suggest",
    "GET /{lang}/search",
    "GET /v1/{name}",
    *(f"GET {path}" for path in GUESSES),
}
"""Routes whose functions have no table, that serve files of the function, or that only redirect."""
OTHER_FUNCTIONS = {"PreferencesFunction", "PreviewFunction", "SubscriptionsFunction"}
"""Functions with public routes that read nothing which is published."""
