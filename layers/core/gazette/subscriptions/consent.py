"""The consent record: append-only, one item for each thing that a person did or that was done for them.

An item holds the address of the caller's network cut to /24 (IPv4) or /48 (IPv6); the whole one stands in an item of
its own that ends after 30 days.
"""

import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.times import timestamp

REQUESTED, CONFIRMED, UNSUBSCRIBED, UNDONE, REFUSED = "requested", "confirmed", "unsubscribed", "undone", "refused"

WHOLE_ADDRESS_KEPT = timedelta(days=30)
MOST_CHARACTERS = 300


@dataclass(frozen=True)
class Origin:
    """Where a request came from, as the gateway saw it. `page` is the page of the form, without its query."""

    ip: str
    agent: str = ""
    page: str = ""


@dataclass(frozen=True)
class Audit:
    """The circumstances of what somebody did. `id` is a ULID, so that two acts of one second keep their order."""

    origin: Origin
    at: datetime
    id: str


def origin(event: dict[str, Any], proof: str) -> Origin:
    """The origin of a payload-2.0 event. `proof` is what our distribution says in `x-origin-proof`."""
    http, headers = event["requestContext"]["http"], event["headers"]
    page = headers.get("referer", "").partition("?")[0].partition("#")[0]
    ip = viewer(http["sourceIp"], headers, proof)
    return Origin(ip, http.get("userAgent", "")[:MOST_CHARACTERS], page[:MOST_CHARACTERS])


def viewer(source_ip: str, headers: Mapping[str, str], proof: str) -> str:
    """The address of who asks: the gateway's own word, never a client's header.

    Behind our distribution the gateway sees an edge of it, shared by thousands. Only from there, which the header
    proves, the last hop that the edge itself wrote down is taken: what a client sent stands before it.
    """
    if not proof or not hmac.compare_digest(headers.get("x-origin-proof", "").encode(), proof.encode()):
        return source_ip
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    if hops and hops[-1] == source_ip:
        hops.pop()
    return hops[-1] if hops else source_ip


def network(ip: str, bits4: int, bits6: int) -> str:
    """The network that an address lies in; an address that cannot be read is its own."""
    try:
        found = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    bits = bits4 if found.version == 4 else bits6
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))


def record_part(act: Audit) -> str:
    return f"consent/{timestamp(act.at)}#{act.id}"


def entries(
    subscriber: str, event: str, act: Audit, kept: timedelta | None = None, **facts: Any
) -> list[dict[str, Any]]:
    """The items of one event: the record itself, and the whole address of the caller for 30 days.

    A record is kept for ever, apart from those about somebody who never confirmed (`kept`).
    """
    when = timestamp(act.at)
    if kept is not None:
        facts["expires_at"] = int((act.at + kept).timestamp())
    record = {
        "subscriber": subscriber,
        "part": record_part(act),
        "event": event,
        "at": when,
        **asdict(act.origin),
        "ip": network(act.origin.ip, 24, 48),
        **facts,
    }
    whole = {
        "subscriber": subscriber,
        "part": f"ip/{when}#{act.id}",
        "ip": act.origin.ip,
        "expires_at": int((act.at + WHOLE_ADDRESS_KEPT).timestamp()),
    }
    return [record, whole]
