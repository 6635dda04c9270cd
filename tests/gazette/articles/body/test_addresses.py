"""Links and images that readers could not follow are refused with their line, and never vanish."""

from typing import Any

import pytest

from gazette.articles.body.renderer import render_body
from gazette.errors import Invalid

REFUSED = [
    *(
        "data:image/png;base64,iVBORw0KGgo=",
        "file:///C:/Users/a/picture.png",
        "tg://resolve?domain=gazeta",
        "sms:+998901234567",
    ),
    *("ftp://kun.uz/a", "javascript:alert(1)", "JavaScript:alert(1)", "about:blank", "blob:https://kun.uz/1"),
]
TAKEN = [
    "https://kun.uz/a:b",
    "http://kun.uz",
    "mailto:a@kun.uz",
    "tel:+998901234567",
    "/a",
    "a/b:c",
    "?a=b:c",
    "#a:b",
    "//kun.uz/a",
]


def refusal(source: str, form: Any) -> str:
    with pytest.raises(Invalid) as refused:
        render_body(source, form)
    [error] = refused.value.extensions["errors"]
    assert error["pointer"] == "#/body"
    return str(error["detail"])


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_readers_cannot_follow_is_refused_with_its_line(address: str) -> None:
    for source in (
        f"[Write]({address})",
        f"![x]({address})",
        f"[Write][a]\n\n[a]: {address}",
        f'*<a href="{address}">x</a>*',
    ):
        detail = refusal(f"One\ntwo\n\nthree\n{source}", "markdown")
        assert detail.startswith(f"Line 5: The address {address[:20]}"), source
    for tag in (f'<a title="x" href="{address}">x</a>', f"<IMG alt=x src='{address}'>", f"<a href={address}>x</a>"):
        assert refusal(f"<p>One</p>\n<!-- a\nnote -->{tag}", "html").startswith("Line 3: The address ")


@pytest.mark.parametrize("address", ["&#106;avascript:alert(1)", " java\tscript:alert(1)", "data&colon;text/html,x"])
def test_a_disguised_address_is_refused_too(address: str) -> None:
    assert "is not taken" in refusal(f'<a href="{address}">x</a>', "html")


@pytest.mark.parametrize("address", TAKEN)
def test_other_addresses_stay_as_they_are(address: str) -> None:
    assert f'href="{address}"' in render_body(f"[x]({address})", "markdown")
    assert f'href="{address}"' in render_body(f'<a href="{address}">x</a>', "html")
    if not address.startswith(("mailto:", "tel:", "?", "#")):
        assert f'src="{address}"' in render_body(f'<img src="{address}">', "html")


@pytest.mark.parametrize("address", ["mailto:a@kun.uz", "tel:+998901234567", "?a=b:c", "#a:b"])
def test_an_address_of_something_else_is_refused_for_an_image(address: str) -> None:
    assert "is not that of an image" in refusal(f"![x]({address})", "markdown")
    assert "is not that of an image" in refusal(f'<img src="{address}" alt="x">', "html")


@pytest.mark.parametrize(
    "address",
    [
        *("https://", "http://", "https://kun.uz:port/a", "https://kun.uz:99999/a.jpg", "https://[::1/a.jpg"),
        *("https://kun.uz%20/a.jpg", "https://300.1.1.1/", "https://%zz/", "https://a^b.uz"),
    ],
)
def test_a_damaged_address_is_refused(address: str) -> None:
    """The sanitiser would drop it, and leave a link without an address, or an image without a picture."""
    for source in (f"a\n[x]({address})", f'a\n<a href="{address}">x</a>', f"a\n![x]({address})"):
        assert refusal(source, "markdown").startswith("Line 2: The "), source
    assert refusal(f'<figure><img src="{address}"></figure>', "html").startswith("Line 1: The ")


def test_an_address_with_a_blank_in_its_host_is_refused() -> None:
    assert "is damaged" in refusal('<a href="https://exa mple.uz">x</a>', "html")
    assert "is damaged" in refusal("[here](<https://kun.uz /a>)", "markdown")


@pytest.mark.parametrize("source", ["[a]()", "[a](<>)", '<a href="">a</a>', "[a](mailto:)", "[a](tel:)"])
def test_a_link_without_an_address_is_refused(source: str) -> None:
    assert refusal(source, "markdown") == "Line 1: The link has no address."


def test_a_source_that_no_link_could_have_is_not_cited() -> None:
    assert render_body('<q cite="javascript:1">a</q><q cite="https://kun.uz/">b</q>', "html") == (
        '<p><q>a</q><q cite="https://kun.uz/">b</q></p>'
    )


@pytest.mark.parametrize("source", ["a\n![x]()", "a\n<img alt=x>", 'a\n<img alt="x" src=" ">'])
def test_an_image_without_an_address_is_refused(source: str) -> None:
    assert refusal(source, "markdown") == "Line 2: The image has no address."


def test_the_line_of_an_address_in_a_table_and_in_a_list_is_that_of_its_row() -> None:
    assert refusal("|a|\n|-|\n|b|\n|[x](tg:a)|", "markdown").startswith("Line 4")
    assert refusal("- a\n- b\n  c [x](tg:a)", "markdown").startswith("Line 3")
    assert refusal("a\n\n<div>\n\n<p>\n<a href='tg:a'>x</a>", "markdown").startswith("Line 6")


def test_text_that_looks_like_an_address_is_text() -> None:
    assert render_body("Write sms:+998 or `tg://a`; \\[x](tg:a).", "markdown").count("<a") == 0


def test_a_target_within_the_text_is_no_link() -> None:
    """Word marks places with names."""
    assert render_body('<a name="_Hlk1">x</a>', "html") == "<p>x</p>"


def test_a_link_says_that_it_is_paid_for_or_not_ours() -> None:
    source = (
        '<a href="/a" rel="external Sponsored nofollow">a</a><a href="/b" rel="ugc">b</a><a href="/c" rel="me">c</a>'
    )
    assert render_body(source, "html") == (
        '<p><a href="/a" rel="noopener nofollow sponsored">a</a><a href="/b" rel="noopener ugc">b</a>'
        '<a href="/c" rel="noopener">c</a></p>'
    )
