"""Prepares the HTML of editors for the sanitiser, because its parser would drop words."""

import re

from gazette.articles.body.allowlist import ELEMENTS, REFUSED, UNWRAPPED
from gazette.errors import Invalid

_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_TAG_OR_LESS_THAN = re.compile(
    r"""<!doctype[^<>]*>|</?([a-z][a-z0-9:-]*)"""
    r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>|<""",
    re.IGNORECASE,
)
_KNOWN = ELEMENTS | UNWRAPPED | {"h1"}


def escape_unknown_tags(source: str) -> str:
    """The HTML without its comments. A `<` that does not begin the tag of a known element becomes text.

    Raises `Invalid` for an element of `REFUSED`.
    """
    end = max(source.rfind("-->"), source.rfind("--!>"))  # no comment ends after this position: `<!--` is text there
    with_comments = source[: end + 4] if end >= 0 else ""
    return _TAG_OR_LESS_THAN.sub(_escape, _COMMENT.sub("", with_comments) + source[len(with_comments) :])


def _escape(match: re.Match[str]) -> str:
    tag, name = match[0], (match[1] or "").lower()
    if name in REFUSED:
        raise Invalid.at("#/body", f"The element <{name}> is not taken; to write about it, write &lt;{name}&gt;.")
    if name in _KNOWN or "-" in name or ":" in name:
        return tag
    return "" if tag.lower().startswith("<!doctype") else f"&lt;{tag[1:]}"
