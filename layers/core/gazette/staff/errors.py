"""Errors of staff accounts, which become problem documents. No detail has an address or a name."""

from gazette.errors import Conflict, GazetteError, NotFound


class MemberNotFound(NotFound):
    code, title = "member-not-found", "There is no such member of staff"


class AddressTaken(Conflict):
    """Member: `member`, the id of the member of staff who has the address."""

    code, title = "address-taken", "A member of staff has this e-mail address"


class OwnAccount(Conflict):
    code, title = "own-account", "Another admin has to do this to your account"


class InvitationNotSent(GazetteError):
    """The account was removed again, so that the same invitation may be repeated."""

    status, code, title = 503, "invitation-not-sent", "The invitation could not be mailed"

    def __init__(self) -> None:
        super().__init__(
            "The user pool mails a limited number of messages a day, and none to some addresses.",
            headers={"retry-after": "3600"},
        )
