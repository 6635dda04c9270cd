"""The transactions by which one delivery of a wish, and no other, gets the right to send its mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gazette.subscriptions.consent import REQUESTED, Audit, entries, network, record_part
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.mail import rate_limits
from gazette.subscriptions.mail.signup_request import SignupRequest
from gazette.subscriptions.model import (
    MOST_TOKENS,
    PENDING_KEPT,
    REMINDER_EVERY,
    TOKEN_LIVES,
    Profile,
    expiry,
)
from gazette.subscriptions.repository import CONFIRM, PROFILE, Item, SubscriberRepository, token_key

_STILL_DUE = "#wish.#id = :wish AND attribute_exists(#mail_due)"


class Reservations:
    """Members of the claiming transactions, by name; a name tells what stood in the way of a transaction."""

    def __init__(self, subscribers: SubscriberRepository, keys: Keyring, mails_per_hour: int) -> None:
        self._subscribers = subscribers
        self._keys = keys
        self._mails_per_hour = mails_per_hour

    def confirmation(
        self, wish: SignupRequest, token_hash: str, claim: str, at: datetime, *, resumed: bool
    ) -> Mapping[str, Item]:
        """Pending, a token more (the oldest beyond three goes), the consent record, and every allowance."""
        table, profile = self._subscribers, wish.profile
        # The token of a mail that SES did not take is known to nobody.
        known = profile.tokens[:-1] if profile.credit else profile.tokens
        kept = (*known, token_hash)[-MOST_TOKENS:]
        act = Audit(wish.origin, at, claim)
        facts: dict[str, Any] = {"lang": wish.lang, "lists": wish.lists, "consent": wish.consent}
        # Gone with the week, unless a confirmation keeps it.
        record = entries(profile.subscriber, REQUESTED, act, kept=PENDING_KEPT, **facts)
        return {
            PROFILE: table.profile_update(
                profile,
                "SET #claim = :claim, #tokens = :tokens, #pending_until = :pending_until "
                "REMOVE #mail_due, #wish, #credit",
                {
                    ":claim": claim,
                    ":tokens": list(kept),
                    ":pending_until": expiry(at, PENDING_KEPT),
                    ":wish": wish.id,
                },
                _STILL_DUE,
            ),
            "token": table.append(_token(wish, token_hash, act)),
            **{
                f"dropped {dropped}": table.delete(token_key(dropped), CONFIRM)
                for dropped in set(profile.tokens) - set(kept)
            },
            **{f"record {number}": table.append(entry) for number, entry in enumerate(record)},
            **self._allowances(wish, at, resumed=resumed),
        }

    def reminder(
        self, wish: SignupRequest, active: Profile, claim: str, at: datetime, *, resumed: bool
    ) -> Mapping[str, Item]:
        """At most one in 24 hours, while the person is active (perhaps under a former key), and every allowance."""
        table = self._subscribers
        here = active.subscriber == wish.profile.subscriber
        lately = "(attribute_not_exists(#reminded_at) OR #reminded_at <= :lately OR attribute_exists(#credit))"
        members = {
            PROFILE: table.update(
                wish.profile.subscriber,
                PROFILE,
                "SET #claim = :claim, #reminded_at = :now REMOVE #mail_due, #wish, #credit",
                {
                    ":claim": claim,
                    ":wish": wish.id,
                    ":now": int(at.timestamp()),
                    ":lately": expiry(at, -REMINDER_EVERY),
                    **({":active": "active"} if here else {}),
                },
                f"{_STILL_DUE} AND {lately}{' AND #state = :active' if here else ''}",
            ),
            **self._allowances(wish, at, resumed=resumed),
        }
        if not here:
            members["active"] = table.check(active.subscriber, PROFILE, "#state = :active", {":active": "active"})
        return members

    def _allowances(self, wish: SignupRequest, at: datetime, *, resumed: bool) -> Mapping[str, Item]:
        """What must allow a mail: no suppression under any valid key, and the ceilings unless they were paid."""
        table = self._subscribers
        people = dict.fromkeys([wish.profile.subscriber, *wish.others])
        members = {f"{SUPPRESSED} {number}": table.not_suppressed(who, at) for number, who in enumerate(people)}
        if wish.profile.credit:
            return members
        signing = wish.identities[0]
        caller = self._keys.digest(self._keys.current, "caller", network(wish.origin.ip, 32, 64))
        return {
            **members,
            rate_limits.ADDRESS: rate_limits.PER_ADDRESS.update(table.update, signing.subscriber, at, resumed=resumed),
            rate_limits.MAILBOX: rate_limits.PER_MAILBOX.update(table.update, signing.mailbox, at),
            rate_limits.CALLER: rate_limits.PER_CALLER.update(table.update, caller, at),
            rate_limits.SITE: rate_limits.site_update(table.update, self._mails_per_hour, at),
        }


SUPPRESSED = "suppressed"


def _token(wish: SignupRequest, token_hash: str, act: Audit) -> dict[str, Any]:
    """A token keeps what its mail asked, so that a later signup cannot change what is confirmed."""
    return {
        "subscriber": token_key(token_hash),
        "part": CONFIRM,
        "person": wish.profile.subscriber,
        "email": wish.address.typed,
        "lang": wish.lang,
        "lists": wish.lists,
        "consent": wish.consent,
        "request": record_part(act),
        "made_at": int(act.at.timestamp()),
        "expires_at": expiry(act.at, TOKEN_LIVES),
    }
