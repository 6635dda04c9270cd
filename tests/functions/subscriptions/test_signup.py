"""POST /v1/subscriptions: what a signup changes; wrong choices and unreadable bodies."""

import base64
import json

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.repository import DUE_ATTRIBUTES
from tests.support.events import Context, http_event
from tests.support.subscribers import (
    CONSENT,
    read_headers,
    read_items,
    read_parts,
    read_pointers,
    read_problem,
)

FORM = "application/x-www-form-urlencoded"


def test_a_reader_whose_browser_filled_the_hidden_field_of_an_old_form_gets_a_mail(reader):
    assert reader.sign_up(website="https://reader.example")["statusCode"] == 202
    reader.deliver()
    assert len(reader.mails()) == 1


def test_a_signup_changes_nothing_of_an_active_profile(reader):
    reader.subscribe()
    [before] = read_parts("profile")
    reader.sign_up(lists=["weekly"], lang="ru", email="READER@example.org")
    [after] = read_parts("profile")
    assert {name: value for name, value in after.items() if name not in DUE_ATTRIBUTES} == before
    reader.deliver()
    assert [item["part"] for item in read_parts("list/")] == ["list/daily"]


def test_json_without_lists_subscribes_to_the_default_lists(reader):
    assert reader.sign_up()["statusCode"] == 202
    assert [item["requested_lists"] for item in read_items()] == [{"daily"}]


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"email": "reader"}, ["#/email"]),
        ({"email": "Reader <reader@example.org>"}, ["#/email"]),
        ({"email": "r" * 400 + "@example.org"}, ["#/email"]),
        ({"email": 7}, ["#/email"]),
        ({"lang": "xx"}, ["#/lang"]),
        ({"consent": "0000"}, ["#/consent"]),
        ({"lists": ["daily", "hourly"]}, ["#/lists/1"]),
        ({"lists": []}, ["#/lists"]),
        ({"lists": "daily"}, ["#/lists"]),
        ({"topics": ["economy"]}, ["#/topics/0"]),
        ({"lang": "xx", "lists": ["hourly"], "topics": ["x"]}, ["#/lang", "#/lists/0", "#/topics/0"]),
        ({"name": "Reader"}, ["#/name"]),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_written(reader, fields, pointers):
    response = reader.sign_up(**fields)
    assert (response["statusCode"], read_pointers(response)) == (422, pointers)
    assert read_items() == []
    assert "example.org" not in response["body"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"body": "{"}, 400),
        ({"body": "[" * 4000}, 400),
        ({"body": '{"email": NaN}'}, 400),
        ({"body": json.dumps({"email": "a@example.org", "lang": "\ud800", "consent": CONSENT})}, 422),
        ({"body": json.dumps({"email": "\ud800@example.org", "lang": "en", "consent": CONSENT})}, 422),
        ({"body": "[]"}, 422),
        ({"body": "null"}, 422),
        ({"body": "{}"}, 422),
        ({}, 422),
        ({"body": json.dumps({"email": "x" * 4096})}, 413),
        ({"form": "email=" + "x" * 4096}, 413),
        ({"form": f"email=a@example.org&email=b@example.org&lang=en&consent={CONSENT}"}, 422),
        ({"body": "<x/>", "headers": {"content-type": "text/xml"}}, 415),
        ({"body": "x", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 415),
        ({"body": "{}", "query": "utm_source=x"}, 422),
    ],
)
def test_a_request_that_cannot_be_read_is_refused(reader, parts, status):
    response = reader.call("POST /v1/subscriptions", **parts)
    assert (response["statusCode"], read_problem(response)["status"]) == (status, status)
    assert read_headers(response)["cache-control"] == "no-store"
    assert read_items() == []


@pytest.mark.parametrize("body", ["email=reader%40example.org&lang=en&lists=daily&consent=" + CONSENT, None])
def test_a_body_in_base64_is_read(reader, body):
    media_type = FORM if body else "application/json"
    body = body or json.dumps({"email": "reader@example.org", "lang": "en", "consent": CONSENT})
    event = {"body": base64.b64encode(body.encode()).decode(), "headers": {"content-type": media_type}}
    response = subscriptions.handler(
        {**http_event("POST /v1/subscriptions", **event), "isBase64Encoded": True}, Context()
    )
    assert response["statusCode"] == 202
    reader.deliver()
    assert len(reader.mails()) == 1
