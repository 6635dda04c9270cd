"""The accent colour: as it was chosen where it can be read, and never unreadable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions.mail.rendering.accent import MIN_CONTRAST, compute_contrast, parse_accent
from tests.support.aws import STACK

COLOR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_readable_colours_stay_as_they_were_chosen():
    assert parse_accent("#0a6069,#76c7cd")[:2] == ("#0a6069", "#76c7cd")


def test_one_colour_is_made_lighter_for_dark_grounds():
    light, dark, *_ = parse_accent("#0a6069")
    assert light == "#0a6069"
    assert compute_contrast(dark, "#222424") == pytest.approx(MIN_CONTRAST, abs=0.2)


def test_the_contrast_of_black_and_white_is_21():
    assert compute_contrast("#000000", "#ffffff") == pytest.approx(21)


@given(COLOR, COLOR)
def test_every_colour_becomes_readable_on_all_grounds_and_under_the_text_of_a_button(light, dark):
    accent = parse_accent(f"{light},{dark}")
    pairs = [(accent.light, ground) for ground in ("#f1ede4", "#fdfcf9", accent.on_light)]
    pairs += [(accent.dark, ground) for ground in ("#222424", "#161717", "#0d0e0e", accent.on_dark)]
    assert min(compute_contrast(*pair) for pair in pairs) >= MIN_CONTRAST


@pytest.mark.parametrize(
    ("text", "allowed"), [("#0A6069", True), ("#0a6069,#76c7cd", True), ("#0a6", False), ("", False)]
)
def test_the_template_allows_what_can_be_parsed(text, allowed):
    pattern = STACK.source["Parameters"]["MailAccent"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, text)) is allowed
