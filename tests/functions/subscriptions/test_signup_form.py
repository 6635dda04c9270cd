"""The signup form comes back to a browser with what was entered and what is wrong."""

import re
from urllib.parse import urlencode

import pytest

from tests.support.subscribers import CONSENT, read_headers, read_items, read_pointers


def send_wrong_form(reader, **fields):
    """The page that responses a browser's wrong form."""
    form = urlencode({"email": "reader@example.org", "lang": "en", "consent": CONSENT, **fields}, doseq=True)
    response = reader.call("POST /v1/subscriptions", form=form, accept="text/html")
    assert response["statusCode"] == 422
    assert read_headers(response)["content-type"].startswith("text/html")
    assert read_headers(response)["cache-control"] == "no-store"
    assert read_items() == []
    return response["body"]


def read_ticked_boxes(page):
    return re.findall(r'type="checkbox" name="\w+" value="(\w+)" checked', page)


def test_a_form_without_a_list_comes_back_with_the_entered_values(reader):
    page = send_wrong_form(reader)
    assert "<p>Please choose at least one list.</p>" in page
    assert '<form method="post" action="/v1/subscriptions"' in page
    assert 'name="email" value="reader@example.org"' in page
    assert read_ticked_boxes(page) == [CONSENT]
    response = reader.call("POST /v1/subscriptions", form=f"email=reader%40example.org&lang=en&consent={CONSENT}")
    assert (response["statusCode"], read_pointers(response)) == (422, ["#/lists"])


def test_a_wrong_form_names_what_is_wrong_in_its_own_language(reader):
    page = send_wrong_form(reader, email='"><b>reader', lang="ru", lists=["weekly", "breaking"], consent="0000")
    assert "<h1>Не получилось</h1>" in page
    assert "На такой адрес электронной почты письма не отправить." in page
    assert "Подтвердите согласие с текстом в конце." in page
    assert "рассылку.</p>" not in page
    assert 'value="&#34;&gt;&lt;b&gt;reader"' in page
    assert read_ticked_boxes(page) == ["breaking", "weekly"]


def test_a_form_with_many_mistakes_comes_back_to_a_browser_that_takes_gzip(reader):
    form = urlencode({"email": "reader@example.org", "lists": ["x" * 41] * 20}, doseq=True)
    packing = {"accept-encoding": "gzip, deflate, br"}
    response = reader.call("POST /v1/subscriptions", form=form, accept="text/html", headers=packing)
    assert (response["statusCode"], 'value="reader@example.org"' in response["body"]) == (422, True)


def test_a_browser_that_filled_the_hidden_field_gets_the_form_with_the_field_in_sight(reader):
    page = send_wrong_form(reader, lists="weekly", remark="https://reader.example")
    assert "<p>Please leave the last field empty." in page
    assert 'class="trap"' not in page
    assert 'name="remark" autocomplete="off">' in page
    assert read_ticked_boxes(page) == ["weekly", CONSENT]
    assert "reader.example" not in page


def test_the_hidden_field_keeps_browsers_and_password_managers_away(reader):
    page = send_wrong_form(reader)
    [trap] = re.findall(r'<p class="trap" aria-hidden="true">.*?(<input [^>]+>)</p>', page)
    for attribute in (
        *('name="remark"', 'autocomplete="off"', 'tabindex="-1"', "data-1p-ignore", 'data-lpignore="true"'),
        *('data-bwignore="true"', 'data-form-type="other"'),
    ):
        assert attribute in trap


@pytest.mark.parametrize(
    "parts",
    [
        {"form": "email=a&email=b&lang=ru"},
        {"form": "lists=daily&name=x"},
        {"body": '{"email": 7, "lists": [7, {}], "lang": []}'},
        {"body": '{"lists": 7}'},
        {"body": "[]"},
        {"body": "{}"},
    ],
)
def test_every_wrong_body_is_answered_with_the_form(reader, parts):
    response = reader.call("POST /v1/subscriptions", accept="text/html", **parts)
    assert response["statusCode"] == 422
    assert '<form method="post" action="/v1/subscriptions"' in response["body"]
