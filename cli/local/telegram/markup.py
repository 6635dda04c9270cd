"""Telegram's HTML mode: which tags it takes, and what a reader sees of them.

https://core.telegram.org/bots/api#html-style
"""

import html
import re

TAGS = frozenset(
    {
        *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "span"),
        *("tg-spoiler", "tg-emoji"),
    }
)
_PIECE = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]*)?)>|<|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);"
)
_HREF = re.compile(r"""\s+href\s*=\s*("[^"<>]*"|'[^'<>]*')""")


class BadMarkup(Exception):
    """Telegram refuses the whole message. The text is Telegram's description."""


def parse(text: str) -> str:
    """What a reader sees of a text with tags and entities. Raises `BadMarkup`."""
    shown: list[str] = []
    open_tags: list[str] = []
    position = 0
    for match in _PIECE.finditer(text):
        shown.append(text[position : match.start()])
        position = match.end()
        offset = len(text[: match.start()].encode())
        if match[0].startswith("&"):
            shown.append(html.unescape(match[0]))
        elif match["name"] is None or match["name"].lower() not in TAGS:
            raise BadMarkup(
                f'can\'t parse entities: Unsupported start tag "{match["name"] or ""}" at byte offset {offset}'
            )
        elif match["end"]:
            _close(open_tags, match["name"].lower(), offset)
        else:
            open_tags.append(match["name"].lower())
    if open_tags:
        raise BadMarkup(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1]}\"")
    return "".join([*shown, text[position:]])


def show(text: str) -> str:
    """HTML for the outbox of a text that `parse` takes. Of attributes only the addresses of links are left."""

    def show_tag(match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0]
        if match["end"]:
            return f"</{match['name']}>"
        href = _HREF.match(match["attributes"])
        address = html.unescape(href[1][1:-1]) if href else ""
        link = f' href="{html.escape(address)}"' if address.startswith(("https://", "http://")) else ""
        return f"<{match['name']}{link}>"

    return _PIECE.sub(show_tag, text)


def _close(open_tags: list[str], name: str, offset: int) -> None:
    if not open_tags:
        raise BadMarkup(f"can't parse entities: Unexpected end tag at byte offset {offset}")
    if (last := open_tags.pop()) != name:
        raise BadMarkup(
            f'can\'t parse entities: Unmatched end tag at byte offset {offset}, expected "</{last}>", found "</{name}>"'
        )
