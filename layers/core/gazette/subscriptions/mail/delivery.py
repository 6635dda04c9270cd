"""What follows a wish: one mail, or none, by the state of the subscriber and the ceilings.

First the mail is claimed, in one transaction with its ceilings, its token and the consent record; then it is sent,
once. Whoever comes second (another delivery of the same stream record, another wish) finds the wish claimed. A mail
whose answer was lost is not sent again: whoever waits for it can ask anew after a quarter of an hour.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.reservations import SUPPRESSED, Reservations
from gazette.subscriptions.mail.signup_request import SignupRequest, due_request
from gazette.subscriptions.model import MOST_TRIES, Profile
from gazette.subscriptions.repository import PROFILE, Item, SubscriberRepository, token_hash

SENT, UNKNOWN, REFUSED, NOT_TAKEN = "sent", "unknown", "refused", "not-taken"
SUPERSEDED, REMINDED_LATELY, GIVEN_UP = "superseded", "reminded-lately", "given-up"
OVER = "over-"
"""Outcomes of a wish, as they are counted (with `suppressed`); `over-address` and the like name the ceiling."""

LONGEST_WAIT = 4.0
"""Seconds. A whole batch of ten that is told to slow down still ends within Mailer's minute."""


class NotTaken(Exception):
    """The mail was certainly not sent: the service was not reached, or is busy or paused."""


class Throttled(NotTaken):
    """It was not sent because too much is: the service takes it in some seconds."""


class SendingUnknown(Exception):
    """The request left and no answer came: the mail may be on its way."""


class SendingRefused(Exception):
    """The service will not send this mail, now or later."""


class MailSender(Protocol):
    """How mails leave; raises one of the three above where one does not, or may not have."""

    def confirm(self, to: str, lang: str, *, token: str, lists: list[str], asked_at: str) -> None: ...

    def remind(self, to: str, lang: str, *, subscriber: str, lists: list[str]) -> None: ...


@dataclass(frozen=True)
class MailDelivery:
    """Carries wishes out. `new_token` makes what must be unguessable, `new_id` a ULID, `wait` lets seconds pass."""

    subscribers: SubscriberRepository
    secrets: Keyrings
    post: MailSender
    mails_per_hour: int
    new_token: Callable[[], str]
    new_id: Callable[[], str]
    wait: Callable[[float], None] = time.sleep

    def carry_out(self, subscriber: str, wish_id: str, at: datetime) -> str:
        """The outcome of one wish. Errors of DynamoDB are raised: the record is then delivered again."""
        keys = self.secrets.keyring(SUBSCRIBER_KEY)
        wish = due_request(self.subscribers.profile(subscriber), wish_id, keys)
        if wish is None:
            return SUPERSEDED
        if wish.tries >= MOST_TRIES:
            return GIVEN_UP
        claims = Reservations(self.subscribers, keys, self.mails_per_hour)
        active = self._active(wish)
        return self._remind(claims, wish, active, at) if active else self._confirm(claims, wish, at)

    def _active(self, wish: SignupRequest) -> Profile | None:
        """The active profile of the person, who may have subscribed under a former key."""
        profiles = [wish.profile, *map(self.subscribers.profile, wish.others)]
        return next((profile for profile in profiles if profile.active), None)

    def _confirm(self, claims: Reservations, wish: SignupRequest, at: datetime) -> str:
        token, claim = self.new_token(), self.new_id()
        failed = self._claim(lambda resumed: claims.confirmation(wish, token_hash(token), claim, at, resumed=resumed))
        if failed and not self._claimed(wish, claim):
            return self._settle(wish, failed, SUPERSEDED)
        to, lang = wish.address.typed, wish.lang
        return self._send(
            wish,
            claim,
            lambda: self.post.confirm(to, lang, token=token, lists=wish.lists, asked_at=wish.asked_at),
        )

    def _remind(self, claims: Reservations, wish: SignupRequest, active: Profile, at: datetime) -> str:
        claim = self.new_id()
        failed = self._claim(lambda resumed: claims.reminder(wish, active, claim, at, resumed=resumed))
        if failed and not self._claimed(wish, claim):
            return self._settle(wish, failed, REMINDED_LATELY)
        return self._send(
            wish,
            claim,
            lambda: self.post.remind(
                active.email, active.lang, subscriber=active.subscriber, lists=sorted(active.lists)
            ),
        )

    def _claim(self, members: Callable[[bool], Mapping[str, Item]]) -> frozenset[str]:
        """Claim by one of the two forms that the address's ceiling has; the names of what stood in the way."""
        failed = self.subscribers.write(members(False))
        return self.subscribers.write(members(True)) if failed == {rate_limits.ADDRESS} else failed

    def _claimed(self, wish: SignupRequest, claim: str) -> bool:
        """Whether our own transaction went through after all and only its answer was lost."""
        return self.subscribers.profile(wish.profile.subscriber).claim == claim

    def _settle(self, wish: SignupRequest, failed: frozenset[str], otherwise: str) -> str:
        """Take back a wish that gets no mail, unless a newer one stands there by now; why there is none."""
        self.subscribers.write_one(
            self.subscribers.update(
                wish.profile.subscriber,
                PROFILE,
                "REMOVE #mail_due, #wish, #credit",
                {":wish": wish.id},
                "#wish.#id = :wish",
            )
        )
        if any(name.startswith(SUPPRESSED) for name in failed):
            return SUPPRESSED
        over = failed & set(rate_limits.AXES)
        # Who was overtaken finds the ceilings spent as well, by the one who was faster.
        return OVER + min(over, key=rate_limits.AXES.index) if over and PROFILE not in failed else otherwise

    def _send(self, wish: SignupRequest, claim: str, send: Callable[[], None]) -> str:
        try:
            send()
        except SendingUnknown:
            return UNKNOWN
        except SendingRefused:
            return REFUSED
        except NotTaken as reason:
            if isinstance(reason, Throttled):
                # What is given back is delivered again at once, and all tries would be spent within a second.
                self.wait(min(LONGEST_WAIT, 2.0**wish.tries) * random.uniform(0.5, 1))  # noqa: S311 (jitter)
            self._release(wish, claim)
            return NOT_TAKEN
        return SENT

    def _release(self, wish: SignupRequest, claim: str) -> None:
        """Make the wish due again, its ceilings paid. This write is itself what the stream delivers next."""
        noted = {**wish.noted, "tries": wish.tries + 1}
        self.subscribers.write_one(
            self.subscribers.update(
                wish.profile.subscriber,
                PROFILE,
                "SET #mail_due = if_not_exists(#mail_due, :due), #wish = if_not_exists(#wish, :wish), #credit = :claim",
                {":due": wish.profile.mail_due, ":wish": noted, ":claim": claim},
                "#claim = :claim",
            )
        )
