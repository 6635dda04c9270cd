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
from gazette.subscriptions.commands.change_me import change_me
from gazette.subscriptions.commands.erase import erase
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.manage_tokens import get_managed_profile
from gazette.subscriptions.model import Profile
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.repository import MANAGE, SubscriberRepository
from gazette.subscriptions.responses import Responses, respond_page
from gazette.subscriptions.self_service.form import PreferenceForm
from gazette.subscriptions.token_lookup import find_token

_RESULTS = {"save": "saved", "pause": "paused", "resume": "resumed", "address": "address_sent", "show": ""}
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
            erase(self.subscribers, token, audit)
            return respond_page(self.pages.render_notice(self.responses.choose_language(requested), "erased"))
        profile = get_managed_profile(self.subscribers, token, audit.at)
        if form.action == "ask":
            return respond_page(self.pages.render_erase(self._choose_language(profile, requested), token))
        return self._change(form, token, profile, requested, audit)

    def _change(
        self, form: PreferenceForm, token: str, profile: Profile, requested: list[str] | None, audit: Audit
    ) -> Response[Any]:
        result, status = _RESULTS[form.action], 200
        try:
            changes = form.to_changes(audit.at, ZoneInfo(self.settings.timezone))
            if changes is not None:
                profile, _ = change_me(
                    changes,
                    token,
                    settings=self.settings,
                    keyrings=self.keyrings,
                    subscribers=self.subscribers,
                    audit=audit,
                )
        except Invalid as error:  # no failure: the page says what is wrong
            result, status = _name_error(error), 422
        lang = self._choose_language(profile, requested)
        if not profile.is_active:
            return respond_page(self.pages.render_left(lang))
        return respond_page(self._render(lang, token, profile, result, audit.at, is_wrong=status != 200), status)

    def _choose_language(self, profile: Profile, requested: list[str] | None) -> str:
        """The reader's own, which may have changed since the mail of the link."""
        return self.responses.choose_language([profile.lang, *(requested or [])])

    def _render(self, lang: str, token: str, profile: Profile, result: str, at: datetime, *, is_wrong: bool) -> str:
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
            is_wrong=is_wrong,
            today=at,
        )


def _name_error(error: Invalid) -> str:
    """Name of the words about the first wrong field."""
    errors: Any = error.extensions["errors"]
    field = errors[0]["pointer"].split("/")[1] if "/" in errors[0]["pointer"] else ""
    return {"email": "wrong_email", "paused_until": "wrong_day"}.get(field, "wrong")
