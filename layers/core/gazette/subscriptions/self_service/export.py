"""All data about a subscriber, for the person: `GET /v1/subscriptions/me/export`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from gazette.subscriptions.model import Profile
from gazette.subscriptions.preferences import Preferences, describe_preferences
from gazette.subscriptions.public.channels import consent_texts
from gazette.subscriptions.repository import SubscriberRepository
from gazette.times import timestamp

_HIDDEN = frozenset({"subscriber", "part", "expires_at"})
"""Attributes of items that are the table's own."""

_KEPT = {
    "profile": "Until it is erased; address and language until the subscription ends.",
    "consent_log": "Until it is erased; that of a signup that was never confirmed for a week.",
    "whole_ip": "30 days. Then the network of the address stays.",
    "deliveries": "30 days. Letters of the lists only; "
    "the confirmation and the welcome follow from what the consent log has.",
}
"""For how long the members of the export are stored."""

_Facts = Annotated[dict[str, Any], Field(description="As it is stored")]


class ExportedList(BaseModel):
    list: str
    lang: str
    since: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class ExportedChannel(BaseModel):
    kind: Annotated[str, Field(description="`email`")]
    address: str


class Export(BaseModel):
    """`consent_log` has all that the person has done, the oldest first, each with the whole IP address for 30 days.
    `consent_texts` are the texts of the versions that it names. `deliveries` are the letters of the last 30 days.
    `kept` says for how long each is stored."""

    exported_at: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    profile: _Facts
    preferences: Preferences
    lists: list[ExportedList]
    consent_log: list[_Facts]
    consent_texts: dict[str, str]
    deliveries: list[_Facts]
    channels: list[ExportedChannel]
    kept: dict[str, str]


def export(subscribers: SubscriberRepository, profile: Profile, at: datetime) -> Export:
    """What the table holds about the subscriber at that time, without hashes of tokens."""
    kinds: dict[str, dict[str, Mapping[str, Any]]] = {}
    for item in subscribers.list_items(profile.subscriber):
        kind, _, name = item["part"].partition("/")
        if item.get("expires_at", at.timestamp() + 1) > at.timestamp():
            kinds.setdefault(kind, {})[name] = item
    addresses, log = kinds.get("ip", {}), kinds.get("consent", {})
    return Export(
        exported_at=timestamp(at),
        profile=_describe_profile(profile),
        preferences=describe_preferences(profile, at),
        lists=[
            ExportedList(list=name, lang=item["lang"], since=item["since"])
            for name, item in kinds.get("list", {}).items()
        ],
        consent_log=[_describe(item) | _find_address(addresses.get(name)) for name, item in log.items()],
        consent_texts={
            version: text
            for version, text in consent_texts().items()
            if version in {item.get("consent") for item in log.values()}
        },
        deliveries=[{"issue": name, **_describe(item)} for name, item in kinds.get("mark", {}).items()],
        channels=[ExportedChannel(kind="email", address=profile.email)] if profile.email else [],
        kept=_KEPT,
    )


def _describe_profile(profile: Profile) -> dict[str, Any]:
    moments = {"confirmed_at": profile.confirmed_at, "reminded_at": profile.reminded_at}
    return {
        "email": profile.email,
        "state": profile.state,
        "consent": profile.consent,
        **{name: timestamp(datetime.fromtimestamp(at, UTC)) for name, at in moments.items() if at},
    }


def _find_address(item: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"whole_ip": item["ip"]} if item else {}


def _describe(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item as JSON values."""
    return {name: _to_json(value) for name, value in item.items() if name not in _HIDDEN}


def _to_json(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else value
