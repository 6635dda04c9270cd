"""Responses of the reader's routes: JSON, or for browsers a page in their language. No cache stores them."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import BaseModel

from gazette.http.public import wants_page
from gazette.http.request_body import JSON
from gazette.pages.response_headers import HTML, PRIVATE
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.model import Profile
from gazette.subscriptions.pages import SubscriptionPages
from gazette.subscriptions.schemas import Subscription
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken

CONFIRMATION_ISSUE = "confirmation"
"""The issue in the unsubscribe tokens of the response to a confirmation."""


class Responses:
    """Responses to the present request of the app."""

    def __init__(self, app: APIGatewayHttpResolver, pages: SubscriptionPages) -> None:
        self._app = app
        self._pages = pages

    def choose_language(self, requested: list[str] | None, subscription_lang: str = "") -> str:
        """The first requested language that the site has, else the subscription's, else the browser's."""
        headers = self._app.current_event.headers
        return self._pages.choose_language(headers, [*(requested or []), subscription_lang])

    def respond(
        self,
        result: BaseModel,
        render: Callable[[str], str],
        status: int = 200,
        *,
        requested: list[str] | None = None,
        subscription_lang: str = "",
    ) -> Response[Any]:
        """The result as JSON, or for a browser the page that `render` makes in the visitor's language."""
        if wants_page(self._app.current_event.headers):
            return respond_page(render(self.choose_language(requested, subscription_lang)), status)
        headers: dict[str, Any] = {"cache-control": "no-store"}
        return Response(status_code=status, content_type=JSON, body=result.model_dump(), headers=headers)


def respond_page(html: str, status: int = 200) -> Response[Any]:
    return Response(status_code=status, content_type=HTML, body=html, headers=dict(PRIVATE))


def list_subscriptions(profile: Profile, site: str, keyring: Keyring) -> list[Subscription]:
    """The lists of a reader, each with an unsubscribe link below `site`."""
    tokens = [UnsubscribeToken(profile.subscriber, list_id, CONFIRMATION_ISSUE) for list_id in sorted(profile.lists)]
    return [
        Subscription(list=token.list, unsubscribe_url=unsubscribe_token.build_unsubscribe_url(site, token, keyring))
        for token in tokens
    ]
