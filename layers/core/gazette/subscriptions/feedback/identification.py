"""Replaces the addresses of reports by subscriber ids."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from email.utils import parseaddr
from typing import Any

from gazette.embedded_metrics import count_swallowed
from gazette.errors import Invalid
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.feedback.model import AddressedReport, PersonReport, Report
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.subscriber_id import derive_all_subscriber_ids


def identify(reports: Sequence[AddressedReport], keyring: Keyring) -> list[PersonReport]:
    """The reports by persons. One whose address cannot be read is counted and left out: nobody signed up with it."""
    found = []
    for addressed in reports:
        try:
            address = parse_email_address(parseaddr(addressed.address)[1])
        except Invalid:
            count_swallowed("feedback-unreadable", code=addressed.report.kind)
            continue
        ids = derive_all_subscriber_ids(address, keyring)
        found.append(PersonReport(addressed.report, tuple(derived.subscriber for derived in ids)))
    return found


def to_json(report: PersonReport) -> dict[str, Any]:
    """The form in which a report whose processing failed is kept. It contains no address."""
    return {**asdict(report.report), "subscribers": list(report.subscribers)}


def from_json(kept: Mapping[str, Any]) -> PersonReport:
    members = dict(kept)
    subscribers = tuple(members.pop("subscribers"))
    return PersonReport(Report(**members), subscribers)
