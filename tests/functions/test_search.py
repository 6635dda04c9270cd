"""Search over HTTP: what readers and programs get."""

import json

import pytest

from functions.index import handler as index
from functions.search.handler import handler
from tests.support.events import Context, http_event
from tests.support.search import Newsstand, make_article


@pytest.fixture
def stand(dynamodb):
    return Newsstand(dynamodb)


def ask(path, query="", status=200, **parts):
    route = f"GET {'/{lang}/search' if path.endswith('/en/search') else path}"
    params = {"params": {"lang": "en"}} if "{" in route else {}
    answer = handler(http_event(route, path=path, query=query, **params, **parts), Context())
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"]) if path.startswith("/v1/") else answer["body"]


def test_results_are_present_cards_with_marked_titles_and_snippets(stand, search_indexes):
    stand.publish(make_article(1, "Water & bread", "The price of water."))
    search_indexes()
    found = ask("/v1/search", "q=waters")
    [result] = found["items"]
    assert result["title_html"] == "<mark>Water</mark> &amp; bread"
    assert result["snippet_html"] == "The price of <mark>water</mark>."
    assert result["url"] == "https://news.example/en/story-1"
    assert (found["next"], found["total"], found["match"]) == (None, {"count": 1, "is_exact": True}, "all")


def test_a_withdrawn_article_is_gone_and_a_corrected_headline_new_before_the_index_follows(stand, search_indexes):
    first, second = make_article(1, "Water one", "Wrong water."), make_article(2, "Water two")
    stand.publish(first)
    stand.publish(second)
    search_indexes()
    stand.withdraw(second)
    stand.publish({**first, "title": "Corrected water", "dek": "A dek.", "version": 2})
    found = ask("/v1/search", "q=water")
    assert [item["title_html"] for item in found["items"]] == ["Corrected <mark>water</mark>"]
    assert found["items"][0]["snippet_html"] == "A dek."
    assert found["total"] == {"count": 1, "is_exact": True}
    first_page = ask("/v1/search", "q=water&sort=newest&limit=1")
    assert (first_page["items"], first_page["total"]) == ([], {"count": 2, "is_exact": False})


def test_a_snippet_is_of_the_dek_if_only_that_has_the_word(stand, search_indexes):
    stand.publish(make_article(1, "A headline", "The text.", dek="Wolverines & bears."))
    search_indexes()
    assert ask("/v1/search", "q=wolverine")["items"][0]["snippet_html"] == "<mark>Wolverines</mark> &amp; bears."
    assert ask("/v1/search", "q=text")["items"][0]["snippet_html"] == "The <mark>text</mark>."


def test_the_box_knows_titles_also_by_phrases_and_misspelled_words(stand, search_indexes):
    stand.publish(make_article(1, "Fast trains", "The quokka smiles."))
    stand.publish(make_article(2, "A quokka", "Fast trains."))
    search_indexes()

    def suggest(text):
        return [item["title"] for item in ask("/v1/search/suggest", f"q={text}")["items"]]

    assert suggest("%22fast%20trains%22") == ["Fast trains"]
    assert suggest("%22quokka%20smiles%22") == []
    assert suggest("quoka") == ["A quokka"]


def test_cursors_lead_through_all_results_though_articles_are_published_meanwhile(stand, search_indexes):
    for number in range(1, 8):
        stand.publish(make_article(number, "Water"))
    search_indexes()
    for sort in ("relevance", "newest"):
        seen, cursor = [], ""
        while cursor is not None:
            page = ask("/v1/search", f"q=water&limit=3&sort={sort}{cursor and f'&cursor={cursor}'}")
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
            later = make_article(90 + len(seen), "Water", published_at="2099-01-01T00:00:00Z")
            stand.publish(later)
            search_indexes()
        assert len(seen) == len(set(seen)) >= 7


def test_a_cursor_of_another_search_is_refused(stand, search_indexes):
    for number in range(3):
        stand.publish(make_article(number, "Water bread"))
    search_indexes()
    cursor = ask("/v1/search", "q=water&limit=1")["next"]
    ask("/v1/search", f"q=bread&limit=1&cursor={cursor}", status=400)
    ask("/v1/search", f"q=water&limit=1&sort=newest&cursor={cursor}", status=400)


def test_suggestions_are_names_by_their_beginnings_and_titles(stand, search_indexes):
    sea, season = {"slug": "aral-sea", "name": "Aral Sea"}, {"slug": "season", "name": "The season"}
    stand.publish(make_article(1, "The sea is back", tags=[sea]))
    stand.publish(make_article(2, "Ships", tags=[sea, season]))
    search_indexes()
    items = ask("/v1/search/suggest", "q=sea")["items"]
    assert [(item["kind"], item["title_html"], item["url"]) for item in items] == [
        ("tag", "Aral <mark>Sea</mark>", "/en/tag/aral-sea"),
        ("tag", "The <mark>season</mark>", "/en/tag/season"),
        ("article", "The <mark>sea</mark> is back", "https://news.example/en/story-1"),
    ]
    assert ask("/v1/search/suggest", "q=%21")["items"] == []


def test_names_of_withdrawn_articles_are_not_suggested(stand, search_indexes, index_bucket):
    article = make_article(1, "A story", tags=[{"slug": "secret", "name": "Secret"}])
    stand.publish(article)
    stand.publish(make_article(2, "Another"))
    search_indexes()
    index.writer.update("en", [stand.withdraw(article)])
    assert ask("/v1/search/suggest", "q=secret")["items"] == []


@pytest.mark.parametrize(
    "text", ["%2A", "%22%22", "", "the", "a+OR+b", "%5B%28a%2B%29%2B%5D%2A", "%2A" * 60, "%22" * 199]
)
def test_whatever_a_visitor_types_has_an_answer_on_the_page(stand, search_indexes, text):
    stand.publish(make_article(1, "The story"))
    search_indexes()
    page = ask("/en/search", f"q={text}&from=yesterday&sort=%00&before=x&category=%2E")
    assert "<form" in page


def test_the_page_says_why_it_finds_nothing(stand, search_indexes):
    search_indexes()
    assert "Please type at least one word." in ask("/en/search", "q=%2A")
    assert "Please type" not in ask("/en/search")
    page = ask("/en/search", "q=water&before=1-20")
    assert "Nothing was found." in page
    assert "← Back" not in page


def test_a_search_that_is_not_ready_says_when_to_come_back(index_bucket, search_indexes):
    problem = ask("/v1/search", "q=water", status=503)
    assert problem["type"].endswith("search-unavailable")
    page = handler(http_event("GET /{lang}/search", path="/en/search", query="q=a", params={"lang": "en"}), Context())
    assert (page["statusCode"], page["headers"]["retry-after"]) == (503, "30")
