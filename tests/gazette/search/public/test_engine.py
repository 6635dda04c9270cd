"""Which articles a query finds, and in which order."""

import pytest
import tantivy

from gazette.search.indexing.builder import build_part
from gazette.search.parts import join_parts, unpack_part
from gazette.search.public.engine import LASTING_SHARE, compute_freshness
from tests.support.search import find, list_ids, make_article

STORIES = [
    make_article(1, "Water for the valley", "The government built canals last year."),
    make_article(2, "Watermelons are ripe", "Melons need water all summer."),
    make_article(3, "The president opens a forum", "The economy grows, economists say. A night train brought guests."),
    make_article(4, "Trains", "A train at night is late.", categories=[{"slug": "city", "name": "City"}]),
    make_article(5, "A bridge", "It was built.", tags=[{"slug": "aral-sea", "name": "Aral Sea"}]),
    make_article(6, "A quiet day", "Nothing.", authors=[{"slug": None, "name": "Zafar Temirov", "role": None}]),
]


FOUR = 1764547200 + 4 * 3600
"""1 December 2025, 4:00 UTC, in seconds since 1970."""


def build(articles, folder, lang="en"):
    part = build_part(lang, {article["id"]: article for article in articles})
    file = folder / "part.zip"
    file.write_bytes(part.content)
    unpack_part(file, folder / "part")
    return join_parts([folder / "part"], folder / "joined").searcher()


@pytest.fixture(scope="module")
def stories(tmp_path_factory) -> tantivy.Searcher:
    return build(STORIES, tmp_path_factory.mktemp("index"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("canal", [1]),
        ("governments build", [1]),
        ('"night train"', [3]),
        ("train night", [4, 3]),
        ("train -president", [4]),
        ('train -"night train"', [4]),
        ("aral", [5]),
        ("temirov", [6]),
        ("city", [4]),
        ("presid", [3]),
        ("economi", [3]),
        ("nothing -quiet", []),
    ],
)
def test_all_words_must_match_in_any_form_and_place(stories, text, found):
    hits = find(stories, text)
    assert (list_ids(hits), hits.count) == (found, len(found))


def test_a_word_as_it_is_counts_more_than_the_beginning_of_another(tmp_path):
    articles = [make_article(1, "Water"), make_article(2, "Watermelon"), make_article(3, "Waterfall")]
    searcher = build(articles, tmp_path)
    assert list_ids(find(searcher, "water"))[0] == 1
    assert sorted(list_ids(find(searcher, "water"))) == [1, 2, 3]
    assert list_ids(find(searcher, "watermelon")) == [2]


@pytest.mark.parametrize("text", ["presidnt", "presidemt", "presidentt", "persident", "xpresident", "presidet"])
def test_a_word_with_one_wrong_letter_is_found(stories, text):
    hits = find(stories, text)
    assert (list_ids(hits), hits.match) == ([3], "similar")


@pytest.mark.parametrize("text", ["watr", "preziddnt"])
def test_a_short_word_or_two_wrong_letters_are_not(stories, text):
    assert find(stories, text).count == 0


def test_a_word_that_articles_have_is_taken_for_a_misspelled_one_only_beside_a_frequent_one(tmp_path):
    articles = [make_article(1, "Bridge"), make_article(2, "What trains bring"), make_article(3, "A markat")]
    articles += [make_article(number, "Market") for number in range(4, 9)]
    searcher = build(articles, tmp_path)
    assert list_ids(find(searcher, "bridge ")) == [1]
    assert list_ids(find(searcher, "markat "))[0] == 3
    assert find(searcher, "markat ").count == 6


def test_articles_with_the_words_as_typed_come_before_those_of_similar_spelling(tmp_path):
    articles = [make_article(number, "Marten" if number == 3 else "Martin", "Martin.") for number in range(1, 5)]
    articles[2]["body_html"] = "<p>Marten.</p>"
    assert list_ids(find(build(articles, tmp_path), "marten"))[0] == 3


@pytest.mark.parametrize("text", ["email", "e-mail", "e mail", "covid19", "COVID-19", "antivirus"])
def test_a_word_with_a_hyphen_is_found_in_one_word_and_in_two(tmp_path, text):
    articles = [make_article(1, "Anti-virus for e-mail", "The end of COVID‑19."), make_article(2, "In 2025-yil", "19")]
    searcher = build(articles, tmp_path)
    assert (list_ids(find(searcher, text)), find(searcher, text).match) == ([1], "all")
    assert find(searcher, "2025yil").count == 0


