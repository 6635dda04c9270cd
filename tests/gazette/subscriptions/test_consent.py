from datetime import UTC, datetime, timedelta

import pytest

from gazette.subscriptions.consent import Audit, Origin, entries, network, origin, viewer
from tests.conftest import http_event

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ip", "cut"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("not an address", "not an address"),
    ],
)
def test_the_record_has_the_network_and_not_the_address(ip, cut):
    assert network(ip, 24, 48) == cut


def test_the_whole_address_stands_apart_and_ends_after_30_days():
    record, whole = entries("s", "requested", Audit(Origin("198.51.100.77", "a browser"), AT, "01X"), lists=["daily"])
    assert (record["part"], record["ip"], record["lists"]) == (
        "consent/2026-11-24T07:00:00Z#01X",
        "198.51.100.0/24",
        ["daily"],
    )
    assert "expires_at" not in record
    assert (whole["ip"], whole["expires_at"]) == ("198.51.100.77", int((AT + timedelta(days=30)).timestamp()))


def test_an_origin_is_what_the_gateway_saw_and_a_page_without_its_query():
    headers = {"referer": "https://news.example/en/story?utm_source=x#top", "x-forwarded-for": "203.0.113.9"}
    event = http_event("POST /v1/subscriptions", body={}, headers=headers)
    event["requestContext"]["http"]["userAgent"] = "b" * 1000
    found = origin(event, "proof")
    assert found == Origin("192.0.2.1", "b" * 300, "https://news.example/en/story")


@pytest.mark.parametrize(
    ("hops", "seen"),
    [
        ("198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.66, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("203.0.113.66, 198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1"),
    ],
)
def test_behind_our_distribution_the_viewer_is_the_last_hop_that_it_wrote_down(hops, seen):
    assert viewer("192.0.2.1", {"x-forwarded-for": hops, "x-origin-proof": "proof"}, "proof") == seen


@pytest.mark.parametrize("claimed", [{}, {"x-origin-proof": ""}, {"x-origin-proof": "guess"}, {"x-origin-proof": "ä"}])
def test_what_a_client_says_of_itself_is_not_believed(claimed):
    headers = {"x-forwarded-for": "203.0.113.66, 198.51.100.7", **claimed}
    assert viewer("192.0.2.1", headers, "proof") == "192.0.2.1"
    assert viewer("192.0.2.1", headers, "") == "192.0.2.1"
