"""The pages behind the links in letters, and what a form without script is answered."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.errors import PROBLEM_TYPE
from gazette.http.resolver import Handler
from gazette.pages.headers import HTML, SECURITY
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.model import Subscription
from gazette.subscriptions.public.channels import DEFAULT_LISTS, describe_channels, list_titles
from gazette.subscriptions.unsubscribe_token import in_language

HEADERS = {
    **SECURITY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""No page of this noun is kept, found or named to anybody."""

SIGN_UP_PATH, CONFIRM_PATH = "/v1/subscriptions", "/v1/subscriptions/confirm"
SIGN_UP, CONFIRM = f"POST {SIGN_UP_PATH}", f"POST {CONFIRM_PATH}"

GONE, NOT_FOUND = 410, 404


class SubscriptionPages:
    """The pages of one site, as HTML in the language that a visitor reads."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._settings = settings
        self._pages = pages

    def language(self, headers: Mapping[str, str], asked: Iterable[str] = ()) -> str:
        """The language of a page: the first that the site has of those asked for, else of the browser's, else the
        default."""
        languages = self._settings.languages
        by_name = {lang.lower(): lang for lang in languages}
        for tag in [*asked, *_preferred(headers.get("accept-language", ""))]:
            found = by_name.get(tag.lower()) or by_name.get(tag.partition("-")[0].lower())
            if found:
                return found
        return languages[0]

    def confirm(self, lang: str, wrong: str = "") -> str:
        """Asks for the press of a button: the same page for every token, which it never sees. `wrong` is what was
        wrong with the code that was sent."""
        action = in_language(CONFIRM_PATH, lang)
        return self._render("confirm", lang, paths=self._in_each_language(CONFIRM_PATH), action=action, wrong=wrong)

    def confirmed(self, lang: str, lists: Iterable[Subscription]) -> str:
        titles = list_titles(lang)
        links = [{"title": titles[found.list][0], "url": in_language(found.unsubscribe_url, lang)} for found in lists]
        return self._render("confirmed", lang, lists=links)

    def leave(self, lang: str, list_id: str, action: str) -> str:
        paths = self._in_each_language(action)
        return self._render("leave", lang, paths=paths, list=_title(lang, list_id), action=in_language(action, lang))

    def left(self, lang: str, list_id: str | None, action: str) -> str:
        """After leaving one list, or (`list_id` None) all."""
        title = list_id and _title(lang, list_id)
        return self._render("left", lang, list=title, action=in_language(action, lang))

    def said(self, lang: str, what: str) -> str:
        """A page of a title and a text: `accepted`, `refused`, `back`."""
        return self._said(lang, what)

    def problem(self, lang: str, route: str, document: Mapping[str, Any], entered: Mapping[str, Any]) -> str:
        """What stands in place of a page: 410 offers a new letter, a form that was wrong comes again with what was
        entered, the rest says what can be done."""
        status, words = document["status"], self._pages.texts[lang].words["subscriptions"]
        if status == GONE:
            late = document["type"].endswith("too-late-to-undo")
            gone = words["gone"]
            return self._form(lang, gone["title"], [gone["too_late" if late else "text"]], default_lists=DEFAULT_LISTS)
        if status == NOT_FOUND or status >= 500:
            return self._said(lang, "not_found" if status == NOT_FOUND else "failed")
        if route == SIGN_UP:
            return self._sign_up_again(lang, document, entered)
        return self.confirm(lang, words["invalid"]["text"]) if route == CONFIRM else self._said(lang, "invalid")

    def _sign_up_again(self, lang: str, document: Mapping[str, Any], entered: Mapping[str, Any]) -> str:
        words = self._pages.texts[lang].words["subscriptions"]["invalid"]
        pointed = {error["pointer"].split("/")[1] for error in document.get("errors", []) if "/" in error["pointer"]}
        wrong = [words[field] for field in ("email", "lists", "consent") if field in pointed]
        consent: Any = describe_channels(self._settings, lang)["consent"]
        return self._form(
            lang,
            words["title"],
            wrong or [words["text"]],
            email=entered.get("email", ""),
            default_lists=entered.get("lists", ()),
            agreed=entered.get("consent") == consent["version"],
        )

    def _form(self, lang: str, title: str, said: list[str], **entered: Any) -> str:
        """The form of a signup, below a title and what is to be said."""
        words = {"title": title}
        return self._render(
            "again", lang, words=words, said=said, channels=describe_channels(self._settings, lang), **entered
        )

    def _said(self, lang: str, what: str) -> str:
        return self._render("page", lang, words=self._pages.texts[lang].words["subscriptions"][what])

    def _in_each_language(self, path: str) -> dict[str, str]:
        return {lang: in_language(path, lang) for lang in self._settings.languages}

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
        entered = _entered(event) if event["routeKey"] == SIGN_UP else {}
        lang = pages.language(headers, [*asked_languages(event), entered.get("lang", "")])
        kept = {name: named[name] for name in ("retry-after",) if name in named}
        return {
            "statusCode": answer["statusCode"],
            "headers": {**HEADERS, **kept, "content-type": HTML},
            "body": answer["body"] and pages.problem(lang, event["routeKey"], json.loads(answer["body"]), entered),
            "isBase64Encoded": False,
        }

    return paged


def asked_languages(event: Mapping[str, Any]) -> list[str]:
    """The values of `lang` in an address, in their order."""
    given = parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)
    return [value for name, value in given if name == "lang"]


def _entered(event: Mapping[str, Any]) -> dict[str, Any]:
    """What a signup says, once its body was read: texts, and `lists` as a list of texts. Anything else is left out."""
    try:
        fields = json.loads(event.get("body") or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    lists = fields.get("lists")
    texts: dict[str, Any] = {
        name: fields[name] for name in ("email", "lang", "consent") if type(fields.get(name)) is str
    }
    return {**texts, "lists": [name for name in lists if type(name) is str] if isinstance(lists, list) else []}


def wants_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks: one names HTML in Accept, and programs do not."""
    return "text/html" in headers.get("accept", "")
