"""Categories, tags and authors for readers."""

import pytest

from gazette.encoding import compact_json
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository
from tests.support.aws import STACK
from tests.support.public_articles import body

GONE = {"merged_into": {"S": "new"}}
IMAGE = {
    "alt": {"en": "A woman", "ru": "Женщина"},
    "caption": {},
    "credit": {"en": "Photo: A"},
    "placeholder": "data:image/webp;base64,UklGRg==",
    "share": {"url": "https://news.example/share.jpg", "bytes": 1},
    "crops": [],
}


@pytest.fixture
def tags(dynamodb):
    """Stores tags as commands of staff do, with the rows by which they are found."""
    repository = TaxonomyRepository(dynamodb, STACK.physical("TaxonomyTable"))

    def tags(*items):
        for slug, names, *more in items:
            repository.save(None, Term(kind="tag", slug=slug, names=names, version=1, **(more[0] if more else {})))

    return tags


def slugs(answer):
    return [item["slug"] for item in body(answer)["items"]]


def test_categories_are_in_the_order_of_the_section_bar_then_by_slug(stored, get):
    for slug, order in (("world", 1), ("economy", 2), ("culture", 2), ("art", 10)):
        stored.term("category", slug, {"order": {"N": str(order)}}, en=slug)
    stored.term("category", "first", en="Without an order")
    stored.term("category", "old", GONE, en="Merged")
    assert slugs(get("/v1/categories")) == ["first", "world", "culture", "economy", "art"]


@pytest.mark.parametrize("kind", ["tag", "author"])
def test_lists_have_pages_and_no_aliases(stored, get, kind):
    for slug in ("a", "b", "c", "d"):
        stored.term(kind, slug, en=slug.upper())
    stored.term(kind, "bb", GONE, en="Merged")
    path, found, query = f"/v1/{kind}s", [], "limit=2"
    while query:
        answer = get(path, query)
        found += slugs(answer)
        cursor = body(answer)["next"]
        query = cursor and f"limit=2&cursor={cursor}"
        assert ("link" in answer["headers"]) == bool(cursor)
    assert found == ["a", "b", "c", "d"]
    assert get(path, f"lang=ru&cursor={body(get(path, 'limit=1'))['next']}")["statusCode"] == 400


def test_tags_that_no_published_article_has_are_not_shown(tags, get):
    tags(("japan", {"en": "Japan"}), ("jazz", {"en": "Jazz"}, {"unpublished": True}))
    assert slugs(get("/v1/tags")) == slugs(get("/v1/tags", "q=ja")) == ["japan"]
    answer = get("/v1/tags/jazz")
    assert (answer["statusCode"], body(answer)["type"]) == (404, "urn:gazette:problem:tag-not-found")


def test_tags_are_found_by_the_name_of_the_language_or_the_slug(tags, get):
    tags(
        ("japan", {"en": "Nippon", "ru": "Япония"}),
        ("new-york", {"en": "New York"}),
        ("news", {"en": "News", "ru": "Новости"}),
    )

    def find(q, lang="en"):
        return [item["name"] for item in body(get("/v1/tags", f"lang={lang}&q={q}"))["items"]]

    assert find("nip") == find("JAP") == ["Nippon"]
    assert find("new") == ["New York", "News"]
    assert find("new%20yo") == find("NEW-YO") == ["New York"]
    assert find("япо", "ru") == ["Япония"]
    assert find("new", "ru") == ["New York", "Новости"], "the first one falls back to the default language"
    assert find("nip", "ru") == [], "it has a name in this language"
    assert find("ork") == find("-") == []


def test_a_search_has_pages_and_each_tag_once(tags, get):
    tags(*((f"rail-{n}", {"en": f"Rail number {n}", "ru": f"Rail {n}"}) for n in range(5)))
    found, query = [], "q=rail&limit=2"
    while query:
        answer = get("/v1/tags", query)
        found += slugs(answer)
        query = (cursor := body(answer)["next"]) and f"q=rail&limit=2&cursor={cursor}"
    assert sorted(found) == [f"rail-{n}" for n in range(5)]
    cursor = body(get("/v1/tags", "q=rail&limit=1"))["next"]
    assert get("/v1/tags", f"q=rai&cursor={cursor}")["statusCode"] == 400


@pytest.mark.parametrize(("query", "pointer"), [("limit=0", "?limit"), ("q=" + "x" * 201, "?q"), ("q=a%00", "?q")])
def test_a_wrong_parameter_of_a_list_is_refused(get, query, pointer):
    answer = get("/v1/tags", query)
    assert (answer["statusCode"], body(answer)["errors"][0]["pointer"]) == (422, pointer)


def test_an_author_has_text_and_picture_in_the_language_or_the_default_one(stored, get):
    text = {"text": {"M": {"en": {"S": "She writes."}}}, "image": {"S": compact_json(IMAGE)}}
    stored.term("author", "aziza", text, en="Aziza", ru="Азиза")
    author = body(get("/v1/authors/aziza", "lang=ru"))
    assert (author["name"], author["text"]) == ("Азиза", "She writes.")
    texts = {name: author["image"][name] for name in ("alt", "caption", "credit")}
    assert texts == {"alt": "Женщина", "caption": None, "credit": "Photo: A"}
    stored.term("author", "bare", en="Bare")
    assert body(get("/v1/authors/bare")) == {"slug": "bare", "name": "Bare", "image": None, "text": None}
    assert [item["image"] is None for item in body(get("/v1/authors"))["items"]] == [False, True]


def test_a_credit_in_any_language_is_better_than_none(stored, get):
    image = {**IMAGE, "credit": {"uz": "Foto: B", "ru": "Фото: Б"}}
    stored.term("author", "aziza", {"image": {"S": compact_json(image)}}, en="Aziza")
    assert body(get("/v1/authors/aziza", "lang=en"))["image"]["credit"] == "Фото: Б"


@pytest.mark.parametrize("path", ["/v1/categories", "/v1/tags", "/v1/authors"])
def test_what_was_merged_redirects(stored, get, path):
    kind = {"/v1/categories": "category", "/v1/tags": "tag", "/v1/authors": "author"}[path]
    stored.term(kind, "old", GONE, en="Old")
    for query, location in (("", f"{path}/new"), ("lang=ru", f"{path}/new?lang=ru")):
        answer = get(f"{path}/old", query)
        assert (answer["statusCode"], answer["headers"]["location"], body(answer)) == (301, location, {"slug": "new"})


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
def test_the_list_of_a_merged_term_redirects_to_that_of_the_other_one(stored, get, kind):
    stored.term(kind, "old", {"merged_into": {"S": "new"}}, en="Old")
    answer = get("/v1/articles", f"lang=ru&{kind}=old&limit=5")
    assert (answer["statusCode"], body(answer)) == (301, {"slug": "new"})
    assert answer["headers"]["location"] == f"/v1/articles?lang=ru&{kind}=new&limit=5"
    for other in ("new", "none"):
        answer = get("/v1/articles", f"{kind}={other}")
        assert (answer["statusCode"], body(answer)) == (200, {"items": [], "next": None})


def test_the_list_of_a_merged_term_is_shown_while_it_has_articles(stored, get):
    stored.term("tag", "old", {"merged_into": {"S": "new"}}, en="Old")
    stored.card(1, "en/tag/old")
    assert len(body(get("/v1/articles", "tag=old"))["items"]) == 1
