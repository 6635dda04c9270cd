"""The consent record: append-only, one item for each action of a person or on their behalf.

A record holds the client's IP address cut to /24 (IPv4) or /48 (IPv6). The full address is in a separate item that
expires after 30 days.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.subscriptions.model import compute_expiry
from gazette.times import timestamp

REQUESTED, CONFIRMED, UNSUBSCRIBED, UNDONE, DECLINED = "requested", "confirmed", "unsubscribed", "undone", "declined"
CHANGED, PAUSED, RESUMED, ADDRESS_CHANGED = "changed", "paused", "resumed", "address-changed"
COMPLAINED, BOUNCED, PAUSED_BY_BOUNCES, OPERATOR = "complained", "bounced", "paused-by-bounces", "operator"

IMPORTED = "imported"

FULL_IP_LIFETIME = timedelta(days=30)
MAX_CHARACTERS = 300


@dataclass(frozen=True)
class ClientInfo:
    """The client of a request, as the gateway saw it. `page` is the page with the form, without its query; `form` is
    the route that the form or the program used, such as `POST /v1/subscriptions`."""

    ip: str
    agent: str = ""
    page: str = ""
    form: str = ""


@dataclass(frozen=True)
class Audit:
    """Who did something, when, under which id: a ULID, so that two actions within one second keep their order."""

    client: ClientInfo
    at: datetime
    id: str


def read_client_info(event: dict[str, Any], origin_proof: str) -> ClientInfo:
    """The client of a payload-2.0 event. Our distribution sends `origin_proof` in `x-origin-proof`."""
    http, headers = event["requestContext"]["http"], event["headers"]
    page = headers.get("referer", "").partition("?")[0].partition("#")[0]
    ip = determine_client_ip(http["sourceIp"], headers, origin_proof)
    return ClientInfo(ip, http.get("userAgent", "")[:MAX_CHARACTERS], page[:MAX_CHARACTERS], event["routeKey"])


def determine_client_ip(source_ip: str, headers: Mapping[str, str], origin_proof: str) -> str:
    """The client's IP address, which no header of the client's own can change.

    Behind our distribution the gateway's `source_ip` is an edge that thousands of clients share. Only requests with
    the proof of our distribution are read from `x-forwarded-for`, and only the last hop, which the edge itself added:
    the hops before it come from the client.
    """
    if not origin_proof or not hmac.compare_digest(headers.get("x-origin-proof", "").encode(), origin_proof.encode()):
        return source_ip
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    if hops and hops[-1] == source_ip:
        hops.pop()
    return hops[-1] if hops else source_ip


def truncate_ip(ip: str, ipv4_bits: int, ipv6_bits: int) -> str:
    """The network of an IP address, such as `192.0.2.0/24`; text that is no IP address comes back as it is."""
    try:
        version = ipaddress.ip_address(ip).version
    except ValueError:
        return ip
    bits = ipv4_bits if version == 4 else ipv6_bits
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))


def build_record_part(audit: Audit) -> str:
    """Sort key of the record of an action."""
    return f"consent/{timestamp(audit.at)}#{audit.id}"


def build_record(
    subscriber: str, event: str, audit: Audit, expires_after: timedelta | None = None, **facts: Any
) -> list[dict[str, Any]]:
    """The two items of one action: the record, and the client's full IP address for 30 days if a client acted.

    Records never expire, except those of people who never confirmed (`expires_after`).
    """
    at = timestamp(audit.at)
    if expires_after is not None:
        facts["expires_at"] = compute_expiry(audit.at, expires_after)
    record = {
        "subscriber": subscriber,
        "part": build_record_part(audit),
        "event": event,
        "at": at,
        **asdict(audit.client),
        "ip": truncate_ip(audit.client.ip, 24, 48),
        **facts,
    }
    full_ip = {
        "subscriber": subscriber,
        "part": f"ip/{at}#{audit.id}",
        "ip": audit.client.ip,
        "expires_at": compute_expiry(audit.at, FULL_IP_LIFETIME),
    }
    return [record, full_ip] if audit.client.ip else [record]
