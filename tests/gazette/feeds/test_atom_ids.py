"""Ids of feeds and entries in Atom."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from gazette.feeds.atom_ids import build_article_urn, build_feed_urn

SITE = "0a1b2c3d-1111-2222-3333-444455556666"
OTHER = "9f8e7d6c-1111-2222-3333-444455556666"


@given(st.integers(0, 2**128 - 1))
def test_an_article_has_the_uuid_with_the_bits_of_its_ulid_on_every_site(number: int) -> None:
    id = str(ULID.from_int(number))
    assert build_article_urn(SITE, id) == build_article_urn(OTHER, id) == UUID(int=number).urn


@given(st.text("012ABC", min_size=1, max_size=25) | st.text("ILOU", min_size=26, max_size=26) | st.just("8" * 26))
def test_an_id_of_another_form_has_a_uuid_of_the_site(id: str) -> None:
    assert build_article_urn(SITE, id) == build_article_urn(SITE, id)
    assert build_article_urn(SITE, id) != build_article_urn(OTHER, id)


def test_feeds_have_different_ids() -> None:
    paths = ["/v1/feeds/en/atom.xml", "/v1/feeds/ru/atom.xml", "/v1/feeds/en/atom.xml?tag=a"]
    assert len({build_feed_urn(site, path) for path in paths for site in (SITE, OTHER)}) == 6
