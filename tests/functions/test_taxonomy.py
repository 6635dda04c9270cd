"""Categories, tags and authors, over events of the Taxonomy function."""

import json
from typing import Any

import pytest

from functions.editorial.handler import handler as editorial
from functions.taxonomy.handler import handler
from gazette.taxonomy.commands import MAX_CATEGORIES
from tests.support.articles import Tables, tables
from tests.support.events import build_call, http_event

__all__ = ["tables"]

NAMES = {"en": "Economy", "uz": "Iqtisodiyot"}
CATEGORY = "PUT /v1/editorial/categories/{slug}"
ECONOMY = {"slug": "economy"}


@pytest.fixture
def call(context: Any) -> Any:
    return build_call(handler, context)


@pytest.fixture
def economy(call: Any) -> dict[str, Any]:
    status, category, _ = call(CATEGORY, params=ECONOMY, body={"names": NAMES})
    assert status == 201
    return dict(category)


def test_a_category_is_made_and_read(call: Any, economy: dict[str, Any]) -> None:
    status, body, headers = call("GET /v1/editorial/categories/{slug}", params=ECONOMY)
    assert (status, headers["etag"]) == (200, '"1"')
    assert body == {**economy, "job": None}
    assert (body["slug"], body["names"], body["version"]) == ("economy", NAMES, 1)


def test_a_category_that_exists_is_changed_only_in_a_version_that_was_read(call: Any, economy: dict[str, Any]) -> None:
    names = {"names": {"en": "Business"}}
    assert call(CATEGORY, params=ECONOMY, body=names)[0] == 428
    status, body, headers = call(CATEGORY, params=ECONOMY, body=names, headers={"if-match": '"1"'})
    assert (status, body["names"], headers["etag"]) == (200, {"en": "Business"}, '"2"')
    assert body["job"].startswith("/v1/editorial/jobs/articles.rerender:category:economy:")
    status, body, _ = call(CATEGORY, params=ECONOMY, body=names, headers={"if-match": '"1"'})
    assert status == 412
    assert body["current"]["version"] == 2
    assert body["current"]["changed_by"]["name"] == "Aziza Karimova"


def test_a_category_that_does_not_exist_is_404(call: Any) -> None:
    for route, parts in (
        ("GET /v1/editorial/categories/{slug}", {}),
        ("DELETE /v1/editorial/categories/{slug}", {}),
        (CATEGORY, {"body": {"names": NAMES}, "headers": {"if-match": '"1"'}}),
    ):
        status, body, _ = call(route, params=ECONOMY, groups=("admin",), **parts)
        assert (route, status, body["type"]) == (route, 404, "urn:gazette:problem:category-not-found")


@pytest.mark.parametrize(
    ("slug", "body", "pointer"),
    [
        ("economy", {"names": {}}, "#/names"),
        ("economy", {"names": {"de": "Wirtschaft"}}, "#/names/de"),
        ("economy", {"names": {"en": " "}}, "#/names/en"),
        ("economy", {"names": {"en": "a\u0000b"}}, "#/names/en"),
        ("economy", {"names": {"en": "a\u0085b"}}, "#/names/en"),
        ("economy", {"names": {"en": "x" * 201}}, "#/names/en"),
        ("economy", {"names": {"en": "E"}, "colour": "red"}, "#/colour"),
        ("economy", {"names": {"en": "\u200b"}}, "#/names/en"),
        ("economy", {"names": {"en": "E"}, "order": -1}, "#/order"),
        ("economy", {"names": {"en": "E"}, "order": "1"}, "#/order"),
        ("economy", {"names": {"en": "E"}, "order": 10_000}, "#/order"),
        ("economy", {"names": {"en": "a\u202eb"}}, "#/names/en"),
        ("economy", {"names": {"\ud800": "x"}}, "#/names"),
        ("economy", {"names": {"a/b": "x"}}, "#/names/a~1b"),
        ("Economy!", {"names": {"en": "E"}}, "path/slug"),
    ],
)
def test_a_wrong_category_is_refused_where_it_is_wrong(call: Any, slug: str, body: Any, pointer: str) -> None:
    status, problem, _ = call(CATEGORY, params={"slug": slug}, body=json.dumps(body))
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_name_is_stored_in_composed_form(call: Any) -> None:
    _, body, _ = call(CATEGORY, params=ECONOMY, body={"names": {"ru": "И\u0306од"}})
    assert body["names"] == {"ru": "Йод"}


def test_a_text_longer_than_a_slug_is_no_category(call: Any) -> None:
    for slug in ("x" * 121, "x" * 3000, "Ў" * 500):
        assert call("GET /v1/editorial/categories/{slug}", params={"slug": slug})[0] == 404
        assert call("DELETE /v1/editorial/categories/{slug}", params={"slug": slug}, groups=("admin",))[0] == 404
        assert call(CATEGORY, params={"slug": slug}, body={"names": NAMES})[0] == 422


