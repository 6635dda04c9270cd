"""Answers of every route, from the real handlers and the template's tables, compared with the document."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from cli.local.api.routes import Routes
from functions.media_intake import handler as media_intake
from gazette.feeds.guessed_paths import GUESSES
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from gazette.times import now
from tests.support import pictures
from tests.support.aws import STACK
from tests.support.conformance import FALLBACK_ROUTES, Api, find_operation
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document
from tests.support.staff import ADMIN as ADMIN_ID
from tests.support.subscribers import CONSENT, Reader, read_stream_records

EDITOR, ADMIN = {"groups": ["editor"]}, {"groups": ["admin"]}
ARTICLES, STAFF = "/v1/editorial/articles", "/v1/editorial/staff"
FORM = {"content-type": "application/x-www-form-urlencoded"}

DRAFT = {
    "lang": "en",
    "title": "Metro opens four stations",
    "dek": "The new line takes passengers from Sunday.",
    "dateline": "Tashkent",
    "body": "Trains run **every four minutes**.\n\nA ticket costs as much as before.",
    "authors": [{"name": "Dilnoza Yusupova", "role": "City reporter"}, {"name": "Anvar Saidov"}],
    "categories": ["city"],
    "tags": [{"slug": "metro", "name": "Metro"}],
    "label": "reportage",
    "seo": {"title": "Tashkent metro: four new stations"},
}
EARLIER = {"title": "Metro builds four stations", "tags": []}
PAGE = {"lang": "en", "kind": "page", "order": 1, "title": "About us", "body": "Who we are."}


@pytest.fixture
def api():
    return Api()


def if_match(article):
    return {"if-match": f'"{article["version"]}"'}


def create(api, **fields):
    body = {**DRAFT, **fields}
    return api.ask("POST", ARTICLES, status=201, body=body, headers={"idempotency-key": body["title"]}, **EDITOR)


def publish(api, article, **options):
    path = f"{ARTICLES}/{article['id']}/publish"
    return api.ask("POST", path, body=options, headers=if_match(article), **EDITOR)


def create_category(api):
    api.ask("PUT", "/v1/editorial/categories/city", status=201, body={"names": {"en": "City", "ru": "Город"}}, **EDITOR)


@pytest.fixture
def tomorrow(dynamodb):
    """Tomorrow's date. Stores two sheets of December, today's, and tomorrow's, whose dollar is held for its jump."""
    table, cbu = SheetCommands(RateRepository(STACK.physical("RatesTable"), dynamodb)), load_bank("cbu")
    today = cbu.today(datetime.now(UTC))
    upcoming = document(today + timedelta(1), USD="15000.00")
    for sheet in (DECEMBER_17, DECEMBER_18, document(today), upcoming):
        table.store(cbu, cbu.parse(sheet), raw="0" * 64, at=datetime.now(UTC))
    return today + timedelta(1)


@pytest.fixture
def reads_a_minute_later(monkeypatch):
    """Public reads get the time in a minute, because changes appear after forty seconds."""
    monkeypatch.setattr("functions.articles.handler.now", lambda: datetime.now(UTC) + timedelta(minutes=1))


def use_taxonomy(api):
    api.ask("GET", "/v1/editorial/me", **EDITOR)
    create_category(api)
    api.ask("GET", "/v1/editorial/categories", **EDITOR)
    city = api.ask("GET", "/v1/editorial/categories/city", **EDITOR)
    body = {"names": {"en": "The city"}}
    api.ask("PUT", "/v1/editorial/categories/city", body=body, headers=if_match(city), **EDITOR)
    api.ask("PUT", "/v1/editorial/categories/world", status=201, body={"names": {"en": "World"}}, **EDITOR)
    api.ask("DELETE", "/v1/editorial/categories/world", status=204, **ADMIN)


def use_tags_and_authors(api, picture):
    """Change and remove a tag and an author that no article has, and leave the author of the article."""
    for kind, slug in (("tags", "trams"), ("authors", "nobody")):
        path = f"/v1/editorial/{kind}/{slug}"
        term = api.ask("PUT", path, status=201, body={"names": {"en": "A name"}}, **EDITOR)
        api.ask("PUT", path, body={"names": {"en": "Another"}}, headers=if_match(term), **EDITOR)
        api.ask("GET", path, **EDITOR)
        api.ask("GET", f"/v1/editorial/{kind}", query="limit=1", **EDITOR)
        api.ask("DELETE", path, status=204, **ADMIN)
    author = {"names": {"en": "Dilnoza", "ru": "Дилноза"}, "text": {"en": "She writes."}, "picture": picture["id"]}
    api.ask("PUT", "/v1/editorial/authors/dilnoza", status=201, body=author, **EDITOR)


