"""Answers browsers with pages instead of problem documents."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.errors import PROBLEM_TYPE
from gazette.http.resolver import Handler
from gazette.pages.response_headers import HTML
from gazette.subscriptions.errors import TooLateToUndo
from gazette.subscriptions.pages import HEADERS, SubscriptionPages
from gazette.subscriptions.paths import CONFIRM_PATH, SIGN_UP_PATH

SIGN_UP, CONFIRM = f"POST {SIGN_UP_PATH}", f"POST {CONFIRM_PATH}"


def with_problem_pages(handler: Handler, pages: SubscriptionPages) -> Handler:
    """A handler that answers as `handler` does, but with a page instead of a problem document if a browser asks."""

    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        request_headers = dict(event["headers"])
        response = handler(event, context)
        headers = {name.lower(): value for name, value in response["headers"].items()}
        if headers.get("content-type") != PROBLEM_TYPE or not wants_page(request_headers):
            return response
        entered = _read_signup(event) if event["routeKey"] == SIGN_UP else {}
        lang = pages.choose_language(request_headers, [*_read_query_languages(event), entered.get("lang", "")])
        passed_on = {name: headers[name] for name in ("retry-after",) if name in headers}
        body = response["body"] and render_problem(
            pages, lang, event["routeKey"], json.loads(response["body"]), entered
        )
        return {
            "statusCode": response["statusCode"],
            "headers": {**HEADERS, **passed_on, "content-type": HTML},
            "body": body,
            "isBase64Encoded": False,
        }

    return handle


def render_problem(
    pages: SubscriptionPages, lang: str, route: str, problem: Mapping[str, Any], entered: Mapping[str, Any]
) -> str:
    """The page of a problem document. A wrong signup form comes back with the values that were `entered`."""
    status = problem["status"]
    if status == 410:
        return pages.render_gone(lang, undo=problem["type"].endswith(TooLateToUndo.code))
    if status == 404:
        return pages.render_notice(lang, "not_found")
    if status >= 500:
        return pages.render_notice(lang, "failed")
    if route == SIGN_UP:
        pointers = [error["pointer"] for error in problem.get("errors", [])]
        wrong_fields = {pointer.split("/")[1] for pointer in pointers if "/" in pointer}
        return pages.render_wrong_signup(lang, wrong_fields, entered)
    return pages.render_wrong_code(lang) if route == CONFIRM else pages.render_notice(lang, "invalid")


def wants_page(headers: Mapping[str, str]) -> bool:
    """Whether a browser asks: browsers name HTML in Accept, and programs do not."""
    return "text/html" in headers.get("accept", "")


def _read_query_languages(event: Mapping[str, Any]) -> list[str]:
    """The values of `lang` in the query, in their order."""
    query = parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True)
    return [value for name, value in query if name == "lang"]


def _read_signup(event: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a signup: texts, and `lists` as a list of texts. Values of other types are left out.

    The resolver has already made JSON of a form.
    """
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