def test_categories_are_listed_by_slug_page_by_page(call: Any) -> None:
    for slug in ("world", "economy", "culture"):
        call(CATEGORY, params={"slug": slug}, body={"names": {"en": slug}})
    seen, query = [], "limit=2"
    while query:
        _, page, _ = call("GET /v1/editorial/categories", query=query)
        seen += [category["slug"] for category in page["items"]]
        query = page["next"] and f"limit=2&cursor={page['next']}"
    assert seen == ["culture", "economy", "world"]
    _, page, headers = call("GET /v1/editorial/categories", query="limit=2")
    assert headers["link"] == f'</v1/editorial/categories?limit=2&cursor={page["next"]}>; rel="next"'
    assert "link" not in call("GET /v1/editorial/categories", query="limit=3")[2]


def test_no_slug_has_a_line_feed(call: Any) -> None:
    assert call(CATEGORY, params={"slug": "economy\n"}, body={"names": NAMES})[0] == 404
    assert call("GET /v1/editorial/categories/{slug}", params=ECONOMY)[0] == 404


def test_an_empty_category_is_removed_by_an_admin(call: Any, economy: dict[str, Any]) -> None:
    assert call("DELETE /v1/editorial/categories/{slug}", params=ECONOMY)[0] == 403
    status, body, _ = call("DELETE /v1/editorial/categories/{slug}", params=ECONOMY, groups=("admin",))
    assert (status, body) == (204, None)
    assert call("GET /v1/editorial/categories/{slug}", params=ECONOMY)[0] == 404


def test_a_category_with_a_published_article_stays(call: Any, economy: dict[str, Any], context: Any) -> None:
    text = {"lang": "ru", "title": "Цены", "body": "Цены растут.", "categories": ["economy"]}
    draft = json.loads(
        editorial(http_event("POST /v1/editorial/articles", groups=("editor",), body=text), context)["body"]
    )
    event = http_event(
        "POST /v1/editorial/articles/{id}/publish",
        params={"id": draft["id"]},
        groups=("editor",),
        headers={"if-match": '"1"'},
    )
    assert editorial(event, context)["statusCode"] == 200
    status, body, _ = call("DELETE /v1/editorial/categories/{slug}", params=ECONOMY, groups=("admin",))
    assert (status, body["type"], body["articles"]) == (409, "urn:gazette:problem:category-in-use", 1)
    assert call("GET /v1/editorial/categories/{slug}", params=ECONOMY)[2]["etag"] == '"1"', "nothing has changed"
    event["headers"]["if-match"] = '"2"'
    assert editorial(event, context)["statusCode"] == 200, "a refused removal leaves the category open"


def test_each_route_needs_its_group(call: Any) -> None:
    ranks = ("reader", "author", "editor", "admin")
    for route, least in (
        ("GET /v1/editorial/categories", "author"),
        ("GET /v1/editorial/categories/{slug}", "author"),
        (CATEGORY, "editor"),
        ("DELETE /v1/editorial/categories/{slug}", "admin"),
    ):
        for group in ranks:
            call(CATEGORY, params=ECONOMY, body={"names": NAMES})
            parts: dict[str, Any] = {"params": ECONOMY} if "{slug}" in route else {}
            if route == CATEGORY:
                parts["body"] = {"names": NAMES}
            status = call(route, groups=(group,), **parts)[0]
            assert (status == 403) == (ranks.index(group) < ranks.index(least)), (route, group, status)


TAG, AUTHOR = "/v1/editorial/tags/{slug}", "/v1/editorial/authors/{slug}"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"names": {"en": "A"}, "text": {"en": "x" * 2001}}, "#/text/en"),
        ({"names": {"en": "A"}, "text": {"en": " "}}, "#/text/en"),
        ({"names": {"en": "A"}, "text": {"xx": "Text"}}, "#/text/xx"),
        ({"names": {"en": "A"}, "picture": "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"}, "#/picture"),
        ({"names": {"en": "A"}, "picture": ""}, "#/picture"),
        ({"names": {"en": "A"}, "order": 1}, "#/order"),
    ],
)
def test_a_wrong_author_is_refused_where_it_is_wrong(call: Any, body: Any, pointer: str) -> None:
    status, problem, _ = call(f"PUT {AUTHOR}", params={"slug": "aziza"}, body=body)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert call(f"GET {AUTHOR}", params={"slug": "aziza"})[0] == 404


def test_an_author_has_a_text_and_a_tag_says_whether_readers_see_it(call: Any) -> None:
    text = {"en": "She writes.\n\nShe lives in Tashkent."}
    body = {"names": {"en": "Aziza"}, "text": text}
    status, author, _ = call(f"PUT {AUTHOR}", params={"slug": "aziza"}, body=body)
    assert (status, author["text"], author["picture"], author["job"]) == (201, text, None, None)
    status, tag, _ = call(f"PUT {TAG}", params={"slug": "japan"}, body={"names": {"en": "Japan"}})
    assert (status, tag["public"], tag["changed_by"]["name"]) == (201, False, "Aziza Karimova")