def merge_tags_and_authors(api):
    """The tag and the author of a published article are merged into others."""
    api.ask("PUT", "/v1/editorial/tags/underground", status=201, body={"names": {"en": "Underground"}}, **EDITOR)
    assert api.ask("GET", "/v1/editorial/tags", query="q=under", **EDITOR)["items"][0]["slug"] == "underground"
    in_use = api.ask("DELETE", "/v1/editorial/tags/metro", status=409, **ADMIN)
    assert in_use["articles"] == 1
    path = "/v1/editorial/tags/metro/merge"
    answer = api.send("POST", path, status=202, body={"into": "underground"}, **EDITOR)
    job = answer["headers"]["location"]
    assert api.ask("GET", job, **EDITOR)["status"] == "waiting"
    assert api.ask("GET", "/v1/editorial/jobs", query="limit=1", **EDITOR)["items"][0]["status"] == "waiting"
    api.ask("PUT", "/v1/editorial/authors/other", status=201, body={"names": {"en": "Other"}}, **EDITOR)
    api.ask("DELETE", "/v1/editorial/authors/dilnoza", status=202, query="replace_with=other", **ADMIN)
    for path, slug in (("/v1/tags/metro", "underground"), ("/v1/authors/dilnoza", "other")):
        assert api.ask("GET", path, status=301) == {"slug": slug}


def use_staff(api):
    body = {"email": "dilnoza@news.example", "name": "Dilnoza Yusupova", "group": "author"}
    member = api.ask("POST", STAFF, status=201, body=body, headers={"idempotency-key": "dilnoza"}, **ADMIN)
    api.ask("POST", STAFF, status=409, body=body, **ADMIN)
    assert api.ask("GET", STAFF, query="limit=2", **ADMIN)["next"]
    path = f"{STAFF}/{member['id']}"
    assert api.ask("GET", path, **ADMIN)["groups"] == ["author"]
    api.ask("PATCH", path, body={"group": "editor", "name": "Dilnoza Karimova"}, **ADMIN)
    api.ask("PATCH", f"{STAFF}/{ADMIN_ID}", status=409, body={"group": "editor"}, **ADMIN)
    api.ask("DELETE", f"{STAFF}/{ADMIN_ID}", status=409, **ADMIN)
    api.ask("DELETE", path, status=204, **ADMIN)


def review_rates(api, day):
    """Release the dollar, which validation holds on that day, and hold the rouble."""
    path = f"/v1/editorial/rates/cbu/{day}"
    assert api.ask("GET", f"{path}/USD", **ADMIN)["served"]["candidate"]
    decision = {"held": False, "reason": "The currency was devalued.", "rate": "15000.00"}
    assert api.ask("PUT", f"{path}/USD", body=decision, **ADMIN)["decisions"][0]["counts"]
    api.ask("PUT", f"{path}/USD", status=409, body={**decision, "held": True, "rate": "15000.01"}, **ADMIN)
    api.ask("PUT", f"{path}/RUB", body={"held": True, "reason": "It looks wrong."}, **ADMIN)
    api.ask("GET", f"{path}/XTS", status=404, **ADMIN)
    api.ask("GET", "/v1/editorial/rates/cbu/1970-01-01/USD", status=404, **ADMIN)


def use_media(api, bucket, context):
    """Announce, send and change a picture, and delete another one. Returns the first."""
    data, path = pictures.photo(), "/v1/editorial/media"
    file = {"name": "metro.jpg", "type": "image/jpeg", "size": len(data)}
    body = {**file, "alt": {"en": "A train"}, "credit": {"en": "Photo: Gazette"}}
    picture = api.ask("POST", path, status=201, body=body, headers={"idempotency-key": "metro"}, **EDITOR)
    boto3.client("s3").put_object(Bucket=bucket, Key=picture["upload"]["fields"]["key"], Body=data)
    media_intake.handler({"media": picture["id"]}, context)
    one = f"{path}/{picture['id']}"
    assert api.ask("GET", path, query="q=METRO&limit=1", **EDITOR)["items"][0]["image"]
    body = {"caption": {"en": "On Sunday"}, "focus": {"x": 0.2, "y": 0.4}}
    picture = api.ask("PATCH", one, body=body, headers=if_match(picture), **EDITOR)
    picture = api.ask("POST", f"{one}/replace", body=file, headers=if_match(picture), **EDITOR)
    other = api.ask("POST", path, status=201, body=file, **EDITOR)
    api.ask("DELETE", f"{path}/{other['id']}", status=204, headers=if_match(other), **EDITOR)
    return api.ask("GET", one, **EDITOR)


