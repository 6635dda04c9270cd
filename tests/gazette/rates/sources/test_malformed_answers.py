"""Whatever a bank sends, its parser says in one of two ways that it is no sheet: all else would end a run."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazette.rates.model import Rejected, Unusable
from gazette.rates.sources import load_bank
from tests.support import fake_cbr, fake_cbu, fake_ecb

VALID = {
    "cbu": [fake_cbu.DECEMBER_18],
    "cbr": [fake_cbr.document()],
    "ecb": [fake_ecb.daily(), fake_ecb.csv()],
}
ODD = [b"", b"\0", b"\n", b'"', b",", b"<", b">", b"&#0;", b"[", b"{", b"null", b"NaN", b"-", b"9" * 5_000, b"\xff"]
ODD += [b"\\ud800", b"[" * 20_000, b"\r", b'encoding="utf-7"', "٣".encode(), "\u2028".encode()]

HUGE = {
    "one field": b"KEY," + b"x" * 200_000,
    "blank lines in quotes": b'"' + b"\n" * 200_000,
    "lists in lists": b"[" * 200_000,
    "a number": b"9" * 200_000,
    "elements in elements": b"<a>" * 35_000 + b"</a>" * 35_000,
}


@st.composite
def mutations(draw: st.DrawFn, documents: list[bytes]) -> bytes:
    """A document of which up to three stretches are something else."""
    body = draw(st.sampled_from(documents))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(body)))
        end = start + draw(st.sampled_from([0, 1, 2, 5, 50, len(body)]))
        body = body[:start] + draw(st.sampled_from(ODD) | st.binary(max_size=20)) + body[end:]
    return body


@pytest.mark.parametrize("source", VALID)
def test_a_mutated_document_is_a_sheet_or_none(source):
    @settings(max_examples=200)
    @given(mutations(VALID[source]))
    def check(body: bytes) -> None:
        read(source, body)

    check()


@pytest.mark.parametrize("source", VALID)
def test_any_bytes_are_a_sheet_or_none(source):
    @settings(max_examples=100)
    @given(st.binary())
    def check(body: bytes) -> None:
        read(source, body)

    check()


@pytest.mark.parametrize("source", VALID)
@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_what_is_as_large_as_may_be_read_is_a_sheet_or_none(source, body):
    read(source, body)


def read(source: str, body: bytes) -> None:
    """Also as far as the run goes on with it: its content is hashed and kept."""
    with suppress(Unusable, Rejected):
        sheet = load_bank(source).parse(body, date(2026, 4, 2))
        sheet.hash.encode()
        assert sheet.content
