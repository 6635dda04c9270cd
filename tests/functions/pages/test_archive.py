"""The archive: all stories, those of a month, and those of a day in the site's time zone."""

from datetime import UTC, datetime

import pytest

from functions.pages import handler as pages_handler
from gazette.pages.lists.story_list import PAGE
from tests.support.html import attributes, meta, page, text, texts
from tests.support.site_content import article


@pytest.fixture(autouse=True)
def _in_january(monkeypatch):
    monkeypatch.setattr(pages_handler, "now", lambda: datetime(2026, 1, 10, 12, tzinfo=UTC))


@pytest.fixture
def published(content):
    """Stories at the edges of days in Tashkent, five hours ahead of UTC."""
    for number, at in enumerate(
        ("2025-11-30T18:59:59Z", "2025-11-30T19:00:00Z", "2025-12-17T18:59:59Z", "2025-12-17T19:00:00Z",
         "2025-12-18T18:59:59Z", "2025-12-18T19:00:00Z", "2026-01-02T07:00:00Z"), start=1,
    ):  # fmt: skip
        content.publish(article(number, title=f"Story {number}", published_at=at))


def titles(answer):
    return [int(title.removeprefix("Story ")) for title in texts(page(answer), "main .card h2, main .card h3")]


def neighbours(answer):
    return attributes(page(answer), ".pager a", "href")


def test_a_day_is_that_of_the_sites_time_zone(published, get):
    assert titles(get("/en/archive/2025-12-18")) == [5, 4]
    assert titles(get("/en/archive/2025-12")) == [6, 5, 4, 3, 2]
    assert titles(get("/en/archive/2025-11")) == [1]


def test_a_day_leads_to_the_nearest_days_with_stories(published, get):
    assert neighbours(get("/en/archive/2025-12-18")) == ["/en/archive/2025-12-19", "/en/archive/2025-12-17"]
    assert neighbours(get("/en/archive/2025-12-01")) == ["/en/archive/2025-12-17", "/en/archive/2025-11-30"]
    assert neighbours(get("/en/archive/2025-12")) == ["/en/archive/2026-01", "/en/archive/2025-11"]
    assert neighbours(get("/en/archive/2026-01-02")) == ["/en/archive/2025-12-19"]


def test_a_day_names_its_month_and_has_no_heading_of_days(published, get):
    document = page(get("/en/archive/2025-12-18"))
    assert text(document, "h1") == "Thursday, 18 December 2025"
    assert text(document, ".page-head a") == "December 2025"
    assert document.query(".of-day > h2") == []
    assert texts(page(get("/en/archive/2025-11")), ".of-day > h2") == ["Sunday, 30 November 2025"]


def test_a_day_without_stories_between_others_says_so_and_search_engines_leave_it_out(published, get):
    answer = get("/en/archive/2025-12-25")
    assert (answer["statusCode"], meta(page(answer))["robots"]) == (200, "noindex")
    assert "Nothing was published then." in text(page(answer), "main")
    assert neighbours(answer) == ["/en/archive/2026-01-02", "/en/archive/2025-12-19"]


@pytest.mark.parametrize(
    "day",
    [
        "2025-11-29",  # before the first story
        "2026-01-11",  # tomorrow
        "2026-02",
        "2025-13",
        "2025-02-30",
        "2025-1-1",
        "20251218",
        "2025-W01",
        "0001-01-01",
        "9999-12-31",
        "x",
    ],
)
def test_other_days_are_no_pages(published, get, day):
    answer = get(f"/en/archive/{day}")
    assert answer["statusCode"] == 404
    assert texts(page(answer), ".latest a:not(.all)")


def test_a_month_whose_stories_were_withdrawn_is_an_empty_page(published, get):
    """The list of months may lead to it."""
    answer = get("/en/archive/2025-10")
    assert (answer["statusCode"], meta(page(answer))["robots"]) == (200, "noindex")
    assert neighbours(answer) == ["/en/archive/2025-11"]


def test_today_has_begun_in_the_sites_time_zone(published, get, monkeypatch):
    monkeypatch.setattr(pages_handler, "now", lambda: datetime(2026, 1, 10, 19, tzinfo=UTC))
    assert get("/en/archive/2026-01-11")["statusCode"] == 200


def test_all_stories_are_in_pages_of_their_own(content, get):
    for number in range(1, PAGE + 2):
        content.publish(article(number, title=f"Story {number}"))
    first = get("/en/archive")
    assert titles(first) == list(range(PAGE + 1, 1, -1))
    [older] = neighbours(first)
    assert titles(get(*older.split("?"))) == [1]
    day = get("/en/archive/2025-12-18")
    assert neighbours(day)[0].startswith("/en/archive/2025-12-18?before=")


def test_lists_the_months_in_which_something_was_published_by_year(content, published, get):
    for month in ("en/2025-11", "en/2025-12", "en/2026-01", "ru/2024-01"):
        content.put("ListingsTable", listing={"S": "sitemaps"}, position={"S": month})
    document = page(get("/en/archive"))
    assert texts(document, ".panel h3") == ["2026", "2025"]
    assert attributes(document, ".months a", "href") == [
        "/en/archive/2026-01",
        "/en/archive/2025-11",
        "/en/archive/2025-12",
    ]
    assert texts(document, ".months a") == ["January", "November", "December"]


def test_a_chosen_day_leads_to_its_page_and_a_wrong_one_to_all_stories(published, get):
    answer = get("/en/archive", "from=2025-12-18&utm_source=x")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/archive/2025-12-18")
    assert get("/en/archive", "from=18.12.2025")["body"] == get("/en/archive")["body"]


def test_a_place_outside_of_the_day_is_ignored(published, get):
    before = "before=2026-01-02T07:00:00Z~01JFBM5T00Q5W8YV2K4N6P0007"
    assert get("/en/archive/2025-12-18", before)["body"] == get("/en/archive/2025-12-18")["body"]


@pytest.mark.parametrize(
    ("lang", "day", "month"),
    [
        ("ru", "Четверг, 18 декабря 2025", "Декабрь 2025"),
        ("uz", "2025-yil 18-dekabr, payshanba", "2025-yil dekabr"),
        ("uz-Cyrl", "2025 йил 18 декабрь, пайшанба", "2025 йил декабрь"),
    ],
)
def test_speaks_the_language_of_its_address(content, get, lang, day, month):
    content.publish(article(1, lang))
    assert text(page(get(f"/{lang}/archive/2025-12-18")), "h1") == day
    assert text(page(get(f"/{lang}/archive/2025-12")), "h1") == month


def test_moves_who_writes_the_language_in_other_letters(get):
    for path in ("/archive", "/archive/2025-12-18"):
        answer = get(f"/uz-cyrl{path}")
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, f"/uz-Cyrl{path}")
