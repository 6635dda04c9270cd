"""Rows of an import: which columns there are, and what makes a row wrong.

The columns are those of `gazette subscribers export`. The exports of Ghost and listmonk have other names, which are
taken for the same, and columns that say who must not be imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.csv_files import Row
    from gazette.subscriptions.commands.import_person import ImportedPerson
    from gazette.subscriptions.keyring import Keyring

COLUMNS = ("email", "state", "lang", "lists", "paused_until", "consent_at", "consent_source", "consent_version")
CREATED = "created_at"
"""Ghost and listmonk: when a person was added. With `--consent-source` it is the time of the consent."""

_YES, _NO, _NEVER = ("", "true", "1", "yes"), ("", "false", "0", "no"), ("",)
_SUBSCRIBED = {
    "state": ("", "active"),
    "status": ("", "enabled"),
    "subscribed_to_emails": _YES,
    "subscribed_to_newsletter": _YES,
    "subscribed": _YES,
    "unsubscribed": _NO,
    "email_disabled": _NO,
    "unsubscribed_at": _NEVER,
    "deleted_at": _NEVER,
}
"""Values of those who get mails, in columns of our own export, of listmonk, Ghost and others. Other rows are left
out. A column that is missing here would bring mail to people who have left.
"""

MAX_SOURCE = 300


class RowWrong(Exception):
    """`line` is the row's, `reasons` are all its errors. They do not repeat the address."""

    def __init__(self, line: int, reasons: list[str]) -> None:
        super().__init__(f"line {line}: {'; '.join(reasons)}")
        self.line, self.reasons = line, reasons


@dataclass(frozen=True)
class ImportOptions:
    """What the rows do not say: `lang`, `lists` and `consent_source` for rows without. `languages` are those of the
    site, `consents` has the version of its consent text in each. `now` is the time of the import."""

    keyring: Keyring
    languages: tuple[str, ...]
    consents: Mapping[str, str]
    now: datetime
    lang: str = ""
    lists: tuple[str, ...] = ()
    consent_source: str = ""


def is_not_subscribed(row: Row) -> bool:
    """Whether the row is about somebody who gets no mails there."""
    return any(row.cells.get(name, "").strip().lower() not in values for name, values in _SUBSCRIBED.items())


def parse_row(row: Row, options: ImportOptions) -> ImportedPerson:
    """The person of a row. Raises `RowWrong` with everything that is wrong."""
    from gazette.errors import Invalid
    from gazette.subscriptions.commands.import_person import ImportedPerson
    from gazette.subscriptions.email_address import parse_email_address
    from gazette.subscriptions.subscriber_id import derive_all_subscriber_ids

    if row.problem:
        raise RowWrong(row.line, [row.problem])
    reasons: list[str] = []
    lang = _get(row, "lang")
    default_lang = lang or options.lang
    if default_lang not in options.languages:
        reasons.append(f"no language of the site ({', '.join(options.languages)})")
    lists = _parse_lists(_get(row, "lists"), default_lang, options, reasons)
    paused_until = _parse_pause(row, options, reasons)
    consent_at = _parse_consent_time(row, options, reasons)
    source = row.cells.get("consent_source") or options.consent_source
    if len(source) > MAX_SOURCE:
        reasons.append(f"consent_source has more than {MAX_SOURCE} characters")
    try:
        address = parse_email_address(_get(row, "email"))
    except Invalid:
        raise RowWrong(row.line, ["no e-mail address that mail can be sent to", *reasons]) from None
    if reasons:
        raise RowWrong(row.line, reasons)
    derived = derive_all_subscriber_ids(address, options.keyring)
    ids = tuple(one.subscriber for one in derived)
    email, key_id = address.destination, derived[0].key_id
    consent, offered = _get(row, "consent_version"), options.consents[default_lang]
    agreed = (consent, offered, consent_at, source)
    return ImportedPerson(ids, key_id, email, lang, default_lang, lists, *agreed, paused_until)


def _get(row: Row, column: str) -> str:
    return row.cells.get(column, "").strip()


def _parse_lists(text: str, lang: str, options: ImportOptions, reasons: list[str]) -> dict[str, str]:
    """`daily weekly:ru` as `{"daily": lang, "weekly": "ru"}`. Blanks, commas and semicolons separate."""
    from gazette.subscriptions.public.channels import LISTS

    names = text.replace(",", " ").replace(";", " ").split() or list(options.lists)
    pairs = {name.partition(":")[0]: name.partition(":")[2] or lang for name in names}
    if not pairs:
        reasons.append("no list")
    if unknown := sorted(set(pairs) - set(LISTS)):
        reasons.append(f"unknown lists: {', '.join(unknown)[:100]} (there are {', '.join(LISTS)})")
    if set(pairs.values()) - {lang, *options.languages}:
        reasons.append("a list in a language that the site does not have")
    return pairs


def _parse_pause(row: Row, options: ImportOptions, reasons: list[str]) -> int:
    """The end of the pause in seconds since 1970, 0 without one that still lasts."""
    from gazette.subscriptions.model import LONGEST_PAUSE

    text = _get(row, "paused_until")
    until = _parse_time(text, "paused_until", reasons) if text else None
    if until is None or until <= options.now:
        return 0
    if until > options.now + LONGEST_PAUSE:
        reasons.append("paused_until is more than a year from now")
    return int(until.timestamp())


def _parse_consent_time(row: Row, options: ImportOptions, reasons: list[str]) -> datetime | None:
    text = _get(row, "consent_at") or (_get(row, CREATED) if options.consent_source else "")
    at = _parse_time(text, "consent_at", reasons) if text else None
    if at and not datetime(1990, 1, 1, tzinfo=UTC) < at <= options.now:
        reasons.append("consent_at is in the future, or before there was mail")
    return at


def _parse_time(text: str, column: str, reasons: list[str]) -> datetime | None:
    """Without an offset the time is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        reasons.append(f"{column} is no date or time, such as 2024-03-01 or 2024-03-01T10:00:00Z")
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
