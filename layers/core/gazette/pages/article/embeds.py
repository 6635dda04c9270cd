"""Videos and posts of other sites in a body: cards that load nothing before a click.

A body has `<figure data-embed="youtube" data-id="…" data-frame="https://…"><a href="…" rel="…">Title</a></figure>`,
perhaps with a caption (gazette/articles/body/embeds). Providers with a frame get a button, which the script shows and
which puts the frame in the place of the card. The others are links.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

NAMES = {
    "youtube": ("video", "YouTube", "Google"),
    "vimeo": ("video", "Vimeo", "Vimeo"),
    "tiktok": ("video", "TikTok", "TikTok"),
    "telegram": ("post", "Telegram", "Telegram"),
    "x": ("post", "X", "X"),
    "instagram": ("post", "Instagram", "Meta"),
    "facebook": ("post", "Facebook", "Meta"),
}
"""Of each provider: what it shows, its name, and the company that learns who loads a frame."""

FRAME_ORIGINS = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://www.tiktok.com",
    "https://t.me",
)
"""The only sites that pages may frame."""

_FIGURE = re.compile(
    r'<figure([^>]*\sdata-embed="(\w+)"[^>]*)><a href="([^"]*)"[^>]*>(.*?)</a>'
    r"(<figcaption\b.*?</figcaption>)?</figure>",
    re.DOTALL,
)
_FRAME = re.compile(r'\sdata-frame="([^"]*)"')
_CARD = Markup(
    '<figure class="embed" data-embed="{provider}"{frame}><div class="embed-card">'
    '<span class="tile {kind}" aria-hidden="true"></span><div><p><b>{title}</b></p><p class="meta">{about}</p>'
    '<p class="buttons">{button}<a href="{link}" rel="noopener">{open}</a></p></div></div>{caption}</figure>'
)


def show_embeds(html: str, words: dict[str, Any]) -> tuple[str, list[str]]:
    """The body with a card for each embed, and the origins of the frames that its buttons load.

    `words` are those of `embeds`. The parts of the body were sanitised when it was rendered.
    """
    origins: set[str] = set()

    def show(match: re.Match[str]) -> str:
        attributes, provider, link, title, caption = match.groups()
        frame = _find_frame(attributes)
        if provider not in NAMES:
            return match[0]
        kind, name, company = NAMES[provider]
        about = words[kind].format(name=name)
        if frame:
            origins.add(_origin(frame))
            about = f"{about}. {words['privacy'].format(company=company)}"
        return _CARD.format(
            provider=provider,
            frame=Markup(' data-frame="{}"').format(Markup(frame)) if frame else "",  # noqa: S704 (sanitised)
            kind=kind,
            title=Markup(title),  # noqa: S704 (sanitised)
            about=about,
            button=Markup('<button class="button strong" type="button" hidden>{}</button>').format(
                words[f"load_{kind}"]
            )
            if frame
            else "",
            link=Markup(link),  # noqa: S704 (sanitised)
            open=words["open"].format(host=_host(link)),
            caption=Markup(caption or ""),  # noqa: S704 (sanitised)
        )

    return _FIGURE.sub(show, html), sorted(origins)


def _find_frame(attributes: str) -> str | None:
    """The address of the frame, as HTML; None if there is none, or if its site may not be framed."""
    match = _FRAME.search(attributes)
    return match[1] if match and _origin(match[1]) in FRAME_ORIGINS else None


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # an imported address
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _host(link: str) -> str:
    return _origin(link).rpartition("/")[2].removeprefix("www.")
