"""Carries out the forms of the preferences page, and answers each with a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler import Response

from gazette.errors import Invalid
from gazette.settings import Settings
from gazette.subscriptions.commands.change_address import load_list_languages
from gazette.subscriptions.commands.erase import erase
from gazette.subscriptions.commands.patch_preferences import patch_preferences
from gazette.subscriptions.commands.undo_item import OF_PREFERENCES
from gazette.subscriptions.commands.undo_unsubscribe import can_undo, undo
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.errors import TooLateToUndo
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.manage_tokens import get_owner
from gazette.subscriptions.model import Profile
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.repository import MANAGE, SubscriberRepository
from gazette.subscriptions.responses import Responses, respond_page
from gazette.subscriptions.self_service.form import PreferenceForm
from gazette.subscriptions.token_lookup import find_token

_RESULTS = {
    "save": "saved",
    "pause": "paused",
    "resume": "resumed",
    "address": "address_sent",
    "undo": "restored",
}
"""Name of the words that tell the result of an action."""


@dataclass(frozen=True)
class PreferencePages:
    """`respond_export` makes the response with all data of the subscriber of a token."""

    settings: Settings
    keyrings: Keyrings
    subscribers: SubscriberRepository
    pages: SubscriptionPages
    responses: Responses
    respond_export: Callable[[str], Response[Any]]

    def respond(self, form: PreferenceForm, requested: list[str] | None, audit: Audit) -> Response[Any]:
        """The page after the form's action. Raises `TokenGone`."""
        token = find_token(self.subscribers, form.token, audit.at, MANAGE)
        if form.action == "export":
            return self.respond_export(token)
        if form.action == "erase":
            erase(self.subscribers, self.keyrings, token, audit)
            return respond_page(self.pages.render_notice(self.responses.choose_language(requested), "erased"))
        profile = get_owner(self.subscribers, token, audit.at)
        if form.action == "ask":
            return respond_page(self.pages.render_erase(self._choose_language(profile, requested), token))
        if form.action == "undo":
            return self._undo(token, profile, requested, audit)
        if not profile.is_active:
            return self._show_departed(token, profile, self._choose_language(profile, requested), audit)
        return self._change(form, token, profile, requested, audit)

    def _undo(self, token: str, profile: Profile, requested: list[str] | None, audit: Audit) -> Response[Any]:
        try:
            undo(self.subscribers, profile.subscriber, OF_PREFERENCES, audit)
        except TooLateToUndo:  # no failure: the page says so
            lang = self._choose_language(profile, requested)
            return self._show_departed(token, profile, lang, audit, result="too_late")
        profile = get_owner(self.subscribers, token, audit.at)
        lang = self._choose_language(profile, requested)
        return respond_page(self._render(lang, token, profile, "restored", audit.at))

    def _show_departed(
        self, token: str, profile: Profile, lang: str, audit: Audit, *, result: str = ""
    ) -> Response[Any]:
        may_undo = can_undo(self.subscribers, profile.subscriber, OF_PREFERENCES, audit.at)
        page = self.pages.render_departed(lang, token, can_undo=may_undo, result=result)
        return respond_page(page, 410 if result else 200)

    def _change(
        self, form: PreferenceForm, token: str, profile: Profile, requested: list[str] | None, audit: Audit
    ) -> Response[Any]:
        result, wrong = _RESULTS.get(form.action, ""), ""
        lang = self._choose_language(profile, requested)
        try:
            changes = form.to_changes(audit.at, ZoneInfo(self.settings.timezone))
            if changes is not None:
                profile, _ = patch_preferences(
                    changes,
                    token,
                    settings=self.settings,
                    keyrings=self.keyrings,
                    subscribers=self.subscribers,
                    audit=audit,
                )
        except Invalid as error:  # no failure: the page says what is wrong
            result, wrong = _name_error(error)
        if not profile.is_active:
            return self._show_departed(token, profile, lang, audit)
        lang = self._choose_language(profile, requested)
        page = self._render(lang, token, profile, result, audit.at, wrong=wrong, entered=form.model_dump())
        return respond_page(page, 422 if wrong else 200)

    def _choose_language(self, profile: Profile, requested: list[str] | None) -> str:
        """The reader's own, which may have changed since the mail of the link."""
        return self.responses.choose_language([profile.lang, *(requested or [])])

    def _render(self, lang: str, token: str, profile: Profile, result: str, at: datetime, **mistake: Any) -> str:
        """The preferences. `mistake` is `wrong` and `entered` of a form that was refused."""
        is_paused = profile.paused_until > at.timestamp()
        until = datetime.fromtimestamp(profile.paused_until, UTC) if is_paused else None
        languages = load_list_languages(self.subscribers, profile)
        return self.pages.render_preferences(
            lang,
            token,
            profile,
            until,
            other_languages={name: other for name, other in languages.items() if other != profile.lang},
            result=result,
            today=at,
            **mistake,
        )


def _name_error(error: Invalid) -> tuple[str, str]:
    """Names of the words about the first wrong field, and of that field in the form."""
    errors: Any = error.extensions["errors"]
    field = errors[0]["pointer"].split("/")[1] if "/" in errors[0]["pointer"] else ""
    return {"email": ("wrong_email", "email"), "paused_until": ("wrong_day", "until")}.get(field, ("wrong", "choice"))
