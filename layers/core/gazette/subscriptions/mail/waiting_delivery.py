"""Delivers the mails that wait beside the signup requests: welcome, notice to a former address, manage link.

As with a confirmation, a mail is reserved in one transaction and then sent once. The manage token of the mail is a part
of that transaction, and so are the rate limits if anybody can ask for the mail. The others follow from what the reader
did, so no limit applies. While SES is not ready the mail waits, for six days at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gazette.dynamodb.writes import Write
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail import rate_limits, waiting_mail
from gazette.subscriptions.mail.counting import SUPPRESSED as SUPPRESSION_CHECK
from gazette.subscriptions.mail.counting import HourlyLimits, MailCounter
from gazette.subscriptions.mail.delivery import MAX_WAIT
from gazette.subscriptions.mail.outcomes import GIVEN_UP, NOT_ACTIVE, OVER_LIMIT, SUPERSEDED, SUPPRESSED
from gazette.subscriptions.mail.refusals import MAX_LIMIT_WAIT, SHARED_AXES
from gazette.subscriptions.mail.sending import MAY_BE_SENT_LATER, send_once
from gazette.subscriptions.mail.service_mails import ServiceMails
from gazette.subscriptions.mail.waiting_mail import AskedMail, WaitingMail, parse_waiting_mail
from gazette.subscriptions.manage_tokens import add_token
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    PROFILE,
    SubscriberRepository,
    change_profile,
    check_not_suppressed,
    hash_token,
)
from gazette.subscriptions.waiting_mails import MANAGE_LINK, NOTICE, build_mail_key
from gazette.times import timestamp

_MAIL = "mail"
"""Name of the member that reserves the mail."""


@dataclass(frozen=True)
class _Plan:
    """How a mail is sent, and what its reservation writes beside. `token` is the hash of its manage token."""

    send: Callable[[], None]
    writes: Mapping[str, Write]
    token: str | None = None


@dataclass(frozen=True)
class WaitingMailDelivery:
    """`new_token` makes an unguessable manage token, `new_id` a ULID."""

    subscribers: SubscriberRepository
    keyrings: Keyrings
    mails: ServiceMails
    limits: HourlyLimits
    new_token: Callable[[], str]
    new_id: Callable[[], str]

    def deliver(self, subscriber: str, kind: str, at: datetime, request_id: str | None = None) -> str:
        """The outcome of the waiting mail of a subscriber; with `request_id`, only of the request with that id.

        Raises `Unavailable` and errors of DynamoDB: the mail then stays due.
        """
        return retry_if_changed(lambda: self._deliver_once(subscriber, kind, at, request_id))

    def _deliver_once(self, subscriber: str, kind: str, at: datetime, request_id: str | None) -> str:
        mail = parse_waiting_mail(self.subscribers.get(**build_mail_key(subscriber, kind)), at, request_id)
        if mail is None:
            return SUPERSEDED
        if at >= mail.requested_at + MAX_WAIT:
            return self._drop(mail, GIVEN_UP)
        if kind == NOTICE:
            return self._deliver_freely(mail, self._plan_notice(mail), at)
        if kind == MANAGE_LINK:
            return self._deliver_link(mail, at)
        profile = self.subscribers.get_profile(subscriber)
        if not profile.is_active:
            return self._drop(mail, NOT_ACTIVE)
        is_paused = profile.paused_until > at.timestamp()
        until = timestamp(datetime.fromtimestamp(profile.paused_until, at.tzinfo)) if is_paused else None
        welcome = partial(self.mails.send_welcome, paused_until=until)
        return self._deliver_freely(mail, self._plan_with_token(mail, profile, welcome, at), at)

    def _deliver_link(self, mail: WaitingMail, at: datetime) -> str:
        """Active readers get the link, and people who have left: both under the rate limits."""
        counter = MailCounter(self.subscribers, self.keyrings.load(SUBSCRIBER_KEY), self.limits)
        asked = AskedMail.parse(mail, counter.keyring)
        profiles = [self.subscribers.get_profile(derived.subscriber) for derived in asked.subscriber_ids]
        known = sorted((profile for profile in profiles if profile.state), key=lambda profile: not profile.is_active)
        if not known:
            return self._drop(mail, NOT_ACTIVE)
        send = self.mails.send_reminder if known[0].is_active else self._send_link_to_data(mail)
        plan, reservation = self._plan_with_token(mail, known[0], send, at), self.new_id()
        refused = counter.commit(self._reserve(mail, plan, reservation, at), asked, at)
        axes = refused & set(rate_limits.AXES)
        if refused and refused == axes:
            return self._wait_for_limit(counter, asked, axes, at)
        return self._send(mail, plan, reservation, refused, at)

    def _deliver_freely(self, mail: WaitingMail, plan: _Plan, at: datetime) -> str:
        """Without rate limits, unless mail to the address is suppressed."""
        reservation = self.new_id()
        check = {SUPPRESSION_CHECK: check_not_suppressed(self.subscribers.table, mail.subscriber, at)}
        refused = self.subscribers.commit({**self._reserve(mail, plan, reservation, at), **check})
        return self._send(mail, plan, reservation, refused, at)

    def _plan_notice(self, mail: WaitingMail) -> _Plan:
        email, lang, changed_at = mail.facts["email"], mail.facts["lang"], timestamp(mail.requested_at)
        return _Plan(lambda: self.mails.send_notice(email, lang, changed_at=changed_at), {})

    def _send_link_to_data(self, mail: WaitingMail) -> Callable[..., None]:
        """Sends to the address of the request: that of somebody who has left is not stored."""
        email, lang = mail.facts["email"], mail.facts.get("lang", "")
        return lambda *_, manage_token, **__: self.mails.send_link_to_data(email, lang, manage_token=manage_token)

    def _plan_with_token(self, mail: WaitingMail, profile: Profile, send: Callable[..., None], at: datetime) -> _Plan:
        token = self.new_token()
        token_hash = hash_token(token)
        rotation = add_token(self.subscribers.table, profile, token_hash, at, instead_of=mail.unsent_token)
        owner = change_profile(self.subscribers.table, profile, {"manage_tokens": rotation.tokens}, ())
        facts = {"subscriber": profile.subscriber, "lists": sorted(profile.lists), "manage_token": token}
        return _Plan(
            lambda: send(profile.email, profile.lang, **facts), {PROFILE: owner, **rotation.writes}, token_hash
        )

    def _reserve(self, mail: WaitingMail, plan: _Plan, reservation: str, at: datetime) -> Mapping[str, Write]:
        return {_MAIL: waiting_mail.reserve(self.subscribers.table, mail, reservation, at), **plan.writes}

    def _send(self, mail: WaitingMail, plan: _Plan, reservation: str, refused: frozenset[str], at: datetime) -> str:
        """Send the reserved mail and store its outcome. `refused` names the refused members of the reservation.

        Raises `ProfileChanged` if another writer was first.
        """
        if refused and not self._has_reservation(mail, reservation):
            if all(name.startswith(SUPPRESSION_CHECK) for name in refused):
                return self._drop(mail, SUPPRESSED)
            raise ProfileChanged()
        outcome, table = send_once(plan.send), self.subscribers.table
        if outcome not in MAY_BE_SENT_LATER:
            self.subscribers.commit({_MAIL: waiting_mail.finish(table, mail, reservation)})
        elif self.subscribers.commit({_MAIL: waiting_mail.release(table, mail, reservation, at, plan.token)}):
            self.subscribers.commit({_MAIL: waiting_mail.release_for_newer(table, mail, reservation, plan.token)})
        return outcome

    def _has_reservation(self, mail: WaitingMail, reservation: str) -> bool:
        """Whether our own transaction was committed and only its answer was lost."""
        item = self.subscribers.get(**build_mail_key(mail.subscriber, mail.kind))
        return item is not None and item.get("reservation") == reservation

    def _wait_for_limit(self, counter: MailCounter, asked: AskedMail, axes: frozenset[str], at: datetime) -> str:
        """Over a limit that others share the mail waits; over one of its own address it is dropped."""
        mail = asked.mail
        outcome = OVER_LIMIT + min(axes, key=rate_limits.AXES.index)
        if not axes <= SHARED_AXES:
            return self._drop(mail, outcome)
        place, writes = counter.take_place(asked, axes, at)
        if place > mail.requested_at + MAX_LIMIT_WAIT:
            return self._drop(mail, GIVEN_UP)
        postponed = waiting_mail.postpone(self.subscribers.table, mail, place, has_place=bool(writes))
        if self.subscribers.commit({_MAIL: postponed, **writes}):
            raise ProfileChanged()
        return outcome

    def _drop(self, mail: WaitingMail, outcome: str) -> str:
        self.subscribers.commit({_MAIL: waiting_mail.drop(self.subscribers.table, mail)})
        return outcome
