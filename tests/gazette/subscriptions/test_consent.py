"""Consent records."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.subscriptions.consent import (
    Audit,
    ClientInfo,
    build_record,
    determine_client_ip,
    read_client_info,
    truncate_ip,
)
from tests.support.events import http_event

AT = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ip", "truncated"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("not an address", "not an address"),
    ],
)
def test_the_record_holds_the_network_and_not_the_ip_address(ip, truncated):
    assert truncate_ip(ip, 24, 48) == truncated


def test_the_full_ip_address_is_a_separate_item_that_expires_after_30_days():
    audit = Audit(ClientInfo("198.51.100.77", "a browser"), AT, "01X")
    record, full_ip = build_record("s", "requested", audit, lists=["daily"])
    assert (record["part"], record["ip"], record["lists"]) == (
        "consent/2026-11-24T07:00:00Z#01X",
        "198.51.100.0/24",
        ["daily"],
    )
    assert "expires_at" not in record
    assert (full_ip["ip"], full_ip["expires_at"]) == ("198.51.100.77", int((AT + timedelta(days=30)).timestamp()))


def test_client_info_is_what_the_gateway_saw_and_a_page_without_its_query():
    headers = {"referer": "https://news.example/en/story?utm_source=x#top", "x-forwarded-for": "203.0.113.9"}
    event = http_event("POST /v1/subscriptions", body={}, headers=headers)
    event["requestContext"]["http"]["userAgent"] = "b" * 1000
    page, form = "https://news.example/en/story", "POST /v1/subscriptions"
    assert read_client_info(event, "proof") == ClientInfo("192.0.2.1", "b" * 300, page, form)


@pytest.mark.parametrize(
    ("hops", "ip"),
    [
        ("198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.66, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        ("203.0.113.66, 198.51.100.7", "198.51.100.7"),
        ("192.0.2.1", "192.0.2.1"),
        ("", "192.0.2.1"),
    ],
)
def test_behind_our_distribution_the_client_is_the_last_hop_that_the_edge_added(hops, ip):
    assert determine_client_ip("192.0.2.1", {"x-forwarded-for": hops, "x-origin-proof": "proof"}, "proof") == ip


@pytest.mark.parametrize("proof", [{}, {"x-origin-proof": ""}, {"x-origin-proof": "guess"}, {"x-origin-proof": "ä"}])
def test_without_the_proof_of_our_distribution_forwarded_hops_are_ignored(proof):
    headers = {"x-forwarded-for": "203.0.113.66, 198.51.100.7", **proof}
    assert determine_client_ip("192.0.2.1", headers, "proof") == "192.0.2.1"
    assert determine_client_ip("192.0.2.1", headers, "") == "192.0.2.1"
