"""Fragments, and how they are packed."""

from gazette.rates.fragments import fragments, pack, pick, unpack

VIEW = 'USD{"currency":"USD"}\nEUR{"currency":"EUR"}\nRUB{"currency":"RUB"}'


def test_fragments_come_in_the_banks_order():
    assert fragments(VIEW) == ['{"currency":"USD"}', '{"currency":"EUR"}', '{"currency":"RUB"}']


def test_one_fragment_is_picked_wherever_it_stands():
    assert [pick(VIEW, code) for code in ("USD", "EUR", "RUB")] == fragments(VIEW)
    assert pick(VIEW, "SDR") is None
    assert pick(VIEW, "cur") is None


def test_packing_gives_the_same_bytes_for_the_same_text():
    assert pack(VIEW) == pack(VIEW)
    assert unpack(pack(VIEW)) == VIEW
