"""API Gateway's JWT authorizer: checks signature, issuer, audience and expiry, and passes claims on in its own form."""

from typing import Any

import jwt


class Unauthorized(Exception):
    """No token, or one that is not ours or not valid now. `challenge` is the WWW-Authenticate header."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.challenge = f'Bearer scope="" error="invalid_token" error_description="{reason}"' if reason else "Bearer"


class JwtAuthorizer:
    """`keys` is the address of the issuer's key set; locally that is the engine's, not the issuer's own."""

    def __init__(self, issuer: str, audience: list[str], keys: str) -> None:
        self._issuer, self._audience = issuer, audience
        self._keys = jwt.PyJWKClient(keys)

    def claims(self, authorization: str | None) -> dict[str, str]:
        """The checked claims of a header, each as text; `Unauthorized` otherwise."""
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
        return {name: as_text(value) for name, value in claims.items()}

    def _check_audience(self, claims: dict[str, Any]) -> None:
        """An id token names its client as `aud`, an access token, which has no `aud`, as `client_id`."""
        named = claims.get("aud") or claims.get("client_id")
        audience = named if isinstance(named, list) else [named]
        if not set(audience) & set(self._audience):
            raise Unauthorized("the token has invalid audience")
        if claims.get("token_use") not in ("access", "id"):
            raise Unauthorized("the token is neither an access nor an id token")


def as_text(value: Any) -> str:
    """A claim as the gateway hands it over: a list as `[editor admin]`, a boolean as `true`, a number as its digits."""
    if isinstance(value, list):
        return f"[{' '.join(map(as_text, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