def edit_and_publish(api, picture):
    publish(api, create(api, **EARLIER))
    authors = [{"slug": "dilnoza", "role": "City reporter"}, {"name": "Anvar Saidov"}]
    article = create(
        api, authors=authors, image={"media": picture["id"]}, body=f"{DRAFT['body']}\n\n![](media:{picture['id']})"
    )
    path = f"{ARTICLES}/{article['id']}"
    api.ask("GET", ARTICLES, query="status=draft&limit=1", **EDITOR)
    article = review(api, api.ask("PATCH", path, body={"dek": None}, headers=if_match(article), **EDITOR))
    plan = {"publish_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")}
    article = api.ask("PUT", f"{path}/schedule", body=plan, headers=if_match(article), **EDITOR)
    article = api.ask("DELETE", f"{path}/schedule", headers=if_match(article), **EDITOR)
    article = api.ask("DELETE", path, headers=if_match(article), **EDITOR)
    article = api.ask("POST", f"{path}/undelete", headers=if_match(article), **EDITOR)
    article = publish(api, article)
    article = publish(api, article, correction="The line is 12 kilometres long.", minor=True)
    corrections = [{**article["corrections"][0], "note": "The line is 12 km long."}]
    article = api.ask("PATCH", path, body={"corrections": corrections}, headers=if_match(article), **EDITOR)
    article = publish(api, article, minor=True, changes={"dek": "From Sunday."})
    api.ask("GET", path, query="body=html", **EDITOR)
    return compare_and_restore(api, article)


def review(api, article):
    """Hand a draft in, return it, and show it to somebody without an account."""
    path = f"{ARTICLES}/{article['id']}"
    article = api.ask("POST", f"{path}/submit", body={"note": "Ready."}, headers=if_match(article), **EDITOR)
    assert api.ask("GET", ARTICLES, query="status=submitted", **EDITOR)["items"][0]["submitted_at"]
    article = api.ask("POST", f"{path}/return", body={"note": "Who says so?"}, headers=if_match(article), **EDITOR)
    api.ask("POST", f"{path}/return", status=409, body={"note": "Why?"}, headers=if_match(article), **EDITOR)
    api.ask("GET", f"{path}/preview", **EDITOR)
    link = api.ask("POST", f"{path}/preview", status=201, **EDITOR)
    token = {"headers": {"authorization": f"Bearer {link['url'].partition('#')[2]}"}}
    assert api.ask("GET", "/v1/editorial/preview", **token)["preview"]["expires_at"] == link["expires_at"]
    api.send("HEAD", "/v1/editorial/preview", **token)
    api.send("DELETE", f"{path}/preview", status=204, **EDITOR)
    api.send("GET", "/v1/editorial/preview", status=401, **token)
    return article


def compare_and_restore(api, article):
    """Keep text apart, compare versions, restore one and discard it again."""
    path = f"{ARTICLES}/{article['id']}"
    unsaved = {"headers": if_match(article), **EDITOR}
    assert api.ask("PATCH", path, query="autosave=true", body={"title": "Metro op"}, **unsaved)["based_on"]
    assert api.ask("GET", ARTICLES, query="status=published&limit=1", **EDITOR)["items"][0]["autosaves"]
    assert api.ask("GET", f"{path}/autosave", **EDITOR)["draft"]["title"] == "Metro op"
    api.send("DELETE", f"{path}/autosave", status=204, **EDITOR)
    api.send("PATCH", path, query="autosave=true", status=204, body={"title": article["title"]}, **unsaved)
    api.ask("GET", f"{path}/revisions", query="limit=3", **EDITOR)
    api.ask("GET", f"{path}/revisions/1", **EDITOR)
    assert api.ask("GET", f"{path}/revisions/{article['version']}/diff", query="against=1", **EDITOR)["changes"]
    restored = api.ask("POST", f"{path}/revisions/1/restore", headers=if_match(article), **EDITOR)
    assert restored["has_changes"]
    api.ask("POST", f"{path}/discard", headers=if_match(restored), **EDITOR)
    return article


