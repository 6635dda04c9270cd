"""Which provider an address belongs to, and what it names there."""

import re
from urllib.parse import parse_qsl, urlsplit

from gazette.articles.body.embeds import posts, videos
from gazette.articles.body.embeds.embed import Embed, Reader

MAX_ADDRESS = 2_000
"""Characters. No address of a video or post is longer."""

_HOSTS: dict[str, Reader] = {
    "youtube.com": videos.read_youtube,
    "youtube-nocookie.com": videos.read_youtube,
    "youtu.be": videos.read_short_youtube,
    "vimeo.com": videos.read_vimeo,
    "tiktok.com": videos.read_tiktok,
    "vm.tiktok.com": videos.read_short_tiktok,
    "vt.tiktok.com": videos.read_short_tiktok,
    "t.me": posts.read_telegram,
    "telegram.me": posts.read_telegram,
    "telegram.dog": posts.read_telegram,
    "x.com": posts.read_x,
    "twitter.com": posts.read_x,
    "instagram.com": posts.read_instagram,
    "instagr.am": posts.read_instagram,
    "facebook.com": posts.read_facebook,
    "fb.com": posts.read_facebook,
    "fb.watch": posts.read_short_facebook,
}
_SAME_SITE = re.compile(r"^(?:www|m|mobile|mbasic|touch|web|music|player|[a-z]{2}-[a-z]{2})\.")
"""Names before a host under which a provider has the same paths: for phones, for embedding, for a language."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def find_embed(address: str) -> Embed | None:
    """The video or post that an address of the web names; None if it names none, or is no such address."""
    if len(address) > MAX_ADDRESS:
        return None
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:  # no failure: the text is no address
        return None
    if parts.scheme not in ("http", "https") or port not in (None, 80, 443) or parts.username is not None:
        return None
    read = _HOSTS.get(host) or _HOSTS.get(_SAME_SITE.sub("", host))
    if read is None:
        return None
    # In the fragment, YouTube has the start of a video.
    pairs = parse_qsl(f"{parts.query}&{parts.fragment}")
    return read(parts.path.rstrip("/"), dict(reversed(pairs)))


def is_address(text: str) -> bool:
    """Whether a text is an address, with or without its scheme, and so no title."""
    text = text.strip()
    return bool(_ADDRESS.fullmatch(text)) or (" " not in text and find_embed(f"https://{text}") is not None)
