"""Stored forms of a content."""

import base64
import gzip

from hypothesis import given
from hypothesis import strategies as st

from gazette import encoding


def test_compact_json_has_no_blanks_and_no_escaped_letters():
    assert encoding.compact_json({"title": "Янги «мақола»", "n": [1, None]}) == '{"title":"Янги «мақола»","n":[1,null]}'


@given(st.text())
def test_a_packed_text_unpacks_to_itself(text):
    assert encoding.unpack(encoding.pack(text)) == text
    assert encoding.unpack_view(encoding.pack_view(text)) == text


def test_a_view_is_the_base64_text_of_a_gzip():
    assert gzip.decompress(base64.b64decode(encoding.pack_view("Қалам"))) == "Қалам".encode()


def test_equal_content_makes_equal_bytes():
    """Bytes 4 to 7 of a gzip header may hold a time, byte 9 the operating system; 255 is an unknown one."""
    assert encoding.pack("{}") == encoding.pack(b"{}")
    assert encoding.pack("{}")[4:8] == b"\0\0\0\0"
    assert encoding.pack("{}")[9] == 255


def test_content_is_packed_as_tightly_as_gzip_can_unless_a_level_is_named():
    """Byte 8 of a gzip header: 2 for the best compression, 4 for the fastest (RFC 1952, section 2.3.1)."""
    assert (encoding.pack("x")[8], encoding.pack("x", 1)[8]) == (2, 4)


def test_an_etag_comes_from_the_content():
    assert encoding.etag("Қалам") == encoding.etag("Қалам".encode()) != encoding.etag("қалам")
    assert len(encoding.etag("")) == 32
    assert set(encoding.etag("")) <= set("0123456789abcdef")
