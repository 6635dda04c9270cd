"""Which addresses name a video or post, and under which link readers find it."""

import html
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.body.embeds.providers import MAX_ADDRESS, find_embed, is_address

PFBID = "pfbid02JkQ7nN9xwYz1AbCdEfGh"

YOUTUBE = [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", ""),
    ("http://youtube.com/watch?v=dQw4w9WgXcQ&list=PL1&index=3&pp=abc", ""),
    ("https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ", ""),
    ("https://music.youtube.com/watch?v=dQw4w9WgXcQ&si=a", ""),
    ("https://youtu.be/dQw4w9WgXcQ", ""),
    ("https://youtu.be/dQw4w9WgXcQ?si=Zx3&t=42", "42"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m30s", "90"),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ#t=1h0m1s", "3601"),
    ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=7&autoplay=1", "7"),
    ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", ""),
    ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", ""),
    ("https://www.youtube.com/v/dQw4w9WgXcQ", ""),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=soon", ""),
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&v=xxxxxxxxxxx", ""),
]


@pytest.mark.parametrize(("address", "start"), YOUTUBE)
def test_videos_of_youtube_keep_their_start_and_no_other_parameter(address: str, start: str) -> None:
    embed = find_embed(address)
    assert embed
    assert (embed.provider, embed.id) == ("youtube", "dQw4w9WgXcQ")
    assert embed.link == "https://www.youtube.com/watch?v=dQw4w9WgXcQ" + (f"&t={start}" if start else "")
    assert embed.frame == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ" + (f"?start={start}" if start else "")


