"""What holds of each page: caching, HEAD, security, the markup's own references."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.pages import handler as pages_handler
from gazette.aws.public.reader import Reader
from gazette.times import timestamp
from tests.support.html import attributes, page
from tests.support.site_content import article


@pytest.fixture(autouse=True)
def _published(content):
    content.term("category", "economy", "Economy")
    content.term("tag", "railways", "Railways")
    content.term("author", "lola-karimova", "Lola Karimova")
    author = {"slug": "lola-karimova", "name": "Lola Karimova", "role": None}
    made = [article(n, tags=[{"slug": "railways", "name": "Railways"}], authors=[author]) for n in (1, 2, 3)]
    for story in made:
        content.publish(story)
        for listing in ("en/category/economy", "en/tag/railways", "en/author/lola-karimova"):
            content.list(story, listing)
    content.blocks(Economy=[3, 2, 1])
    content.sheets()


FRAME = ["Query", "GetItem", "Query"]
"""Reads of the rates, the sections and the pages, for every page."""
SECOND = "2025-12-18T07:02:00Z~01JFBM5T00Q5W8YV2K4N6P0002"
PAGES = (
    "/",
    "/en",
    "/en/the-railway-has-crossed-the-pass-1",
    "/en/category/economy",
    "/en/tag/railways",
    "/en/author/lola-karimova",
    "/en/archive",
    "/en/archive/2025-12",
    "/en/archive/2025-12-18",
    "/en/rates",
)


@pytest.mark.parametrize("path", PAGES)
def test_is_kept_for_a_short_time_and_asked_for_again_by_its_etag(get, path):
    answer = get(path)
    assert answer["statusCode"] == 200
    assert answer["headers"]["content-type"] == "text/html; charset=utf-8"
    assert answer["headers"]["cache-control"] == "public, max-age=30, s-maxage=60, stale-while-revalidate=30"
    again = get(path, if_none_match=answer["headers"]["etag"])
    assert again["statusCode"] == 304
    assert not again.get("body")


@pytest.mark.parametrize("path", [*(path for path in PAGES if path != "/en/rates"), "/en/nothing", "/en/tag/nothing"])
def test_is_not_kept_past_the_planned_withdrawal_of_a_story_that_it_shows(content, get, path):
    content.list(article(4), "en", unpublish_at={"S": timestamp(datetime.now(UTC) + timedelta(seconds=5))})
    for listing in ("en/category/economy", "en/tag/railways", "en/author/lola-karimova"):
        content.list(article(4), listing, unpublish_at={"S": timestamp(datetime.now(UTC) + timedelta(seconds=5))})
    kept = get(path)["headers"]["cache-control"]
    assert int(kept.partition("max-age=")[2].partition(",")[0]) <= 5
    assert "stale" not in kept


@pytest.mark.parametrize("path", PAGES)
def test_answers_head_as_get(get, path):
    head = get(path, method="HEAD")
    assert (head["statusCode"], head) == (200, get(path))


@pytest.mark.parametrize("path", PAGES)
def test_ignores_what_mailers_append(get, path):
    assert get(path, query="utm_source=letter&utm_source=twice&fbclid=1")["body"] == get(path)["body"]


@pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
def test_lets_a_browser_take_only_images_from_other_hosts(get, path):
    headers = get(path)["headers"]
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy.pop("default-src") == policy.pop("base-uri") == policy.pop("frame-ancestors") == "'none'"
    assert policy.pop("img-src") == "'self' https: data:"
    assert set(policy.values()) == {"'self'"}
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
def test_has_no_style_script_or_handler_of_its_own(get, path):
    document = page(get(path))
    assert document.query("style, [style], [onclick], [onerror], [onload]") == []
    assert all(
        "src" in script.attrs or script.attrs["type"] == "application/ld+json" for script in document.query("script")
    )


@pytest.mark.parametrize("path", [*PAGES, "/en/nothing"])
def test_numbers_nothing_twice_and_names_what_it_refers_to(get, path):
    document = page(get(path))
    ids = attributes(document, "[id]", "id")
    assert len(ids) == len(set(ids))
    assert set(attributes(document, "label[for]", "for")) <= set(ids)
    assert set(attributes(document, "[aria-labelledby]", "aria-labelledby")) <= set(ids)


@pytest.mark.parametrize(
    ("path", "reads"),
    [
        ("/en", [*["Query"] * 3, "GetItem", "Query"]),
        ("/en/the-railway-has-crossed-the-pass-1", [*FRAME, "Query", "GetItem", "BatchGetItem"]),
        ("/en/category/economy", [*FRAME, "GetItem", "Query", "Query"]),
        (f"/en/category/economy?before={SECOND}", [*FRAME, "GetItem", "Query", "Query", "Query"]),
        ("/en/tag/railways", [*FRAME, "GetItem", "Query", "Query"]),
        ("/en/author/lola-karimova", [*FRAME, "GetItem", "Query", "Query"]),
        ("/en/archive", [*FRAME, "Query", "Query"]),
        (f"/en/archive?before={SECOND}", [*FRAME, "Query", "Query", "Query"]),
        ("/en/archive/2025-12-18", [*FRAME, "Query", "Query", "Query"]),
        (f"/en/archive/2025-12?before={SECOND}", [*FRAME, *["Query"] * 4]),
        ("/en/rates", ["Query", "BatchGetItem", "GetItem", "GetItem", "Query", "Query"]),
        ("/en/rates?date=2025-12-17", ["Query", "BatchGetItem", "GetItem", "GetItem", "Query", "Query", "Query"]),
        ("/assets/site.0.css", []),
    ],
)
def test_asks_the_tables_no_more_than_it_must(get, monkeypatch, path, reads):
    asked = []
    start = Reader.start

    def noted(reader, operation, request, deadline=None):
        asked.append(operation)
        return start(reader, operation, request, deadline)

    monkeypatch.setattr(Reader, "start", noted)
    monkeypatch.setattr(pages_handler, "now", lambda: datetime(2025, 12, 18, 7, tzinfo=UTC))
    path, _, query = path.partition("?")
    assert get(path, query=query)["statusCode"] == 200
    assert asked == reads
