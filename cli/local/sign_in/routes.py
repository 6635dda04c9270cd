"""Routes of the local sign-in page. They answer as Cognito's do, also where they refuse."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from cli.local.dev_pages import refuse_other_origins, render_page
from cli.local.persistence.journal import Journal
from cli.local.sign_in.clients import SignInClient
from cli.local.sign_in.codes import Codes, is_challenge
from cli.local.sign_in.people import People, SignInRefused
from cli.local.sign_in.refresh_tokens import RefreshTokens

HEADERS = {"cache-control": "no-store", "referrer-policy": "same-origin"}
"""With `no-referrer` a browser would send `Origin: null` with the form of the page."""
ANY_ORIGIN = {**HEADERS, "access-control-allow-origin": "*"}


class TokenRefused(Exception):
    """The message is an error code of RFC 6749."""


class SignInRoutes:
    """`clients` are by id."""

    def __init__(self, clients: dict[str, SignInClient], people: People, journal: Journal | None = None) -> None:
        self._clients, self._people = clients, people
        self._codes, self._tokens = Codes(), RefreshTokens(journal)
        self._lock = threading.Lock()

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/oauth2/authorize", self.authorize, methods=["GET", "POST"]),
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/oauth2/revoke", self.revoke, methods=["POST"]),
            Route("/logout", self.log_out),
        ]

    async def authorize(self, request: Request) -> Response:
        """GET: the page to choose a person. POST of a person: back to the client with a code."""
        refuse_other_origins(request)
        query = request.query_params
        client, address = self._clients.get(query.get("client_id", "")), query.get("redirect_uri", "")
        if client is None or not client.allows(address):
            reason = "redirect_mismatch" if client else "invalid_client"
            return render_page("sign_in_refused.html", status=400, headers=HEADERS, reason=reason, address=address)
        state = {"state": query["state"]} if query.get("state") else {}
        challenge, method = query.get("code_challenge", ""), query.get("code_challenge_method")
        if query.get("response_type") != "code" or not state or method != "S256" or not is_challenge(challenge):
            return _redirect(address, {"error": "invalid_request", **state})
        people = await asyncio.to_thread(self._people.list_people)
        if request.method == "GET":
            return render_page("sign_in.html", headers=HEADERS, people=people)
        email = str((await request.form()).get("person", ""))
        if email not in {person.email for person in people}:
            return _redirect(address, {"error": "access_denied", **state})
        code = self._codes.create(email, client.id, address, challenge, time.time())
        return _redirect(address, {"code": code, **state})

    async def token(self, request: Request) -> Response:
        return await asyncio.to_thread(self._answer, self._create_tokens, await request.form())

    async def revoke(self, request: Request) -> Response:
        return await asyncio.to_thread(self._answer, self._revoke, await request.form())

    async def log_out(self, request: Request) -> Response:
        """There is no session of this page, so it only leads back."""
        client = self._clients.get(request.query_params.get("client_id", ""))
        address = request.query_params.get("logout_uri", "")
        if client is None or not client.allows(address):
            return render_page(
                "sign_in_refused.html", status=400, headers=HEADERS, reason="redirect_mismatch", address=address
            )
        return RedirectResponse(address, 302, HEADERS)

    def _answer(self, handle: Callable[[FormData, SignInClient], Response], form: FormData) -> Response:
        """One at a time: the tabs of a browser may ask at once."""
        client = self._clients.get(_read(form, "client_id"))
        try:
            if client is None:
                raise TokenRefused("invalid_client")
            with self._lock:
                return handle(form, client)
        except TokenRefused as refused:
            return JSONResponse({"error": str(refused)}, 400, ANY_ORIGIN)
        except SignInRefused:
            return JSONResponse({"error": "invalid_grant"}, 400, ANY_ORIGIN)

    def _create_tokens(self, form: FormData, client: SignInClient) -> Response:
        grants = {"authorization_code": self._exchange, "refresh_token": self._refresh}
        grant = grants.get(_read(form, "grant_type"))
        if grant is None:
            raise TokenRefused("unsupported_grant_type")
        return JSONResponse(grant(form, client, time.time()), headers=ANY_ORIGIN)

    def _revoke(self, form: FormData, client: SignInClient) -> Response:
        self._tokens.revoke(_read(form, "token"), client)
        return Response(None, 200, ANY_ORIGIN)

    def _exchange(self, form: FormData, client: SignInClient, now: float) -> dict[str, Any]:
        address, verifier = _read(form, "redirect_uri"), _read(form, "code_verifier")
        email = self._codes.take(_read(form, "code"), client.id, address, verifier, now)
        if email is None:
            raise TokenRefused("invalid_grant")
        session = self._people.open_session(email, client.id)
        tokens = self._people.create_tokens(session, email, client.id)
        return {**tokens, "refresh_token": self._tokens.create(session, email, client, now)}

    def _refresh(self, form: FormData, client: SignInClient, now: float) -> dict[str, Any]:
        text = _read(form, "refresh_token")
        token = self._tokens.find(text, client, now)
        if token is None:
            raise TokenRefused("invalid_grant")
        tokens = self._people.create_tokens(token.session, token.email, client.id)
        return tokens if client.grace is None else {**tokens, "refresh_token": self._tokens.rotate(text, now)}


def _read(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def _redirect(address: str, parameters: dict[str, str]) -> Response:
    separator = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{separator}{urlencode(parameters)}", 303, HEADERS)
