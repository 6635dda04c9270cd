"""The shelf: which articles are on it, in which order, and what it says of each."""

from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.drafts import shelf
from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, ARTICLES, Call, in_minutes
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]


@pytest.fixture
def titles(call: Call) -> Callable[..., list[str]]:
    """Titles of all articles of a query, page by page."""

    def titles(query: str = "", limit: int = 100, **staff: Any) -> list[str]:
        found, cursor = [], ""
        while True:
            status, page, _ = call(f"GET {ARTICLES}", query=f"{query}&limit={limit}{cursor}".lstrip("&"), **staff)
            assert status == 200, page
            found += [one["title"] for one in page["items"]]
            if page["next"] is None:
                return found
            cursor = f"&cursor={page['next']}"

    return titles


@pytest.fixture
def newsroom(call: Call, save_draft: Any, publish_draft: Any) -> None:
    """An article of each status, named after it; each was changed at the time of its creation, in this order."""
    save_draft(title="Draft")
    submitted = save_draft(title="Submitted")
    call(f"POST {ARTICLE}/submit", id=submitted["id"], version=1)
    for name, minutes in (("Planned late", 90), ("Planned soon", 30)):
        call(
            f"PUT {ARTICLE}/schedule",
            id=save_draft(title=name)["id"],
            version=1,
            body={"publish_at": in_minutes(minutes)},
        )
    publish_draft(title="Published")
    call(f"POST {ARTICLE}/unpublish", id=publish_draft(title="Withdrawn")["id"], version=2)
    call(f"DELETE {ARTICLE}", id=save_draft(title="Binned")["id"], version=1)


@pytest.mark.usefixtures("newsroom")
@pytest.mark.parametrize("limit", [100, 1])
def test_it_has_one_status_or_several_or_all(titles: Any, limit: int) -> None:
    for query, expected in {
        "": {"Draft", "Submitted"},
        "status=submitted": {"Submitted"},
        "status=published": {"Published"},
        "status=withdrawn,binned": {"Withdrawn", "Binned"},
        "status=published,submitted": {"Published", "Submitted"},
        "status=all": {"Draft", "Submitted", "Planned late", "Planned soon", "Published", "Withdrawn"},
    }.items():
        found = titles(query, limit)
        assert (set(found), len(found)) == (expected, len(expected)), query


@pytest.mark.usefixtures("newsroom")
def test_planned_articles_are_in_the_order_of_their_times(titles: Any) -> None:
    assert titles("status=scheduled") == titles("status=scheduled", 1) == ["Planned soon", "Planned late"]
    assert titles("status=all")[:2] == ["Planned late", "Planned soon"], "a later time comes first among all others"


def test_the_latest_change_comes_first(call: Call, titles: Any, tables: Tables, save_draft: Any) -> None:
    first, _ = save_draft(title="First"), save_draft(title="Second")
    for number, item in enumerate(one for one in tables.all("drafts") if one["part"] == "current"):
        at = f"2025-01-01T00:00:0{number}Z"
        summary = {**item["summary"], "changed_at": at}
        tables.put("drafts", {**item, "summary": summary, "changed": f"{at}#{item['id']}"})
    call(f"PATCH {ARTICLE}", id=first["id"], version=1, body={"dek": "More."})
    assert titles() == ["First", "Second"]


@pytest.mark.parametrize("status", ["unknown", "draft,", "draft,unknown", "all,draft", "DRAFT"])
def test_an_unknown_status_is_refused(call: Call, status: str) -> None:
    found, problem, _ = call(f"GET {ARTICLES}", query=f"status={status}")
    assert (found, problem["errors"][0]["pointer"]) == (422, "?status")


def test_it_is_filtered_by_section_author_language_and_person(titles: Any, save_draft: Any, tables: Tables) -> None:
    tables.put_category("economy")
    tables.put("taxonomy", {"kind": "author", "slug": "aziza", "names": {"en": "Aziza"}, "version": 1})
    save_draft(title="Prices", categories=["economy"])
    save_draft(title="Column", authors=[{"slug": "aziza"}], sub="aziza-1")
    save_draft(title="Саммит", lang="ru")
    assert titles("category=economy") == ["Prices"]
    assert titles("author=aziza") == ["Column"]
    assert titles("lang=ru") == ["Саммит"]
    assert titles("mine=true", sub="aziza-1") == ["Column"]
    assert titles("category=economy&author=aziza") == []


