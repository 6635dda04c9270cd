"""What a reader can do about letters: see what there is, sign up, confirm, refuse, leave, come back."""

import json
import os
from collections.abc import Callable
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel
from ulid import ULID

from gazette.aws.clients import client
from gazette.errors import Invalid
from gazette.http.public import Request, dispatch
from gazette.http.request_body import FORM, JSON
from gazette.http.resolver import build_handler, build_resolver
from gazette.http.responses import HttpResponse, computed_response
from gazette.pages.headers import HTML
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.commands.confirm import confirm
from gazette.subscriptions.commands.decline import decline
from gazette.subscriptions.commands.signup import sign_up
from gazette.subscriptions.commands.unsubscribe import ALL, UNDO, undo, wanted
from gazette.subscriptions.commands.unsubscribe import unsubscribe as leave
from gazette.subscriptions.consent import Audit, origin
from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.model import (
    Accepted,
    Confirmation,
    Confirmed,
    LinkUnknown,
    Profile,
    Signup,
    Subscription,
    Unsubscribed,
)
from gazette.subscriptions.pages import (
    CONFIRM,
    CONFIRM_PATH,
    HEADERS,
    SIGN_UP,
    SIGN_UP_PATH,
    SubscriptionPages,
    wants_page,
    with_problem_pages,
)
from gazette.subscriptions.public.channels import describe_channels
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.schemas import either, page
from gazette.times import now
from gazette.urls import site_url

MOST_BYTES = 4096

CHANNELS = "GET /v1/channels"
UNSUBSCRIBE = "/v1/subscriptions/unsubscribe/<token>"
UNSUBSCRIBE_ROUTE = "/v1/subscriptions/unsubscribe/{token}"
CONFIRMATION_ISSUE = "confirmation"
"""What stands in place of an issue in the links of a confirmation's answer."""

settings = Settings(os.environ)
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))
secrets = Keyrings(settings.require("SECRETS_PATH"), client("ssm"))
proof = settings.require("ORIGIN_PROOF")
pages = SubscriptionPages(settings, Pages(settings))
app = build_resolver(pages=(f"GET {CONFIRM_PATH}", CONFIRM, f"GET {UNSUBSCRIBE_ROUTE}", f"POST {UNSUBSCRIBE_ROUTE}"))

Lang = Annotated[
    list[str] | None, Query(description="Language of the page: the first that the site has; else its reader's own")
]
Token = Annotated[str, Path(description="The signed token of a letter's link")]


def offered(request: Request) -> HttpResponse:
    lang = request.query("lang").get("lang", settings.default_language)
    if lang not in settings.languages:
        raise Invalid.at("?lang", "This language is not offered here.")
    return computed_response(
        request, json.dumps(describe_channels(settings, lang), ensure_ascii=False), cache=(60, 300)
    )


@app.post(SIGN_UP_PATH, summary="Sign up for letters", responses=either("The wish is noted", Accepted, 202))
def ask(signup: Signup) -> Response[Any]:
    """Whatever is known of the address, the answer is the same; what follows is a letter to it, or nothing."""
    sign_up(signup, settings=settings, secrets=secrets, subscribers=subscribers, act=_act())
    return _answer(Accepted(), lambda lang: pages.said(lang, "accepted"), status=202, lang=signup.lang)


@app.get(
    CONFIRM_PATH, summary="Page of the link in a confirmation letter", responses=page("Asks for the press of a button")
)
def confirmation_page(lang: Lang = None) -> Response[Any]:
    """The same for every token: it stands behind the `#`, which never reaches a server. Opening it changes nothing."""
    return _page(pages.confirm(_language(lang)))


