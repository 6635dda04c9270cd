"""What each group of staff may do with articles of its own and of others."""

from typing import Any

import pytest

from tests.support.editorial import ARTICLE, ARTICLES, Call, find_handler, in_minutes
from tests.support.events import http_event

AUTHOR, OTHER = "author-1", "author-2"
STAFF = {"author", "editor", "admin"}
EDITORS = {"editor", "admin"}
ADMINS = {"admin"}
VERSION = {"params": {"version": "1"}}
PLAN = {"body": {"publish_at": "2099-01-01T00:00:00Z"}}
RIGHTS: list[tuple[str, dict[str, Any], set[str], set[str], set[str]]] = [
    # route, other parts, groups for an own draft, for a draft of somebody else, for an own published article
    (f"POST {ARTICLES}", {"body": {"lang": "en"}}, STAFF, STAFF, STAFF),
    (f"GET {ARTICLES}", {}, STAFF, STAFF, STAFF),
    (f"GET {ARTICLE}", {}, STAFF, EDITORS, STAFF),
    (f"GET {ARTICLE}/revisions", {}, STAFF, EDITORS, STAFF),
    (f"GET {ARTICLE}/revisions/{{version}}", VERSION, STAFF, EDITORS, STAFF),
    (f"GET {ARTICLE}/revisions/{{version}}/diff", VERSION, STAFF, EDITORS, STAFF),
    (f"POST {ARTICLE}/revisions/{{version}}/restore", VERSION, STAFF, EDITORS, EDITORS),
    (f"POST {ARTICLE}/discard", {}, STAFF, EDITORS, EDITORS),
    (f"PATCH {ARTICLE}", {"query": "autosave=true", "body": {"title": "B"}}, STAFF, EDITORS, STAFF),
    (f"GET {ARTICLE}/autosave", {}, STAFF, EDITORS, STAFF),
    (f"DELETE {ARTICLE}/autosave", {}, STAFF, EDITORS, STAFF),
    (f"GET {ARTICLE}/preview", {}, STAFF, EDITORS, STAFF),
    (f"POST {ARTICLE}/preview", {}, STAFF, EDITORS, STAFF),
    (f"DELETE {ARTICLE}/preview", {}, STAFF, EDITORS, STAFF),
    (f"POST {ARTICLE}/submit", {}, STAFF, EDITORS, EDITORS),
    (f"POST {ARTICLE}/return", {"body": {"note": "Who says so?"}}, EDITORS, EDITORS, EDITORS),
    (f"PATCH {ARTICLE}", {"body": {"title": "B"}}, STAFF, EDITORS, EDITORS),
    (f"DELETE {ARTICLE}", {}, STAFF, EDITORS, EDITORS),
    (f"POST {ARTICLE}/undelete", {}, STAFF, EDITORS, EDITORS),
    (f"POST {ARTICLE}/publish", {}, EDITORS, EDITORS, EDITORS),
    (f"POST {ARTICLE}/publish", {"body": {"changes": {"title": "B"}}}, EDITORS, EDITORS, EDITORS),
    (f"POST {ARTICLE}/publish", {"body": {"published_at": "2019-05-01T00:00:00Z"}}, ADMINS, ADMINS, ADMINS),
    (f"POST {ARTICLES}", {"body": {"lang": "en", "publish": True}}, EDITORS, EDITORS, EDITORS),
    (f"POST {ARTICLES}", {"body": {"lang": "en", "publish": {"published_at": "2019-05-01T00:00:00Z"}}}, *[ADMINS] * 3),
    (f"POST {ARTICLE}/unpublish", {}, EDITORS, EDITORS, EDITORS),
    (f"PUT {ARTICLE}/schedule", PLAN, EDITORS, EDITORS, EDITORS),
    (f"DELETE {ARTICLE}/schedule", {}, EDITORS, EDITORS, EDITORS),
    ("DELETE /v1/editorial/slugs/{lang}/{slug}", {"params": {"lang": "en", "slug": "x"}}, ADMINS, ADMINS, ADMINS),
]


def test_the_table_of_rights_names_each_route(stack: Any) -> None:
    routes = {
        f"{event['Properties']['Method']} {event['Properties']['Path']}"
        for name in ("EditorialFunction", "RevisionsFunction", "PreviewFunction")
        for event in stack.source["Resources"][name]["Properties"]["Events"].values()
        if "Auth" in event["Properties"]
    }
    assert {route for route, *_ in RIGHTS} == routes


@pytest.mark.slow
def test_each_group_may_do_what_the_table_says(call: Call, save_draft: Any) -> None:
    for route, parts, own, others, live in RIGHTS:
        mine, theirs, public = (
            save_draft(sub=sub, groups=("author",), title=title)["id"]
            for sub, title in ((AUTHOR, "Mine"), (OTHER, "Theirs"), (AUTHOR, "Public"))
        )
        call(f"POST {ARTICLE}/publish", id=public, version=1)
        for id, version, allowed in ((mine, 1, own), (theirs, 1, others), (public, 2, live)):
            for group in ("reader", "author", "editor", "admin"):
                target = {"id": id, "version": version} if "{id}" in route else {}
                status = call(route, sub=AUTHOR, groups=(group,), **target, **parts)[0]
                assert (status == 403) == (group not in allowed), (route, group, status)


