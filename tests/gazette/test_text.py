"""Texts that people type."""

import pytest

from gazette.text import is_blank, normalize_line


@pytest.mark.parametrize(
    "character",
    [
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u2060",
        "\u3164",
        "\u115f",
        "\uffa0",
        "\u2800",
        "\ufe0f",
        "\u034f",
        "\U000e0100",
        "\u3000",
    ],
)
def test_a_line_of_invisible_characters_is_blank(character: str) -> None:
    assert is_blank(character * 3)
    assert normalize_line(f"{character} ") is None
    assert normalize_line(f"A{character}b") is not None


@pytest.mark.parametrize("text", ["a", ".", "ʼ", "\u0301a", "한", "⠁", "❤\ufe0f"])
def test_a_line_with_a_visible_character_is_not_blank(text: str) -> None:
    assert not is_blank(text)
