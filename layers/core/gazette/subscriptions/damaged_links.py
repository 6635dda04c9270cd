"""Recognizes links of mails that a mail program, a link service or a person changed.

The route of such links takes every path below that of signups which has no route of its own, a final slash included.
"""

import re
from collections.abc import Mapping
from typing import Any

from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.public.paths import CONFIRM_PATH, MANAGE_PATH, SIGN_UP_PATH, UNSUBSCRIBE_PATH

DAMAGED_LINK_PATH = f"{SIGN_UP_PATH}/{{page+}}"
"""Route of paths such as `/v1/subscriptions/confirm%23<token>` and `/v1/subscriptions/unsubscribe/<token>/`."""
UNSUBSCRIBE_ROUTE_PATH = f"{UNSUBSCRIBE_PATH}{{token}}"

_CONFIRM, _MANAGE = (
    re.compile(rf"{path.rpartition('/')[2]}(?!\w)", re.IGNORECASE) for path in (CONFIRM_PATH, MANAGE_PATH)
)
_UNSUBSCRIBE = re.compile(UNSUBSCRIBE_PATH.removeprefix(f"{SIGN_UP_PATH}/"), re.IGNORECASE)


def is_damaged_confirm_link(event: Mapping[str, Any]) -> bool:
    """Whether somebody opens an address that begins like that of the confirm page."""
    return _opens(event, _CONFIRM)


def is_damaged_manage_link(event: Mapping[str, Any]) -> bool:
    """Whether somebody opens an address that begins like that of the manage page."""
    return _opens(event, _MANAGE)


def _opens(event: Mapping[str, Any], page: re.Pattern[str]) -> bool:
    method, _, path = event["routeKey"].partition(" ")
    is_read = method in ("GET", "HEAD")
    return is_read and path == DAMAGED_LINK_PATH and bool(page.match(_get_parameter(event, "page")))


def repair_unsubscribe_link(event: dict[str, Any]) -> dict[str, Any]:
    """The event of the undamaged unsubscribe link. An event without an unsubscribe token comes back as it is."""
    method, _, route_path = event["routeKey"].partition(" ")
    token = _find_unsubscribe_token(route_path, event)
    if not token:
        return event
    request, path = event["requestContext"], UNSUBSCRIBE_PATH + token
    route = f"{method} {UNSUBSCRIBE_ROUTE_PATH}"
    return {
        **event,
        "routeKey": route,
        "rawPath": path,
        "pathParameters": {"token": token},
        "requestContext": {**request, "routeKey": route, "http": {**request["http"], "path": path}},
    }


def _find_unsubscribe_token(route_path: str, event: Mapping[str, Any]) -> str:
    if route_path == UNSUBSCRIBE_ROUTE_PATH:
        return unsubscribe_token.extract(_get_parameter(event, "token"))
    page = _get_parameter(event, "page") if route_path == DAMAGED_LINK_PATH else ""
    return unsubscribe_token.extract(page) if _UNSUBSCRIBE.match(page) else ""


def _get_parameter(event: Mapping[str, Any], name: str) -> str:
    """A variable of the path. A greedy one may be empty, and the gateway then passes none."""
    return str((event.get("pathParameters") or {}).get(name, ""))
