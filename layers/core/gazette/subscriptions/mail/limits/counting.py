"""Counts a mail in the rate limits, in the transaction that reserves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gazette.dynamodb.writes import Write
from gazette.subscriptions.consent import truncate_ip
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail.limits import rate_limits
from gazette.subscriptions.mail.limits.limit_queue import LimitQueue
from gazette.subscriptions.mail.queued_mail import QueuedMail
from gazette.subscriptions.repository import SubscriberRepository, check_not_suppressed

SUPPRESSED = "suppressed"
"""Beginning of the names of the members that check for suppressions."""


@dataclass(frozen=True)
class HourlyLimits:
    """Mails that the whole site, and one client network, may cause in an hour."""

    site: int
    caller: int


@dataclass(frozen=True)
class MailCounter:
    """Counts mails for the address, the mailbox, the client network and the site."""

    subscribers: SubscriberRepository
    keyring: Keyring
    limits: HourlyLimits

    def commit(self, members: Mapping[str, Write], mail: QueuedMail, at: datetime) -> frozenset[str]:
        """Commits the members and counts the mail, unless mail to it is suppressed. Returns the refused members.

        The rate limit of the address has two forms; the second is tried if the first is refused.
        """
        refused = self.subscribers.commit({**members, **self._count(mail, at, paused=False)})
        if rate_limits.ADDRESS in refused and refused.isdisjoint(members):
            return self.subscribers.commit({**members, **self._count(mail, at, paused=True)})
        return refused

    def take_place(self, mail: QueuedMail, axes: frozenset[str], at: datetime) -> tuple[datetime, Mapping[str, Write]]:
        """The time of the next attempt of a mail over the limits `axes`, and the writes that keep that place for it.

        A mail that has waited for its place already, and was too late for it, waits for the limit alone.
        """
        opening, table = self._compute_opening(mail, axes, at), self.subscribers.table
        times, writes = [opening], {}
        for queue in self._list_queues(mail, axes):
            stored = self.subscribers.get(**queue.build_key())
            place, writes[f"queue {queue.axis}"] = queue.take_place(table, stored, opening)
            times.append(place)
        return max(times), writes

    def _list_queues(self, mail: QueuedMail, axes: frozenset[str]) -> list[LimitQueue]:
        """The queues of the limits that many readers share."""
        hour = timedelta(hours=1)
        queues = [
            LimitQueue(rate_limits.CALLER, self._hash_caller(mail), self.limits.caller, hour),
            LimitQueue(rate_limits.SITE, rate_limits.SITE, self.limits.site, hour),
        ]
        return [queue for queue in queues if queue.axis in axes and not mail.has_place]

    def _compute_opening(self, mail: QueuedMail, axes: frozenset[str], at: datetime) -> datetime:
        """The time from which the limits `axes` may allow the mail."""
        current = mail.derive_subscriber_ids(self.keyring)[0]
        counters = {
            rate_limits.ADDRESS: (rate_limits.PER_ADDRESS, current.subscriber),
            rate_limits.MAILBOX: (rate_limits.PER_MAILBOX, current.mailbox),
            rate_limits.CALLER: (rate_limits.limit_caller(self.limits.caller), self._hash_caller(mail)),
        }
        openings = [rate_limits.compute_next_hour(at)] if rate_limits.SITE in axes else [at]
        for limit, key in (counters[axis] for axis in axes & counters.keys()):
            openings.append(limit.compute_opening(self.subscribers.get(**limit.build_key(key)) or {}, at))
        return max(openings)

    def _count(self, mail: QueuedMail, at: datetime, *, paused: bool) -> Mapping[str, Write]:
        """Checks for suppressions under each valid key, and counts the mail unless it was counted before."""
        table, ids = self.subscribers.table, mail.derive_subscriber_ids(self.keyring)
        subscribers = dict.fromkeys([mail.subscriber, *(derived.subscriber for derived in ids)])
        members = {
            f"{SUPPRESSED} {number}": check_not_suppressed(table, subscriber, at)
            for number, subscriber in enumerate(subscribers)
        }
        if mail.is_counted:
            return members
        current, caller = ids[0], rate_limits.limit_caller(self.limits.caller)
        return {
            **members,
            rate_limits.ADDRESS: rate_limits.PER_ADDRESS.count(table, current.subscriber, at, paused=paused),
            rate_limits.MAILBOX: rate_limits.PER_MAILBOX.count(table, current.mailbox, at),
            rate_limits.CALLER: caller.count(table, self._hash_caller(mail), at),
            rate_limits.SITE: rate_limits.count_for_site(table, self.limits.site, at),
        }

    def _hash_caller(self, mail: QueuedMail) -> str:
        return self.keyring.digest(self.keyring.current, "caller", truncate_ip(mail.client.ip, 32, 64))
