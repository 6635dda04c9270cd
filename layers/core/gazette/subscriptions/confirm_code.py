"""Finds the confirm token in what a person enters or pastes: the code, or the address of the link."""

import re
from urllib.parse import unquote

_MAX_ENCODINGS = 3
"""A rewritten link is percent-encoded once more for each service that rewrote it."""

_CHARACTERS = r"[\w-]{43}(?![\w-])"
"""Those of a token: 32 bytes in base64url (RFC 4648, section 5)."""
_FRAGMENT = re.compile(rf"#({_CHARACTERS})", re.ASCII)
_CODE = re.compile(rf"(?<![\w-]){_CHARACTERS}", re.ASCII)
_END = re.compile(_CHARACTERS, re.ASCII)


def find_token(text: str) -> str:
    """The last fragment, else the last word, of 43 characters; else the text without its white space.

    Fragments come first, because a rewriting service may add a signature of 43 characters behind the address.
    """
    decoded = text
    for _ in range(_MAX_ENCODINGS):
        decoded = unquote(decoded)
    # A mail program may break the code, and a person may paste it with the words before it.
    joined = "".join(decoded.split())
    patterns = [(_FRAGMENT, decoded), (_FRAGMENT, joined), (_CODE, decoded), (_CODE, joined)]
    if joined != decoded:
        patterns.append((_END, joined))
    for pattern, candidate in patterns:
        found = pattern.findall(candidate)
        if found:
            return str(found[-1])
    return joined
