"""Articles as editors write them, over the function's own events."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from functions.editorial import handler as editorial
from gazette.aws.clients import client
from gazette.cursors import encode
from tests.conftest import http_event
from tests.support.articles import Reply

TEXT = "Tokyo will host the summit.\n\nIt opens a new chapter."
ARTICLES, ARTICLE = "/v1/editorial/articles", "/v1/editorial/articles/{id}"
AUTHOR, OTHER = "author-1", "author-2"

Call = Callable[..., tuple[int, Any, dict[str, str]]]


@pytest.fixture
def call(context: Any) -> Call:
    """(status, decoded body, headers) of a request; `version` goes into If-Match, `id` into the path."""

    def call(route: str, *, groups: tuple[str, ...] = ("editor",), **parts: Any) -> tuple[int, Any, dict[str, str]]:
        headers = dict(parts.pop("headers", {}))
        if "version" in parts:
            headers["if-match"] = f'"{parts.pop("version")}"'
        if "id" in parts:
            parts["params"] = {"id": parts.pop("id")}
        answer = editorial.handler(http_event(route, groups=groups, headers=headers, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, {name.lower(): value for name, value in answer["headers"].items()}

    return call


@pytest.fixture
def written(call: Call) -> Callable[..., dict[str, Any]]:
    def written(*, sub: str = "editor-1", groups: tuple[str, ...] = ("editor",), **fields: Any) -> dict[str, Any]:
        body = {"lang": "en", "title": "A summit", "body": TEXT, **fields}
        status, article, _ = call(f"POST {ARTICLES}", body=body, sub=sub, groups=groups)
        assert status == 201, article
        return dict(article)

    return written


@pytest.fixture
def published(call: Call, written: Any) -> Callable[..., dict[str, Any]]:
    def published(**fields: Any) -> dict[str, Any]:
        article = written(**fields)
        status, article, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=1)
        assert status == 200, article
        return dict(article)

    return published


def in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_an_article_is_created_with_its_language_only(call: Call) -> None:
    status, article, headers = call(f"POST {ARTICLES}", body={"lang": "uz"})
    assert status == 201
    assert (headers["etag"], headers["cache-control"]) == ('"1"', "private, no-store")
    assert headers["location"] == f"{ARTICLES}/{article['id']}"
    assert (article["status"], article["version"], article["format"], article["story"]) == (
        "draft",
        1,
        "markdown",
        article["id"],
    )
    assert (
        article["created_by"]
        == article["changed_by"]
        == {
            "id": "7d8f4c1e-0000-4000-8000-000000000001",
            "name": "Aziza Karimova",
        }
    )
    assert call(f"GET {ARTICLE}", id=article["id"])[1] == article


def test_an_article_goes_through_its_life(call: Call, written: Any) -> None:
    id = written(tags=["japan"])["id"]
    status, article, headers = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "The summit", "tags": None})
    assert (status, article["title"], article["tags"], headers["etag"]) == (200, "The summit", [], '"2"')
    status, article, headers = call(f"POST {ARTICLE}/publish", id=id, version=2)
    assert (status, article["status"], article["slug"], headers["etag"]) == (200, "published", "the-summit", '"3"')
    assert (article["published_version"], article["has_changes"]) == (3, False)
    status, article, _ = call(f"PATCH {ARTICLE}", id=id, version=3, body={"dek": "Leaders meet."})
    assert (status, article["status"], article["has_changes"]) == (200, "published", True)
    status, article, _ = call(f"POST {ARTICLE}/publish", id=id, version=4, body={"correction": "Leaders do meet."})
    assert (status, article["has_changes"], article["corrections"][0]["note"]) == (200, False, "Leaders do meet.")
    status, article, _ = call(f"DELETE {ARTICLE}", id=id, version=5)
    assert (status, article["type"], article["status"]) == (409, "urn:gazette:problem:wrong-status", 409)
    status, article, _ = call(f"POST {ARTICLE}/unpublish", id=id, version=5, body={"note": "Wrong."})
    assert (status, article["status"]) == (200, "withdrawn")
    status, article, _ = call(f"DELETE {ARTICLE}", id=id, version=6)
    assert (status, article["status"]) == (200, "binned")
    status, article, _ = call(f"POST {ARTICLE}/undelete", id=id, version=7)
    assert (status, article["status"]) == (200, "withdrawn")
    status, page, _ = call(f"GET {ARTICLE}/revisions", id=id)
    assert [(one["version"], one["action"]) for one in page["items"]] == [
        (8, "undelete"),
        (7, "bin"),
        (6, "unpublish"),
        (5, "publish"),
        (4, "change"),
        (3, "publish"),
        (2, "change"),
        (1, "create"),
    ]
    assert page["items"][6]["changed"] == ["tags", "title"]
    assert page["items"][7]["changed"] == ["body", "lang", "tags", "title"]
    assert page["items"][0]["by"]["name"] == "Aziza Karimova"


def test_revisions_come_page_by_page(call: Call, written: Any) -> None:
    id = written()["id"]
    for version in range(1, 5):
        call(f"PATCH {ARTICLE}", id=id, version=version, body={"title": f"Title {version}"})
    seen, query = [], "limit=2"
    while query:
        _, page, _ = call(f"GET {ARTICLE}/revisions", id=id, query=query)
        seen += [one["version"] for one in page["items"]]
        query = page["next"] and f"limit=2&cursor={page['next']}"
    assert seen == [5, 4, 3, 2, 1]


def test_a_change_that_changes_nothing_makes_no_version(call: Call, written: Any) -> None:
    id = written()["id"]
    status, article, headers = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "A summit", "dek": None})
    assert (status, article["version"], headers["etag"]) == (200, 1, '"1"')


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json; charset=utf-8"])
def test_a_change_comes_as_a_merge_patch_or_as_json(call: Call, written: Any, media_type: str) -> None:
    headers = {"content-type": media_type}
    status, article, _ = call(f"PATCH {ARTICLE}", id=written()["id"], version=1, headers=headers, body={"title": "B"})
    assert (status, article["title"]) == (200, "B")


CHANGING = [
    (f"PATCH {ARTICLE}", {"body": {"title": "B"}}),
    (f"DELETE {ARTICLE}", {}),
    (f"POST {ARTICLE}/undelete", {}),
    (f"POST {ARTICLE}/publish", {}),
    (f"POST {ARTICLE}/unpublish", {}),
    (f"PUT {ARTICLE}/schedule", {"body": {"publish_at": "2099-01-01T00:00:00Z"}}),
    (f"DELETE {ARTICLE}/schedule", {}),
]


@pytest.mark.parametrize(("route", "parts"), CHANGING)
def test_each_change_needs_the_version_that_was_read(call: Call, written: Any, route: str, parts: Any) -> None:
    id = written()["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "Another"}, name="B. Rahimov", sub="editor-2")
    status, problem, headers = call(route, id=id, **parts)
    assert (status, problem["type"], headers["cache-control"]) == (
        428,
        "urn:gazette:problem:version-required",
        "no-store",
    )
    status, problem, _ = call(route, id=id, version=1, **parts)
    assert status == 412
    assert problem["current"]["version"] == 2
    assert problem["current"]["changed_by"] == {"id": "editor-2", "name": "B. Rahimov"}
    assert problem["current"]["changed_at"].endswith("Z")
    assert call(route, id=id, headers={"if-match": "2x"}, **parts)[0] == 400


def test_only_a_withdrawal_takes_any_version(call: Call, published: Any) -> None:
    id = published()["id"]
    for route, parts in CHANGING:
        if not route.endswith("unpublish"):
            assert call(route, id=id, headers={"if-match": "*"}, **parts)[0] == 400, route
    status, article, _ = call(f"POST {ARTICLE}/unpublish", id=id, headers={"if-match": "*"})
    assert (status, article["status"]) == (200, "withdrawn")


@pytest.mark.parametrize(("route", "parts"), [(f"GET {ARTICLE}", {}), (f"GET {ARTICLE}/revisions", {}), *CHANGING])
def test_what_is_not_there_is_404(call: Call, route: str, parts: Any) -> None:
    for id in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "x" * 3000, "Ў" * 90, "story"):
        status, problem, _ = call(route, id=id, version=1, **parts)
        assert (status, problem["type"]) == (404, "urn:gazette:problem:article-not-found")


# --- who may what -----------------------------------------------------------------------------------------------

OWN = {"author", "editor", "admin"}
EDITORS = {"editor", "admin"}
RIGHTS = [
    # route, what else it needs, who may do it with an own draft, with another's draft, with an own published article
    (f"POST {ARTICLES}", {"body": {"lang": "en"}}, OWN, OWN, OWN),
    (f"GET {ARTICLES}", {}, OWN, OWN, OWN),
    (f"GET {ARTICLE}", {}, OWN, EDITORS, OWN),
    (f"GET {ARTICLE}/revisions", {}, OWN, EDITORS, OWN),
    (f"PATCH {ARTICLE}", {"body": {"title": "B"}}, OWN, EDITORS, EDITORS),
    (f"DELETE {ARTICLE}", {}, OWN, EDITORS, EDITORS),
    (f"POST {ARTICLE}/undelete", {}, OWN, EDITORS, EDITORS),
    (f"POST {ARTICLE}/publish", {}, EDITORS, EDITORS, EDITORS),
    (f"POST {ARTICLE}/unpublish", {}, EDITORS, EDITORS, EDITORS),
    (f"PUT {ARTICLE}/schedule", {"body": {"publish_at": "2099-01-01T00:00:00Z"}}, EDITORS, EDITORS, EDITORS),
    (f"DELETE {ARTICLE}/schedule", {}, EDITORS, EDITORS, EDITORS),
]


def test_the_table_of_rights_names_each_route(stack: Any) -> None:
    events = stack.source["Resources"]["EditorialFunction"]["Properties"]["Events"].values()
    routes = {f"{event['Properties']['Method']} {event['Properties']['Path']}" for event in events}
    assert {route for route, *_ in RIGHTS} == routes


@pytest.mark.parametrize(("route", "parts", "own", "others", "live"), RIGHTS)
def test_each_group_may_what_the_table_says(
    call: Call, written: Any, route: str, parts: Any, own: set[str], others: set[str], live: set[str]
) -> None:
    mine, theirs, public = (
        written(sub=sub, groups=("author",), title=title)["id"]
        for sub, title in ((AUTHOR, "Mine"), (OTHER, "Theirs"), (AUTHOR, "Public"))
    )
    call(f"POST {ARTICLE}/publish", id=public, version=1)
    for id, version, allowed in ((mine, 1, own), (theirs, 1, others), (public, 2, live)):
        for group in ("reader", "author", "editor", "admin"):
            target = {"id": id, "version": version} if "{id}" in route else {}
            status = call(route, sub=AUTHOR, groups=(group,), **target, **parts)[0]
            assert (status == 403) == (group not in allowed), (group, status)


@pytest.mark.parametrize(("route", "parts"), [(route, parts) for route, parts, *_ in RIGHTS])
def test_who_is_not_signed_in_is_nobody(context: Any, route: str, parts: Any) -> None:
    event = http_event(route, params={"id": "x"}, headers={"if-match": '"1"'}, **parts)
    assert editorial.handler(event, context)["statusCode"] == 401


def test_authors_see_their_own_articles_in_lists(call: Call, written: Any) -> None:
    mine = written(sub=AUTHOR, groups=("author",))["id"]
    written(sub=OTHER, groups=("author",))
    _, page, _ = call(f"GET {ARTICLES}", sub=AUTHOR, groups=("author",))
    assert [one["id"] for one in page["items"]] == [mine]
    assert len(call(f"GET {ARTICLES}")[1]["items"]) == 2


def test_an_author_does_not_change_what_an_editor_has_scheduled(call: Call, written: Any) -> None:
    """The clock publishes the last save: it must be one that an editor has seen."""
    id = written(sub=AUTHOR, groups=("author",))["id"]
    call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={"publish_at": in_minutes(5)})
    status, problem, _ = call(f"PATCH {ARTICLE}", id=id, version=2, sub=AUTHOR, groups=("author",), body={"title": "X"})
    assert (status, problem["type"]) == (403, "urn:gazette:problem:forbidden")


# --- lists ------------------------------------------------------------------------------------------------------


def test_a_list_shows_no_text_and_the_newest_change_first(call: Call, written: Any, dynamodb: Any) -> None:
    ids = [written(title=f"Title {n}")["id"] for n in range(3)]
    _, page, headers = call(f"GET {ARTICLES}")
    assert [one["id"] for one in page["items"]] == sorted(ids, reverse=True)
    assert page["next"] is None
    assert headers["cache-control"] == "private, no-store"
    assert "body" not in page["items"][0]
    assert page["items"][0]["title"] == "Title 2"
    assert page["items"][0]["status"] == "draft"


def test_lists_go_on_from_page_to_page(call: Call, written: Any) -> None:
    ids = [written(lang=lang)["id"] for lang in ("en", "ru") for _ in range(5)]
    for query, expected in (("limit=2", ids), ("limit=2&lang=ru", ids[5:])):
        seen, more = [], query
        while more:
            _, page, _ = call(f"GET {ARTICLES}", query=more)
            assert len(page["items"]) <= 2
            seen += [one["id"] for one in page["items"]]
            more = page["next"] and f"{query}&cursor={page['next']}"
        assert sorted(seen) == sorted(expected)
        assert seen == sorted(seen, reverse=True)


def test_a_cursor_belongs_to_its_list(call: Call, written: Any) -> None:
    for _ in range(3):
        written()
    cursor = call(f"GET {ARTICLES}", query="limit=1")[1]["next"]
    for query in (f"status=published&cursor={cursor}", f"lang=ru&cursor={cursor}", "cursor=abc", f"cursor={cursor}x"):
        status, problem, _ = call(f"GET {ARTICLES}", query=query)
        assert (query, status, problem["type"]) == (query, 400, "urn:gazette:problem:malformed")


@pytest.mark.parametrize(
    ("route", "identity", "position"),
    [
        (f"GET {ARTICLES}", "shelf/draft/None/None", "2025-12-18T07:00:00Z#"),
        (f"GET {ARTICLES}", "shelf/draft/None/None", "nonsense"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "seven"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "-1"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "²"),
    ],
)
def test_a_forged_cursor_is_malformed(call: Call, written: Any, route: str, identity: str, position: str) -> None:
    id = written()["id"]
    query = f"cursor={encode(identity.replace('{id}', id), position)}"
    status, problem, _ = call(route, query=query, **({"id": id} if "{id}" in route else {}))
    assert (status, problem["type"]) == (400, "urn:gazette:problem:malformed")


def test_scheduled_articles_are_listed_by_their_time(call: Call, written: Any) -> None:
    ids = []
    for minutes in (30, 10, 20):
        id = written()["id"]
        ids.append(id)
        call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={"publish_at": in_minutes(minutes)})
    _, page, _ = call(f"GET {ARTICLES}", query="status=scheduled")
    assert [one["id"] for one in page["items"]] == [ids[1], ids[2], ids[0]]
    assert call(f"GET {ARTICLES}", query="status=draft")[1]["items"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("status=live", "?status"),
        ("limit=0", "?limit"),
        ("limit=101", "?limit"),
        ("limit=x", "?limit"),
        ("colour=red", "?colour"),
        ("lang=de", "?lang"),
        ("lang=en&lang=ru", "?lang"),
    ],
)
def test_wrong_parameters_are_named(call: Call, query: str, pointer: str) -> None:
    status, problem, _ = call(f"GET {ARTICLES}", query=query)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


# --- what is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/lang"),
        ({"lang": "de"}, "#/lang"),
        ({"lang": "en", "title": "x" * 301}, "#/title"),
        ({"lang": "en", "title": "a\nb"}, "#/title"),
        ({"lang": "en", "title": "\ud800"}, "#/title"),
        ({"lang": "en", "title": "a\u202eb"}, "#/title"),
        ({"lang": "en", "tags": [{"slug": "a", "name": "\u2066b"}]}, "#/tags/0/name"),
        ({"lang": "en", "body": "\ud800 x"}, "#/body"),
        ({"lang": "en", "body": "\ud800 x", "format": "html"}, "#/body"),
        ({"lang": "en", "body": "a <script> b"}, "#/body"),
        ({"lang": "en", "body": "> " * 101 + "deep"}, "#/body"),
        ({"lang": "en", "slug": "No Slug"}, "#/slug"),
        ({"lang": "en", "slug": "rates"}, "#/slug"),
        ({"lang": "en", "colour": "red"}, "#/colour"),
        ({"lang": "en", "status": "published"}, "#/status"),
        ({"lang": "en", "categories": ["economy"]}, "#/categories/0"),
        ({"lang": "en", "authors": [{"slug": "aziza"}]}, "#/authors/0/slug"),
        ({"lang": "en", "authors": [{"name": "A", "x": 1}]}, "#/authors/0/x"),
        ({"lang": "en", "translation_of": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "#/translation_of"),
        ({"lang": "en", "translation_of": ""}, "#/translation_of"),
        ({"lang": "en", "body": {"text": "x"}}, "#/body"),
    ],
)
def test_a_wrong_draft_is_refused_where_it_is_wrong(call: Call, written: Any, body: Any, pointer: str) -> None:
    text = json.dumps(body)
    status, problem, headers = call(f"POST {ARTICLES}", body=text)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert headers["content-type"] == "application/problem+json"
    if pointer != "#/lang":
        status, problem, _ = call(f"PATCH {ARTICLE}", id=written()["id"], version=1, body=text)
        assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"body": '{"lang": "en"'}, 400),
        ({"body": '{"lang": NaN}'}, 400),
        ({"body": "[" * 100_000}, 400),
        ({"body": "lang=en", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ({"body": {"lang": "en", "body": "x" * 300_001}}, 413),
        ({"body": {"lang": "en", "body": "x" * 1_000_001}}, 413),
        ({"body": '"en"'}, 422),
        ({}, 422),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused(call: Call, parts: Any, status: int) -> None:
    found, problem, _ = call(f"POST {ARTICLES}", **parts)
    assert found == problem["status"] == status


def test_a_body_at_its_limit_is_kept_whole(call: Call, written: Any) -> None:
    text = "\n\n".join(f"Paragraph {n}: ўзбек тилида матн." for n in range(6000))[:200_000]
    assert 250_000 < len(text.encode()) <= 300_000
    article = written(body=text)
    assert call(f"GET {ARTICLE}", id=article["id"])[1]["body"] == text
    status, _, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=1)
    assert status == 200


def test_an_article_that_would_be_too_large_when_packed_is_refused_at_the_save(
    call: Call, written: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazette.articles.publishing.serializers.MAX_VIEW", 800)
    text = " ".join(f"{n * 7919:x}" for n in range(400))
    status, problem, _ = call(f"POST {ARTICLES}", body={"lang": "en", "body": text})
    assert (status, problem["type"]) == (413, "urn:gazette:problem:too-large")


def test_publishing_needs_title_and_text(call: Call, written: Any) -> None:
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=written(title=None)["id"], version=1)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["#/title"])


@pytest.mark.parametrize("id", ["", "x" * 27, "en/a-summit", "01ARZ3NDEKTSV4RRFFQ69G5FAV"])
def test_readers_are_sent_only_to_what_is_published(call: Call, published: Any, id: str) -> None:
    article = published()
    status, problem, _ = call(f"POST {ARTICLE}/unpublish", id=article["id"], version=2, body={"redirect_to": id})
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/redirect_to")


def test_a_taken_slug_names_who_has_it(call: Call, written: Any, published: Any) -> None:
    first = published(slug="the-summit")
    second = written(slug="the-summit")
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=second["id"], version=1)
    assert (status, problem["type"], problem["article"]) == (409, "urn:gazette:problem:slug-taken", first["id"])


def test_a_story_has_one_article_in_each_language(call: Call, written: Any) -> None:
    english = written()
    russian = written(lang="ru", translation_of=english["id"])
    assert russian["story"] == english["story"]
    for lang, first in (("ru", russian), ("en", english)):
        body = {"lang": lang, "translation_of": english["id"]}
        status, problem, _ = call(f"POST {ARTICLES}", body=body)
        assert (status, problem["type"], problem["article"]) == (409, "urn:gazette:problem:story-taken", first["id"])
    call(f"DELETE {ARTICLE}", id=russian["id"], version=1)
    other = written(lang="ru", translation_of=english["id"])
    status, problem, _ = call(f"POST {ARTICLE}/undelete", id=russian["id"], version=2)
    assert (status, problem["article"]) == (409, other["id"])
    status, _, _ = call(f"PATCH {ARTICLE}", id=other["id"], version=1, body={"lang": "uz"})
    assert status == 200
    assert call(f"POST {ARTICLE}/undelete", id=russian["id"], version=2)[0] == 200


def test_an_article_names_its_translations_and_their_status(call: Call, written: Any, published: Any) -> None:
    english = published()
    russian, uzbek = (written(lang=lang, translation_of=english["id"]) for lang in ("ru", "uz"))
    call(f"DELETE {ARTICLE}", id=uzbek["id"], version=1)
    assert english["translations"] == []
    assert russian["translations"] == [{"lang": "en", "id": english["id"], "status": "published"}]
    _, article, _ = call(f"GET {ARTICLE}", id=english["id"])
    assert article["translations"] == [{"lang": "ru", "id": russian["id"], "status": "draft"}]


def test_language_and_story_stay_after_the_first_publication(call: Call, published: Any) -> None:
    article = published()
    for change in ({"lang": "ru"}, {"translation_of": published()["id"]}):
        status, problem, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=2, body=change)
        assert (status, problem["type"]) in (
            (409, "urn:gazette:problem:language-fixed"),
            (409, "urn:gazette:problem:story-taken"),
        )


@pytest.mark.parametrize(
    ("times", "pointer"),
    [
        ({}, "#/publish_at"),
        ({"publish_at": None}, "#/publish_at"),
        ({"publish_at": "2020-01-01T00:00:00Z"}, "#/publish_at"),
        ({"publish_at": "2099-01-01T00:00:00"}, "#/publish_at"),
        ({"publish_at": "soon"}, "#/publish_at"),
        ({"publish_at": 4070908800}, "#/publish_at"),
        ({"unpublish_at": "2099-01-01T00:00:00Z"}, "#/publish_at"),
        ({"publish_at": "2099-01-01T00:00:00Z", "unpublish_at": "2099-01-01T00:00:00Z"}, "#/unpublish_at"),
        ({"publish_at": "2099-01-01T00:00:00Z", "unpublish_at": "2020-01-01T00:00:00Z"}, "#/unpublish_at"),
        ({"at": "2099-01-01T00:00:00Z"}, "#/at"),
    ],
)
def test_a_schedule_is_in_the_future_with_an_offset(call: Call, written: Any, times: Any, pointer: str) -> None:
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=written()["id"], version=1, body=times)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_schedule_is_kept_in_utc_and_forgotten(call: Call, written: Any) -> None:
    id = written()["id"]
    times = {"publish_at": "2099-01-01T09:00:00+05:00", "unpublish_at": "2099-01-02T09:00:00.5+05:00"}
    status, article, _ = call(f"PUT {ARTICLE}/schedule", id=id, version=1, body=times)
    assert (status, article["status"], article["version"]) == (200, "scheduled", 2)
    assert (article["publish_at"], article["unpublish_at"]) == ("2099-01-01T04:00:00Z", "2099-01-02T04:00:01Z")
    assert call(f"DELETE {ARTICLE}", id=id, version=2)[0] == 409, "scheduled"
    status, article, _ = call(f"DELETE {ARTICLE}/schedule", id=id, version=2)
    assert (status, article["status"], article["publish_at"]) == (200, "draft", None)


def test_the_view_of_a_published_article_says_when_it_ends(
    call: Call, published: Any, dynamodb: Any, stack: Any
) -> None:
    id = published()["id"]

    def ends() -> list[Any]:
        items = dynamodb.scan(TableName=stack.physical("ArticlesTable"))["Items"]
        return [item.get("unpublish_at", {}).get("S") for item in items]

    body = {"unpublish_at": "2099-01-01T00:00:00Z"}
    assert call(f"PUT {ARTICLE}/schedule", id=id, version=2, body=body)[0] == 200
    assert ends() == ["2099-01-01T00:00:00Z"] * 2
    assert call(f"POST {ARTICLE}/publish", id=id, version=3)[1]["unpublish_at"] == "2099-01-01T00:00:00Z"
    assert ends() == ["2099-01-01T00:00:00Z"] * 2
    assert call(f"DELETE {ARTICLE}/schedule", id=id, version=4)[0] == 200
    assert ends() == [None, None]


# --- Idempotency-Key --------------------------------------------------------------------------------------------

KEY = {"idempotency-key": "7f0c"}


def test_the_same_key_and_body_get_the_first_answer_again(call: Call) -> None:
    body = {"lang": "en", "title": "A", "body": TEXT}
    first = call(f"POST {ARTICLES}", headers=KEY, body=body)
    second = call(f"POST {ARTICLES}", headers=KEY, body=body)
    assert first[0] == second[0] == 201
    assert first[1] == second[1]
    assert first[2]["etag"] == second[2]["etag"] == '"1"'
    assert first[2]["location"] == second[2]["location"]
    assert "body" not in first[1], "it would not fit beside the key"
    assert len(call(f"GET {ARTICLES}")[1]["items"]) == 1


def test_the_same_key_with_another_body_is_refused(call: Call) -> None:
    call(f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
    status, problem, _ = call(f"POST {ARTICLES}", headers=KEY, body={"lang": "ru"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "Idempotency-Key")


def test_a_key_belongs_to_who_used_it_and_where(call: Call, written: Any) -> None:
    body = {"lang": "en"}
    ids = {call(f"POST {ARTICLES}", headers=KEY, body=body, sub=sub)[1]["id"] for sub in ("a", "b")}
    assert len(ids) == 2
    one, two = written()["id"], written()["id"]
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=one, version=1)[1]["id"] == one
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=two, version=1)[1]["id"] == two


def test_a_failed_try_leaves_its_key_free(call: Call, written: Any, published: Any) -> None:
    published(slug="the-summit")
    id = written(slug="the-summit")["id"]
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=1)[0] == 409
    assert call(f"PATCH {ARTICLE}", id=id, version=1, body={"slug": "another-summit"})[0] == 200
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=2)[0] == 200
    again = call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=2)
    assert (again[0], again[1]["version"]) == (200, 3), "the first answer, although the version has moved on"


def test_while_the_first_try_runs_the_second_is_told_to_wait(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = []
    create = editorial.newsroom.create

    def slow(*args: Any, **named: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            request = pool.submit(call, f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
            monkeypatch.setattr(editorial.newsroom, "create", create)
            answers.append(request.result())
        return create(*args, **named)

    monkeypatch.setattr(editorial.newsroom, "create", slow)
    status, _, _ = call(f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
    [(inner, problem, headers)] = answers
    assert (status, inner, problem["type"]) == (201, 409, "urn:gazette:problem:in-progress")
    assert headers["retry-after"] == "1"


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(call: Call, key: str) -> None:
    assert call(f"POST {ARTICLES}", headers={"idempotency-key": key}, body={"lang": "en"})[0] == 422


# --- an AWS that is busy, or whose answers are lost -------------------------------------------------------------


@pytest.fixture
def lost() -> Iterator[list[str]]:
    """The first answer to each kind of write is lost, and the SDK sends it again; fills with what was lost."""
    events, lost = client("dynamodb").meta.events, list[str]()

    def lose(attempts: int, operation: Any, **_: Any) -> int | None:
        if attempts > 1 or operation.name in lost or operation.name.startswith(("Get", "BatchGet", "Query")):
            return None
        lost.append(operation.name)
        return 0

    events.register_first("needs-retry.dynamodb", lose)
    yield lost
    events.unregister("needs-retry.dynamodb", lose)


def test_lost_answers_make_no_false_refusal_on_any_route(call: Call, lost: list[str]) -> None:
    def done(route: str, expected: int = 200, **parts: Any) -> dict[str, Any]:
        lost.clear()
        status, article, _ = call(route, headers={"idempotency-key": route}, **parts)
        assert (route, status) == (route, expected)
        assert "TransactWriteItems" in lost
        return dict(article)

    body = {"lang": "en", "title": "A summit", "body": TEXT, "tags": ["japan"]}
    id = done(f"POST {ARTICLES}", 201, body=body)["id"]
    assert lost == ["PutItem", "TransactWriteItems", "UpdateItem"]
    done(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "B"})
    done(f"PUT {ARTICLE}/schedule", id=id, version=2, body={"publish_at": in_minutes(9)})
    done(f"DELETE {ARTICLE}/schedule", id=id, version=3)
    done(f"DELETE {ARTICLE}", id=id, version=4)
    done(f"POST {ARTICLE}/undelete", id=id, version=5)
    done(f"POST {ARTICLE}/publish", id=id, version=6)
    article = done(f"POST {ARTICLE}/unpublish", id=id, version=7)
    assert (article["version"], article["status"]) == (8, "withdrawn")
    _, page, _ = call(f"GET {ARTICLE}/revisions", id=id)
    assert [one["version"] for one in page["items"]] == list(range(8, 0, -1))


@pytest.fixture
def throttled(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], list[float]]]:
    """Throttles the next so many calls; what is waited in between is noted, not waited."""
    events, left, slept = client("dynamodb").meta.events, [0], list[float]()
    body = b'{"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slow down"}'

    def throttle(request: Any, **_: Any) -> AWSResponse | None:
        left[0] -= 1
        return AWSResponse(request.url, 400, {}, Reply(body)) if left[0] >= 0 else None

    def throttled(count: int) -> list[float]:
        left[0] = count
        return slept

    monkeypatch.setattr("time.sleep", slept.append)
    events.register("before-send.dynamodb", throttle)
    yield throttled
    events.unregister("before-send.dynamodb", throttle)


@pytest.mark.parametrize(("route", "parts"), [(f"GET {ARTICLE}", {}), (f"GET {ARTICLES}", {}), *CHANGING])
@pytest.mark.parametrize("key", [{}, KEY])
def test_a_table_that_is_busy_is_503_in_time(
    call: Call, written: Any, throttled: Any, route: str, parts: Any, key: dict[str, str]
) -> None:
    """Throttled without end, it is given up well within the function's time."""
    target = {"id": written()["id"], "version": 1} if "{id}" in route else {}
    slept = throttled(50)
    status, problem, headers = call(route, headers=key, **target, **parts)
    assert (status, problem["type"]) == (503, "urn:gazette:problem:unavailable")
    assert (headers["retry-after"], headers["cache-control"]) == ("1", "no-store")
    assert sum(slept) < 8


