"""Subscriptions of readers: see the channels, sign up, confirm, decline, unsubscribe, and undo an unsubscription."""

import json
import os
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from aws_lambda_powertools.utilities.typing import LambdaContext
from ulid import ULID

from gazette.aws.clients import client
from gazette.errors import Invalid, MethodNotAllowed, NotFound
from gazette.http.public import Request, dispatch, wants_page
from gazette.http.request_body import FORM, JSON
from gazette.http.resolver import build_handler, build_resolver
from gazette.http.responses import HttpResponse, computed_response
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.commands.confirm import confirm
from gazette.subscriptions.commands.decline import decline
from gazette.subscriptions.commands.signup import sign_up
from gazette.subscriptions.commands.undo_unsubscribe import can_undo, undo
from gazette.subscriptions.commands.unsubscribe import unsubscribe
from gazette.subscriptions.consent import Audit, read_client_info
from gazette.subscriptions.damaged_links import (
    DAMAGED_LINK_PATH,
    UNSUBSCRIBE_ROUTE_PATH,
    repair_unsubscribe_link,
)
from gazette.subscriptions.errors import UnsubscribeTokenUnknown
from gazette.subscriptions.keyring import LINK_KEY, Keyrings
from gazette.subscriptions.model import Profile
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.problem_pages import CONFIRM, SIGN_UP, with_problem_pages
from gazette.subscriptions.public.channels import consent_texts, describe_channels, list_offered
from gazette.subscriptions.public.paths import CONFIRM_PATH, SIGN_UP_PATH, UNSUBSCRIBE_PATH
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.responses import Responses, list_subscriptions, respond_page
from gazette.subscriptions.schemas import (
    Accepted,
    Confirmation,
    Confirmed,
    Lang,
    Signup,
    Subscription,
    Unsubscribed,
    describe_json_or_page,
    describe_page,
)
from gazette.subscriptions.token_lookup import find_token
from gazette.subscriptions.unsubscribe_form import ALL, UNDO, read_action
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken
from gazette.times import now
from gazette.urls import site_url

MAX_BODY_BYTES = 4096

CHANNELS = "GET /v1/channels"
UNSUBSCRIBE = f"{UNSUBSCRIBE_PATH}<token>"

settings = Settings(os.environ)
list_offered(settings)  # raises SettingInvalid at the start
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))
keyrings = Keyrings(settings.require("SECRETS_PATH"), settings.environ)
origin_proof = settings.require("ORIGIN_PROOF")
pages = SubscriptionPages(settings, Pages(settings))
app = build_resolver(
    pages=(
        f"GET {SIGN_UP_PATH}",
        f"GET {DAMAGED_LINK_PATH}",
        f"POST {DAMAGED_LINK_PATH}",
        f"GET {CONFIRM_PATH}",
        CONFIRM,
        f"GET {UNSUBSCRIBE_ROUTE_PATH}",
        f"POST {UNSUBSCRIBE_ROUTE_PATH}",
    )
)
responses = Responses(app, pages)

Token = Annotated[
    str,
    Path(
        description="The signed token of an unsubscribe link",
        json_schema_extra={"pattern": r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}$"},
    ),
]


def get_channels(request: Request) -> HttpResponse:
    query = request.query("lang", "consent")
    lang, version = query.get("lang", settings.default_language), query.get("consent")
    if lang not in settings.languages:
        raise Invalid.at("?lang", "This language is not offered here.")
    if version is not None and version not in consent_texts():
        raise NotFound("No consent text has this version.")
    body = json.dumps(describe_channels(settings, lang, version), ensure_ascii=False)
    return computed_response(request, body, cache=(60, 300))


@app.get(SIGN_UP_PATH, include_in_schema=False)
def refuse_reading() -> None:
    """The address of the form, opened in a browser: people come here by reloading the answer to a signup."""
    raise MethodNotAllowed(headers={"allow": "POST, OPTIONS"})


@app.post(
    SIGN_UP_PATH,
    operation_id="subscriptions_ask",
    summary="Sign up for mails",
    responses=describe_json_or_page("The signup request is saved", Accepted, 202),
)
def create_signup(signup: Signup) -> Response[Any]:
    """The response is the same for every address. The address then gets a mail, or nothing.

    A browser that sends the hidden field with a value gets the form again, with the field in sight: a program of the
    reader may have filled it.
    """
    if signup.remark and wants_page(app.current_event.headers):
        raise Invalid.at("#/remark", "This must be empty.")
    sign_up(signup, settings=settings, keyrings=keyrings, subscribers=subscribers, audit=_audit())
    return responses.respond(
        Accepted(), lambda lang: pages.render_notice(lang, "accepted"), status=202, subscription_lang=signup.lang
    )


