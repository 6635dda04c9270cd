"""Pictures of the newsroom in a rendered body: `<img src="media:<id>">` becomes an image of its renditions.

An image that is alone in its paragraph, or alone in a link there, becomes a figure with the caption and the credit of
the picture. A figure of the editor keeps its own caption and gets the credit. Any other image is followed by its
credit: who made a picture has a right to be named.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gazette.articles.body.allowlist import MEDIA_SCHEME

_IMAGE = re.compile(rf'<img\b([^>]*?)\bsrc="{MEDIA_SCHEME}:([^"]*)"([^>]*)>')
_ALONE = re.compile(rf"<p>\s*((?:<a\b[^>]*>\s*)?{_IMAGE.pattern}(?:\s*</a>)?)\s*</p>")
_FIGURE = re.compile(r"<figure>((?:(?!</?figure\b).)*)</figure>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p\b[^>]*>((?:(?!</?p\b).)*)</p>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
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
    """The body with the pictures of `images`. A picture that is not there is left out, and so is the paragraph or the
    figure that had nothing else."""

    def show_image(match: re.Match[str]) -> str:
        image = images.get(html.unescape(match[2]))
        return _render_image(match[1] + match[3], image) if image else ""

    def show_figure(match: re.Match[str]) -> str:
        shown = [images[id] for id in list_body_media(match[1]) if id in images]
        if not shown:
            return leave_out(match)
        return f"<figure>{_add_captions(_IMAGE.sub(show_image, match[1]), shown)}</figure>"

    def leave_out(match: re.Match[str]) -> str:
        ids = list_body_media(match[1])
        return "" if ids and images.keys().isdisjoint(ids) and _is_blank(match[1]) else match[0]

    def show_with_credit(match: re.Match[str]) -> str:
        image = images.get(html.unescape(match[2]))
        credit = _render_credit(image.credit) if image else ""
        return f"{show_image(match)} {credit}" if credit else show_image(match)

    with_figures = _ALONE.sub(show_figure, _FIGURE.sub(show_figure, body))
    return _IMAGE.sub(show_with_credit, _PARAGRAPH.sub(leave_out, with_figures))


def _is_blank(content: str) -> bool:
    """Whether there is nothing to see but pictures of the newsroom."""
    rest = _IMAGE.sub("", content)
    return "<img" not in rest and not html.unescape(_TAG.sub("", rest)).strip()


def _add_captions(content: str, images: Sequence[BodyImage]) -> str:
    """The content of a figure with a caption: its own one and the credits that it lacks, or those of the pictures."""
    if own := _CAPTION.search(content):
        text = html.unescape(_TAG.sub("", own[1]))
        credits = dict.fromkeys(image.credit for image in images if not _names(text, image.credit))
        caption = " ".join([own[1], *map(_render_credit, credits)])
        return f"{content[: own.start(1)]}{caption}{content[own.end(1) :]}"
    captions = (" ".join(filter(None, (html.escape(i.caption, quote=False), _render_credit(i.credit)))) for i in images)
    text = " ".join(filter(None, captions))
    return f"{content}<figcaption>{text}</figcaption>" if text else content


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


def _names(text: str, credit: str) -> bool:
    """Whether a caption names whom the credit names: `AP` is neither in `Japan` nor in `AP-like`."""
    return re.search(rf"(?<![\w-]){re.escape(credit)}(?![\w-])", text, re.IGNORECASE) is not None


def _render_credit(credit: str) -> str:
    return f"<cite>{html.escape(credit, quote=False)}</cite>" if credit else ""
