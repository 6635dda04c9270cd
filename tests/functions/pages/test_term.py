"""The pages of sections, tags and authors: their stories, page by page."""

import json

import pytest

from gazette.aws.public.reader import Reader
from gazette.pages.lists.story_list import PAGE
from tests.support.html import all_linked_data, alternates, attributes, meta, page, text, texts
from tests.support.site_content import SITE, article

PATHS = {"category": "/en/category/economy", "tag": "/en/tag/economy", "author": "/en/author/economy"}


@pytest.fixture
def economy(content):
    """A term of each kind, and a number of stories in its list, one a minute."""

    def economy(count, kinds=("category",), **parts):
        for kind in kinds:
            content.term(kind, "economy", "Economy & trade")
        for number in range(1, count + 1):
            for kind in kinds:
                content.list(article(number, title=f"Story {number}", **parts), f"en/{kind}/economy")

    return economy


def titles(answer):
    return [int(title.removeprefix("Story ")) for title in texts(page(answer), "main .card h2, main .card h3")]


def links(answer):
    """The addresses of the older and of the newer page, None where there is no link."""
    found = page(answer).query(".pager a[rel]")
    by_direction = {link.attrs["rel"]: link.attrs["href"] for link in found}
    return by_direction.get("next"), by_direction.get("prev")


@pytest.mark.parametrize("kind", PATHS)
def test_shows_the_name_and_the_stories_newest_first(economy, get, kind):
    economy(7, kinds=[kind])
    answer = get(PATHS[kind])
    assert text(page(answer), "h1") == "Economy & trade"
    assert titles(answer) == [7, 6, 5, 4, 3, 2, 1]
    assert links(answer) == (None, None)


@pytest.mark.parametrize("count", [2 * PAGE - 1, 2 * PAGE, 2 * PAGE + 1])
@pytest.mark.parametrize("kind", ["category", "tag"])
def test_leads_through_all_stories_and_back(economy, get, kind, count):
    economy(count, kinds=[kind])
    path, seen, visited = PATHS[kind], [], []
    while path:
        visited.append(path)
        answer = get(*path.split("?"))
        seen += titles(answer)
        path, _ = links(answer)
    assert seen == list(range(count, 0, -1))
    assert len(visited) == -(-count // PAGE)
    back, path = [], visited[-1]
    while path is not None:
        back.append(path)
        _, path = links(get(*path.split("?")))
    assert back == visited[::-1]


def test_a_page_stays_the_same_when_something_is_published_later(economy, get):
    economy(PAGE + 5)
    older, _ = links(get(PATHS["category"]))
    before = titles(get(*older.split("?")))
    economy(PAGE + 9)
    assert titles(get(*older.split("?"))) == before


@pytest.mark.parametrize(
    "before",
    [
        "x",
        "2025-12-18T07:03:00Z",
        "2025-12-18T07:03:00Z~",
        "2025-12-18T07:03:00Z~../../x",
        "2025-12-18T07:03:00Z%23a",
        "%00",
        "9" * 3000,
    ],
)
def test_a_changed_address_is_the_first_page(economy, get, before):
    economy(PAGE + 1)
    answer = get(PATHS["category"], f"before={before}&utm_source=letter")
    assert (answer["statusCode"], answer["body"]) == (200, get(PATHS["category"])["body"])


@pytest.mark.parametrize("at", ["2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2025-99-99T99:99:99Z"])
def test_a_place_outside_of_the_stories_leads_to_the_first_page(economy, get, at):
    economy(3)
    answer = get(PATHS["category"], f"before={at}~01JFBM5T00Q5W8YV2K4N6P0001")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, PATHS["category"])


def test_an_ended_story_is_left_out_and_the_pages_stay_in_step(content, economy, get):
    economy(PAGE + 1)
    content.list(article(5), "en/category/economy", unpublish_at={"S": "2025-12-19T00:00:00Z"})
    first = get(PATHS["category"])
    assert titles(first) == [n for n in range(PAGE + 1, 1, -1) if n != 5]
    assert titles(get(*links(first)[0].split("?"))) == [1]


@pytest.mark.parametrize("kind", PATHS)
def test_an_unknown_one_is_a_page_that_offers_something_to_read(content, get, kind):
    content.publish(article(title="Something to read"))
    answer = get(PATHS[kind])
    assert answer["statusCode"] == 404
    assert texts(page(answer), ".latest a:not(.all)") == ["Something to read"]


