"""The preferences page: its language, its forms and what it says of mistakes."""

import pytest

from tests.support.html import parse
from tests.support.subscribers import CONSENT, read_parts


def open_page(reader, lang, token=None):
    fields = f"token={token or reader.manage_token()}&action=show"
    return reader.call("POST /v1/subscriptions/me", query=f"lang={lang}", form=fields, accept="text/html")


def test_the_page_is_in_the_language_of_the_subscriber_not_of_the_link(active):
    active.call_me("PATCH", body={"lang": "ru"})
    assert "<h1>Ваша подписка</h1>" in open_page(active, "uz")["body"]
    fields = f"token={active.manage_token()}&action=ask"
    response = active.call("POST /v1/subscriptions/me", query="lang=uz", form=fields, accept="text/html")
    assert "<h1>Удалить всё?</h1>" in response["body"]


def test_leaving_everything_is_undone_for_15_minutes_with_languages_and_pause(active):
    active.call_me("PATCH", body={"paused_until": "2026-12-24T07:00:00Z"})
    before = [(item["part"], item["lang"]) for item in read_parts("list/")]
    left = active.use_form("leave")
    assert (left["statusCode"], 'value="undo"' in left["body"], read_parts("list/")) == (200, True, [])
    assert active.use_form("leave")["body"] == left["body"], "a reload"
    active.clock.forward(minutes=14)
    for _ in range(2):
        page = active.use_form("undo")
        assert (page["statusCode"], "You are subscribed again." in page["body"]) == (200, True)
    assert [(item["part"], item["lang"]) for item in read_parts("list/")] == before
    [profile] = read_parts("profile")
    assert (profile["paused_until"], profile["consent"]) == (1798095600, CONSENT)
    assert max(read_parts("consent/"), key=lambda item: item["part"])["event"] == "undone"


def test_an_undo_after_15_minutes_is_too_late(active):
    active.use_form("save", "lang=en")
    active.clock.forward(minutes=15)
    page = active.use_form("undo")
    assert (page["statusCode"], "It is too late to take this back." in page["body"]) == (410, True)
    assert ('value="undo"' in page["body"], read_parts("list/")) == (False, [])


@pytest.mark.parametrize(
    ("form", "field"), [("address&email=reader%40localhost", "email"), ("pause&until=2020-01-01", "until")]
)
def test_a_mistake_is_told_at_its_field_with_what_was_entered(active, form, field):
    page = active.use_form(*form.split("&"))
    assert page["statusCode"] == 422
    document = parse(page["body"])
    entered = document.query_one(f"#{field}").attrs
    assert entered["value"] in ("reader@localhost", "2020-01-01")
    assert (entered["aria-invalid"], entered["aria-describedby"]) == ("true", f"wrong-{field}")
    assert document.query_one(f"#wrong-{field}").attrs["role"] == "alert"
    assert page["body"].count('role="alert"') == 1


def test_many_mistakes_of_a_browser_that_takes_gzip_are_told_on_the_page(reader):
    form = "action=show&token=" + f"&lists={'x' * 41}" * 20
    packing = {"accept-encoding": "gzip, deflate, br"}
    page = reader.call("POST /v1/subscriptions/me", form=form, accept="text/html", headers=packing)
    assert (page["statusCode"], page["isBase64Encoded"], "<h1>" in page["body"]) == (422, False, True)


def test_a_refused_choice_keeps_what_was_chosen(active):
    page = active.use_form("save", f"lists=breaking&lang=xx&consent={CONSENT}")
    assert page["statusCode"] == 422
    checked = parse(page["body"]).query("input[checked]")
    assert [box.attrs["value"] for box in checked] == ["breaking"]
