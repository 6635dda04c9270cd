"""Text in XML: every text can be written, and is read as it was written."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gazette.feeds.xml import drop_forbidden, escape, escape_html, escape_twice

ANY = st.text(st.characters(), max_size=40) | st.text("<>&\"';]![CDATA-", max_size=20)


def read(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(drop_forbidden(markup))  # noqa: S314 (our own)


def as_parsed(text: str) -> str:
    """A parser of XML makes line feeds of carriage returns, and spaces of them in attributes."""
    return drop_forbidden(text).replace("\r\n", "\n").replace("\r", "\n")


@given(ANY)
def test_any_text_is_read_back_from_an_element(text: str) -> None:
    for write in (escape, escape_html):
        assert (read(f"<a>{write(text)}</a>").text or "") == as_parsed(text)


@given(ANY)
def test_any_text_is_read_back_from_an_attribute(text: str) -> None:
    assert read(f'<a b="{escape(text)}"/>').get("b") == as_parsed(text).replace("\n", " ").replace("\t", " ")


@given(ANY)
def test_text_that_is_escaped_twice_is_html_of_the_text(text: str) -> None:
    html = read(f"<a>{escape_twice(text)}</a>").text or ""
    assert html == escape_html(as_parsed(text))
    assert "<" not in html