def test_words_are_found_in_titles_in_any_case_and_script(titles: Any, save_draft: Any) -> None:
    save_draft(title="Metro opens four stations")
    save_draft(title="Тошкент метроси", lang="uz-Cyrl")
    save_draft(title="Oʻzbekiston futboli", lang="uz")
    save_draft(title="Ёлка в Ташкенте", lang="ru")
    assert set(titles("q=METRO")) == {"Metro opens four stations", "Тошкент метроси"}
    assert titles("q=four%20metro") == ["Metro opens four stations"]
    assert titles("q=o'zbek") == ["Oʻzbekiston futboli"]
    assert titles("q=%D0%B5%D0%BB%D0%BA%D0%B0") == ["Ёлка в Ташкенте"]  # елка
    assert titles("q=trams") == []


def test_a_search_ends_after_so_many_articles_and_continues(
    call: Call, titles: Any, save_draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MAX_READ", 2)
    for number in range(5):
        save_draft(title=f"Story {number}")
    wanted = save_draft(title="Wanted")
    assert titles("q=wanted") == ["Wanted"]
    call(f"PATCH {ARTICLE}", id=wanted["id"], version=1, body={"title": "Another"})
    page = call(f"GET {ARTICLES}", query="q=wanted")[1]
    assert (page["items"], page["next"] is None) == ([], False)


def test_an_article_that_moves_while_somebody_pages_is_on_no_two_pages(call: Call, save_draft: Any) -> None:
    articles = [save_draft(title=f"Story {number}") for number in range(4)]
    page = call(f"GET {ARTICLES}", query="limit=2")[1]
    seen = [one["id"] for one in page["items"]]
    for id in (seen[0], next(one["id"] for one in articles if one["id"] not in seen)):
        call(f"PATCH {ARTICLE}", id=id, version=1, body={"dek": "More."})
    rest = call(f"GET {ARTICLES}", query=f"limit=2&cursor={page['next']}")[1]
    assert not {one["id"] for one in rest["items"]} & set(seen)


def test_each_article_has_what_a_list_shows(call: Call, save_draft: Any, put_picture: Any, tables: Tables) -> None:
    tables.put_category("economy")
    picture, waiting = put_picture().id, put_picture(ready=False).id
    authors = [{"name": "Aziza", "role": "Correspondent"}]
    one = save_draft(title="One", image={"media": picture, "alt": "A bridge"}, authors=authors, categories=["economy"])
    save_draft(title="Один", lang="ru", translation_of=one["id"])
    save_draft(title="Waits", image={"media": waiting})
    shown = {item["title"]: item for item in call(f"GET {ARTICLES}")[1]["items"]}
    assert shown["One"]["image"]["alt"] == "A bridge"
    assert shown["One"]["image"]["thumbnail"]["url"].startswith(f"https://news.example/media/{picture}/")
    assert shown["Waits"]["image"]["thumbnail"] is None
    assert (shown["One"]["authors"], shown["One"]["categories"]) == (one["authors"], ["economy"])
    assert [other["lang"] for other in shown["One"]["translations"]] == ["ru"]
    assert [other["id"] for other in shown["Один"]["translations"]] == [one["id"]]
    assert shown["One"]["submitted_at"] is None


def test_an_author_sees_no_translation_of_others_on_the_shelf(call: Call, save_draft: Any) -> None:
    author = {"sub": "author-1", "groups": ("author",)}
    mine = save_draft(**author)
    save_draft(lang="ru", translation_of=mine["id"])
    assert call(f"GET {ARTICLES}", **author)[1]["items"][0]["translations"] == []
    assert len(call(f"GET {ARTICLES}")[1]["items"][0]["translations"]) == 1
