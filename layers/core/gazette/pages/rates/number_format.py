"""Formats numbers for readers.

In every language they have the bank's digits and decimal point, as in the headline, so that a rate looks the same on
the whole site.
"""

from gazette.rates.public.headline import add_sign

MINUS, NARROW = "\N{MINUS SIGN}", "\N{NARROW NO-BREAK SPACE}"


def format_change(text: str) -> str:
    """A change with its sign and a typographic minus: `+0.68`, `−0.43`, `0.00`."""
    return add_sign(text).replace("-", MINUS)


def format_percent(text: str) -> str:
    return f"{format_change(text)}%"


def format_amount(text: str) -> str:
    """An amount of money in groups of three digits: `1 205 978.00`."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace(",", NARROW) + point + rest


def strip_zeros(text: str) -> str:
    """A calculated figure without zeros at the end of its decimals. The bank's own rates keep theirs."""
    return text.rstrip("0").rstrip(".") if "." in text else text