def test_a_request_without_a_token_is_401(context: Any) -> None:
    for route, parts, *_ in RIGHTS:
        params = {"id": "x", **parts.get("params", {})}
        event = http_event(route, headers={"if-match": '"1"'}, **{**parts, "params": params})
        assert find_handler(route)(event, context)["statusCode"] == 401, route


def test_authors_see_their_own_articles_in_lists(call: Call, save_draft: Any) -> None:
    mine = save_draft(sub=AUTHOR, groups=("author",))["id"]
    save_draft(sub=OTHER, groups=("author",))
    _, page, _ = call(f"GET {ARTICLES}", sub=AUTHOR, groups=("author",))
    assert [article["id"] for article in page["items"]] == [mine]
    assert len(call(f"GET {ARTICLES}")[1]["items"]) == 2


def test_an_author_cannot_change_a_scheduled_article(call: Call, save_draft: Any) -> None:
    """The last save is published; it must be one that an editor has reviewed."""
    id = save_draft(sub=AUTHOR, groups=("author",))["id"]
    call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={"publish_at": in_minutes(5)})
    status, problem, _ = call(f"PATCH {ARTICLE}", id=id, version=2, sub=AUTHOR, groups=("author",), body={"title": "X"})
    assert (status, problem["type"]) == (403, "urn:gazette:problem:forbidden")


AUTHORS: dict[str, Any] = {"sub": AUTHOR, "groups": ("author",)}


def test_an_author_cannot_translate_a_draft_of_somebody_else(call: Call, save_draft: Any) -> None:
    """It is refused as an unknown article, and its place in the story stays free."""
    other = save_draft(sub=OTHER)["id"]
    mine = save_draft(**AUTHORS)["id"]
    unknown = call(f"POST {ARTICLES}", **AUTHORS, body={"lang": "ru", "translation_of": "01ARZ3NDEKTSV4RRFFQ69G5FAV"})
    for route, parts in ((f"POST {ARTICLES}", {}), (f"PATCH {ARTICLE}", {"id": mine, "version": 1})):
        status, problem, _ = call(route, **AUTHORS, **parts, body={"lang": "ru", "translation_of": other})
        assert (status, problem["errors"]) == (422, unknown[1]["errors"])
    assert save_draft(sub=OTHER, lang="ru", translation_of=other)


def test_an_author_can_translate_an_own_draft_but_nothing_that_is_published(
    call: Call, save_draft: Any, publish_draft: Any
) -> None:
    mine = save_draft(**AUTHORS)["id"]
    assert save_draft(**AUTHORS, lang="ru", translation_of=mine)["story"] == mine
    assert call(f"POST {ARTICLE}/publish", id=mine, version=1)[0] == 200
    for published in (mine, publish_draft()["id"]):
        body = {"lang": "uz", "translation_of": published}
        assert call(f"POST {ARTICLES}", **AUTHORS, body=body)[0] == 403
        assert call(f"POST {ARTICLES}", body=body)[0] == 201


def test_a_published_member_protects_the_whole_story(call: Call, save_draft: Any) -> None:
    mine = save_draft(**AUTHORS)["id"]
    russian = save_draft(lang="ru", translation_of=mine)["id"]
    assert call(f"POST {ARTICLE}/publish", id=russian, version=1)[0] == 200
    assert call(f"POST {ARTICLES}", **AUTHORS, body={"lang": "uz", "translation_of": mine})[0] == 403


def test_a_draft_of_somebody_else_in_a_published_story_is_an_unknown_article(call: Call, save_draft: Any) -> None:
    theirs = save_draft(sub=OTHER, groups=("author",))["id"]
    russian = save_draft(lang="ru", translation_of=theirs)["id"]
    assert call(f"POST {ARTICLE}/publish", id=russian, version=1)[0] == 200
    status, problem, _ = call(f"POST {ARTICLES}", **AUTHORS, body={"lang": "uz", "translation_of": theirs})
    assert (status, problem["errors"][0]["detail"]) == (422, "There is no such article.")


def test_an_author_sees_no_translation_that_is_a_draft_of_somebody_else(call: Call, save_draft: Any) -> None:
    mine = save_draft(**AUTHORS)["id"]
    russian, uzbek = (save_draft(sub=OTHER, lang=lang, translation_of=mine)["id"] for lang in ("ru", "uz"))
    assert [other["id"] for other in call(f"GET {ARTICLE}", id=mine)[1]["translations"]] == [russian, uzbek]
    assert call(f"GET {ARTICLE}", **AUTHORS, id=mine)[1]["translations"] == []
    assert call(f"POST {ARTICLE}/publish", id=russian, version=1)[0] == 200
    shown = call(f"GET {ARTICLE}", **AUTHORS, id=mine)[1]["translations"]
    assert [(other["id"], other["status"]) for other in shown] == [(russian, "published")]