@app.get(
    CONFIRM_PATH,
    operation_id="subscriptions_confirmation_page",
    summary="Page of the link in a confirmation mail",
    responses=describe_page("Asks the visitor to press a button"),
)
def get_confirmation_page(lang: Lang = None) -> Response[Any]:
    """The page is the same for every token: the token is in the fragment, which browsers do not send. Opening the page
    changes nothing."""
    return respond_page(pages.render_confirm(responses.choose_language(lang)))


@app.post(
    CONFIRM_PATH,
    operation_id="subscriptions_confirm_or_refuse",
    summary="Confirm or decline a subscription",
    responses=describe_json_or_page("Confirmed or declined", Confirmed, gone=True),
)
def confirm_or_decline(confirmation: Confirmation, lang: Lang = None) -> Response[Any]:
    """Confirming adds the lists that the mail asked for, declining removes them. The response names the lists that the
    reader has then. May be repeated within ten minutes. Later, and for every other token, the response is 410."""
    audit = _audit()
    token = find_token(subscribers, confirmation.token, audit.at)
    if confirmation.refuse:
        profile = decline(subscribers, token, audit)
        result = Confirmed(status="refused", lists=_list_subscriptions(profile))
        notice = "kept" if profile.lists else "refused"
        return responses.respond(result, lambda page_lang: pages.render_notice(page_lang, notice), requested=lang)
    profile = confirm(subscribers, token, audit)
    subscriptions = _list_subscriptions(profile)
    return responses.respond(
        Confirmed(status="confirmed", lists=subscriptions),
        lambda page_lang: pages.render_confirmed(page_lang, subscriptions),
        requested=lang,
        subscription_lang=profile.lang,
    )


@app.get(
    UNSUBSCRIBE,
    operation_id="subscriptions_unsubscribe_page",
    summary="Page of an unsubscribe link",
    responses=describe_page("Asks which lists to leave"),
)
def get_unsubscribe_page(token: Token, lang: Lang = None) -> Response[Any]:
    """Opening the page changes nothing. Its language is that of the subscription, unless `lang` names another."""
    verified = _verify(token)
    page_lang = responses.choose_language(lang, subscribers.get_profile(verified.subscriber).lang)
    return respond_page(pages.render_unsubscribe(page_lang, verified.list, UNSUBSCRIBE_PATH + token))


@app.post(
    UNSUBSCRIBE,
    operation_id="subscriptions_unsubscribe",
    summary="Unsubscribe by one click",
    responses=describe_json_or_page("Unsubscribed, or subscribed again", Unsubscribed, gone=True),
)
def unsubscribe_by_click(token: Token, lang: Lang = None) -> Response[Any]:
    """RFC 8058: the subscriber leaves the link's list before the response, with any body. May be repeated.

    A form may send `action=all` to leave every list, or within 15 minutes `action=undo` to restore the lists.
    """
    verified, action = _verify(token), read_action(app.current_event.raw_event)
    if action == UNDO:
        undo(subscribers, verified.subscriber, verified.list, _audit())
        result = Unsubscribed(status="subscribed")
        return responses.respond(result, lambda page_lang: pages.render_notice(page_lang, "back"), requested=lang)
    audit = _audit()
    unsubscribe(subscribers, verified, audit, every_list=action == ALL)
    list_id = None if action == ALL else verified.list
    return responses.respond(
        Unsubscribed(status="unsubscribed"),
        lambda page_lang: pages.render_unsubscribed(
            page_lang,
            list_id,
            UNSUBSCRIBE_PATH + token,
            has_more=subscribers.get_profile(verified.subscriber).may_get_mails(audit.at),
            can_undo=can_undo(subscribers, verified.subscriber, verified.list, audit.at),
        ),
        requested=lang,
    )


def _audit() -> Audit:
    return Audit(read_client_info(app.current_event.raw_event, origin_proof), now(), str(ULID()))


def _verify(token: str) -> UnsubscribeToken:
    verified = unsubscribe_token.verify(token, keyrings)
    if verified is None:
        raise UnsubscribeTokenUnknown()
    return verified


def _list_subscriptions(profile: Profile) -> list[Subscription]:
    return list_subscriptions(profile, site_url(settings), keyrings.load(LINK_KEY))


_handle_read = dispatch({CHANNELS: get_channels})
_handle_change = with_problem_pages(
    build_handler(
        app,
        max_body=MAX_BODY_BYTES,
        media_types=(JSON, FORM),
        form_lists={SIGN_UP: ("lists", "topics")},
        unread=(f"POST {UNSUBSCRIBE_ROUTE_PATH}", f"POST {DAMAGED_LINK_PATH}"),
        compresses=False,
    ),
    pages,
)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    is_read = event["routeKey"].replace("HEAD ", "GET ") == CHANNELS
    return _handle_read(event, context) if is_read else _handle_change(repair_unsubscribe_link(event), context)
