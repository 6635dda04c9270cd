"""What the table holds about a person, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.subscribers.person import Person

MAX_MAILS = 10
_SHOWN_BEFORE = ("part", "subscriber", "event", "at", "expires_at", "kind", "list")


def describe_person(person: Person, at: datetime) -> str:
    """State, lists, suppression, last mails and consent log. Ids under several keys come one after another."""
    sections = ["\n".join(_describe(person, id, at)) for id in person.known]
    return "\n\n".join(sections) or "nothing is stored about this address"


def _describe(person: Person, id: str, at: datetime) -> Iterator[str]:
    from gazette.subscriptions.repository import MARK, parse_profile

    profile = parse_profile(person.get(id, "profile") or {"subscriber": id})
    yield f"subscriber  {id}"
    yield f"state       {profile.state_at(at)}"
    if profile.lang:
        yield f"language    {profile.lang}"
    for item in person.list_parts(id, "list/"):
        yield f"list        {item['part'].removeprefix('list/')} in {item['lang']} since {item['since']}"
    if profile.paused_until > at.timestamp():
        yield f"paused      until {_moment(profile.paused_until)}"
    if profile.declined_until > at.timestamp():
        yield f"declined    signups cause no mail until {_moment(profile.declined_until)}"
    if suppression := person.get(id, "suppression"):
        yield f"suppressed  {_describe_suppression(suppression, at)}"
    if erasure := person.get(id, "erasure"):
        yield f"erased      {erasure['at']}"
    for item in person.items[id]:
        if "due" in item and item["part"] != "erasure":
            yield f"waiting     {item['part']}: due {item['due_at']}"
    yield from _list_mails(person.list_parts(id, MARK))
    for report in person.list_parts(id, "feedback/"):
        yield f"report      {report['at']} {report['kind']} of a mail of {report['list']}{_describe_facts(report)}"
    for record in person.list_parts(id, "consent/"):
        yield f"consent     {record['at']} {record['event']}{_describe_facts(record)}"


def _describe_suppression(item: Mapping[str, Any], at: datetime) -> str:
    detail = f" ({item['detail']})" if item.get("detail") else ""
    until = item.get("until")
    end = "without an end" if until is None else f"until {_moment(until)}"
    ended = ", which is over" if until is not None and until <= at.timestamp() else ""
    return f"{item['reason']}{detail} of {item['at']}, from {item['source']}, {end}{ended}"


def _list_mails(marks: list[dict[str, Any]]) -> Iterator[str]:
    from gazette.subscriptions.repository import MARK

    newest = sorted(marks, key=lambda mark: str(mark["at"]), reverse=True)[:MAX_MAILS]
    for mark in newest:
        outcomes = [
            f"delivered {mark['delivered_at']}" if "delivered_at" in mark else "",
            f"{mark['bounced']} bounce {mark['bounced_at']}" if "bounced" in mark else "",
            f"complaint {mark['complained_at']}" if "complained_at" in mark else "",
        ]
        yield ", ".join(
            [f"mail        {mark['at']} {mark['part'].removeprefix(MARK)} {mark['state']}", *filter(None, outcomes)]
        )


def _describe_facts(record: Mapping[str, Any]) -> str:
    facts = {
        name: value for name, value in sorted(record.items()) if name not in _SHOWN_BEFORE and value not in ("", None)
    }
    return "".join(
        f" {name}={','.join(map(str, value)) if isinstance(value, list | set) else value}"
        for name, value in facts.items()
    )


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