@pytest.mark.parametrize("kind", PATHS)
def test_one_without_stories_is_a_page_that_search_engines_leave_out(content, get, kind):
    content.term(kind, "economy", "Economy")
    answer = get(PATHS[kind])
    assert (answer["statusCode"], meta(page(answer))["robots"]) == (200, "noindex")
    assert "Nothing has been published yet." in text(page(answer), "main")


@pytest.mark.parametrize("kind", PATHS)
def test_one_that_was_merged_leads_to_the_other(content, economy, get, kind):
    economy(1, kinds=[kind])
    content.term(kind, "trade", "Trade", merged_into={"S": "economy"})
    answer = get(f"/en/{kind}/trade", "before=2025-12-18T07:03:00Z~01JFBM5T00Q5W8YV2K4N6P0003")
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"] == f"{PATHS[kind]}?before=2025-12-18T07:03:00Z~01JFBM5T00Q5W8YV2K4N6P0003"


def test_has_one_canonical_address_and_its_feeds(economy, get):
    economy(PAGE + 1)
    document = page(get(PATHS["category"]))
    assert attributes(document, 'link[rel="canonical"]', "href") == [f"{SITE}{PATHS['category']}"]
    assert alternates(document) == {}  # other languages may have no story of it
    assert attributes(document, 'link[type="application/rss+xml"]', "href") == ["/v1/feeds/en/rss.xml?category=economy"]
    [crumbs] = all_linked_data(document)
    assert [step["name"] for step in crumbs["itemListElement"]] == ["Gazette", "Economy & trade"]
    older = links(get(PATHS["category"]))[0]
    second = page(get(*older.split("?")))
    assert attributes(second, 'link[rel="canonical"]', "href") == [f"{SITE}{older}"]


def test_an_author_has_text_and_picture(content, get):
    files = [{"url": f"{SITE}/media/a-{width}.webp", "width": width, "height": width * 2 // 3} for width in (320, 640)]
    image = {
        "alt": {"en": "Lola at her desk"},
        "caption": {},
        "credit": {},
        "placeholder": "data:image/webp;base64,AAAA",
        "share": {"url": f"{SITE}/media/a.jpg", "bytes": 9},
        "crops": files,
    }
    content.term(
        "author",
        "lola",
        "Lola Karimova",
        text={"M": {"en": {"S": "Writes about <rails>."}}},
        image={"S": json.dumps(image)},
    )
    content.list(article(1), "en/author/lola")
    document = page(get("/en/author/lola"))
    assert text(document, ".page-head .dek") == "Writes about <rails>."
    assert attributes(document, ".page-head img", "alt") == ["Lola at her desk"]
    assert meta(document)["og:image"] == f"{SITE}/media/a.jpg"


def test_a_section_begins_with_five_large_stories_and_does_not_name_itself_at_each(economy, get):
    economy(6, categories=[{"slug": "economy", "name": "Economy & trade"}])
    document = page(get(PATHS["category"]))
    assert len(document.query(".feature .card")) == 5
    assert texts(document, ".of-day h2") == ["Thursday, 18 December 2025"]
    assert document.query("main .card .kicker") == []


def test_marks_the_section_in_the_header(content, economy, get):
    content.publish(article(1))
    content.blocks(Economy=[1], Sport=[])
    economy(1)
    document = page(get(PATHS["category"]))
    assert texts(document, ".sections a") == ["News", "Economy"]
    assert texts(document, ".sections [aria-current]") == ["Economy"]


def test_an_unknown_one_is_read_for_once(content, get, monkeypatch):
    asked = []
    start = Reader.start
    monkeypatch.setattr(Reader, "start", lambda *given: asked.append(given[1]) or start(*given))
    assert get(PATHS["tag"])["statusCode"] == 404
    assert sorted(asked) == ["GetItem", "GetItem", "Query", "Query", "Query", "Query"]


def test_moves_who_writes_it_in_capital_letters(get):
    answer = get("/en/category/ECONOMY")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/en/category/economy")


def test_moves_who_writes_the_language_in_other_letters(get):
    assert get("/EN/tag/a%3Fb")["headers"]["location"] == "/en/tag/a%253fb"
    answer = get("/uz-cyrl/tag/economy")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl/tag/economy")
    assert get("/xx/tag/economy")["statusCode"] == 404


def test_a_page_that_begins_after_no_story_is_not_for_search_engines(economy, get):
    economy(PAGE + 5)
    older, _ = links(get(PATHS["category"]))
    assert "robots" not in meta(page(get(*older.split("?"))))
    made_up = older.replace("~", "~X")
    answer = get(*made_up.split("?"))
    assert (answer["statusCode"], meta(page(answer))["robots"]) == (200, "noindex")
