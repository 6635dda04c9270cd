"""Pictures over the routes of staff: from the announcement to the deletion."""

import json

import boto3
import pytest

from functions.media import handler as media
from functions.media_intake import handler as media_intake
from functions.taxonomy import handler as taxonomy
from tests.support import pictures
from tests.support.events import http_event

MEDIA, ONE = "/v1/editorial/media", "/v1/editorial/media/{id}"
FILE = {"name": "bridge.jpg", "type": "image/jpeg", "size": 5000}

pytestmark = pytest.mark.usefixtures("event_bus", "media_bucket")


@pytest.fixture
def call(context):
    """(status, decoded body, headers) of a request; `version` is sent as If-Match, `id` in the path."""

    def call(route, *, groups=("editor",), **parts):
        headers = dict(parts.pop("headers", {}))
        if "version" in parts:
            headers["if-match"] = f'"{parts.pop("version")}"'
        if "id" in parts:
            parts["params"] = {"id": parts.pop("id")}
        answer = media.handler(http_event(route, groups=groups, headers=headers, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, answer["headers"]

    return call


@pytest.fixture
def announce(call):
    def announce(**fields):
        status, picture, _ = call(f"POST {MEDIA}", body={**FILE, **fields})
        assert status == 201, picture
        return picture

    return announce


@pytest.fixture
def upload(announce, media_bucket, context, call):
    """Announces a picture, sends it as its form does, and lets MediaIntake process the event of S3."""

    def upload(content=None, **fields):
        picture = announce(**fields)
        send(picture, content or pictures.photo(), media_bucket, context)
        return call(f"GET {ONE}", id=picture["id"])[1]

    return upload


def send(picture, content, bucket, context):
    key = picture["upload"]["fields"]["key"]
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=content)
    event = {"detail-type": "Object Created", "detail": {"bucket": {"name": bucket}, "object": {"key": key}}}
    return media_intake.handler(event, context)


def test_an_announcement_has_a_form_that_takes_this_file_only(call, media_bucket):
    status, picture, headers = call(f"POST {MEDIA}", body={**FILE, "alt": {"en": " A bridge "}})
    assert (status, headers["location"], headers["etag"]) == (201, f"{MEDIA}/{picture['id']}", '"1"')
    assert (picture["status"], picture["image"], picture["alt"]) == ("waiting", None, {"en": "A bridge"})
    fields = picture["upload"]["fields"]
    assert fields["key"] == f"originals/{picture['id']}/1"
    assert (fields["Content-Type"], fields["success_action_status"]) == ("image/jpeg", "201")
    assert media_bucket in picture["upload"]["url"]


def test_numbers_are_numbers_and_no_texts_or_booleans(call, announce):
    id = announce(focus={"x": 1, "y": 0.25})["id"]
    for body, pointer in (({"size": "12"}, "#/size"), ({"size": True}, "#/size"), ({"focus": {"x": "1"}}, "#/focus/x")):
        status, problem, _ = call(f"POST {MEDIA}", body={**FILE, **body})
        assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer]), body
    status, problem, _ = call(f"PATCH {ONE}", id=id, version=1, body={"focus": {"x": 0, "y": "1"}})
    assert (status, problem["errors"]) == (422, [{"pointer": "#/focus/y", "detail": "This must be a number."}])


def test_a_file_becomes_a_picture_with_absolute_addresses(upload):
    picture = upload()
    assert (picture["status"], picture["file"]["status"], picture["uses"]) == ("ready", "ready", [])
    assert (picture["image"]["width"], picture["image"]["height"]) == (1200, 800)
    assert all(source["url"].startswith("https://news.example/media/") for source in picture["image"]["sources"])


def test_a_refused_file_says_why_and_can_be_replaced(upload, call, media_bucket, context):
    picture = upload(pictures.animation("GIF"))
    refusal = {"code": "animated", "reason": "It is an animation. Send a still picture."}
    assert (picture["status"], picture["file"]["refusal"]) == ("refused", refusal)
    assert picture["reason"] == refusal["reason"]
    status, again, _ = call(f"POST {ONE}/replace", id=picture["id"], version=1, body=FILE)
    assert (status, again["upload"]["fields"]["key"]) == (200, f"originals/{picture['id']}/2")
    send(again, pictures.photo(), media_bucket, context)
    assert call(f"GET {ONE}", id=picture["id"])[1]["status"] == "ready"


def test_pictures_are_listed_by_status_and_found_by_a_part_of_their_name(upload, announce, call):
    waiting = announce(name="later.jpg")
    first, second = upload(name="Old Bridge.jpg"), upload(name="tower.jpg")
    ids = [item["id"] for item in call(f"GET {MEDIA}")[1]["items"]]
    assert sorted(ids) == sorted([first["id"], second["id"]])
    assert [item["id"] for item in call(f"GET {MEDIA}", query="q=BRIDGE")[1]["items"]] == [first["id"]]
    assert [item["id"] for item in call(f"GET {MEDIA}", query="status=waiting")[1]["items"]] == [waiting["id"]]
    _, page, headers = call(f"GET {MEDIA}", query="limit=1")
    assert "link" in headers
    _, rest, _ = call(f"GET {MEDIA}", query=f"limit=1&cursor={page['next']}")
    assert sorted(item["id"] for item in (*page["items"], *rest["items"])) == sorted(ids)