def test_a_table_that_was_busy_for_a_moment_is_not_noticed(call: Call, written: Any, throttled: Any) -> None:
    id = written()["id"]
    throttled(2)
    assert call(f"POST {ARTICLE}/publish", id=id, version=1)[0] == 200


def test_a_title_that_nobody_sees_is_none(call: Call) -> None:
    assert call(f"POST {ARTICLES}", body={"lang": "en", "title": "\u200b\u2060 \ufeff"})[1]["title"] is None


@pytest.mark.parametrize(
    "time",
    [
        "1893456000",
        "2099-01-01",
        "2099-01-01T00:00:00",
        "2099-01-01T00:00Z",
        "2099-02-30T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.5Z",
        "0001-01-01T00:00:00+14:00",
        "2099-01-01T00:00:00Z\n",
        4070908800,
        True,
    ],
)
@pytest.mark.parametrize("name", ["publish_at", "unpublish_at"])
def test_what_is_no_time_of_rfc_3339_is_refused(call: Call, written: Any, name: str, time: Any) -> None:
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=written()["id"], version=1, body={name: time})
    assert (status, problem["errors"][0]["pointer"]) == (422, f"#/{name}")


@pytest.mark.parametrize("minor", ["yes", 1, "true"])
def test_minor_is_true_or_false(call: Call, written: Any, minor: Any) -> None:
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=written()["id"], version=1, body={"minor": minor})
    assert (status, problem["errors"]) == (422, [{"pointer": "#/minor", "detail": "This must be true or false."}])


