"""Addresses of videos: YouTube, Vimeo, TikTok."""

import re

from gazette.articles.body.embeds.embed import Embed, Query

_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_PATH = re.compile(r"/(shorts|live|embed|v|e)/([\w-]{11})", re.ASCII)
_SHORT_YOUTUBE_PATH = re.compile(r"/([\w-]{11})", re.ASCII)
_START = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})s?)?")

_VIMEO_PATH = re.compile(
    r"/(?:video/|videos/|manage/videos/|channels/[\w-]+/|groups/[\w-]+/videos/|(?:album|showcase)/[0-9]+/video/)?"
    r"([0-9]{5,12})(?:/([0-9a-f]{8,20}))?",
    re.ASCII,
)
_VIMEO_HASH = re.compile("[0-9a-f]{8,20}")

_TIKTOK_PATH = re.compile(r"/@([\w.]{0,30})/(video|photo)/([0-9]{10,22})", re.ASCII)
_TIKTOK_ID_PATH = re.compile(r"/(?:v|embed|embed/v2|embed/v3|player/v1)/([0-9]{10,22})(?:\.html)?")
_TIKTOK_SHARED_PATH = re.compile(r"/t/([\w-]{5,20})", re.ASCII)
_SHORT_TIKTOK_PATH = re.compile(r"/([\w-]{5,20})", re.ASCII)


def read_youtube(path: str, query: Query) -> Embed | None:
    """A video, a short or a live stream. Playlists, channels and posts are none."""
    if path == "/watch" and _YOUTUBE_ID.fullmatch(query.get("v", "")):
        return _build_youtube(query["v"], query)
    match = _YOUTUBE_PATH.fullmatch(path)
    return match and _build_youtube(match[2], query, short=match[1] == "shorts")


def read_short_youtube(path: str, query: Query) -> Embed | None:
    """youtu.be"""
    match = _SHORT_YOUTUBE_PATH.fullmatch(path)
    return match and _build_youtube(match[1], query)


def _build_youtube(id: str, query: Query, *, short: bool = False) -> Embed:
    start = _parse_start(query.get("t") or query.get("start") or "")
    link = f"https://www.youtube.com/shorts/{id}" if short else f"https://www.youtube.com/watch?v={id}"
    return Embed(
        "youtube",
        link + (f"{'?' if short else '&'}t={start}" if start else ""),
        id,
        f"https://www.youtube-nocookie.com/embed/{id}" + (f"?start={start}" if start else ""),
    )


def _parse_start(text: str) -> int:
    """Seconds from `90`, `90s` or `1h2m3s`; 0 for anything else."""
    match = _START.fullmatch(text)
    hours, minutes, seconds = (int(number or 0) for number in match.groups()) if match else (0, 0, 0)
    return hours * 3600 + minutes * 60 + seconds


def read_vimeo(path: str, query: Query) -> Embed | None:
    """A video. An unlisted one has a hash, without which nobody can see it."""
    match = _VIMEO_PATH.fullmatch(path)
    if match is None:
        return None
    id, secret = match[1], match[2] or query.get("h", "")
    if not _VIMEO_HASH.fullmatch(secret):
        secret = ""
    frame = f"https://player.vimeo.com/video/{id}?dnt=1" + (f"&h={secret}" if secret else "")
    return Embed("vimeo", f"https://vimeo.com/{id}" + (f"/{secret}" if secret else ""), id, frame)


def read_tiktok(path: str, query: Query) -> Embed | None:
    if match := _TIKTOK_SHARED_PATH.fullmatch(path):
        return Embed("tiktok", f"https://www.tiktok.com/t/{match[1]}/")
    if match := _TIKTOK_PATH.fullmatch(path):
        user, kind, id = match.groups()
        frame = _build_tiktok_frame(id) if kind == "video" else None
        return Embed("tiktok", f"https://www.tiktok.com/@{user}/{kind}/{id}", id, frame)
    if match := _TIKTOK_ID_PATH.fullmatch(path):
        frame = _build_tiktok_frame(match[1])
        return Embed("tiktok", f"https://www.tiktok.com/@/video/{match[1]}", match[1], frame)
    return None


def read_short_tiktok(path: str, query: Query) -> Embed | None:
    """vm.tiktok.com and vt.tiktok.com: what phones share. The two lead to the same videos."""
    match = _SHORT_TIKTOK_PATH.fullmatch(path)
    return match and Embed("tiktok", f"https://vm.tiktok.com/{match[1]}/")


def _build_tiktok_frame(id: str) -> str:
    return f"https://www.tiktok.com/player/v1/{id}"
