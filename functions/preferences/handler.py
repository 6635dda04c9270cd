"""Preferences of subscribers: ask for a manage link; with its token read, change, export and erase a subscription."""

import os
import secrets
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from ulid import ULID

from gazette.aws.clients import client
from gazette.http.bearer import read_bearer_token
from gazette.http.request_body import FORM, JSON, MERGE_PATCH
from gazette.http.resolver import build_handler, build_resolver
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.subscriptions.commands.erase import erase
from gazette.subscriptions.commands.manage_link import ask_for_manage_link
from gazette.subscriptions.commands.patch_preferences import patch_preferences
from gazette.subscriptions.commands.rotate_token import rotate_token
from gazette.subscriptions.consent import Audit, read_client_info
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.manage_tokens import get_owner
from gazette.subscriptions.model import MANAGE_TOKEN_LIFETIME
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.preferences import (
    ManageRequest,
    ManageToken,
    PreferenceChanges,
    Preferences,
    compute_etag,
    describe_managed,
    describe_preferences,
)
from gazette.subscriptions.problem_pages import with_problem_pages
from gazette.subscriptions.public.channels import list_offered
from gazette.subscriptions.public.paths import MANAGE_PATH, PREFERENCES_PATH
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.responses import Responses, respond_page
from gazette.subscriptions.schemas import Accepted, Lang, describe_json_or_page, describe_page
from gazette.subscriptions.self_service.export import Export, export
from gazette.subscriptions.self_service.form import PreferenceForm
from gazette.subscriptions.self_service.form_pages import PreferencePages
from gazette.times import now, timestamp

MAX_BODY_BYTES = 8192
"""A form has the token, which may be a whole mail, and the values of the page."""

settings = Settings(os.environ)
list_offered(settings)  # raises SettingInvalid at the start
subscribers = SubscriberRepository(settings.table("subscribers"), client("dynamodb"))
keyrings = Keyrings(settings.require("SECRETS_PATH"), settings.environ)
origin_proof = settings.require("ORIGIN_PROOF")
pages = SubscriptionPages(settings, Pages(settings))
app = build_resolver(pages=(f"GET {MANAGE_PATH}", f"POST {MANAGE_PATH}", f"POST {PREFERENCES_PATH}"))
responses = Responses(app, pages)

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="ETag of the preferences that were read",
        json_schema_extra={"examples": ['"5feceb66ffc86f38"']},
    ),
]


@app.get(
    MANAGE_PATH,
    operation_id="subscriptions_manage_page",
    summary="Page of the link to the preferences",
    responses=describe_page("Opens the preferences, or asks for a link to them"),
)
def get_manage_page(lang: Lang = None) -> Response[Any]:
    """The page is the same for every token: the token is in the fragment, which browsers do not send."""
    return respond_page(pages.render_manage(responses.choose_language(lang)))


@app.post(
    MANAGE_PATH,
    operation_id="subscriptions_ask_for_link",
    summary="Ask for a link to the preferences",
    responses=describe_json_or_page("The request is saved", Accepted, 202),
)
def ask_for_link(request: ManageRequest, lang: Lang = None) -> Response[Any]:
    """The response is the same for every address. Subscribers, and people who have left, get a mail with a manage link,
    under the rate limits of signups; nobody else gets a mail."""
    page_lang = responses.choose_language(lang)
    ask_for_manage_link(request.email, page_lang, keyrings=keyrings, subscribers=subscribers, audit=_audit())
    return responses.respond(
        Accepted(), lambda page_lang: pages.render_notice(page_lang, "link_sent"), status=202, requested=lang
    )


@app.get(
    PREFERENCES_PATH,
    operation_id="subscriptions_read_preferences",
    summary="Read the preferences",
    responses=describe_managed("The preferences", Preferences),
)
def read_preferences() -> Response[Any]:
    """The ETag is for a later change with If-Match. Of a subscriber who has left, only the state is known."""
    at = now()
    return _respond(describe_preferences(get_owner(subscribers, _read_token(), at), at))