def test_tags_are_found_by_a_name_in_any_language_or_the_slug(call: Any) -> None:
    for slug, names in (("japan", {"en": "Nippon", "ru": "Япония"}), ("japan-rail", {"en": "Railways of Japan"})):
        call(f"PUT {TAG}", params={"slug": slug}, body={"names": names})

    def find(q: str) -> list[str]:
        return [tag["slug"] for tag in call("GET /v1/editorial/tags", query=f"q={q}")[1]["items"]]

    assert [find(q) for q in ("JAPAN", "nip", "япон", "rail", "x", "-")] == [
        ["japan", "japan-rail"],
        ["japan"],
        ["japan"],
        ["japan-rail"],
        [],
        [],
    ]
    _, page, _ = call("GET /v1/editorial/tags", query="q=japan&limit=1")
    _, rest, _ = call("GET /v1/editorial/tags", query=f"q=japan&limit=1&cursor={page['next']}")
    assert [tag["slug"] for tag in (*page["items"], *rest["items"])] == ["japan", "japan-rail"]
    assert call("GET /v1/editorial/tags", query=f"q=jap&limit=1&cursor={page['next']}")[0] == 400


def test_a_merge_answers_with_its_job_and_needs_another_tag(call: Any) -> None:
    for slug in ("japan", "nippon"):
        call(f"PUT {TAG}", params={"slug": slug}, body={"names": {"en": slug}})
    route, params = f"POST {TAG}/merge", {"slug": "nippon"}
    for into in ("nippon", "nothing"):
        status, problem, _ = call(route, params=params, body={"into": into})
        assert (status, problem["errors"][0]["pointer"]) == (422, "#/into")
    assert call(route, params=params, body={"into": "japan"}, headers={"if-match": '"2"'})[0] == 412
    status, job, headers = call(route, params=params, body={"into": "japan"}, headers={"if-match": '"1"'})
    assert (status, job["kind"], job["status"]) == (202, "articles.rerender", "waiting")
    assert headers["location"] == f"/v1/editorial/jobs/{job['id']}"
    assert call(f"GET {TAG}", params=params)[1]["merged_into"] == "japan"
    assert call(f"GET {TAG}", params={"slug": "japan"})[1]["merged"] == ["nippon"]
    for refused, body in ((f"PUT {TAG}", {"names": {"en": "N"}}), (route, {"into": "japan"})):
        status, problem, _ = call(refused, params=params, body=body)
        assert (status, problem["type"], problem["into"]) == (409, "urn:gazette:problem:merged", "japan")
    assert call(f"DELETE {TAG}", params=params, groups=("admin",))[0] == 409


@pytest.mark.parametrize("path", ["/v1/editorial/categories/{slug}", TAG, AUTHOR])
def test_a_removal_with_a_replacement_is_a_merge_by_an_admin(call: Any, path: str) -> None:
    for slug in ("one", "two"):
        call(f"PUT {path}", params={"slug": slug}, body={"names": {"en": slug}})
    parts: dict[str, Any] = {"params": {"slug": "one"}, "query": "replace_with=two"}
    assert call(f"DELETE {path}", **parts)[0] == 403
    for other in ("none", "one"):
        refused = call(f"DELETE {path}", groups=("admin",), params={"slug": "one"}, query=f"replace_with={other}")
        assert (refused[0], refused[1]["errors"][0]["pointer"]) == (422, "?replace_with")
    assert call(f"DELETE {path}", groups=("admin",), **parts)[0] == 202
    assert call(f"GET {path}", params={"slug": "one"})[1]["merged_into"] == "two"
    assert call(f"DELETE {path}", params={"slug": "two"}, groups=("admin",))[0] == 204


def test_the_routes_of_tags_and_authors_need_their_groups(call: Any) -> None:
    ranks = ("reader", "author", "editor", "admin")
    for path in (TAG, AUTHOR):
        for method, least in (("GET", "author"), ("PUT", "editor"), ("DELETE", "admin")):
            for group in ranks:
                body = {"body": {"names": {"en": "A"}}} if method == "PUT" else {}
                status = call(f"{method} {path}", params={"slug": "a"}, groups=(group,), **body)[0]
                assert (status == 403) == (ranks.index(group) < ranks.index(least)), (method, path, group)
    for group in ranks:
        status = call(f"POST {TAG}/merge", params={"slug": "x"}, groups=(group,), body={"into": "y"})[0]
        assert (status == 403) == (group in ("reader", "author")), group


def test_a_category_beyond_the_hundredth_is_a_conflict(call: Any, tables: Tables, economy: dict[str, Any]) -> None:
    tables.put_category(*(f"category-{n}" for n in range(MAX_CATEGORIES - 1)))
    status, body, _ = call(CATEGORY, params={"slug": "one-more"}, body={"names": NAMES})
    assert (status, body["detail"]) == (409, "A site has at most 100 categories, with those that were merged.")
    assert call(CATEGORY, params=ECONOMY, body={"names": NAMES, "order": 2}, headers={"if-match": '"1"'})[0] == 200
