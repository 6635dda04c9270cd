"""The pages behind the links in letters, and what a form without script is answered."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.errors import PROBLEM_TYPE
from gazette.http.api import Handler
from gazette.pages.headers import HTML, SECURITY
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.channels import DEFAULT_LISTS, channels, list_titles
from gazette.subscriptions.model import Subscription

HEADERS = {
    **SECURITY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""No page of this noun is kept, found or named to anybody."""

CONFIRM_PATH = "/v1/subscriptions/confirm"

GONE, NOT_FOUND = 410, 404


class SubscriptionPages:
    """The pages of one site, as HTML in the language that a visitor reads."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._settings = settings
        self._pages = pages

    def language(self, headers: Mapping[str, str], asked: str | None = None) -> str:
        """The language of a page: the one asked for, else the browser's first that the site has, else the default."""
        languages = self._settings.languages
        by_name = {lang.lower(): lang for lang in languages}
        for tag in [asked or "", *_preferred(headers.get("accept-language", ""))]:
            found = by_name.get(tag.lower()) or by_name.get(tag.partition("-")[0].lower())
            if found:
                return found
        return languages[0]

    def confirm(self, lang: str) -> str:
        """Asks for the press of a button: the same page for every token, which it never sees."""
        return self._render("confirm", lang, paths=self._in_each_language(CONFIRM_PATH))

    def confirmed(self, lang: str, lists: Iterable[Subscription]) -> str:
        titles = list_titles(lang)
        links = [{"title": titles[found.list][0], "url": found.unsubscribe_url} for found in lists]
        return self._render("confirmed", lang, lists=links)

    def leave(self, lang: str, list_id: str, action: str) -> str:
        paths = self._in_each_language(action)
        return self._render("leave", lang, paths=paths, list=_title(lang, list_id), action=action)

    def left(self, lang: str, list_id: str | None, action: str) -> str:
        """After leaving one list, or (`list_id` None) all."""
        return self._render("left", lang, list=list_id and _title(lang, list_id), action=action)

    def said(self, lang: str, what: str) -> str:
        """A page of a title and a text: `accepted`, `refused`, `back`."""
        return self._said(lang, what)

    def problem(self, lang: str, status: int, code: str) -> str:
        """What stands in place of a page: 410 offers a new letter, the rest says what can be done."""
        if status == GONE:
            words = self._pages.texts[lang].words["subscriptions"]["gone"]
            text = words["too_late"] if code == "too-late-to-undo" else words["text"]
            offered = channels(self._settings, lang)
            return self._render("again", lang, text=text, channels=offered, default_lists=DEFAULT_LISTS)
        if status == NOT_FOUND:
            return self._said(lang, "not_found")
        return self._said(lang, "failed" if status >= 500 else "invalid")

    def _said(self, lang: str, what: str) -> str:
        return self._render("page", lang, words=self._pages.texts[lang].words["subscriptions"][what])

    def _in_each_language(self, path: str) -> dict[str, str]:
        return {lang: f"{path}?lang={lang}" for lang in self._settings.languages}

    def _render(self, name: str, lang: str, **values: Any) -> str:
        return self._pages.render(f"subscriptions/{name}.html", lang, **values)


def _title(lang: str, list_id: str) -> str:
    """A list's title; one that is no longer offered goes by its id."""
    return list_titles(lang).get(list_id, (list_id,))[0]


def _preferred(accept_language: str) -> list[str]:
    """Tags of an Accept-Language header in the order of their weights (RFC 9110, 12.5.4)."""
    weighed = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighed, key=lambda pair: pair[0]) if weight < 0]


def with_problem_pages(handler: Handler, pages: SubscriptionPages) -> Handler:
    """The same handler, whose problem documents are pages where a browser asks."""

    def paged(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        headers = dict(event["headers"])
        answer = handler(event, context)
        named = {name.lower(): value for name, value in answer["headers"].items()}
        if named.get("content-type") != PROBLEM_TYPE or not wants_page(headers):
            return answer
        code = json.loads(answer["body"])["type"].rpartition(":")[2] if answer["body"] else ""
        kept = {name: named[name] for name in ("retry-after",) if name in named}
        return {
            "statusCode": answer["statusCode"],
            "headers": {**HEADERS, **kept, "content-type": HTML},
            "body": answer["body"] and pages.problem(pages.language(headers), answer["statusCode"], code),
            "isBase64Encoded": False,
        }

    return paged


def wants_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks: one names HTML in Accept, and programs do not."""
    return "text/html" in headers.get("accept", "")
