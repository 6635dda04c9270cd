"""The manage token of a request: `Authorization: Bearer <token>` (RFC 6750), never a part of the address."""

from collections.abc import Mapping

from gazette.errors import Unauthenticated


def read_bearer_token(headers: Mapping[str, str]) -> str:
    """The token. Raises `Unauthenticated` without one; any text is a token here."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated(
            "A manage token is needed: Authorization: Bearer <token>",
            headers={"www-authenticate": "Bearer", "cache-control": "no-store"},
        )
    return token.strip()
