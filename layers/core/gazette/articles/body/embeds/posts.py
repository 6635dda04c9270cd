"""Addresses of posts: Telegram, X, Instagram, Facebook."""

import re

from gazette.articles.body.embeds.embed import Embed, Query

_TELEGRAM_PATH = re.compile(r"/(?:s/)?([a-z]\w{3,31})/([0-9]{1,10})", re.ASCII | re.IGNORECASE)
_NO_TELEGRAM_CHANNELS = frozenset({"joinchat", "addstickers", "addemoji", "addtheme", "addlist", "share", "login"})
_X_PATH = re.compile(
    r"/(?:(\w{1,20})|i/web)/status(?:es)?/([0-9]{2,20})(?:/(?:photo|video)/[0-9])?", re.ASCII | re.IGNORECASE
)
_INSTAGRAM_PATH = re.compile(r"/(?:[\w.]{1,30}/)?(p|tv|reels?)/([\w-]{5,40})", re.ASCII)

_FACEBOOK_ID = r"([0-9]{5,25}|pfbid\w{20,120})"
_FACEBOOK_POST = re.compile(rf"/([\w.-]{{1,80}})/posts/(?:[^/]+/)?{_FACEBOOK_ID}", re.ASCII)
_FACEBOOK_GROUP_POST = re.compile(rf"/groups/([\w.-]{{1,80}})/(?:posts|permalink)/{_FACEBOOK_ID}", re.ASCII)
_FACEBOOK_VIDEO = re.compile(r"/([\w.-]{1,80})/videos/(?:[^/]+/)?([0-9]{5,25})", re.ASCII)
_FACEBOOK_REEL = re.compile(r"/reel/([0-9]{5,25})")
_FACEBOOK_SHARED = re.compile(r"/share/(?:([prv])/)?(\w{6,40})", re.ASCII)
_NUMBER, _POST_ID = re.compile("[0-9]{5,25}"), re.compile(_FACEBOOK_ID, re.ASCII)
_WATCH_PATHS, _STORY_PATHS = ("/watch", "/watch/live", "/video.php"), ("/permalink.php", "/story.php")


def read_telegram(path: str, query: Query) -> Embed | None:
    """A post of a public channel. Posts of private ones (`/c/…`), comments and topics of groups are none."""
    match = _TELEGRAM_PATH.fullmatch(path)
    if match is None or match[1].lower() in _NO_TELEGRAM_CHANNELS or "comment" in query or "thread" in query:
        return None
    link = f"https://t.me/{match[1]}/{match[2]}"
    return Embed("telegram", link, f"{match[1]}/{match[2]}", f"{link}?embed=1")


def read_x(path: str, query: Query) -> Embed | None:
    match = _X_PATH.fullmatch(path)
    return match and Embed("x", f"https://x.com/{match[1] or 'i'}/status/{match[2]}", match[2])


def read_instagram(path: str, query: Query) -> Embed | None:
    match = _INSTAGRAM_PATH.fullmatch(path)
    if match is None:
        return None
    kind = "reel" if match[1].startswith("reel") else "p"
    return Embed("instagram", f"https://www.instagram.com/{kind}/{match[2]}/", match[2])


def read_facebook(path: str, query: Query) -> Embed | None:
    for read in (_read_facebook_post, _read_facebook_video, _read_shared_facebook):
        if embed := read(path, query):
            return embed
    return None


def read_short_facebook(path: str, query: Query) -> Embed | None:
    """fb.watch"""
    match = re.fullmatch(r"/([\w-]{5,40})", path, re.ASCII)
    return match and Embed("facebook", f"https://fb.watch/{match[1]}/")


def _read_facebook_post(path: str, query: Query) -> Embed | None:
    if match := _FACEBOOK_GROUP_POST.fullmatch(path):
        return _build_facebook(f"groups/{match[1]}/posts/{match[2]}", match[2])
    if match := _FACEBOOK_POST.fullmatch(path):
        return _build_facebook(f"{match[1]}/posts/{match[2]}", match[2])
    id, page = query.get("story_fbid", ""), query.get("id", "")
    if path in _STORY_PATHS and _POST_ID.fullmatch(id) and _NUMBER.fullmatch(page):
        return _build_facebook(f"permalink.php?story_fbid={id}&id={page}", id)
    return None


def _read_facebook_video(path: str, query: Query) -> Embed | None:
    if match := _FACEBOOK_VIDEO.fullmatch(path):
        return _build_facebook(f"{match[1]}/videos/{match[2]}", match[2])
    if match := _FACEBOOK_REEL.fullmatch(path):
        return _build_facebook(f"reel/{match[1]}", match[1])
    if path in _WATCH_PATHS and _NUMBER.fullmatch(id := query.get("v", "")):
        return _build_facebook(f"watch/?v={id}", id)
    return None


def _read_shared_facebook(path: str, query: Query) -> Embed | None:
    """What the share button copies. Its code is not the id of the post."""
    match = _FACEBOOK_SHARED.fullmatch(path)
    return match and _build_facebook(f"share/{match[1]}/{match[2]}/" if match[1] else f"share/{match[2]}/")


def _build_facebook(path: str, id: str | None = None) -> Embed:
    return Embed("facebook", f"https://www.facebook.com/{path}", id)
