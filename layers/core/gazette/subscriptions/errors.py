"""Errors of subscriptions. No cache may keep their answers."""

from gazette.errors import Gone, NotFound

_NO_STORE = {"cache-control": "no-store"}


class TokenGone(Gone):
    """The answer to unknown, foreign, used and expired confirm tokens: all look the same to the client."""

    code, title = "token-gone", "This link is not valid any more"

    def __init__(self) -> None:
        super().__init__(headers=_NO_STORE)


class TooLateToUndo(Gone):
    """An unsubscription can be undone for 15 minutes only."""

    code, title = "too-late-to-undo", "It is too late to undo this"

    def __init__(self) -> None:
        super().__init__(headers=_NO_STORE)


class UnsubscribeTokenUnknown(NotFound):
    """An unsubscribe token without our signature. The answer gives no reason."""

    def __init__(self) -> None:
        super().__init__(headers=_NO_STORE)