def pin(api, article):
    path = "/v1/editorial/front/en"
    api.ask("PUT", path, body={"pins": [article["id"]]}, **EDITOR)
    api.ask("PUT", path, status=428, body={"pins": []}, **EDITOR)
    page = api.ask("GET", path, **EDITOR)
    api.ask("PUT", path, status=422, body={"pins": [ID]}, headers=if_match(page), **EDITOR)


def withdraw(api, article):
    body = {"note": "The report could not be confirmed.", "whole_story": True}
    path = f"{ARTICLES}/{article['id']}/unpublish"
    return api.ask("POST", path, body=body, headers={"if-match": "*"}, **EDITOR)


def release_slug(api, withdrawn):
    path = f"/v1/editorial/slugs/{withdrawn['lang']}/{withdrawn['slug']}"
    api.ask("DELETE", path, status=409, **ADMIN)
    api.ask("DELETE", f"{ARTICLES}/{withdrawn['id']}", headers=if_match(withdrawn), **EDITOR)
    api.ask("DELETE", path, status=204, **ADMIN)


def read_articles(api, article):
    for path in (f"/v1/articles/{article['id']}", f"/v1/articles/en/{article['slug']}"):
        answer = api.send("GET", path, headers={"accept-encoding": "gzip"})
        api.send("HEAD", path)
        api.send("GET", path, status=304, headers={"if-none-match": answer["headers"]["etag"]})
    assert api.ask("GET", "/v1/articles", query="lang=en&limit=1")["items"][0]["id"] == article["id"]
    related = f"/v1/articles/{article['id']}/related"
    assert [story["title"] for story in api.ask("GET", related)["items"]] == [EARLIER["title"]]
    api.send("HEAD", related)
    assert api.ask("GET", "/v1/changes", query="lang=en")["items"][0]["change"] == "published"
    assert api.ask("GET", "/v1/categories", query="lang=ru")["items"][0]["slug"] == "city"
    assert [page["title"] for page in api.ask("GET", "/v1/pages")["items"]] == ["About us"]
    api.ask("GET", "/v1/categories/city")
    assert api.ask("GET", "/v1/tags", query="q=Met&limit=5")["items"] == [{"slug": "metro", "name": "Metro"}]
    api.ask("GET", "/v1/tags/metro")
    assert api.ask("GET", "/v1/authors")["items"][0]["image"]["crops"]
    assert api.ask("GET", "/v1/authors/dilnoza", query="lang=ru")["name"] == "Дилноза"
    home = api.ask("GET", "/v1/home", query="lang=en")
    assert home["top"]
    assert home["rates"]["lines"]
    terms = (
        "/v1/categories",
        "/v1/categories/city",
        "/v1/tags",
        "/v1/tags/metro",
        "/v1/authors",
        "/v1/authors/dilnoza",
    )
    for path in ("/v1/articles", "/v1/changes", "/v1/pages", *terms, "/v1/home"):
        api.send("HEAD", path)


def read_rates(api):
    assert api.ask("GET", "/v1/rates", query="date=2025-12-18&symbols=USD,EUR,RUB")["rates"][0]["change_percent"]
    assert api.ask("GET", "/v1/rates")["upcoming"]["rates"][0]["candidate"]
    filled = api.ask("GET", "/v1/rates/USD", query="from=2010-01-01&to=2025-12-20&fill=previous")
    assert filled["next"]
    last = api.ask("GET", "/v1/rates/USD", query="from=2025-12-18&to=2025-12-20&fill=previous")["items"]
    assert [item.get("carried", False) for item in last] == [False, True, True]
    api.ask("GET", "/v1/rates/USD", query="format=csv")
    api.ask("GET", "/v1/rates/USD/chart.svg", query="lang=uz")
    api.ask("GET", "/v1/rates/convert", query="from=USD&to=UZS&amount=100&date=2025-12-18")
    assert api.ask("GET", "/v1/rates/sources")["items"][0]["last_date"]
    assert api.ask("GET", "/v1/currencies")["items"]
    for path, query in (
        ("/v1/rates", ""),
        ("/v1/rates/USD", ""),
        ("/v1/rates/USD/chart.svg", ""),
        ("/v1/rates/convert", "from=USD&to=EUR"),
        ("/v1/rates/sources", ""),
        ("/v1/currencies", ""),
    ):
        api.send("HEAD", path, query=query)