def test_a_list_has_the_uses_of_its_pictures_if_it_is_asked_for_them(upload, call, publish_draft):
    shown, free = upload(name="shown.jpg"), upload(name="free.jpg")
    article = publish_draft(image={"media": shown["id"]})
    uses = {item["id"]: item["uses"] for item in call(f"GET {MEDIA}", query="uses=true")[1]["items"]}
    assert uses[free["id"]] == []
    assert [use["id"] for use in uses[shown["id"]]] == [article.id]
    assert all(item.get("uses") is None for item in call(f"GET {MEDIA}")[1]["items"])


def test_a_merge_patch_changes_one_text_and_keeps_the_others(upload, call):
    picture = upload(alt={"en": "A bridge", "ru": "Мост"}, credit={"en": "Photo: ?"})
    patch = {"alt": {"ru": None, "uz": "Koʻprik"}, "credit": None}
    status, changed, headers = call(f"PATCH {ONE}", id=picture["id"], version=1, body=patch)
    assert (status, headers["etag"]) == (200, '"2"')
    assert (changed["alt"], changed["credit"]) == ({"en": "A bridge", "uz": "Koʻprik"}, {})
    assert call(f"PATCH {ONE}", id=picture["id"], version=1, body=patch)[0] == 412


def test_the_version_is_that_of_staff_and_not_of_the_intake(announce, call, media_bucket, context):
    """An editor who describes a picture while its file is processed is not refused."""
    picture = announce()
    send(picture, pictures.photo(), media_bucket, context)
    assert call(f"PATCH {ONE}", id=picture["id"], version=1, body={"alt": {"en": "A"}})[0] == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({**FILE, "type": "image/svg+xml"}, "#/type"),
        ({**FILE, "size": 26_214_401}, "#/size"),
        ({**FILE, "size": 0}, "#/size"),
        ({**FILE, "name": ""}, "#/name"),
        ({**FILE, "alt": {"en": "x" * 501}}, "#/alt/en"),
        ({**FILE, "alt": {"xx": "A bridge"}}, "#/alt/xx"),
        ({**FILE, "alt": "A bridge"}, "#/alt"),
        ({**FILE, "focus": {"x": 1.01, "y": 0}}, "#/focus/x"),
        ({**FILE, "path": "/etc"}, "#/path"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_an_error_at_its_place(call, body, pointer):
    status, problem, _ = call(f"POST {MEDIA}", body=body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer])


def test_an_author_changes_own_pictures_until_readers_see_them(call, upload, publish_draft):
    author = {"groups": ["author"], "sub": "author-1"}
    _, own, _ = call(f"POST {MEDIA}", body=FILE, **author)
    assert call(f"PATCH {ONE}", id=own["id"], version=1, body={"alt": {"en": "A"}}, **author)[0] == 200
    assert call(f"PATCH {ONE}", id=upload()["id"], version=1, body={"alt": {"en": "A"}}, **author)[0] == 403


def test_a_picture_in_use_is_not_deleted_and_says_where_it_is_shown(call, upload, publish_draft):
    picture = upload()
    article = publish_draft(image={"media": picture["id"]})
    status, problem, _ = call(f"DELETE {ONE}", id=picture["id"], version=1)
    assert status == 409
    assert problem["uses"] == [
        {"kind": "article", "id": article.id, "lang": "en", "title": "A summit", "status": "published"}
    ]
    assert call(f"GET {ONE}", id=picture["id"])[1]["uses"] == problem["uses"]


def test_the_picture_of_an_author_is_not_deleted(call, upload, context):
    picture = upload()
    path = "PUT /v1/editorial/authors/{slug}"
    for shown, version in (({"picture": picture["id"]}, None), ({}, 1)):
        body = {"names": {"en": "Aziza", "ru": "Азиза"}, **shown}
        headers = {"if-match": f'"{version}"'} if version else {}
        event = http_event(path, groups=("editor",), params={"slug": "aziza"}, body=body, headers=headers)
        assert taxonomy.handler(event, context)["statusCode"] in (200, 201)
        status, problem, _ = call(f"DELETE {ONE}", id=picture["id"], version=1)
        if version is None:
            use = {"kind": "author", "id": "aziza", "lang": None, "title": "Aziza", "status": "published"}
            assert (status, problem["uses"]) == (409, [use])
    assert status == 204, "the author has no picture any more"


def test_a_deleted_picture_and_its_files_are_gone(call, upload, media_bucket, context):
    picture = upload()
    assert call(f"DELETE {ONE}", id=picture["id"], version=1)[0] == 204
    assert call(f"GET {ONE}", id=picture["id"])[0] == 404
    assert call(f"DELETE {ONE}", id=picture["id"], version=1)[0] == 404
    assert media_intake.handler({"media": picture["id"]}, context)["outcomes"] == ["deleted"]
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=media_bucket)


@pytest.mark.parametrize("event", [{}, {"detail-type": "Object Created", "detail": {"object": {"key": "media/1/x"}}}])
def test_an_event_without_a_picture_is_refused(event, context):
    from gazette.errors import Malformed

    with pytest.raises(Malformed):
        media_intake.handler(event, context)
