"""Refresh tokens that are replaced at each use, in memory; in a data folder too, if the server has one."""

import json
import secrets
from dataclasses import asdict, dataclass, replace

from cli.local.persistence.journal import Journal
from cli.local.sign_in.clients import SignInClient

KIND = "refresh-token"
"""Kind of the records in the journal."""


@dataclass(frozen=True)
class RefreshToken:
    """`session` is a refresh token of the user pool, which never leaves this process. Times are seconds since 1970."""

    session: str
    email: str
    client: str
    until: float
    replaced_at: float | None = None


class RefreshTokens:
    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal
        self._tokens = {text: RefreshToken(**value) for text, value, _ in (journal.records(KIND) if journal else ())}

    def create(self, session: str, email: str, client: SignInClient, now: float) -> str:
        for text in [text for text, token in self._tokens.items() if token.until <= now]:
            self._remove(text)
        return self._add(RefreshToken(session, email, client.id, now + client.seconds))

    def find(self, text: str, client: SignInClient, now: float) -> RefreshToken | None:
        """None if the token is unknown, has ended, belongs to another client, or was replaced too long ago."""
        token = self._tokens.get(text)
        if token is None or token.client != client.id or token.until <= now:
            return None
        if token.replaced_at is not None and now > token.replaced_at + (client.grace or 0):
            return None
        return token

    def rotate(self, text: str, now: float) -> str:
        """Another token of the same session, which ends when the first one would."""
        token = self._tokens[text]
        if token.replaced_at is None:
            self._save(text, replace(token, replaced_at=now))
        return self._add(replace(token, replaced_at=None))

    def revoke(self, text: str, client: SignInClient) -> None:
        """End the session of a token, with all its tokens. Nothing happens for an unknown one."""
        token = self._tokens.get(text)
        if token is None or token.client != client.id:
            return
        for other in [other for other, found in self._tokens.items() if found.session == token.session]:
            self._remove(other)

    def _add(self, token: RefreshToken) -> str:
        text = secrets.token_urlsafe(32)
        self._save(text, token)
        return text

    def _save(self, text: str, token: RefreshToken) -> None:
        self._tokens[text] = token
        if self._journal is not None:
            with self._journal.transaction():
                self._journal.save(KIND, text, json.dumps(asdict(token)))

    def _remove(self, text: str) -> None:
        del self._tokens[text]
        if self._journal is not None:
            with self._journal.transaction():
                self._journal.delete(KIND, text)