def subscribe(api):
    reader = Reader()
    signup = {"email": reader.email, "lang": "en", "consent": CONSENT, "lists": ["daily"]}
    api.ask("GET", "/v1/channels", query="lang=en")
    api.send("HEAD", "/v1/channels")
    api.ask("POST", "/v1/subscriptions", status=202, body=signup)
    form = f"email=other%40example.org&lang=en&consent={CONSENT}&lists=daily&lists=weekly"
    page = api.send("POST", "/v1/subscriptions", status=202, body=form, headers={**FORM, "accept": "text/html"})
    assert page["headers"]["Content-Type"].startswith("text/html")
    reader.deliver()
    api.ask("GET", "/v1/subscriptions/confirm")
    api.send("HEAD", "/v1/subscriptions/confirm")
    confirmed = api.ask("POST", "/v1/subscriptions/confirm", body={"token": reader.token()})
    path = confirmed["lists"][0]["unsubscribe_url"].removeprefix("https://news.example")
    change_preferences(api, reader)
    api.ask("GET", path)
    api.send("HEAD", path)
    answer = api.ask("POST", path, body="List-Unsubscribe=One-Click", headers=FORM)
    assert answer == {"status": "unsubscribed"}


def change_preferences(api, reader):
    api.ask("GET", "/v1/subscriptions/manage")
    api.send("HEAD", "/v1/subscriptions/manage")
    api.ask("POST", "/v1/subscriptions/manage", status=202, body={"email": reader.email})
    me, token = "/v1/subscriptions/me", reader.manage_token()
    with_token = {"headers": {"authorization": f"Bearer {token}"}}
    assert api.ask("GET", me, **with_token)["lists"] == ["daily"]
    api.send("HEAD", me, **with_token)
    assert api.ask("PATCH", me, body={"lang": "ru"}, **with_token)["lang"] == "ru"
    api.ask("PATCH", me, status=202, body={"email": "new@example.org"}, **with_token)
    assert api.ask("GET", f"{me}/export", **with_token)["channels"]
    api.send("HEAD", f"{me}/export", **with_token)
    page = api.send("POST", me, body=f"token={token}&action=show", headers={**FORM, "accept": "text/html"})
    assert page["headers"]["Content-Type"].startswith("text/html")
    rotated = api.ask("POST", f"{me}/token", **with_token)["token"]
    api.send("DELETE", me, status=410, **with_token)
    assert api.ask("GET", me, headers={"authorization": f"Bearer {rotated}"})["state"] == "active"


def erase(api):
    reader = Reader("erased@example.org", delivered=len(read_stream_records()))
    reader.subscribe()
    reader.deliver()
    with_token = {"headers": {"authorization": f"Bearer {reader.manage_token()}"}}
    api.send("DELETE", "/v1/subscriptions/me", status=204, **with_token)


def read_pages(api, article):
    page = api.ask("GET", "/en")
    asset = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    month = f"/en/archive/{now().strftime('%Y-%m')}"
    terms = ("/en/category/city", "/en/tag/metro", "/en/author/dilnoza")
    for path in (
        "/",
        "/en",
        "/en/rates",
        "/en/preview",
        f"/en/{article['slug']}",
        "/en/archive",
        month,
        *terms,
        asset,
        "/favicon.ico",
        "/desk",
        "/desk/desk-0123ABCD.js",
    ):
        api.send("GET", path)
        api.send("HEAD", path)
    api.send("GET", "/en/rates", status=422, query="amount=much")


def statuses(route):
    """Statuses that the document has for a route."""
    return find_operation(route)["responses"] if route not in FALLBACK_ROUTES else ()


def read_feeds(api):
    month = now().strftime("%Y-%m")
    files = ("rss.xml", "atom.xml", "feed.json")
    for path in (
        *(f"/v1/feeds/en/{file}" for file in files),
        "/sitemap.xml",
        f"/sitemaps/en-{month}.xml",
        "/robots.txt",
    ):
        for method in ("GET", "HEAD"):
            api.send(method, path, query="utm_source=mail")
    for path in GUESSES:
        for method in ("GET", "HEAD"):
            api.send(method, path.format(lang="ru"), status=301)


def read_about(api):
    paths = ("/v1", "/v1/health", "/v1/openapi.json", "/v1/docs", "/v1/docs/page.js", "/v1/docs/swagger-ui.css")
    for path in paths:
        api.send("GET", path)
        api.send("HEAD", path)


