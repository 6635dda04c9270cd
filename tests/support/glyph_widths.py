"""Widths of letters for tests of layout, so that they need no font of the machine.

They are some percent wider than in Roboto, one of the sans-serif fonts that our styles name.
"""

ADVANCES = ((" .,:;’ʻil|I", 0.29), ("-()[]frtjгт", 0.42), ("mwMWмшщжюмыфШЩЖЮМФ@—–", 0.86))
"""In em."""
CAPITAL, DIGIT, SMALL = 0.67, 0.58, 0.58
BOLD = 1.06
"""A bold text is so many times as wide."""


def advance(text: str) -> float:
    """Width of a text in em."""
    return sum(map(_advance, text))


def _advance(letter: str) -> float:
    for letters, width in ADVANCES:
        if letter in letters:
            return width
    return DIGIT if letter.isdigit() else CAPITAL if letter.isupper() else SMALL
