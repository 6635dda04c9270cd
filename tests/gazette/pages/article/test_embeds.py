"""Cards of videos and posts: nothing is loaded before a click, and only known players ever are."""

import pytest

from gazette.articles.body.renderer import render_body
from gazette.pages.article.embeds import show_embeds
from gazette.words import load_words
from tests.support.html import attributes, parse, text, texts

WORDS = load_words("en")["embeds"]
VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42"


def show(markdown):
    html, origins = show_embeds(render_body(markdown, "markdown"), WORDS)
    return parse(f"<!doctype html><title>x</title>{html}"), origins


def test_a_video_is_a_card_with_a_button_for_its_frame():
    document, origins = show(f'Before.\n\n[A "film" & more]({VIDEO})\n\nAfter.')
    assert text(document, "figure b") == "A “film” & more" or text(document, "figure b") == 'A "film" & more'
    assert text(document, ".meta") == "Video on YouTube. Loading it sends your address to Google."
    assert texts(document, "button[hidden]") == ["Load the video"]
    assert attributes(document, "figure a", "href") == [VIDEO]
    assert texts(document, "figure a") == ["Open on youtube.com"]
    assert attributes(document, "figure", "data-frame") == [
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=42"
    ]
    assert document.query("iframe, img, script") == []
    assert origins == ["https://www.youtube-nocookie.com"]
    assert texts(document, "p:not([class])")[0] == "Before."


@pytest.mark.parametrize(
    ("address", "provider", "origin"),
    [
        ("https://vimeo.com/76979871", "vimeo", "https://player.vimeo.com"),
        ("https://t.me/gazette_en/15", "telegram", "https://t.me"),
        ("https://www.tiktok.com/@someone/video/7106594312292453675", "tiktok", "https://www.tiktok.com"),
        ("https://x.com/someone/status/1234567890123456789", "x", None),
        ("https://www.instagram.com/p/CuZ3Zr5oQ2x/", "instagram", None),
    ],
)
def test_providers_with_a_player_have_a_button_and_others_are_links(address, provider, origin):
    document, origins = show(address)
    assert attributes(document, "figure", "data-embed") == [provider]
    assert origins == ([origin] if origin else [])
    assert len(document.query("button")) == (1 if origin else 0)
    assert attributes(document, "figure a", "href") == [address]


def test_all_providers_of_a_page_may_be_framed_each_once():
    _, origins = show(f"{VIDEO}\n\nhttps://vimeo.com/76979871\n\n{VIDEO}")
    assert origins == ["https://player.vimeo.com", "https://www.youtube-nocookie.com"]


@pytest.mark.parametrize(
    "frame", ["https://evil.example/embed", "javascript:alert(1)", "https://t.me.evil.example/x", "https://[x"]
)
def test_a_frame_of_another_site_is_never_offered(frame):
    figure = (
        f'<figure data-embed="telegram" data-id="1" data-frame="{frame}"><a href="https://t.me/x/1">Post</a></figure>'
    )
    html, origins = show_embeds(figure, WORDS)
    assert (origins, "data-frame" in html, "<button" in html) == ([], False, False)


def test_a_caption_stays_below_the_card():
    figure = '<figure data-embed="x"><a href="https://x.com/a/status/1" rel="noopener">Post</a>'
    html, _ = show_embeds(f"{figure}<figcaption>What it shows</figcaption></figure>", WORDS)
    assert html.endswith("<figcaption>What it shows</figcaption></figure>")


def test_a_body_without_embeds_stays_as_it_is():
    body = '<figure><img src="/media/1.webp" alt=""><figcaption>A picture</figcaption></figure><p>Text.</p>'
    assert show_embeds(body, WORDS) == (body, [])
