"""Messages of a channel: what a post says about an article, and the methods of the Bot API that send and change it.

https://core.telegram.org/bots/api#formatting-options
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gazette.subscriptions.shortening import count_units, cut
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.words import load_words

MAX_CAPTION, MAX_TEXT = 1024, 4096
"""UTF-16 units after Telegram has read the tags and entities."""
MAX_PHOTO_BYTES = 5_000_000
"""Telegram fetches a larger picture from no address."""
_GAP = "\n\n"
_MIN_ROOM = 40
"""UTF-16 units. A dek that would be cut to less is left out."""

Call = tuple[str, dict[str, Any]]
"""Method of the Bot API and its parameters, without the chat."""


@dataclass(frozen=True)
class Message:
    """`html` is the caption of the photo at the address `photo`, or a text with a preview of `link` (empty: none).

    `as_text` is what is sent in place of a new message with a photo, if Telegram does not take the photo.
    """

    html: str = field(repr=False)
    photo: str = ""
    link: str = ""
    as_text: Message | None = None

    def build_send(self) -> Call:
        if self.photo:
            return "sendPhoto", {"photo": self.photo, "caption": self.html, "parse_mode": "HTML"}
        return "sendMessage", {"text": self.html, **self._build_options()}

    def build_edit(self, message_id: int, *, has_photo: bool, shown_photo: str = "") -> Call:
        """The change of a message that was sent with or without a photo. A text stays a text.

        The photo stays if this message has none, or the one at `shown_photo`.
        """
        if not has_photo:
            return "editMessageText", {"message_id": message_id, "text": self.html, **self._build_options()}
        caption = {"caption": self.html, "parse_mode": "HTML"}
        if self.photo in ("", shown_photo):
            return "editMessageCaption", {"message_id": message_id, **caption}
        return "editMessageMedia", {
            "message_id": message_id,
            "media": {"type": "photo", "media": self.photo, **caption},
        }

    def _build_options(self) -> dict[str, Any]:
        preview = {"url": self.link, "prefer_large_media": True} if self.link else {"is_disabled": True}
        return {"parse_mode": "HTML", "link_preview_options": preview}


def build_post(article: PresentArticle, *, has_photo: bool | None = None) -> Message:
    """The post of a published article: its label, title and dek, or the editor's own text, and the link.

    `has_photo` is that of a message that was sent before; None for a new one, which has a photo if the article has one.
    The link preview of a text has the picture.
    """
    assert article.document is not None  # noqa: S101 (it is published)
    document = article.document
    photo = _find_photo(document)
    limit = MAX_CAPTION if (bool(photo) if has_photo is None else has_photo) else MAX_TEXT
    words = load_words(article.lang)["telegram"]
    link = f'<a href="{escape(document["url"])}">{escape(words["read"])}</a>'
    label = (document.get("label") or {}).get("name", "")
    room = limit - count_units(words["read"]) - 2 * count_units(_GAP) - count_units(label)
    text = _render_text(document, article.telegram if isinstance(article.telegram, str) else "", room)
    parts = (f"<i>{escape(label)}</i>" if label else "", text, link)
    as_text = build_post(article, has_photo=False) if photo and has_photo is None else None
    return Message(_GAP.join(filter(None, parts)), "" if has_photo is False else photo, document["url"], as_text)


def build_end(article: PresentArticle) -> Message:
    """What replaces the post of an article that was withdrawn, or whose editors want no post any more."""
    words = load_words(article.lang)["telegram"]
    if article.document is not None:
        return Message(escape(words["removed"]))
    said = escape(words["withdrawn"])
    note = cut(article.note, MAX_CAPTION - count_units(words["withdrawn"]) - count_units(_GAP))
    return Message(f"{said}{_GAP}{escape(note)}" if note else said)


def _render_text(document: Mapping[str, Any], own: str, room: int) -> str:
    """Title and dek, or the editor's own text, in at most `room` UTF-16 units."""
    if own:
        return escape(cut(own, room))
    title = cut(document["title"], room)
    left = room - count_units(title) - count_units(_GAP)
    dek = cut(document.get("dek") or "", left) if left >= _MIN_ROOM else ""
    return f"<b>{escape(title)}</b>" + (_GAP + escape(dek) if dek else "")


def _find_photo(document: Mapping[str, Any]) -> str:
    """Address of the JPEG for networks; empty if there is none, or it is too large."""
    share = (document.get("image") or {}).get("share") or {}
    return str(share.get("url", "")) if share.get("bytes", 0) <= MAX_PHOTO_BYTES else ""


def escape(text: str) -> str:
    """A text for HTML mode, also within an attribute. Telegram knows these four entities by name, and no others.

    A text is cut before it is escaped: a cut entity would make Telegram refuse the whole message.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
