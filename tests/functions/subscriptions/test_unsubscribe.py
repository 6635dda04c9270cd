"""POST /v1/subscriptions/unsubscribe/{token}: one click, and undo."""

import base64

import pytest

from functions.subscriptions import handler as subscriptions
from tests.support.events import Context, http_event
from tests.support.subscribers import read_headers, read_parts, read_problem

FORM = "application/x-www-form-urlencoded"


ONE_CLICK = [
    (b"List-Unsubscribe=One-Click", FORM),
    (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    (b"", FORM),
    (b"", None),
    (b"\xff\xfe\x00 whatever", "application/octet-stream"),
    (b"\xff\xfe", FORM),
    (b"action=something", FORM),
    (b'{"action": "undo"}', "application/json"),
    (b"x" * 100_000, "text/plain"),
]


@pytest.mark.parametrize("encoded", [True, False])
def test_one_click_accepts_every_body_that_a_mailbox_provider_may_send(reader, encoded):
    [url] = reader.subscribe()
    token = url.rpartition("/")[2]
    for body, media_type in ONE_CLICK:
        event = http_event("POST /v1/subscriptions/unsubscribe/{token}", params={"token": token}, query="utm_source=x")
        if media_type:
            event["headers"]["content-type"] = media_type
        event["body"] = base64.b64encode(body).decode() if encoded else body.decode("latin-1")
        event["isBase64Encoded"] = encoded
        response = subscriptions.handler(event, Context())
        assert (response["statusCode"], response["body"]) == (200, '{"status":"unsubscribed"}'), body
        assert "set-cookie" not in read_headers(response)
        assert response["cookies"] == []
        assert read_parts("list/") == [], body
        reader.post_unsubscribe(url, "action=undo")
        assert read_parts("list/")


def test_a_token_without_our_signature_is_not_found(reader):
    [url] = reader.subscribe()
    for method in ("GET", "POST"):
        response = reader.call(
            f"{method} /v1/subscriptions/unsubscribe/{{token}}", params={"token": url.rpartition("/")[2][:-1]}
        )
        assert response["statusCode"] == 404
        assert read_problem(response)["detail"] == "There is nothing here"
        assert read_headers(response)["cache-control"] == "no-store"
    assert len(read_parts("list/")) == 1


ALL, UNDO = 'value="all"', 'value="undo"'


def test_who_leaves_the_only_list_is_not_asked_to_leave_all(reader):
    [url] = reader.subscribe()
    for _ in range(2):
        page = reader.post_unsubscribe(url, "action=list", accept="text/html")["body"]
        assert "“Daily digest” is not sent to you any more." in page
        assert (ALL in page, UNDO in page) == (False, True)
    reader.post_unsubscribe(url, "action=undo")
    assert ALL not in reader.post_unsubscribe(url, "action=all", accept="text/html")["body"]


def test_who_still_has_a_list_or_asks_for_one_may_leave_all(reader):
    [daily, weekly] = reader.subscribe(lists=["daily", "weekly"])
    assert ALL in reader.post_unsubscribe(daily, "action=list", accept="text/html")["body"]
    reader.sign_up(lists=["breaking"])
    assert ALL in reader.post_unsubscribe(weekly, "action=list", accept="text/html")["body"]
    reader.deliver()
    assert ALL in reader.post_unsubscribe(weekly, "action=list", accept="text/html")["body"]
    reader.clock.forward(minutes=15)
    reader.post_unsubscribe(weekly, "action=all")
    assert ALL not in reader.post_unsubscribe(weekly, "action=list", accept="text/html")["body"]


def test_a_mail_that_was_sent_before_is_no_reason_to_leave_all(reader):
    """It causes no further mail without a click of its reader, and the button would change nothing."""
    [daily] = reader.subscribe(lists=["daily"])
    reader.clock.forward(minutes=20)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    page = reader.post_unsubscribe(daily, "action=list", accept="text/html")["body"]
    assert ALL not in page
    assert reader.confirm()["statusCode"] == 200, "the mail for another list stays valid"


def test_an_undo_is_offered_only_while_it_is_possible(reader):
    [url] = reader.subscribe()
    assert UNDO in reader.post_unsubscribe(url, "action=list", accept="text/html")["body"]
    reader.clock.forward(minutes=15)
    for action in ("list", "all"):
        assert UNDO not in reader.post_unsubscribe(url, f"action={action}", accept="text/html")["body"]
    reader.sign_up()
    assert UNDO not in reader.post_unsubscribe(url, "action=list", accept="text/html")["body"], "a request has no undo"


def test_an_undo_is_possible_for_a_quarter_of_an_hour(reader):
    [url] = reader.subscribe()
    reader.post_unsubscribe(url)
    reader.clock.forward(minutes=14, seconds=59)
    assert reader.post_unsubscribe(url, "action=undo")["statusCode"] == 200
    assert len(read_parts("list/")) == 1
    reader.post_unsubscribe(url)
    reader.clock.forward(minutes=15)
    assert reader.post_unsubscribe(url, "action=undo")["statusCode"] == 410
    assert read_parts("list/") == []


def test_an_undo_after_leaving_one_list_and_then_all_restores_all(reader):
    [daily, _] = reader.subscribe(lists=["daily", "weekly"])
    reader.post_unsubscribe(daily)
    reader.clock.forward(minutes=10)
    reader.post_unsubscribe(daily, "action=all")
    reader.clock.forward(minutes=10)
    assert reader.post_unsubscribe(daily, "action=undo")["statusCode"] == 200
    assert [item["part"] for item in read_parts("list/")] == ["list/daily", "list/weekly"]


def test_an_undo_restores_the_list_of_its_own_link(reader):
    [breaking, daily] = reader.subscribe(lists=["daily", "breaking"])
    reader.post_unsubscribe(breaking)
    reader.post_unsubscribe(daily)
    assert read_parts("list/") == []
    reader.post_unsubscribe(breaking, "action=undo")
    assert [item["part"] for item in read_parts("list/")] == ["list/breaking"]
