"""Cards in rendered bodies: which paragraphs become one, and that only the renderer makes them."""

import re
from html.parser import HTMLParser
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import count_words, is_empty
from gazette.errors import Invalid

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
FRAME = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


def card(title: str = VIDEO, *, attributes: str = "", rel: str = "noopener", caption: str = "") -> str:
    data = f'data-embed="youtube" data-id="dQw4w9WgXcQ" data-frame="{FRAME}"'
    return f'<figure{attributes} {data}><a href="{VIDEO}" rel="{rel}">{title}</a>{caption}</figure>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"{VIDEO}&feature=share", card()),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", card()),
        (f"<{VIDEO}>", card()),
        ("www.youtube.com/watch?v=dQw4w9WgXcQ", card()),
        (f"[A film **of** it]({VIDEO})", card("A film of it")),
        (f'[{VIDEO}]({VIDEO} "A film")', card("A film")),
        (f"[youtu.be/dQw4w9WgXcQ]({VIDEO})", card()),
        (f"Before.\n\n{VIDEO}\n\nAfter.", f"<p>Before.</p>\n{card()}\n<p>After.</p>"),
        (f"{VIDEO}\n[Two]({VIDEO})", f"{card()}\n{card('Two')}"),
        (f"[Two\nlines]({VIDEO})", card("Two lines")),
    ],
)
def test_an_address_alone_in_a_line_of_markdown_becomes_a_card(source: str, expected: str) -> None:
    assert render_body(source, "markdown") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"<p>{VIDEO}</p>", card()),
        (VIDEO, card()),
        (f"<div>{VIDEO}</div>", card()),
        (f'<p dir="ltr"><a href="{VIDEO}"><span style="text-decoration:underline">{VIDEO}</span></a></p>',
         card(attributes=' dir="ltr"')),
        (f'<p><a href="{VIDEO}" rel="sponsored">A film</a></p>', card("A film", rel="noopener sponsored")),
        (f"<p>{VIDEO}<br>{VIDEO}</p>", f"{card()}\n{card()}"),
        # as WordPress writes it
        (f'<figure class="wp-block-embed"><div>\n{VIDEO}\n</div></figure>', card()),
        (f"<figure><p>{VIDEO}</p><figcaption>The <b>film</b></figcaption></figure>",
         card(caption="<figcaption>The <b>film</b></figcaption>")),
    ],
)  # fmt: skip
def test_an_address_alone_in_a_paragraph_of_html_becomes_a_card(source: str, expected: str) -> None:
    assert render_body(source, "html") == expected


@pytest.mark.parametrize(
    "source",
    [
        f"Watch {VIDEO}",
        f"{VIDEO} is a film",
        f"{VIDEO}\nis a film",
        f"{VIDEO} {VIDEO}",
        f"- {VIDEO}\n- {VIDEO}",
        f"- {VIDEO}\n\n- {VIDEO}",
        f"> {VIDEO}",
        f"# {VIDEO}",
        f"| a |\n|---|\n| {VIDEO} |",
        f"[![](/a.jpg)]({VIDEO})",
        f"`{VIDEO}`",
        "https://kun.uz/en",
    ],
)
def test_other_addresses_stay_as_they_are(source: str) -> None:
    rendered = render_body(source, "markdown")
    assert "data-" not in rendered
    assert "<figure" not in rendered


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_no_editor_makes_a_card_of_another_address(form: Literal["markdown", "html"]) -> None:
    forged = '<figure data-embed="youtube" data-id="x" data-frame="https://evil.example"><a href="{}">T</a></figure>'
    assert render_body(forged.format("https://evil.example"), form) == (
        '<figure><a href="https://evil.example" rel="noopener">T</a></figure>'
    )
    assert render_body(forged.format(VIDEO), form) == card("T")


def test_the_error_for_a_frame_says_what_to_write() -> None:
    with pytest.raises(Invalid, match=r"Line 2: .* address of the video or post alone in a line"):
        render_body(f'Before.\n<iframe src="{FRAME}"></iframe>', "html")


def test_a_card_is_shown_and_has_no_words_of_the_article() -> None:
    rendered = render_body(f"Two words.\n\n[A film of it]({VIDEO})", "markdown")
    assert count_words(rendered) == 2
    assert not is_empty(render_body(VIDEO, "markdown"))


def test_a_long_line_takes_no_longer_than_its_length() -> None:
    spaces = " " * 100_000
    for source in (f"<figure>{spaces}x{spaces}<p>", f"<p>{spaces}x{spaces}", f"<div>{VIDEO}{spaces}</div>"):
        render_body(source, "html")


class Tags(HTMLParser):
    """The tags of a body with their attributes."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))


PIECES = st.sampled_from(
    [*"\"'<>&=?#%/()[]\n \\`*_", VIDEO, "https://t.me/durov/1", "https://youtu.be/", "dQw4w9WgXcQ", "&quot;", "onload=",
     "<p>", "</p>", "<figure>", "</figure>", "<div>", "<figcaption>", f'<a href="{VIDEO}">', "</a>", "<br>", "<b>"]
)  # fmt: skip
BODIES = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@given(BODIES, st.sampled_from(["markdown", "html"]))
def test_nothing_of_an_address_leaves_its_attribute(source: str, form: Any) -> None:
    try:
        rendered = render_body(source, form)
    except Invalid:
        return
    for tag, attributes in Tags(rendered).found:
        own = {name: value for name, value in attributes.items() if name.startswith("data-")}
        assert set(attributes) - set(own) <= {"href", "rel", "title", "src", "alt", "lang", "dir"}
        assert set(own) <= {"data-embed", "data-id", "data-frame"}
        assert not own or (tag == "figure" and all(re.fullmatch(r"[\w.@/:?=&-]+", str(v)) for v in own.values()))


@given(
    st.lists(st.sampled_from([VIDEO, f"[A & B]({VIDEO})", "https://t.me/durov/1", "Text.", "https://fb.watch/aBcDeF/"]))
)
def test_a_rendered_body_is_rendered_to_itself(paragraphs: list[str]) -> None:
    rendered = render_body("\n\n".join(paragraphs), "markdown")
    assert render_body(rendered, "html") == rendered