@pytest.mark.usefixtures("reads_a_minute_later", "mailbox")
def test_every_route_has_a_successful_answer_that_the_document_describes(
    api, tomorrow, media_bucket, event_bus, context, search_indexes
):
    use_taxonomy(api)
    use_staff(api)
    picture = use_media(api, media_bucket, context)
    use_tags_and_authors(api, picture)
    article = edit_and_publish(api, picture)
    path = f"/v1/editorial/media/{picture['id']}"
    assert api.ask("DELETE", path, status=409, headers=if_match(picture), **EDITOR)["uses"]
    pin(api, article)
    publish(api, api.ask("POST", ARTICLES, status=201, body=PAGE, **EDITOR))
    read_articles(api, article)
    search_articles(api, search_indexes)
    read_rates(api)
    review_rates(api, tomorrow)
    subscribe(api)
    erase(api)
    read_pages(api, article)
    read_about(api)
    merge_tags_and_authors(api)
    read_feeds(api)
    release_slug(api, withdraw(api, article))

    successful = {route for route, status in api.answered if status < 300 or "200" not in statuses(route)}
    assert {route.key for route in Routes(STACK)} - FALLBACK_ROUTES - successful == set()


def test_redirects_and_withdrawals_are_answered_as_in_the_document(api):
    create_category(api)
    first, second = publish(api, create(api)), publish(api, create(api, title="Another story", lang="ru"))
    path = f"{ARTICLES}/{first['id']}"
    renamed = api.ask("PATCH", path, body={"slug": "four-new-stations"}, headers=if_match(first), **EDITOR)
    publish(api, renamed)
    redirect = api.ask("GET", "/v1/articles/en/metro-opens-four-stations", status=301)
    assert redirect["slug"] == "four-new-stations"
    api.send("GET", "/en/metro-opens-four-stations", status=301)
    api.send("GET", "/EN", status=301)
    withdrawal = {"redirect_to": second["id"]}
    api.ask("POST", f"{path}/unpublish", body=withdrawal, headers={"if-match": "*"}, **EDITOR)
    assert api.ask("GET", f"/v1/articles/{first['id']}", status=301)["id"] == second["id"]
    assert api.ask("GET", f"/v1/articles/{first['id']}/related", status=301)["id"] == second["id"]
    withdraw(api, second)
    assert api.ask("GET", f"/v1/articles/{second['id']}", status=410)["detail"]
    assert api.ask("GET", f"/v1/articles/{second['id']}/related", status=410)["detail"]
    api.send("GET", f"/ru/{second['slug']}", status=410)


def search_articles(api, index):
    index()
    found = api.ask("GET", "/v1/search", query="q=station&limit=1&category=city")
    assert found["total"] == {"count": 2, "is_exact": True}
    api.ask("GET", "/v1/search", query=f"q=station&limit=1&category=city&cursor={found['next']}")
    assert api.ask("GET", "/v1/search/suggest", query="q=met&lang=en")["items"]
    assert "<mark>" in api.ask("GET", "/en/search", query="q=stations&before=nothing")
    for path, query in (("/v1/search", "q=a"), ("/v1/search/suggest", "q=a"), ("/ru/search", "")):
        api.send("HEAD", path, query=query)


