import json

import pytest

from tests.subscribers import Reader, parts


@pytest.fixture
def reader(mailbox):
    return Reader()


def test_a_reader_signs_up_confirms_and_leaves_by_one_click(reader):
    asked = reader.sign_up(lists=["daily", "weekly"])
    assert (asked["statusCode"], json.loads(asked["body"])) == (202, {"status": "accepted"})

    reader.deliver()
    [mail] = reader.mails()
    assert mail["subject"] == "Confirm your subscription to Gazette"
    assert parts("list/") == []

    confirmed = reader.confirm()
    answer = json.loads(confirmed["body"])
    assert (confirmed["statusCode"], answer["status"]) == (200, "confirmed")
    assert [found["list"] for found in answer["lists"]] == ["daily", "weekly"]
    assert [item["part"] for item in parts("list/")] == ["list/daily", "list/weekly"]

    url = answer["lists"][0]["unsubscribe_url"]
    assert url.startswith("https://news.example/v1/subscriptions/unsubscribe/")
    for _ in range(2):
        left = reader.post(url)
        assert (left["statusCode"], json.loads(left["body"])) == (200, {"status": "unsubscribed"})
    assert [item["part"] for item in parts("list/")] == ["list/weekly"]
    assert [item["event"] for item in parts("consent/")] == ["requested", "confirmed", "unsubscribed"]
