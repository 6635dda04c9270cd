"""The form of the search page: what it makes of an address, and the addresses that it makes."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest

from gazette.pages.search.form import PAGE, SearchForm
from gazette.search.public.engine import DEEPEST

TASHKENT = ZoneInfo("Asia/Tashkent")
NOW = datetime(2025, 12, 18, 12, tzinfo=UTC)
AT = int(NOW.timestamp())


def make_form(**values):
    """The form for parameters of an address; `from_` is `from`."""
    return SearchForm({name.rstrip("_"): value for name, value in values.items()}, "en", TASHKENT, NOW)


def seconds(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def parameters(address):
    path, query = urlsplit(address)[2:4]
    assert path == "/en/search"
    return dict(parse_qsl(query))


@pytest.mark.parametrize("text", ["", " ", "*", '"', "- . ,"])
def test_without_a_word_there_is_no_search(text):
    assert make_form(q=text).request is None


def test_searches_all_time_and_all_sections_for_a_word():
    request = make_form(q="railway").request
    assert (request.at, request.since, request.until, request.offset, request.limit) == (AT, 0, None, 0, PAGE)
    assert list(request.filters) == []
    assert not request.newest_first


def test_days_are_those_of_the_site():
    form = make_form(q="railway", from_="2025-12-17", to="2025-12-18")
    assert form.request.since == seconds(2025, 12, 16, 19)
    assert form.request.until == seconds(2025, 12, 18, 19)
    assert (form.first_day, form.last_day) == ("2025-12-17", "2025-12-18")


def test_days_in_the_wrong_order_are_the_time_between_them():
    form = make_form(q="railway", from_="2025-12-18", to="2025-12-17")
    assert (form.first_day, form.last_day) == ("2025-12-17", "2025-12-18")
    assert form.request.since == seconds(2025, 12, 16, 19)


@pytest.mark.parametrize("day", ["2025-12", "2025-02-30", "18.12.2025", "0000-00-00", "x" * 500])
def test_ignores_what_is_no_day(day):
    form = make_form(q="railway", from_=day, to=day)
    assert (form.first_day, form.last_day, form.request.since, form.request.until) == ("", "", 0, None)


@pytest.mark.parametrize("slug", ["Economy", "a b", "../economy", "economy?x"])
def test_ignores_what_is_no_section(slug):
    form = make_form(q="railway", category=slug, sort="oldest")
    assert (form.category, list(form.request.filters), form.request.newest_first) == ("", [], False)


def test_takes_no_control_characters_and_no_endless_text():
    assert make_form(q="  rail\x00\n\x9fway ").text == "rail way"
    assert len(make_form(q="railway " * 1000).text) <= 200


def test_leads_through_the_pages_with_all_that_was_chosen():
    chosen = {"q": "a & b", "category": "economy", "from": "2025-12-01", "to": "2025-12-18", "sort": "newest"}
    first = make_form(**chosen)
    assert first.find_newer() is None
    second = parameters(first.find_older(count=2 * PAGE + 1))
    assert second == chosen | {"before": f"{AT}-{PAGE}"}
    form = make_form(**second)
    assert form.request.offset == PAGE
    assert parameters(form.find_older(2 * PAGE + 1))["before"] == f"{AT}-{2 * PAGE}"
    assert parameters(form.find_newer()) == chosen
    assert make_form(**parameters(form.find_older(2 * PAGE + 1))).find_older(2 * PAGE + 1) is None


def test_later_pages_are_those_of_the_moment_of_the_first():
    """What is published meanwhile would move stories to the next page."""
    hour_ago = AT - 3600
    request = make_form(q="railway", before=f"{hour_ago}-{PAGE}").request
    assert (request.at, request.until) == (hour_ago, hour_ago + 1)
    past = make_form(q="railway", before=f"{hour_ago}-{PAGE}", to="2025-12-01").request
    assert past.until == seconds(2025, 12, 1, 19)


@pytest.mark.parametrize("place", [f"{AT + 1}-20", f"{AT}-{DEEPEST}", "20", "-5--5", "9" * 400, f"{AT}-٢٠"])
def test_a_place_that_no_page_names_is_the_first_page(place):
    form = make_form(q="railway", before=place)
    assert (form.request.at, form.offset, form.find_newer()) == (AT, 0, None)


def test_ends_where_searches_end():
    form = make_form(q="railway", before=f"{AT}-{DEEPEST - PAGE}")
    assert form.find_older(count=DEEPEST * 2) is None


def test_keeps_the_search_in_another_language_from_its_first_page():
    form = make_form(q="Samarqand", sort="newest", before=f"{AT}-{PAGE}")
    assert form.find_translation("uz-Cyrl") == "/uz-Cyrl/search?q=Samarqand&sort=newest"
    assert make_form().find_translation("ru") == "/ru/search"