@pytest.mark.parametrize(
    ("address", "link", "id", "frame"),
    [
        (
            "https://youtube.com/shorts/dQw4w9WgXcQ?si=abc",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        (
            "https://vimeo.com/76979871?share=copy",
            "https://vimeo.com/76979871",
            "76979871",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
        (
            "https://vimeo.com/76979871/8272103f6e#t=4s",
            "https://vimeo.com/76979871/8272103f6e",
            "76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://player.vimeo.com/video/76979871?h=8272103f6e&title=0",
            "https://vimeo.com/76979871/8272103f6e",
            "76979871",
            "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e",
        ),
        (
            "https://vimeo.com/channels/staffpicks/76979871",
            "https://vimeo.com/76979871",
            "76979871",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
        (
            "https://www.tiktok.com/@kun.uz/video/7106594312292453675?is_from_webapp=1&lang=en",
            "https://www.tiktok.com/@kun.uz/video/7106594312292453675",
            "7106594312292453675",
            "https://www.tiktok.com/player/v1/7106594312292453675",
        ),
        (
            "https://www.tiktok.com/@kun.uz/photo/7106594312292453675",
            "https://www.tiktok.com/@kun.uz/photo/7106594312292453675",
            "7106594312292453675",
            None,
        ),
        (
            "https://m.tiktok.com/v/7106594312292453675.html",
            "https://www.tiktok.com/@/video/7106594312292453675",
            "7106594312292453675",
            "https://www.tiktok.com/player/v1/7106594312292453675",
        ),
        ("https://vt.tiktok.com/ZSabc12De/", "https://vm.tiktok.com/ZSabc12De/", None, None),
        ("https://www.tiktok.com/t/ZTabc12De/", "https://www.tiktok.com/t/ZTabc12De/", None, None),
        ("https://t.me/durov/123?single", "https://t.me/durov/123", "durov/123", "https://t.me/durov/123?embed=1"),
        ("https://t.me/s/durov/123", "https://t.me/durov/123", "durov/123", "https://t.me/durov/123?embed=1"),
        ("https://telegram.me/Kun_UZ/9", "https://t.me/Kun_UZ/9", "Kun_UZ/9", "https://t.me/Kun_UZ/9?embed=1"),
        ("https://x.com/kun_uz/status/17123?s=20&t=abc", "https://x.com/kun_uz/status/17123", "17123", None),
        ("https://mobile.twitter.com/Kun/status/17123/photo/1", "https://x.com/Kun/status/17123", "17123", None),
        ("https://twitter.com/i/web/status/17123", "https://x.com/i/status/17123", "17123", None),
        (
            "https://www.instagram.com/p/CxYz_1-aBcD/?igsh=MTc4&img_index=1",
            "https://www.instagram.com/p/CxYz_1-aBcD/",
            "CxYz_1-aBcD",
            None,
        ),
        ("https://instagram.com/reels/CxYz_1-aBcD", "https://www.instagram.com/reel/CxYz_1-aBcD/", "CxYz_1-aBcD", None),
        (
            "https://www.instagram.com/kun.uz/reel/CxYz_1-aBcD/",
            "https://www.instagram.com/reel/CxYz_1-aBcD/",
            "CxYz_1-aBcD",
            None,
        ),
        (
            "https://www.facebook.com/kun.uz/posts/1234567890",
            "https://www.facebook.com/kun.uz/posts/1234567890",
            "",
            "",
        ),
        (f"https://m.facebook.com/kun/posts/{PFBID}?mibextid=x", f"https://www.facebook.com/kun/posts/{PFBID}", "", ""),
        (
            "https://ru-ru.facebook.com/kun/posts/%D1%81%D0%BB%D0%BE%D0%B2%D0%BE/1234567890/",
            "https://www.facebook.com/kun/posts/1234567890",
            "",
            "",
        ),
        (
            "https://www.facebook.com/permalink.php?story_fbid=1234567890&id=99887766&fbclid=x",
            "https://www.facebook.com/permalink.php?story_fbid=1234567890&id=99887766",
            "",
            "",
        ),
        (
            "https://www.facebook.com/groups/uz.news/permalink/1234567890",
            "https://www.facebook.com/groups/uz.news/posts/1234567890",
            "",
            "",
        ),
        (
            "https://www.facebook.com/kun/videos/some-words/1234567890/?ref=share",
            "https://www.facebook.com/kun/videos/1234567890",
            "",
            "",
        ),
        ("https://fb.com/watch/?v=1234567890&ref=x", "https://www.facebook.com/watch/?v=1234567890", "", ""),
        ("https://www.facebook.com/reel/1234567890", "https://www.facebook.com/reel/1234567890", "", ""),
        ("https://www.facebook.com/share/v/1AbCdEfGh/", "https://www.facebook.com/share/v/1AbCdEfGh/", None, None),
        ("https://www.facebook.com/share/1AbCdEfGh/", "https://www.facebook.com/share/1AbCdEfGh/", None, None),
        ("https://fb.watch/aBc-12_x/?mibextid=Nif5oz", "https://fb.watch/aBc-12_x/", None, None),
    ],
)
def test_every_form_that_people_paste_has_one_link(address: str, link: str, id: str | None, frame: str | None) -> None:
    embed = find_embed(address)
    assert embed
    assert embed.link == link
    number = re.search("1234567890|pfbid\\w+", link)
    assert (embed.id, embed.frame) == ((number[0], None) if id == "" and number else (id, frame))
    again = find_embed(embed.link)
    assert again == embed, "the link names the same"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/playlist?list=PLabc",
        "https://www.youtube.com/@kun_uz",
        "https://www.youtube.com/watch?v=short",
        "https://youtu.be/",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil@www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:8080/watch?v=dQw4w9WgXcQ",
        "https://[youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:port/watch?v=dQw4w9WgXcQ",
        "ftp://youtu.be/dQw4w9WgXcQ",
        "javascript://youtu.be/dQw4w9WgXcQ",
        "//youtu.be/dQw4w9WgXcQ",
        "youtu.be/dQw4w9WgXcQ",
        "https://vimeo.com/about",
        "https://vimeo.com/event/123456",
        "https://t.me/durov",
        "https://t.me/c/1234567/89",
        "https://t.me/durov/123?comment=5",
        "https://t.me/joinchat/123456",
        "https://x.com/kun_uz",
        "https://x.com/i/spaces/1abc",
        "https://www.instagram.com/kun.uz/",
        "https://www.instagram.com/stories/kun/123456",
        "https://www.tiktok.com/@kun.uz",
        "https://www.facebook.com/kun.uz",
        "https://www.facebook.com/events/1234567890",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fevil.example",
        "https://kun.uz/en/news",
        "mailto:a@youtube.com",
        "",
    ],
)
def test_other_addresses_stay_links(address: str) -> None:
    assert find_embed(address) is None


def test_an_address_may_be_long_but_not_endless() -> None:
    address = "https://youtu.be/dQw4w9WgXcQ?si="
    assert find_embed(address.ljust(MAX_ADDRESS, "x"))
    assert find_embed(address.ljust(MAX_ADDRESS + 1, "x")) is None


@pytest.mark.parametrize("text", ["https://kun.uz", "www.kun.uz/a", "youtu.be/dQw4w9WgXcQ", " http://a.uz "])
def test_an_address_is_no_title(text: str) -> None:
    assert is_address(text)
    assert not is_address(f"See {text}")


PIECES = st.sampled_from(
    [*"\"'<>&=?#%/@:;\\ \n\t\x00", "dQw4w9WgXcQ", "watch?v=", "status/", "1234567890", "posts/", "&#34;", "%22", "t=1"]
)
HOSTS = st.sampled_from(["www.youtube.com", "youtu.be", "vimeo.com", "t.me", "x.com", "facebook.com", "vm.tiktok.com"])
TEXT = st.lists(PIECES | st.text(max_size=4), max_size=8).map("".join)
SAFE = re.compile(r"https://[a-z.-]+/[\w.@/?=&-]*", re.ASCII)


@given(HOSTS, TEXT, st.booleans())
def test_parts_of_a_card_have_no_character_with_a_meaning_in_html(host: str, rest: str, encoded: bool) -> None:
    embed = find_embed(f"https://{host}/{quote(rest) if encoded else rest}")
    for value in (embed.link, embed.frame) if embed else ():
        assert value is None or SAFE.fullmatch(value)
    assert embed is None or embed.id is None or html.escape(embed.id) == embed.id
