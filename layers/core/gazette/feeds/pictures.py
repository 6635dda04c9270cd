"""The picture of an article in feeds: the JPEG as an attachment, because not all readers show WebP, and the WebP."""

from __future__ import annotations

from gazette.feeds.xml import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Card = dict[str, Any]


def get_attachment(card: Card) -> tuple[str, int] | None:
    """Address and bytes of the JPEG. Its size is measured when the file is made: an attachment without it is none."""
    image = card.get("image")
    return (image["share"]["url"], image["share"]["bytes"]) if image else None


def render_media(card: Card) -> str:
    """The widest crop as `media:content` (Media RSS), for RSS and Atom. Empty without a picture."""
    image = card.get("image")
    if not image:
        return ""
    file = image["crops"][-1]
    attributes = f'medium="image" type="image/webp" width="{file["width"]}" height="{file["height"]}"'
    texts = [("description", image["alt"]), ("credit", image["credit"])]
    content = "".join(f"<media:{name}>{escape(text)}</media:{name}>" for name, text in texts if text)
    return f'<media:content url="{escape(file["url"])}" {attributes}>{content}</media:content>'