ID = "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"
MEDIA, VERSION = "/v1/editorial/media", {"if-match": '"1"'}
FILE = {"name": "metro.jpg", "type": "image/jpeg", "size": 5000}
REFUSALS = {
    "articles": [
        ("GET", "/v1/articles", 422, {"query": "x=1"}),
        ("GET", "/v1/articles", 422, {"query": "lang=en&lang=ru"}),
        ("GET", "/v1/articles", 422, {"query": "limit=0"}),
        ("GET", "/v1/articles", 422, {"query": "lang=xx"}),
        ("GET", "/v1/articles", 400, {"query": "cursor=abc"}),
        ("GET", f"/v1/articles/{ID}", 404, {}),
        ("HEAD", f"/v1/articles/{ID}", 404, {}),
        ("GET", "/v1/articles/en/nothing", 404, {}),
        ("GET", f"/v1/articles/{ID}/related", 404, {}),
        ("GET", f"/v1/articles/{ID}/related", 422, {"query": "limit=13"}),
        ("GET", "/v1/changes", 400, {"query": "cursor=abc"}),
        ("GET", "/v1/categories/nothing", 404, {}),
        ("GET", "/v1/tags/nothing", 404, {}),
        ("GET", "/v1/authors/nothing", 404, {}),
        ("GET", "/v1/tags", 400, {"query": "cursor=abc"}),
        ("GET", "/v1/tags", 422, {"query": f"q={'x' * 201}"}),
        ("GET", "/v1/home", 422, {"query": "lang=xx"}),
    ],
    "feeds": [
        ("GET", "/v1/feeds/en/news.xml", 404, {}),
        ("GET", "/v1/feeds/en/rss.xml", 404, {"query": "category=nothing"}),
        ("HEAD", "/v1/feeds/xx/rss.xml", 404, {}),
        ("GET", "/sitemaps/en-2025-12.xml", 404, {}),
        ("GET", "/xx/feed", 404, {}),
    ],
    "search": [
        ("GET", "/v1/search", 422, {}),
        ("GET", "/v1/search", 422, {"query": "q=%22*%22"}),
        ("GET", "/v1/search", 422, {"query": f"q={'x' * 10_000}"}),
        ("GET", "/v1/search", 422, {"query": "q=a%01b"}),
        ("GET", "/v1/search", 422, {"query": "q=a&sort=oldest"}),
        ("GET", "/v1/search", 422, {"query": "q=a&tag=A%20B"}),
        ("GET", "/v1/search", 400, {"query": "q=a&cursor=abc"}),
        ("GET", "/v1/search/suggest", 422, {"query": "lang=en"}),
        ("GET", "/xx/search", 404, {}),
    ],
    "rates": [
        ("GET", "/v1/rates", 404, {}),
        ("GET", "/v1/rates", 422, {"query": "date=yesterday"}),
        ("GET", "/v1/rates", 422, {"query": "symbols=DOLLAR"}),
        ("GET", "/v1/rates/convert", 422, {"query": "from=USD"}),
        ("GET", "/v1/rates/convert", 404, {"query": "from=USD&to=UZS"}),
        ("GET", "/v1/currencies", 404, {}),
        ("GET", "/v1/currencies", 422, {"query": "source=ecb&x=1"}),
    ],
    "subscriptions": [
        ("GET", "/v1/channels", 422, {"query": "lang=xx"}),
        ("POST", "/v1/subscriptions", 422, {"body": {"email": "nobody", "lang": "en", "consent": CONSENT}}),
        ("POST", "/v1/subscriptions", 400, {"body": "{"}),
        ("POST", "/v1/subscriptions", 415, {"body": "hello", "headers": {"content-type": "text/plain"}}),
        (
            "POST",
            "/v1/subscriptions",
            413,
            {"body": {"email": "m" * 5000, "lang": "en", "consent": "c"}},
        ),
        ("POST", "/v1/subscriptions/confirm", 410, {"body": {"token": "unknown"}}),
        ("POST", "/v1/subscriptions/manage", 422, {"body": {"email": "nobody"}}),
        ("GET", "/v1/subscriptions/me", 401, {}),
        ("GET", "/v1/subscriptions/me", 401, {"headers": {"accept": "text/html"}}),
        ("GET", "/v1/subscriptions/me", 410, {"headers": {"authorization": "Bearer x"}}),
        ("POST", "/v1/subscriptions/me", 410, {"body": "token=x", "headers": {**FORM, "accept": "text/html"}}),
        ("POST", "/v1/subscriptions/unsubscribe/forged", 404, {"body": "List-Unsubscribe=One-Click", "headers": FORM}),
        ("GET", "/v1/subscriptions/unsubscribe/forged", 404, {"headers": {"accept": "text/html"}}),
    ],
    "about and pages": [
        ("GET", "/v1", 422, {"query": "x=1"}),
        ("GET", "/v1/docs/nothing.js", 404, {}),
        ("GET", "/en/nothing", 404, {}),
        ("GET", "/xx", 404, {}),
        ("GET", "/assets/nothing.css", 404, {}),
    ],
    "editorial": [
        ("POST", ARTICLES, 422, {"body": {"lang": "en", "headline": "x"}, **EDITOR}),
        ("POST", ARTICLES, 400, {"body": "{", **EDITOR}),
        ("POST", ARTICLES, 415, {"body": "x", "headers": {"content-type": "text/plain"}, **EDITOR}),
        ("POST", ARTICLES, 413, {"body": {"lang": "en", "body": "x" * 300_001}, **EDITOR}),
        ("POST", ARTICLES, 403, {"body": {"lang": "en"}, "groups": ["reader"]}),
        ("GET", ARTICLES, 422, {"query": "status=lost", **EDITOR}),
        ("GET", ARTICLES, 400, {"query": "cursor=abc", **EDITOR}),
        ("GET", f"{ARTICLES}/{ID}", 404, EDITOR),
        ("PATCH", f"{ARTICLES}/{ID}", 428, {"body": {"title": "x"}, **EDITOR}),
        ("PATCH", f"{ARTICLES}/{ID}", 400, {"body": {"title": "x"}, "headers": {"if-match": "seven"}, **EDITOR}),
    ],
    "media": [
        ("POST", MEDIA, 422, {"body": {"name": "a.svg", "type": "image/svg+xml", "size": 9}, **EDITOR}),
        ("POST", MEDIA, 422, {"body": {**FILE, "size": 26_214_401}, **EDITOR}),
        ("POST", MEDIA, 422, {"body": {**FILE, "alt": {"xx": "A"}}, **EDITOR}),
        ("POST", MEDIA, 403, {"body": FILE, "groups": ["reader"]}),
        ("GET", MEDIA, 422, {"query": "status=lost", **EDITOR}),
        ("GET", MEDIA, 400, {"query": "cursor=abc", **EDITOR}),
        ("GET", f"{MEDIA}/{ID}", 404, EDITOR),
        ("PATCH", f"{MEDIA}/{ID}", 422, {"body": {"focus": {"x": 1.1, "y": 0}}, "headers": VERSION, **EDITOR}),
        ("PATCH", f"{MEDIA}/{ID}", 428, {"body": {"alt": None}, **EDITOR}),
        ("DELETE", f"{MEDIA}/{ID}", 404, {"headers": VERSION, **EDITOR}),
    ],
    "staff": [
        ("POST", STAFF, 422, {"body": {"email": "nobody", "name": "N", "group": "author"}, **ADMIN}),
        ("POST", STAFF, 403, {"body": {"email": "n@news.example", "name": "N", "group": "admin"}, **EDITOR}),
        ("GET", STAFF, 400, {"query": "cursor=abc", **ADMIN}),
        ("GET", f"{STAFF}/nobody", 404, ADMIN),
        ("GET", f"{STAFF}/{ADMIN_ID}", 403, EDITOR),
    ],
    "admin": [
        ("GET", "/v1/editorial/jobs/nothing", 404, EDITOR),
        ("GET", "/v1/editorial/jobs", 400, {"query": "cursor=abc", **EDITOR}),
        ("GET", "/v1/editorial/jobs", 422, {"query": "limit=0", **EDITOR}),
        ("GET", "/v1/editorial/jobs", 403, {"groups": ["author"]}),
    ],
    "taxonomy": [
        ("GET", "/v1/editorial/tags", 422, {"query": f"q={'x' * 201}", **EDITOR}),
        ("GET", "/v1/editorial/tags", 400, {"query": "cursor=abc", **EDITOR}),
        ("GET", "/v1/editorial/authors/nothing", 404, EDITOR),
        ("POST", "/v1/editorial/tags/nothing/merge", 404, {"body": {"into": "other"}, **EDITOR}),
        ("PUT", "/v1/editorial/authors/a", 422, {"body": {"names": {"en": "A"}, "picture": ID}, **EDITOR}),
        ("DELETE", "/v1/editorial/categories/nothing", 404, ADMIN),
        ("DELETE", "/v1/editorial/categories/nothing", 403, EDITOR),
        ("PUT", "/v1/editorial/categories/Not%20a%20slug", 422, {"body": {"names": {"en": "x"}}, **EDITOR}),
    ],
}
"""By function: method, path, status, and the other parts of the request."""


