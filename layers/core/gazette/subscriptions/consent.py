"""The consent record: append-only, one item for each thing that a person did or that was done for them.

An item holds the address of the caller's network cut to /24 (IPv4) or /48 (IPv6); the whole one stands in an item of
its own that ends after 30 days.
"""

import ipaddress
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
class Act:
    """The circumstances of what somebody did. `id` is a ULID, so that two acts of one second keep their order."""

    origin: Origin
    at: datetime
    id: str


def origin(event: dict[str, Any]) -> Origin:
    """The origin of a payload-2.0 event: the address from the gateway's own context, never from a client's header."""
    http = event["requestContext"]["http"]
    page = event["headers"].get("referer", "").partition("?")[0].partition("#")[0]
    return Origin(http["sourceIp"], http.get("userAgent", "")[:MOST_CHARACTERS], page[:MOST_CHARACTERS])


def network(ip: str, bits4: int, bits6: int) -> str:
    """The network that an address lies in; an address that cannot be read is its own."""
    try:
        found = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    bits = bits4 if found.version == 4 else bits6
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False))


def entries(subscriber: str, event: str, act: Act, **facts: Any) -> list[dict[str, Any]]:
    """The items of one event: the record itself, and the whole address of the caller for 30 days."""
    when = timestamp(act.at)
    record = {
        "subscriber": subscriber,
        "part": f"consent/{when}#{act.id}",
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