@app.post(CONFIRM_PATH, summary="Confirm or refuse a subscription", responses=either("Done", Confirmed, gone=True))
def confirm_or_refuse(confirmation: Confirmation, lang: Lang = None) -> Response[Any]:
    """May be repeated within ten minutes; later, or with any other token, 410."""
    if confirmation.refuse:
        decline(subscribers, confirmation.token, _act())
        return _answer(Confirmed(status="refused", lists=[]), lambda found: pages.said(found, "refused"), asked=lang)
    profile = confirm(subscribers, confirmation.token, _act())
    lists = _subscriptions(profile)
    answer = Confirmed(status="confirmed", lists=lists)
    return _answer(answer, lambda found: pages.confirmed(found, lists), asked=lang, lang=profile.lang)


@app.get(UNSUBSCRIBE, summary="Page of an unsubscribe link", responses=page("Asks which lists to leave"))
def unsubscribe_page(token: Token, lang: Lang = None) -> Response[Any]:
    """Opening it changes nothing. It speaks the language of the letters, unless it is asked for another."""
    link = _link(token)
    known = _language(lang, subscribers.profile(link.subscriber).lang)
    return _page(pages.leave(known, link.list, unsubscribe_token.UNSUBSCRIBE_PATH + token))


@app.post(UNSUBSCRIBE, summary="Unsubscribe by one click", responses=either("Done", Unsubscribed, gone=True))
def unsubscribe(token: Token, lang: Lang = None) -> Response[Any]:
    """RFC 8058: whatever the body is, the list of the link is left before this is answered, and twice is as good as
    once. A form may say `action=all` to leave every list, `action=undo` (for 15 minutes) to come back."""
    link = _link(token)
    wish = wanted(app.current_event.raw_event)
    if wish == UNDO:
        undo(subscribers, link, _act())
        return _answer(Unsubscribed(status="subscribed"), lambda found: pages.said(found, "back"), asked=lang)
    leave(subscribers, link, _act(), every_list=wish == ALL)
    left = None if wish == ALL else link.list
    return _answer(
        Unsubscribed(status="unsubscribed"),
        lambda found: pages.left(found, left, unsubscribe_token.UNSUBSCRIBE_PATH + token),
        asked=lang,
    )


def _act() -> Audit:
    return Audit(origin(app.current_event.raw_event, proof), now(), str(ULID()))


def _link(token: str) -> unsubscribe_token.UnsubscribeLink:
    link = unsubscribe_token.verify(token, secrets)
    if link is None:
        raise LinkUnknown()
    return link


def _subscriptions(profile: Profile) -> list[Subscription]:
    site, keys = site_url(settings), secrets.keyring(LINK_KEY)
    return [
        Subscription(
            list=name,
            unsubscribe_url=unsubscribe_token.unsubscribe_url(
                site, unsubscribe_token.UnsubscribeLink(profile.subscriber, name, CONFIRMATION_ISSUE), keys
            ),
        )
        for name in sorted(profile.lists)
    ]


def _language(asked: list[str] | None, lang: str = "") -> str:
    return pages.language(app.current_event.headers, [*(asked or []), lang])


def _answer(
    body: BaseModel,
    page: Callable[[str], str],
    status: int = 200,
    *,
    asked: list[str] | None = None,
    lang: str = "",
) -> Response[Any]:
    """JSON, or for a browser a page: in a language that is `asked` for, else in that of the letters where it is known,
    else in the browser's."""
    if wants_page(app.current_event.headers):
        return _page(page(_language(asked, lang)), status)
    headers: dict[str, Any] = {"cache-control": "no-store"}
    return Response(status_code=status, content_type=JSON, body=body.model_dump(), headers=headers)


def _page(html: str, status: int = 200) -> Response[Any]:
    return Response(status_code=status, content_type=HTML, body=html, headers=dict(HEADERS))


_reads = dispatch({CHANNELS: offered})
_changes = with_problem_pages(
    build_handler(
        app,
        max_body=MOST_BYTES,
        media_types=(JSON, FORM),
        form_lists={SIGN_UP: ("lists", "topics")},
        unread=(f"POST {UNSUBSCRIBE_ROUTE}",),
    ),
    pages,
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    is_read = event["routeKey"].replace("HEAD ", "GET ") == CHANNELS
    return _reads(event, context) if is_read else _changes(event, context)
