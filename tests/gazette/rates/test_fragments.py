"""Fragments, and how they are packed."""

from gazette.encoding import pack, unpack
from gazette.rates.fragments import find_fragment, split_view

VIEW = 'USD{"currency":"USD"}\nEUR{"currency":"EUR"}\nRUB{"currency":"RUB"}'


def test_fragments_come_in_the_banks_order():
    assert split_view(VIEW) == ['{"currency":"USD"}', '{"currency":"EUR"}', '{"currency":"RUB"}']


def test_one_fragment_is_found_at_any_place():
    assert [find_fragment(VIEW, code) for code in ("USD", "EUR", "RUB")] == split_view(VIEW)
    assert find_fragment(VIEW, "SDR") is None
    assert find_fragment(VIEW, "cur") is None


def test_packing_gives_the_same_bytes_for_the_same_text():
    assert pack(VIEW) == pack(VIEW)
    assert unpack(pack(VIEW)) == VIEW
