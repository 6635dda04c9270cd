"""Conversion between typed JSON and plain values."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gazette.dynamodb.items import deserialize, serialize

values = st.recursive(
    st.text() | st.integers(-(10**30), 10**30) | st.booleans() | st.binary(min_size=1),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1, max_size=8), values, max_size=4))
def test_a_serialized_item_deserializes_to_itself(item: dict) -> None:
    assert deserialize(serialize(item)) == item


def test_none_is_left_out_and_a_fraction_stays_exact() -> None:
    assert serialize({"a": None, "b": 1}) == {"b": {"N": "1"}}
    assert deserialize({"n": {"N": "36.20"}, "w": {"N": "7"}}) == {"n": Decimal("36.20"), "w": 7}
