"""Renders the pages behind the links in mails, and the pages that answer a form without script."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from gazette.languages import choose_language
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.model import Profile
from gazette.subscriptions.public.channels import (
    LISTS,
    choose_default_lists,
    describe_channels,
    describe_list,
    list_offered,
)
from gazette.subscriptions.public.paths import CONFIRM_PATH, MANAGE_PATH, PREFERENCES_PATH, add_language
from gazette.subscriptions.schemas import Subscription


class SubscriptionPages:
    """The pages of one site, as HTML in the visitor's language."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._settings = settings
        self._pages = pages

    def choose_language(self, headers: Mapping[str, str], requested: Iterable[str] = ()) -> str:
        """The first requested language that the site has, else the browser's, else the default."""
        return choose_language(self._settings.languages, requested, headers.get("accept-language", ""))

    def render_confirm(self, lang: str) -> str:
        """Asks the visitor to press a button. The page is the same for every token and does not receive it."""
        words = self._get_words(lang)["confirm"]
        return self._render_code_form(lang, words["title"], [words["text"]])

    def render_confirmed(self, lang: str, subscriptions: Iterable[Subscription]) -> str:
        """The subscribed lists, each with an unsubscribe link."""
        links = [
            {
                "title": describe_list(lang, subscription.list)["title"],
                "url": add_language(subscription.unsubscribe_url, lang),
            }
            for subscription in subscriptions
        ]
        return self._render("confirmed", lang, lists=links)

    def render_unsubscribe(self, lang: str, list_id: str, path: str) -> str:
        """Asks whether to leave one list or all. `path` is the page's own path, without a language."""
        return self._render(
            "unsubscribe",
            lang,
            paths=self._translate_path(path),
            list=describe_list(lang, list_id)["title"],
            action=add_language(path, lang),
            manage=add_language(MANAGE_PATH, lang),
        )

    def render_unsubscribed(self, lang: str, list_id: str | None, path: str, *, has_more: bool, can_undo: bool) -> str:
        """The page after leaving one list, or all lists if `list_id` is None. `path` as above.

        It offers to leave all lists if the reader `has_more`, and to take the unsubscription back while one `can_undo`.
        """
        title = list_id and describe_list(lang, list_id)["title"]
        action = add_language(path, lang)
        values = {"manage": add_language(MANAGE_PATH, lang), "has_more": has_more, "can_undo": can_undo}
        return self._render("unsubscribed", lang, list=title, action=action, **values)

    def render_notice(self, lang: str, name: str) -> str:
        """A title and a text: `accepted`, `refused`, `kept`, `back`, `link_sent`, `erased`, `not_found`, `failed` …"""
        return self._render("page", lang, words=self._get_words(lang)[name])

    def render_gone(self, lang: str) -> str:
        """The token is not valid any more, or the code is mistyped: its field again, and a form for a new mail."""
        words = self._get_words(lang)["gone"]
        return self._render_code_form(lang, words["title"], [words["text"], words["code"]], wrong=True)

    def render_wrong_code(self, lang: str) -> str:
        """What the visitor entered contains no code: the field again, and a form for a new mail."""
        words = self._get_words(lang)["invalid"]
        return self._render_code_form(lang, words["title"], [words["text"]], wrong=True)

    def render_manage(self, lang: str, wrong: str = "") -> str:
        """Asks for the code of a manage link, or for the address to send a link to. `wrong` is `gone` or `email`."""
        words = self._get_words(lang)["manage"]
        return self._render(
            "manage",
            lang,
            words=words,
            paths=self._translate_path(MANAGE_PATH),
            action=add_language(PREFERENCES_PATH, lang),
            ask=add_language(MANAGE_PATH, lang),
            message=words.get(f"wrong_{wrong}", ""),
        )

    def render_preferences(
        self,
        lang: str,
        token: str,
        profile: Profile,
        paused_until: datetime | None,
        *,
        other_languages: Mapping[str, str],
        result: str,
        today: datetime,
        wrong: str = "",
        entered: Mapping[str, Any] = MappingProxyType({}),
    ) -> str:
        """The preferences of a subscriber. The token is a hidden field of each form; `result` names what was done.

        `other_languages` are those of the lists that come in another language than the subscriber's. If a form was
        refused, `wrong` is its field (`email`, `until` or another text) and `entered` has its values.
        """
        channels: Any = describe_channels(self._settings, lang)
        offered = {entry["id"] for entry in channels["lists"]}
        former = [{"id": name, **describe_list(lang, name)} for name in LISTS if name in profile.lists - offered]
        words = self._get_words(lang)["preferences"]
        until = paused_until and self._pages.texts[lang].moment(paused_until)
        return self._render(
            "preferences",
            lang,
            words=words,
            token=token,
            profile=profile,
            lists=[*channels["lists"], *former],
            other_languages=other_languages,
            consent=channels["consent"],
            until=until,
            earliest=f"{today:%Y-%m-%d}",
            action=add_language(PREFERENCES_PATH, lang),
            message=words["results"].get(result, "").format(until=until),
            wrong=wrong,
            entered=entered,
        )

    def render_erase(self, lang: str, token: str) -> str:
        """Asks whether to erase everything."""
        words = self._get_words(lang)["erase"]
        return self._render("erase", lang, words=words, token=token, action=add_language(PREFERENCES_PATH, lang))

    def render_departed(self, lang: str, token: str, *, can_undo: bool, result: str = "") -> str:
        """The reader has left all lists: an undo while one is possible, and the data that stays."""
        words = self._get_words(lang)
        return self._render(
            "departed",
            lang,
            words=words["preferences"] | {"title": words["left"]["title"]},
            token=token,
            action=add_language(PREFERENCES_PATH, lang),
            message=words["preferences"]["results"].get(result, ""),
            can_undo=can_undo,
        )

    def render_too_late(self, lang: str) -> str:
        """It is too late to undo, with a form for a new signup."""
        words = self._get_words(lang)["gone"]
        return self._render_signup(lang, words["title"], [words["too_late"]], invitation=words["anew"])

    def render_signup(self, lang: str) -> str:
        """The signup form on a page of its own."""
        words = self._get_words(lang)["sign_up"]
        return self._render_signup(lang, words["title"], [], invitation=words["text"])

    def render_wrong_signup(self, lang: str, wrong_fields: set[str], entered: Mapping[str, Any]) -> str:
        """The signup form again, with the entered values and what is wrong with each of `wrong_fields`."""
        words = self._get_words(lang)["invalid"]
        if not list_offered(self._settings):
            return self._render_signup(lang, words["title"], [])
        messages = [words[field] for field in ("email", "lists", "consent", "remark") if field in wrong_fields]
        consent: Any = describe_channels(self._settings, lang)["consent"]
        return self._render_signup(
            lang,
            words["title"],
            messages or [words["text"]],
            email=entered.get("email", ""),
            default_lists=entered.get("lists", ()),
            agreed=entered.get("consent") == consent["version"],
            show_trap="remark" in wrong_fields,
        )

    def _render_code_form(self, lang: str, title: str, messages: Sequence[str], *, wrong: bool = False) -> str:
        """The form for the code; if something is `wrong`, also the form for a new mail."""
        words = {**self._get_words(lang)["confirm"], "title": title}
        return self._render(
            "confirm",
            lang,
            paths=self._translate_path(CONFIRM_PATH),
            action=add_language(CONFIRM_PATH, lang),
            words=words,
            messages=messages,
            wrong=wrong,
            **self._describe_form(lang),
        )

    def _render_signup(
        self, lang: str, title: str, messages: Sequence[str], *, invitation: str = "", **entered: Any
    ) -> str:
        """The signup form below a title, messages and an invitation. If no list is offered, the page says so."""
        values = {**self._describe_form(lang), **entered}
        if not values["channels"]["lists"]:
            invitation = self._get_words(lang)["closed"]
        return self._render(
            "signup_again", lang, words={"title": title}, messages=messages, invitation=invitation, **values
        )

    def _describe_form(self, lang: str) -> dict[str, Any]:
        """Variables of an empty signup form."""
        return {
            "channels": describe_channels(self._settings, lang),
            "default_lists": choose_default_lists(self._settings),
        }

    def _get_words(self, lang: str) -> Any:
        return self._pages.texts[lang].words["subscriptions"]

    def _translate_path(self, path: str) -> dict[str, str]:
        return {lang: add_language(path, lang) for lang in self._settings.languages}

    def _render(self, name: str, lang: str, **values: Any) -> str:
        return self._pages.render(f"subscriptions/{name}.html", lang, **values)
