"""Jumps of a rate, as its figures show them."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gazette.rates.validation.jump import ALLOWED_TICKS, Figure, has_jumped

STEP = Decimal("0.01")
NOMINALS = st.sampled_from([1, 10, 100, 1000])
FIGURES = st.builds(Figure, st.decimals("0.01", "99999", places=2), NOMINALS)


def figure(text: str) -> Figure:
    """`0.09/10`: 0.09 for ten units."""
    return Figure.from_text(text)


@pytest.mark.parametrize(
    ("old", "new", "jumped"),
    [
        ("0.09/10", "3", True),
        ("3", "0.09/10", True),
        ("0.09/10", "0.01", False),  # 0.009 rounds to 0.01
        ("0.01", "0.09/10", False),
        ("0.09/10", "0.02", True),  # 0.015 at least
        ("0.06", "6.41/100", False),
        ("0.06", "7.15/100", False),  # 10 % above 0.065
        ("0.06", "7.16/100", True),
        ("0.131", "1/10", True),
    ],
)
def test_a_change_of_the_nominal_excuses_what_rounds_to_the_coarser_figure(old, new, jumped):
    finest = min(STEP, Decimal("0.001")) if "0.131" in old else STEP
    assert has_jumped(figure(new), figure(old), finest, 10) is jumped


@given(st.decimals("0.00001", "9999", places=6), NOMINALS, NOMINALS)
def test_one_rate_in_two_nominals_is_no_jump(true_rate, first, second):
    old, new = (Figure((true_rate * nominal).quantize(STEP, ROUND_HALF_UP), nominal) for nominal in (first, second))
    assume(old.rate and new.rate)
    assert not has_jumped(new, old, STEP, 10)


@given(FIGURES, FIGURES)
def test_what_is_no_jump_is_within_the_limit_half_a_coarse_step_and_three_fine_ones(old, new):
    if not has_jumped(new, old, STEP, 10):
        half = STEP / min(old.nominal, new.nominal) / 2 if old.nominal != new.nominal else 0
        fine = ALLOWED_TICKS * STEP / max(old.nominal, new.nominal)
        moved = abs(new.per_unit - old.per_unit) - half
        assert moved <= max((old.per_unit + half) / 10, fine) + Decimal("1e-20")


@given(FIGURES, FIGURES)
def test_zeros_at_the_end_of_a_figure_do_not_count(old, new):
    short = Figure(new.rate.normalize(), new.nominal)
    assert has_jumped(short, old, STEP, 10) is has_jumped(new, old, STEP, 10)


@pytest.mark.parametrize(
    ("text", "nominal", "shown"),
    [("7.31/10", 10, "7.31"), ("36.20", 1, "36.20"), ("4.63", 100, "463.00"), ("7.31/10", 1, "0.731")],
)
def test_a_figure_for_another_nominal_keeps_its_decimals(text, nominal, shown):
    assert f"{figure(text).per(nominal):f}" == shown
    assert figure(text).to_text() == text
