"""Redirects of a former site: from its paths to articles.

The Articles table has an item at each old path, in the form of `normalize_path`, with the id of its article in
`moved_to`. Such an address begins with a slash, an article's own with a digit or a language.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from gazette.aws.public.reader import Reader
from gazette.urls import page_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_PATH = 1_500
"""Bytes of UTF-8 in a normalized path. The key of an item may have 2,048."""
MAX_RAW_PATH = 3 * MAX_PATH
"""Characters of a path as it is requested or imported: with each byte percent-encoded."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ufffd]")
"""Control characters, and what stands for bytes that are no UTF-8."""


def normalize_path(path: str) -> str:
    """The form in which a path is stored and looked up. `ValueError` says why a path cannot have a redirect.

    A path may be percent-encoded, also twice, or not: the gateway decodes what it passes, and sites have links of all
    kinds. Letter case, slashes at the end and repeated slashes make no difference.
    """
    if not path.startswith("/"):
        raise ValueError("it does not begin with a slash")
    if len(path) > MAX_RAW_PATH:
        raise ValueError("it is too long")
    segments = _compose(_decode(path).lower()).split("/")
    if {".", ".."} & set(segments):
        raise ValueError("it has a segment . or .., which browsers resolve before they ask")
    normalized = "/" + "/".join(filter(None, segments))
    if _FORBIDDEN.search(normalized):
        raise ValueError("it has control characters, or is not in UTF-8")
    if len(normalized.encode()) > MAX_PATH:
        raise ValueError(f"it has more than {MAX_PATH:,} bytes")
    return normalized


def find_redirect(reader: Reader, table: str, path: str, deadline: float | None = None) -> str | None:
    """Path of the page of the article to which an old path leads; None without a redirect.

    One read; for a path that has a redirect two, or three if its article is withdrawn: the page at its last address
    says so, or leads on to its successor. Raises as `Reader.get` does.
    """
    try:
        address = normalize_path(path)
    except ValueError:  # no failure: such a path has no redirect
        return None
    moved_to = _get(reader, table, address, deadline).get("moved_to", {}).get("S")
    article = _get(reader, table, moved_to, deadline) if moved_to else {}
    if "slug" not in article:
        return None
    lang, slug = article["lang"]["S"], article["slug"]["S"]
    if "gone" in article and _get(reader, table, f"{lang}/{slug}", deadline).get("id") != article["id"]:
        return None  # its slug was released
    return page_path(lang, slug)


def _get(reader: Reader, table: str, address: str, deadline: float | None) -> dict[str, Any]:
    return reader.get(table, {"address": {"S": address}}, deadline) or {}


def _decode(path: str) -> str:
    """The path without any percent-encoding: decoded again as long as that changes something."""
    while "%" in path and (decoded := unquote(path)) != path:
        path = decoded
    return path


def _compose(path: str) -> str:
    if path.isascii():
        return path
    import unicodedata  # not at module level: nearly all paths are ASCII

    return unicodedata.normalize("NFC", path)
