"""API Gateway's JWT authorizer: checks signature, issuer, audience and expiry, and formats the claims."""

from typing import Any

import jwt


class Unauthorized(Exception):
    """The token is missing, foreign or not valid now. `challenge` is the WWW-Authenticate header."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.challenge = f'Bearer scope="" error="invalid_token" error_description="{reason}"' if reason else "Bearer"


class JwtAuthorizer:
    """`keys` is the address of the key set: locally that of the emulator instead of the issuer's."""

    def __init__(self, issuer: str, audience: list[str], keys: str) -> None:
        self._issuer, self._audience = issuer, audience
        self._keys = jwt.PyJWKClient(keys)

    def claims(self, authorization: str | None) -> dict[str, str]:
        """The claims of an Authorization header, as texts. Raises `Unauthorized`."""
        token = (authorization or "").strip()
        if token[:7].lower() == "bearer ":
            token = token[7:].strip()
        if not token:
            raise Unauthorized
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                options={"require": ["exp", "iss"], "verify_aud": False},
            )
        except jwt.PyJWTError as error:
            raise Unauthorized(str(error).replace('"', "'")) from None
        self._check_audience(claims)
        return {name: format_claim(value) for name, value in claims.items()}

    def _check_audience(self, claims: dict[str, Any]) -> None:
        """An id token names its client in `aud`, an access token in `client_id`."""
        client = claims.get("aud") or claims.get("client_id")
        audience = client if isinstance(client, list) else [client]
        if not set(audience) & set(self._audience):
            raise Unauthorized("the token has invalid audience")
        if claims.get("token_use") not in ("access", "id"):
            raise Unauthorized("the token is neither an access nor an id token")


def format_claim(value: Any) -> str:
    """A claim in the gateway's format: `[editor admin]` for a list, `true` for a boolean, digits for a number."""
    if isinstance(value, list):
        return f"[{' '.join(map(format_claim, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
