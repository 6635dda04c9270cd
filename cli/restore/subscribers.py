"""Rules of the Subscribers table: nobody who has left since gets mail again, and no proof of consent is lost."""

from __future__ import annotations

from collections.abc import Sequence

from cli.restore.copying import COPIED, Item, Rule, Tables
from gazette.dynamodb.conditions import if_absent, if_version
from gazette.dynamodb.writes import Write, check, put
from gazette.subscriptions.repository import DUE_ATTRIBUTES, ERASURE, PROFILE, SUPPRESSION, build_key

LEFT, NO_MAIL, UNCONFIRMED, TEMPORARY = (
    "of people who left the list",
    "of people who must get no mail",
    "of people who had not confirmed",
    "temporary",
)
ERASED = "of people who were erased"
"""Each live item `erasure` forbids to restore anything of its person but a suppression."""

RECORDS = ("consent/", "ip/")
LIST = "list/"
OPEN_REQUEST = ("tokens", "manage_tokens", "pending_until", "reservation", *DUE_ATTRIBUTES)
"""Attributes of a profile that cause a mail. A visitor who waits for it signs up again."""


class SubscriberRule(Rule):
    """Copies people who had confirmed, their lists and their consent records, and all suppressions.

    A person returns only if the live table has neither the profile nor a suppression: both outlive a departure.
    """

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)
        self._live: dict[tuple[str, str], Item] = {}
        self._restored: dict[tuple[str, str], Item] = {}

    def prepare(self, missing: Sequence[Item]) -> None:
        people = sorted({item["subscriber"] for item in missing if "/" not in item["subscriber"]})
        keys = [build_key(person, part) for person in people for part in (PROFILE, SUPPRESSION, ERASURE)]
        self._live = _by_key(self.tables.get(self.tables.live, keys))
        self._restored = _by_key(self.tables.get(self.tables.restored, keys))

    def restore(self, item: Item) -> str:
        person, part = item["subscriber"], item["part"]
        if (person, ERASURE) in self._live and part != SUPPRESSION:
            return ERASED
        profile = self._live.get((person, PROFILE))
        if "/" in person or not part.startswith((PROFILE, SUPPRESSION, LIST, *RECORDS)):
            return TEMPORARY
        if profile is None and self._has_confirmed(person):
            return self._restore_of_absent(item)
        if part == PROFILE or (profile is None and part != SUPPRESSION):
            return UNCONFIRMED
        return self._restore_list(item, profile) if part.startswith(LIST) and profile else super().restore(item)

    def _has_confirmed(self, person: str) -> bool:
        return "state" in self._restored.get((person, PROFILE), {})

    def _restore_of_absent(self, item: Item) -> str:
        """An item of a person whose profile is lost. The profile brings lists and suppression along."""
        person, part = item["subscriber"], item["part"]
        if (person, SUPPRESSION) in self._live and (person, SUPPRESSION) not in self._restored:
            return NO_MAIL
        if part == PROFILE:
            return self.tables.commit(*self._put_person(item))
        return super().restore(item) if part.startswith(RECORDS) else COPIED

    def _put_person(self, profile: Item) -> list[Write]:
        """Profile, lists and suppression in one transaction, unless mail to the person is forbidden meanwhile."""
        keys = [build_key(profile["subscriber"], f"{LIST}{list_id}") for list_id in profile.get("lists", ())]
        kept = {name: value for name, value in profile.items() if name not in OPEN_REQUEST}
        # Places in lists that are left without a profile may be overwritten.
        lists = [put(self.tables.live, item) for item in self.tables.get(self.tables.restored, keys)]
        return [self.tables.put(kept), *self._forbid_mail(profile["subscriber"]), *lists]

    def _forbid_mail(self, person: str) -> list[Write]:
        """The suppression that is lost too; else the check that there is none meanwhile."""
        suppression = self._restored.get((person, SUPPRESSION))
        if suppression is None:
            return [check(self.tables.live, build_key(person, SUPPRESSION), if_absent("subscriber"))]
        return [] if (person, SUPPRESSION) in self._live else [self.tables.put(suppression)]

    def _restore_list(self, item: Item, profile: Item) -> str:
        """A place in a list, if the present profile names the list."""
        if item["part"].removeprefix(LIST) not in profile.get("lists", ()):
            return LEFT
        unchanged = check(self.tables.live, build_key(item["subscriber"], PROFILE), if_version(profile["version"]))
        return self.tables.commit(self.tables.put(item), unchanged)


def _by_key(items: Sequence[Item]) -> dict[tuple[str, str], Item]:
    return {(item["subscriber"], item["part"]): item for item in items}