@app.patch(
    PREFERENCES_PATH,
    operation_id="subscriptions_change_preferences",
    summary="Change the preferences",
    responses={
        **describe_managed("The preferences after the change", Preferences),
        **describe_managed("The same; a new address gets a mail that asks to confirm it", Preferences, status=202),
    },
)
def change_preferences(changes: PreferenceChanges, if_match: IfMatch = None) -> Response[Any]:
    """A JSON merge patch (RFC 7396). Every change but that of the address is effective before the response.

    With an empty list of lists the subscription ends; its manage tokens still export and erase. A new address gets a
    mail, and nothing changes until it is confirmed; then the former address gets a notice, and its subscription ends.
    """
    audit = _audit()
    profile, asks_for_address = patch_preferences(
        changes,
        _read_token(),
        settings=settings,
        keyrings=keyrings,
        subscribers=subscribers,
        audit=audit,
        if_match=if_match,
    )
    return _respond(describe_preferences(profile, audit.at), 202 if asks_for_address else 200)


@app.delete(
    PREFERENCES_PATH,
    operation_id="subscriptions_erase",
    summary="Erase the subscriber",
    responses=describe_managed("Everything about the subscriber is erased", None, status=204),
)
def erase_subscriber() -> Response[Any]:
    """Also of somebody who has left. Preferences, consent record and deliveries are deleted, and mails that wait are
    not sent. A suppression stays, under a keyed hash. May be repeated with the same token."""
    erase(subscribers, keyrings, _read_token(), _audit())
    return Response(status_code=204, headers={"cache-control": "no-store"})


@app.get(
    f"{PREFERENCES_PATH}/export",
    operation_id="subscriptions_export",
    summary="Export all data about the subscriber",
    responses=describe_managed("All data", Export),
)
def export_subscriber() -> Response[Any]:
    """Preferences, the whole consent record, and the deliveries of the last 30 days."""
    return _respond_export(_read_token())


@app.post(
    f"{PREFERENCES_PATH}/token",
    operation_id="subscriptions_rotate_token",
    summary="Replace the manage token",
    responses=describe_managed("The new token; the old one is not valid any more", ManageToken),
)
def replace_token() -> Response[Any]:
    """If the response is lost, ask for another link."""
    audit, new_token = _audit(), secrets.token_urlsafe(32)
    rotate_token(subscribers, _read_token(), new_token, audit)
    result = ManageToken(token=new_token, expires_at=timestamp(audit.at + MANAGE_TOKEN_LIFETIME))
    return Response(200, JSON, result.model_dump(), headers={"cache-control": "no-store"})


@app.post(
    PREFERENCES_PATH,
    operation_id="subscriptions_use_form",
    summary="Use a form of the preferences page",
    responses=describe_managed("The page after the action; for `export` the data", Export, page=True),
)
def use_form(form: PreferenceForm, lang: Lang = None) -> Response[Any]:
    """What the page of a manage link does without script. The token is a field of the form. Programs use the other
    routes."""
    return preference_pages.respond(form, lang, _audit())


def _respond(preferences: Preferences, status: int = 200) -> Response[Any]:
    headers: dict[str, Any] = {"cache-control": "no-store", "etag": f'"{compute_etag(preferences)}"'}
    return Response(status, JSON, preferences.model_dump(), headers=headers)


def _respond_export(token: str) -> Response[Any]:
    at = now()
    result = export(subscribers, get_owner(subscribers, token, at), at)
    headers: dict[str, Any] = {
        "cache-control": "no-store",
        "content-disposition": 'attachment; filename="subscription.json"',
    }
    return Response(200, JSON, result.model_dump(), headers=headers)


def _read_token() -> str:
    return read_bearer_token(app.current_event.headers, "A manage token")


def _check_token(event: dict[str, Any]) -> None:
    """A request without a token is 401, whatever its body is. Forms have the token as a field."""
    method, _, path = event["routeKey"].partition(" ")
    if path.startswith(PREFERENCES_PATH) and (method, path) != ("POST", PREFERENCES_PATH):
        read_bearer_token(event["headers"], "A manage token")


def _audit() -> Audit:
    return Audit(read_client_info(app.current_event.raw_event, origin_proof), now(), str(ULID()))


preference_pages = PreferencePages(settings, keyrings, subscribers, pages, responses, _respond_export)
handler = with_problem_pages(
    build_handler(
        app,
        max_body=MAX_BODY_BYTES,
        media_types=(JSON, MERGE_PATCH, FORM),
        form_lists={f"POST {PREFERENCES_PATH}": ("lists",)},
        check=_check_token,
        compresses=False,
    ),
    pages,
)
