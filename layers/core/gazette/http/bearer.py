"""The token of a request without an account: `Authorization: Bearer <token>` (RFC 6750), never in the address."""

from collections.abc import Mapping

from gazette.errors import Unauthenticated


def read_bearer_token(headers: Mapping[str, str], noun: str) -> str:
    """The token. Raises `Unauthenticated` without one; any text is a token here. `noun` is what the error asks for."""
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated(
            f"{noun} is needed: Authorization: Bearer <token>",
            headers={"www-authenticate": "Bearer", "cache-control": "no-store"},
        )
    return token.strip()
