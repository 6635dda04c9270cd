"""GET /v1/subscriptions/me/export: all that the table holds about a person, and no hash of a token."""

import json

from functions.preferences import handler as preferences
from gazette.dynamodb.writes import put
from gazette.subscriptions.public.channels import consent_texts
from tests.support.subscribers import CONSENT, TABLE, read_headers, read_parts


def read_export(reader):
    response = reader.call_me("GET", at="/export")
    assert response["statusCode"] == 200
    return json.loads(response["body"]), read_headers(response)


def test_an_export_is_a_file_with_everything(active):
    [profile] = read_parts("profile")
    mark = {"subscriber": profile["subscriber"], "part": "mark/daily/en/2026-11-24", "state": "sent"}
    preferences.subscribers.commit({"mark": put(TABLE, {**mark, "at": "2026-11-24T07:30:00Z", "expires_at": 10**10})})
    active.call_me("PATCH", body={"lang": "ru"})
    data, headers = read_export(active)
    assert headers["content-disposition"] == 'attachment; filename="subscription.json"'
    assert headers["cache-control"] == "no-store"
    assert data["profile"] == {
        "email": "reader@example.org",
        "state": "active",
        "consent": CONSENT,
        "confirmed_at": "2026-11-24T07:00:00Z",
    }
    assert data["preferences"]["lang"] == "ru"
    assert data["lists"] == [
        {"list": name, "lang": "ru", "since": "2026-11-24T07:00:00Z"} for name in ("daily", "weekly")
    ]
    assert [event["event"] for event in data["consent_log"]] == ["requested", "confirmed", "changed"]
    assert (data["consent_log"][0]["ip"], data["consent_log"][0]["whole_ip"]) == ("192.0.2.0/24", "192.0.2.1")
    assert data["consent_texts"] == {CONSENT: consent_texts()[CONSENT]}
    assert data["deliveries"] == [{"issue": "daily/en/2026-11-24", "state": "sent", "at": "2026-11-24T07:30:00Z"}]
    assert [event["form"] for event in data["consent_log"]] == [
        "POST /v1/subscriptions",
        "POST /v1/subscriptions/confirm",
        "PATCH /v1/subscriptions/me",
    ]
    assert "the confirmation and the welcome" in data["kept"]["deliveries"]
    assert data["channels"] == [{"kind": "email", "address": "reader@example.org"}]


def test_an_export_has_no_hash_of_a_token_and_no_id(active):
    [profile] = read_parts("profile")
    text = json.dumps(read_export(active)[0])
    for secret in (profile["subscriber"], *profile["manage_tokens"], *profile["tokens"]):
        assert secret not in text


def test_whole_ip_addresses_are_exported_for_30_days(active):
    active.clock.forward(days=31)
    active.ask_for_link()
    active.deliver()
    assert all("whole_ip" not in event for event in read_export(active)[0]["consent_log"])
