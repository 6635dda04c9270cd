"""Renders the pages behind the links in mails, and the pages that answer a form without script."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gazette.pages.response_headers import SECURITY
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.paths import CONFIRM_PATH, add_language
from gazette.subscriptions.public.channels import DEFAULT_LISTS, describe_channels, get_list_titles
from gazette.subscriptions.schemas import Subscription

HEADERS = {
    **SECURITY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""No cache or search engine stores these pages, and browsers send their URLs to no other site."""


class SubscriptionPages:
    """The pages of one site, as HTML in the visitor's language."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._settings = settings
        self._pages = pages

    def choose_language(self, headers: Mapping[str, str], requested: Iterable[str] = ()) -> str:
        """The first requested language that the site has, else the browser's, else the default."""
        languages = self._settings.languages
        by_tag = {lang.lower(): lang for lang in languages}
        for tag in [*requested, *_parse_accept_language(headers.get("accept-language", ""))]:
            lang = by_tag.get(tag.lower()) or by_tag.get(tag.partition("-")[0].lower())
            if lang:
                return lang
        return languages[0]

    def render_confirm(self, lang: str, error: str = "") -> str:
        """Asks the visitor to press a button. The page is the same for every token and does not receive it.

        `error` describes what was wrong with the code in the form.
        """
        action = add_language(CONFIRM_PATH, lang)
        return self._render("confirm", lang, paths=self._translate_path(CONFIRM_PATH), action=action, error=error)

    def render_confirmed(self, lang: str, subscriptions: Iterable[Subscription]) -> str:
        """The subscribed lists, each with an unsubscribe link."""
        titles = get_list_titles(lang)
        links = [
            {"title": titles[subscription.list][0], "url": add_language(subscription.unsubscribe_url, lang)}
            for subscription in subscriptions
        ]
        return self._render("confirmed", lang, lists=links)

    def render_unsubscribe(self, lang: str, list_id: str, path: str) -> str:
        """Asks whether to leave one list or all. `path` is the page's own path, without a language."""
        return self._render(
            "unsubscribe",
            lang,
            paths=self._translate_path(path),
            list=_get_title(lang, list_id),
            action=add_language(path, lang),
        )

    def render_unsubscribed(self, lang: str, list_id: str | None, path: str) -> str:
        """The page after leaving one list, or all lists if `list_id` is None. `path` as above."""
        title = list_id and _get_title(lang, list_id)
        return self._render("unsubscribed", lang, list=title, action=add_language(path, lang))

    def render_notice(self, lang: str, name: str) -> str:
        """A title and a text: `accepted`, `refused`, `back`, `not_found`, `failed` or `invalid`."""
        return self._render("page", lang, words=self._get_words(lang)[name])

    def render_gone(self, lang: str, *, undo: bool) -> str:
        """The token is not valid any more, or (`undo`) it is too late to undo; with a form for a new signup."""
        words = self._get_words(lang)["gone"]
        text = words["too_late" if undo else "text"]
        return self._render_form(lang, words["title"], [text], default_lists=DEFAULT_LISTS)

    def render_wrong_code(self, lang: str) -> str:
        return self.render_confirm(lang, self._get_words(lang)["invalid"]["text"])

    def render_wrong_signup(self, lang: str, wrong_fields: set[str], entered: Mapping[str, Any]) -> str:
        """The signup form again, with the entered values and what is wrong with each of `wrong_fields`."""
        words = self._get_words(lang)["invalid"]
        messages = [words[field] for field in ("email", "lists", "consent") if field in wrong_fields]
        consent: Any = describe_channels(self._settings, lang)["consent"]
        return self._render_form(
            lang,
            words["title"],
            messages or [words["text"]],
            email=entered.get("email", ""),
            default_lists=entered.get("lists", ()),
            agreed=entered.get("consent") == consent["version"],
        )

    def _render_form(self, lang: str, title: str, messages: Sequence[str], **entered: Any) -> str:
        """The signup form below a title and messages."""
        channels = describe_channels(self._settings, lang)
        return self._render(
            "signup_again", lang, words={"title": title}, messages=messages, channels=channels, **entered
        )

    def _get_words(self, lang: str) -> Any:
        return self._pages.texts[lang].words["subscriptions"]

    def _translate_path(self, path: str) -> dict[str, str]:
        return {lang: add_language(path, lang) for lang in self._settings.languages}

    def _render(self, name: str, lang: str, **values: Any) -> str:
        return self._pages.render(f"subscriptions/{name}.html", lang, **values)


def _get_title(lang: str, list_id: str) -> str:
    """The list's title, or its id if the list is not offered any more."""
    return get_list_titles(lang).get(list_id, (list_id,))[0]


def _parse_accept_language(header: str) -> list[str]:
    """Tags of an Accept-Language header in the order of their weights (RFC 9110, 12.5.4)."""
    weighted = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: pair[0]) if weight < 0]
