"""Captions and credits of the newsroom's pictures in a rendered body."""

import re

import pytest

from gazette.articles.body.media_images import BodyImage, show_body_media

IMAGES = {
    "A": BodyImage((("https://x/a", 480, 320),), "A train", "At night", "Photo: <us>"),
    "B": BodyImage((("https://x/b", 480, 320),), "", "By day", "Agency"),
    "C": BodyImage((("https://x/c", 480, 320),), "A map", "", ""),
}
CREDIT, AGENCY = "<cite>Photo: &lt;us&gt;</cite>", "<cite>Agency</cite>"


def shown(body: str) -> str:
    """The body with `[A]` in place of an image of picture A."""
    written = re.sub(r"\[(\w)\]", r'<img src="media:\1" alt="">', body)
    return re.sub(
        r'<img src="https://x/(\w)"[^>]*>', lambda match: f"[{match[1].upper()}]", show_body_media(written, IMAGES)
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>[A]</p>", f"<figure>[A]<figcaption>At night {CREDIT}</figcaption></figure>"),
        ("<p>[C]</p>", "<figure>[C]</figure>"),
        (
            '<p><a href="/x">[A]</a></p>',
            f'<figure><a href="/x">[A]</a><figcaption>At night {CREDIT}</figcaption></figure>',
        ),
        ("<figure>[A]</figure>", f"<figure>[A]<figcaption>At night {CREDIT}</figcaption></figure>"),
        (
            "<figure>[A]<figcaption>My <b>own</b></figcaption></figure>",
            f"<figure>[A]<figcaption>My <b>own</b> {CREDIT}</figcaption></figure>",
        ),
        (
            "<figure>[A]<figcaption>Mine. photo: <b>&lt;us&gt;</b></figcaption></figure>",
            "<figure>[A]<figcaption>Mine. photo: <b>&lt;us&gt;</b></figcaption></figure>",
        ),
        (
            "<figure>[A][B][A]<figcaption>Two</figcaption></figure>",
            f"<figure>[A][B][A]<figcaption>Two {CREDIT} {AGENCY}</figcaption></figure>",
        ),
        (
            "<figure>[A][B]</figure>",
            f"<figure>[A][B]<figcaption>At night {CREDIT} By day {AGENCY}</figcaption></figure>",
        ),
        (
            "<figure>[B]<figcaption>My reagency agency's</figcaption></figure>",
            "<figure>[B]<figcaption>My reagency agency's</figcaption></figure>",
        ),
        (
            "<figure>[B]<figcaption>An agency-like look</figcaption></figure>",
            f"<figure>[B]<figcaption>An agency-like look {AGENCY}</figcaption></figure>",
        ),
        (
            "<figure>[B]<figcaption>In Reagency</figcaption></figure>",
            f"<figure>[B]<figcaption>In Reagency {AGENCY}</figcaption></figure>",
        ),
        (
            "<figure>\n<p>[B]</p>\n<figcaption>Mine</figcaption></figure>",
            f"<figure>\n<p>[B]</p>\n<figcaption>Mine {AGENCY}</figcaption></figure>",
        ),
        ("<p>Text [B] and [C] text.</p>", f"<p>Text [B] {AGENCY} and [C] text.</p>"),
        ("<table><tr><td>[B]</td></tr></table>", f"<table><tr><td>[B] {AGENCY}</td></tr></table>"),
        ("<figure><table></table></figure>", "<figure><table></table></figure>"),
        (
            '<figure data-embed="youtube"><a href="/x">Film</a></figure><p>[C]</p>',
            '<figure data-embed="youtube"><a href="/x">Film</a></figure><figure>[C]</figure>',
        ),
    ],
)
def test_every_picture_has_its_credit_once(body: str, expected: str) -> None:
    assert shown(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One</p><p>[Z]</p><p>Two</p>", "<p>One</p><p>Two</p>"),
        ('<p lang="en"><a href="/x"><em>[Z]</em></a>&nbsp;<br>[Z]</p>', ""),
        ("<figure>\n<p>[Z]</p>\n</figure>", ""),
        ("<p>Words [Z] of a text</p>", "<p>Words  of a text</p>"),
        ("<p>[Z] [C]</p>", "<p> [C]</p>"),
        ('<p>[Z]<img src="https://x/photo" alt=""></p>', '<p><img src="https://x/photo" alt=""></p>'),
        ("<figure>[Z]<figcaption>Mine</figcaption></figure>", "<figure><figcaption>Mine</figcaption></figure>"),
        ("<ul><li>[Z]</li></ul><p></p>", "<ul><li></li></ul><p></p>"),
    ],
)
def test_a_picture_that_is_gone_takes_an_emptied_paragraph_with_it_and_nothing_else(body: str, expected: str) -> None:
    assert shown(body) == expected


def test_many_figures_take_no_longer_than_their_number() -> None:
    body = "<figure>" * 20_000 + "<p>[A]</p>" + "</figure>" * 20_000
    assert shown(body).count("<cite>") == 1
