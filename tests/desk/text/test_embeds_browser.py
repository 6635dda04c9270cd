"""The desk knows the same videos and posts as the API."""

import pytest

from gazette.articles.body.embeds.providers import find_embed

pytestmark = pytest.mark.browser

ID = "dQw4w9WgXcQ"
ADDRESSES = [
    *(
        f"https://{host}/watch?v={ID}&t=90"
        for host in ("youtube.com", "www.youtube.com", "m.youtube.com", "youtube-nocookie.com")
    ),
    *(
        f"https://www.youtube.com/{path}"
        for path in (f"shorts/{ID}", f"live/{ID}/", f"embed/{ID}", "@channel", "playlist?list=1", "watch")
    ),
    *(f"https://youtu.be/{path}" for path in (ID, f"{ID}?t=1m", "short", f"{ID}/x")),
    *(
        f"https://vimeo.com/{path}"
        for path in ("76979871", "76979871/abcdef0123", "channels/staff/76979871", "about", "1")
    ),
    "https://player.vimeo.com/video/76979871?h=abcdef0123",
    *(
        f"https://t.me/{path}"
        for path in ("kunuz/123", "s/kunuz/123", "c/123/4", "kunuz", "share/1", "joinchat/22", "kunuz/1?comment=2")
    ),
    *(
        f"https://x.com/{path}"
        for path in ("a/status/1234567", "i/web/status/12", "a/status/12/photo/1", "a", "a/status/1")
    ),
    "https://mobile.twitter.com/a/statuses/123",
    *(
        f"https://www.instagram.com/{path}"
        for path in ("p/Cabcde/", "reel/Cabcde", "user.name/reels/Cabcde", "stories/a/1", "user")
    ),
    *(
        f"https://www.tiktok.com/{path}"
        for path in ("@a.b/video/7123456789", "@a/photo/7123456789", "t/ZMabcde", "v/7123456789.html", "@a")
    ),
    *(f"https://{host}/ZMabcde/" for host in ("vm.tiktok.com", "vt.tiktok.com")),
    *(
        f"https://www.facebook.com/{path}"
        for path in (
            *(
                "groups/a.b/posts/1234567/",
                "page/posts/title/pfbid" + "a" * 20,
                "page/videos/12345",
                "reel/12345",
                "share/v/abcdef/",
            ),
            *(
                "share/abcdef",
                "watch/?v=12345",
                "permalink.php?story_fbid=12345&id=12345",
                "page",
                "events/12345",
                "story.php?id=1",
            ),
        )
    ),
    *("https://fb.watch/abcdef/", "http://ru-ru.facebook.com/reel/12345", "https://youtube.com:8443/watch?v=" + ID),
    *(
        f"https://a@youtu.be/{ID}",
        f"ftp://youtu.be/{ID}",
        f"https://youtu.be.evil.uz/{ID}",
        f"youtu.be/{ID}",
        "https://[x",
        "",
    ),
    "https://youtu.be/" + ID + "?" + "a" * 2000,
]


def test_the_desk_and_the_api_know_the_same_addresses(desk):
    known = {address: embed and embed.provider for address in ADDRESSES for embed in [find_embed(address)]}
    assert len(set(known.values())) == 8
    found = desk.page.evaluate("(addresses) => addresses.map(desk.findProvider)", ADDRESSES)
    assert {address: name and name.lower() for address, name in zip(ADDRESSES, found, strict=True)} == known