def test_an_article_translates_neither_itself_nor_one_in_the_bin(call: Call, written: Any) -> None:
    id, binned = written()["id"], written(lang="ru")["id"]
    assert call(f"DELETE {ARTICLE}", id=binned, version=1)[0] == 200
    for original in (id, binned):
        status, problem, _ = call(f"PATCH {ARTICLE}", id=id, version=1, body={"translation_of": original})
        assert (status, problem["errors"][0]["pointer"]) == (422, "#/translation_of")


def test_lists_name_the_page_after_them(call: Call, written: Any) -> None:
    id, _, _ = (written()["id"] for _ in range(3))
    _, page, headers = call(f"GET {ARTICLES}", query="limit=2&status=draft")
    assert headers["link"] == f'<{ARTICLES}?limit=2&status=draft&cursor={page["next"]}>; rel="next"'
    _, page, headers = call(f"GET {ARTICLES}", query=f"limit=2&status=draft&cursor={page['next']}")
    assert "link" not in headers
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "Another"})
    _, page, headers = call(f"GET {ARTICLE}/revisions", id=id, query="limit=1")
    assert headers["link"] == f'<{ARTICLES}/{id}/revisions?limit=1&cursor={page["next"]}>; rel="next"'


def test_a_version_and_a_cursor_past_all_reason_are_400(call: Call, written: Any) -> None:
    id = written()["id"]
    assert call(f"PATCH {ARTICLE}", id=id, version="9" * 4400, body={})[0] == 400
    cursor = encode(f"revisions/{id}", "9" * 4400)
    assert call(f"GET {ARTICLE}/revisions", id=id, query=f"cursor={cursor}")[0] == 400


def test_nobody_keeps_that_an_article_is_not_there(call: Call) -> None:
    status, _, headers = call(f"GET {ARTICLE}", id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (status, headers["cache-control"]) == (404, "no-store")
