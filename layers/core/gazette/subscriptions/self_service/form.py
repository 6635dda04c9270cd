"""The forms of the preferences page. They carry the token in a hidden field, so that the page needs no script."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from gazette.errors import Invalid
from gazette.schemas.base import StrictModel
from gazette.subscriptions.preferences import PreferenceChanges
from gazette.subscriptions.schemas import TokenText

Action = Literal["show", "save", "leave", "undo", "pause", "resume", "address", "export", "ask", "erase"]


class PreferenceForm(StrictModel):
    """`action` says which of the page's forms was sent, and which other fields count.

    `save` stores `lists` and `lang`, `leave` leaves all lists, which `undo` takes back for 15 minutes, `pause` pauses
    for `days` or until the day `until`, `address` asks for the address `email`. `ask` is the question before `erase`.
    """

    token: TokenText
    action: Action = "show"
    lists: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20)] = ()
    lang: Annotated[str, Field(max_length=35)] = ""
    consent: Annotated[str, Field(max_length=64)] = ""
    days: Annotated[str, Field(max_length=3)] = ""
    until: Annotated[str, Field(max_length=10)] = ""
    email: Annotated[str, Field(max_length=320)] = ""

    def to_changes(self, at: datetime, zone: ZoneInfo) -> PreferenceChanges | None:
        """The merge patch of the form, None if it changes nothing. Raises `Invalid` for a day that is none.

        A pause until a day ends when the day begins in `zone`.
        """
        match self.action:
            case "save":
                agreed = {"consent": self.consent} if self.consent else {}
                return PreferenceChanges.model_validate({"lists": self.lists, "lang": self.lang, **agreed})
            case "leave":
                return PreferenceChanges.model_validate({"lists": ()})
            case "pause":
                return PreferenceChanges.model_validate({"paused_until": self._find_end(at, zone)})
            case "resume":
                return PreferenceChanges.model_validate({"paused_until": None})
            case "address":
                return PreferenceChanges.model_validate({"email": self.email})
        return None

    def _find_end(self, at: datetime, zone: ZoneInfo) -> datetime:
        try:
            if self.days:
                return at + timedelta(days=int(self.days))
            return datetime.fromisoformat(self.until).replace(tzinfo=zone)
        except (ValueError, OverflowError):
            raise Invalid.at("#/paused_until", "This is no day.") from None