@pytest.mark.parametrize("text", ["12500", "12,500", "12 500", "7300000"])
def test_a_number_is_found_with_separators_and_without(tmp_path, text):
    searcher = build([make_article(1, "A fee of 12,500 soums", "And 7 300 000 in all, 2025.")], tmp_path)
    assert (find(searcher, text).count, find(searcher, text).match) == (1, "all")


@pytest.mark.parametrize("word", ["internationalization", "respectfulness", "digitalizations"])
def test_a_word_is_found_at_each_letter_as_one_types(tmp_path, word):
    searcher = build([make_article(1, f"The {word} of trains")], tmp_path)
    assert [word[:end] for end in range(2, len(word) + 1) if find(searcher, word[:end]).match != "all"] == []


def test_a_misspelled_word_is_taken_for_words_that_articles_have_and_not_for_their_stems(tmp_path):
    searcher = build([make_article(1, "The government"), make_article(2, "Under a cover")], tmp_path)
    assert list_ids(find(searcher, "goverment")) == [1]
    assert list_ids(find(searcher, "governmant")) == [1]


def test_if_no_article_has_all_words_those_with_any_are_found(stories):
    hits = find(stories, "canals penguins")
    assert (list_ids(hits), hits.match) == ([1], "any")


def test_filters_and_dates_narrow_a_search(stories):
    assert list_ids(find(stories, "train", filters=["category/city"])) == [4]
    assert list_ids(find(stories, "a", filters=["tag/aral-sea"])) == [5]
    early = find(stories, "train", until=FOUR)
    assert list_ids(early) == [3]
    assert list_ids(find(stories, "train", since=FOUR)) == [4]


def test_the_newest_come_first_if_asked_for_also_of_one_second(tmp_path):
    articles = [make_article(number, "News", published_at="2025-12-18T07:00:00Z") for number in range(30)]
    articles += [make_article(40, "News", published_at="2025-12-18T07:00:01Z")]
    searcher = build(articles, tmp_path)
    pages = [list_ids(find(searcher, "news", newest_first=True, offset=offset, limit=10)) for offset in (0, 10, 20, 30)]
    numbers = [number for page in pages for number in page]
    assert numbers[0] == 40
    assert sorted(numbers) == [*range(30), 40]


def test_the_newest_come_first_also_among_words_of_similar_spelling(tmp_path):
    old = make_article(1, "Marten", published_at="2020-01-01T00:00:00Z")
    searcher = build([old, *(make_article(number, "Martin") for number in range(2, 9))], tmp_path)
    assert list_ids(find(searcher, "marten ", newest_first=True)) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert list_ids(find(searcher, "marten "))[0] == 1


def test_pages_of_relevance_have_each_article_once(tmp_path):
    searcher = build([make_article(number, "News", "water " * number) for number in range(1, 50)], tmp_path)
    pages = [list_ids(find(searcher, "water", offset=offset, limit=20)) for offset in (0, 20, 40)]
    assert sorted(number for page in pages for number in page) == list(range(1, 50))


def test_of_equal_articles_the_fresher_one_comes_first(tmp_path):
    old = make_article(1, "A flood", published_at="2020-01-01T00:00:00Z")
    assert list_ids(find(build([old, make_article(2, "A flood")], tmp_path), "flood")) == [2, 1]
    assert compute_freshness(-5) == 1
    assert compute_freshness(1e12) == pytest.approx(LASTING_SHARE)


@pytest.mark.parametrize("text", ["Oʻzbekiston", "O'zbekiston", "ozbekiston", "Ўзбекистон", "ўзбекистонга"])
def test_uzbek_is_found_in_either_script(tmp_path, text):
    articles = [
        make_article(1, "Oʻzbekistonda bahor", lang="uz"),
        make_article(2, "Ўзбекистоннинг чегараси", lang="uz"),
        make_article(3, "Qozogʻiston", lang="uz"),
    ]
    assert set(list_ids(find(build(articles, tmp_path, "uz"), text, "uz"))) == {1, 2}