@pytest.mark.parametrize("refusals", REFUSALS.values(), ids=REFUSALS)
def test_refusals_are_answered_as_in_the_document(api, refusals, subtests):
    for method, path, status, parts in refusals:
        with subtests.test(f"{method} {path} {status}"):
            api.send(method, path, status=status, **parts)


def test_conflicts_with_stored_items_are_answered_as_in_the_document(api):
    create_category(api)
    article = create(api)
    path = f"{ARTICLES}/{article['id']}"
    stale = api.ask("PATCH", path, status=412, body={"title": "x"}, headers={"if-match": '"9"'}, **EDITOR)
    assert stale["current"]["version"] == 1
    assert article["id"] == create(api)["id"], "the same key and body get the first answer"
    api.ask("POST", ARTICLES, status=422, body={"lang": "ru"}, headers={"idempotency-key": DRAFT["title"]}, **EDITOR)
    published = publish(api, article)
    api.ask("DELETE", path, status=409, headers=if_match(published), **EDITOR)
    api.ask("DELETE", "/v1/editorial/categories/city", status=409, **ADMIN)
    names = {"names": {"en": "Again"}}
    api.ask("PUT", "/v1/editorial/categories/city", status=412, body=names, headers={"if-match": '"9"'}, **EDITOR)
    api.ask("PUT", "/v1/editorial/categories/city", status=428, body=names, **EDITOR)
