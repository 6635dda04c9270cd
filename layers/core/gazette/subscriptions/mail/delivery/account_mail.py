"""Delivers the mails that do not ask to confirm a signup: welcome, notice to a former address, manage link.

As with a confirmation, a mail is reserved in one transaction and then sent once. The manage token of the mail is a part
of that transaction, and so are the rate limits if anybody can ask for the mail. The others follow from what the reader
did, so no limit applies. While SES is not ready the mail waits, for six days at most.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from gazette.dynamodb.writes import Write
from gazette.subscriptions.account_mails import MANAGE_LINK, NOTICE, build_mail_key
from gazette.subscriptions.mail.delivery.outcomes import GIVEN_UP, NOT_ACTIVE, SUPERSEDED
from gazette.subscriptions.mail.delivery.queue_writes import MAIL, ReservedMail, reserve
from gazette.subscriptions.mail.delivery.refusals import MAX_WAIT, drop_mail
from gazette.subscriptions.mail.delivery.sending import MailDelivery
from gazette.subscriptions.mail.limits.counting import SUPPRESSED as SUPPRESSION_CHECK
from gazette.subscriptions.mail.limits.counting import MailCounter
from gazette.subscriptions.mail.queued_mail import QueuedMail, parse_due_mail
from gazette.subscriptions.mail.rendering.service_mails import ServiceMail
from gazette.subscriptions.manage_tokens import add_token
from gazette.subscriptions.model import Profile
from gazette.subscriptions.optimistic_locking import retry_if_changed
from gazette.subscriptions.repository import (
    PROFILE,
    change_profile,
    check_not_suppressed,
    hash_token,
)
from gazette.times import timestamp


@dataclass(frozen=True)
class _Plan:
    """A mail to an address, and what its reservation writes beside."""

    reserved: ReservedMail
    to: str
    build: Callable[[], ServiceMail]
    writes: Mapping[str, Write]


@dataclass(frozen=True)
class AccountMailDelivery(MailDelivery):
    def deliver(self, subscriber: str, kind: str, at: datetime, request_id: str | None = None) -> str:
        """The outcome of the waiting mail of a subscriber; with `request_id`, only of the request with that id.

        Raises `Unavailable` and errors of DynamoDB: the mail then stays due.
        """
        return retry_if_changed(lambda: self._deliver_once(subscriber, kind, at, request_id))

    def _deliver_once(self, subscriber: str, kind: str, at: datetime, request_id: str | None) -> str:
        mail = parse_due_mail(self.subscribers.get(**build_mail_key(subscriber, kind)), at, request_id)
        if mail is None:
            return SUPERSEDED
        if at >= mail.requested_at + MAX_WAIT:
            return drop_mail(self.subscribers, mail, GIVEN_UP)
        counter = self.build_counter()
        if kind == MANAGE_LINK:
            return self._deliver_link(counter, mail, at)
        return self._deliver_notice(counter, mail, at) if kind == NOTICE else self._deliver_welcome(counter, mail, at)

    def _deliver_link(self, counter: MailCounter, mail: QueuedMail, at: datetime) -> str:
        """Active readers get the link, and people who have left: both under the rate limits."""
        ids = mail.derive_subscriber_ids(counter.keyring)
        profiles = [self.subscribers.get_profile(derived.subscriber) for derived in ids]
        known = sorted((profile for profile in profiles if profile.state), key=lambda profile: not profile.is_active)
        if not known:
            return drop_mail(self.subscribers, mail, NOT_ACTIVE)
        profile, (email, lang) = known[0], (mail.request["email"], mail.request.get("lang", ""))
        if profile.is_active:
            build = self._with_lists(self.mails.build_reminder, profile)
            plan = self._plan_with_token(mail, profile, profile.email, build, at)
        else:
            # To the address of the request: that of somebody who has left is not stored.
            plan = self._plan_with_token(mail, profile, email, partial(self.mails.build_link_to_data, lang), at)
        return self._send_plan(counter, plan, counter.commit(self._reserve(plan), mail, at))

    def _deliver_notice(self, counter: MailCounter, mail: QueuedMail, at: datetime) -> str:
        email, lang, changed_at = mail.request["email"], mail.request["lang"], timestamp(mail.requested_at)
        build = partial(self.mails.build_notice, lang, changed_at=changed_at)
        return self._deliver_uncounted(counter, _Plan(ReservedMail(mail, self.new_id(), at), email, build, {}))

    def _deliver_welcome(self, counter: MailCounter, mail: QueuedMail, at: datetime) -> str:
        profile = self.subscribers.get_profile(mail.subscriber)
        if not profile.is_active:
            return drop_mail(self.subscribers, mail, NOT_ACTIVE)
        is_paused = profile.paused_until > at.timestamp()
        until = timestamp(datetime.fromtimestamp(profile.paused_until, at.tzinfo)) if is_paused else None
        build = self._with_lists(partial(self.mails.build_welcome, paused_until=until), profile)
        return self._deliver_uncounted(counter, self._plan_with_token(mail, profile, profile.email, build, at))

    def _deliver_uncounted(self, counter: MailCounter, plan: _Plan) -> str:
        """Without rate limits, unless mail to the address is suppressed."""
        mail, at = plan.reserved.mail, plan.reserved.at
        check = {SUPPRESSION_CHECK: check_not_suppressed(self.subscribers.table, mail.subscriber, at)}
        return self._send_plan(counter, plan, self.subscribers.commit({**self._reserve(plan), **check}))

    def _with_lists(self, build: Callable[..., ServiceMail], profile: Profile) -> Callable[..., ServiceMail]:
        return partial(build, profile.lang, subscriber=profile.subscriber, lists=sorted(profile.lists))

    def _plan_with_token(
        self, mail: QueuedMail, profile: Profile, to: str, build: Callable[..., ServiceMail], at: datetime
    ) -> _Plan:
        """`build` takes the manage token beside what it has already."""
        token = self.new_token()
        reserved = ReservedMail(mail, self.new_id(), at, hash_token(token))
        rotation = add_token(self.subscribers.table, profile, reserved.token, at, instead_of=mail.unsent_token)
        owner = change_profile(self.subscribers.table, profile, {"manage_tokens": rotation.tokens}, ())
        return _Plan(reserved, to, partial(build, manage_token=token), {PROFILE: owner, **rotation.writes})

    def _reserve(self, plan: _Plan) -> Mapping[str, Write]:
        return {MAIL: reserve(self.subscribers.table, plan.reserved), **plan.writes}

    def _send_plan(self, counter: MailCounter, plan: _Plan, refused: frozenset[str]) -> str:
        return self.send(counter, plan.reserved, refused, plan.to, plan.build)
