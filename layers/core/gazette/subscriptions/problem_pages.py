"""Answers browsers with pages instead of problem documents. Neither repeats the path, which may contain a token."""

import json
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.errors import PROBLEM_TYPE
from gazette.http.public import parse_query, wants_page
from gazette.http.resolver import Handler
from gazette.pages.response_headers import HTML, PRIVATE
from gazette.subscriptions.damaged_links import is_damaged_confirm_link, is_damaged_manage_link
from gazette.subscriptions.errors import TooLateToUndo
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.public.paths import CONFIRM_PATH, MANAGE_PATH, PREFERENCES_PATH, SIGN_UP_PATH

SIGN_UP, CONFIRM = f"POST {SIGN_UP_PATH}", f"POST {CONFIRM_PATH}"


def with_problem_pages(handler: Handler, pages: SubscriptionPages) -> Handler:
    """A handler that answers as `handler` does, but with a page instead of a problem document if a browser asks.

    A damaged link to the confirm or the manage page opens that page in browsers; its script finds the token in the
    address.
    """

    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        request_headers = dict(event["headers"])
        response = handler(event, context)
        headers = {name.lower(): value for name, value in response["headers"].items()}
        if headers.get("content-type") != PROBLEM_TYPE:
            return response
        problem = json.loads(response["body"])
        if not wants_page(request_headers):
            instance = event["routeKey"].partition(" ")[2].partition("{")[0]
            return {**response, "body": json.dumps({**problem, "instance": instance}, ensure_ascii=False)}
        entered = _read_signup(event) if event["routeKey"] == SIGN_UP else {}
        lang = pages.choose_language(request_headers, [*_read_query_languages(event), entered.get("lang", "")])
        if problem["status"] == 404 and is_damaged_confirm_link(event):
            return _build_page(200, {}, pages.render_confirm(lang))
        if problem["status"] == 404 and is_damaged_manage_link(event):
            return _build_page(200, {}, pages.render_manage(lang))
        passed_on = {name: headers[name] for name in ("retry-after", "allow") if name in headers}
        html = render_problem(pages, lang, event["routeKey"], problem, entered)
        return _build_page(problem["status"], passed_on, html)

    return handle


def _build_page(status: int, headers: Mapping[str, str], html: str) -> dict[str, Any]:
    """A page in payload format 2.0."""
    page_headers = {**PRIVATE, **headers, "content-type": HTML}
    return {"statusCode": status, "headers": page_headers, "body": html, "isBase64Encoded": False}


def render_problem(
    pages: SubscriptionPages, lang: str, route: str, problem: Mapping[str, Any], entered: Mapping[str, Any]
) -> str:
    """The page of a problem document. A wrong signup form comes back with the values that were `entered`."""
    status = problem["status"]
    path = route.partition(" ")[2]
    if path.startswith(PREFERENCES_PATH) and status in (401, 410, 422):
        return pages.render_manage(lang, "gone" if status == 410 else "")
    if path == MANAGE_PATH and status == 422:
        return pages.render_manage(lang, "email")
    if status == 410:
        too_late = problem["type"].endswith(TooLateToUndo.code)
        return pages.render_too_late(lang) if too_late else pages.render_gone(lang)
    if status == 405:
        return pages.render_signup(lang)
    if status == 404:
        return pages.render_notice(lang, "not_found")
    if status >= 500:
        return pages.render_notice(lang, "failed")
    if route == SIGN_UP:
        pointers = [error["pointer"] for error in problem.get("errors", [])]
        wrong_fields = {pointer.split("/")[1] for pointer in pointers if "/" in pointer}
        return pages.render_wrong_signup(lang, wrong_fields, entered)
    return pages.render_wrong_code(lang) if route == CONFIRM else pages.render_notice(lang, "invalid")


def _read_query_languages(event: dict[str, Any]) -> list[str]:
    """The values of `lang` in the query, in their order."""
    return [value for name, value in parse_query(event) if name == "lang"]


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
