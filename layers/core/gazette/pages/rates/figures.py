"""Figures for readers. The digits and the point are the bank's own in every language, as in the header's line, so that
one rate looks the same wherever it stands; a change has its sign, with a true minus."""

from gazette.rates.public.headline import signed

MINUS, NARROW = "\N{MINUS SIGN}", "\N{NARROW NO-BREAK SPACE}"


def change(text: str) -> str:
    """`+0.68`, `−0.43`, `0.00`."""
    return signed(text).replace("-", MINUS)


def percent(text: str) -> str:
    return f"{change(text)}%"


def amount(text: str) -> str:
    """An amount of money in groups of three digits: `1 205 978.00`."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", NARROW) + point + rest


def plain(text: str) -> str:
    """What was counted to ten significant digits, without zeros that say nothing. A rate of the bank's keeps them."""
    return text.rstrip("0").rstrip(".") if "." in text else text
