"""Pictures of the newsroom in a rendered body: `<img src="media:<id>">` becomes an image of its renditions.

An image that is alone in its paragraph becomes a figure with the caption and the credit of the picture.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gazette.articles.body.allowlist import MEDIA_SCHEME

_IMAGE = re.compile(rf'<img\b([^>]*?)\bsrc="{MEDIA_SCHEME}:([^"]*)"([^>]*)>')
_ALONE = re.compile(rf"<p>\s*({_IMAGE.pattern})\s*</p>")
_ATTRIBUTE = re.compile(r'\b(alt|title)="([^"]*)"')

SIZES = "auto, (min-width: 45rem) 45rem, 100vw"
"""`auto` is for browsers that lay out an image before they load it; the rest for others."""


@dataclass(frozen=True)
class BodyImage:
    """What a body shows of a picture, in its language. `sources` are (address, width, height), from narrow to wide."""

    sources: tuple[tuple[str, int, int], ...]
    alt: str
    caption: str
    credit: str


def list_body_media(body: str) -> tuple[str, ...]:
    """Ids of the pictures in a rendered body, in order."""
    return tuple(dict.fromkeys(html.unescape(match[2]) for match in _IMAGE.finditer(body)))


def show_body_media(body: str, images: Mapping[str, BodyImage]) -> str:
    """The body with the pictures of `images`, which has one for each of `list_body_media`."""

    def show_figure(match: re.Match[str]) -> str:
        image = images[html.unescape(match[3])]
        caption = _render_caption(image)
        return f"<figure>{_render_image(match[2] + match[4], image)}{caption}</figure>"

    def show_inline(match: re.Match[str]) -> str:
        return _render_image(match[1] + match[3], images[html.unescape(match[2])])

    return _IMAGE.sub(show_inline, _ALONE.sub(show_figure, body))


def _render_image(written: str, image: BodyImage) -> str:
    """`written` are the attributes that the editor wrote. An own alternative text replaces that of the picture."""
    own = {match[1]: html.unescape(match[2]) for match in _ATTRIBUTE.finditer(written)}
    middle = image.sources[min(1, len(image.sources) - 1)]
    widest = image.sources[-1]
    attributes = {
        "src": middle[0],
        "srcset": ", ".join(f"{address} {width}w" for address, width, _ in image.sources),
        "sizes": SIZES,
        "width": str(widest[1]),
        "height": str(widest[2]),
        "alt": own.get("alt") or image.alt,
        **({"title": own["title"]} if own.get("title") else {}),
        "loading": "lazy",
        "decoding": "async",
    }
    return "<img" + "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items()) + ">"


def _render_caption(image: BodyImage) -> str:
    credit = f"<cite>{html.escape(image.credit, quote=False)}</cite>" if image.credit else ""
    text = " ".join(filter(None, (html.escape(image.caption, quote=False), credit)))
    return f"<figcaption>{text}</figcaption>" if text else ""
