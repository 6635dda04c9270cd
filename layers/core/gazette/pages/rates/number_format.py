"""Formats numbers as a language writes them: its decimal mark, its groups of three digits, its percent sign.

The digits are those of the text that comes in: nothing is rounded, and no zero is dropped. The marks are those of CLDR
and stand in the words `numbers`. The minus is the typographic one in every language.
"""

import re

from gazette.rates.public.headline import add_sign
from gazette.words import load_words

MINUS = "\N{MINUS SIGN}"
_OTHER_GROUPS = re.compile(
    r"[1-9]\d{0,2}(?:"
    r"(?P<apostrophe>['’])\d{3}(?:(?P=apostrophe)\d{3})*(?:[.,]\d+)?"
    r"|(?P<mark>[.,])\d{3}(?:(?:(?P=mark)\d{3})+|(?:(?P=mark)\d{3})*(?!(?P=mark))[.,]\d+))",
    re.ASCII,
)
"""Groups that can be meant in one way only, whatever the language is: `1.000,50`, `1'000`, `1.000.000`."""


class NumberFormat:
    """Numbers of one language. All methods take and return texts, the plain ones with a decimal point."""

    def __init__(self, lang: str) -> None:
        marks = load_words(lang)["numbers"]
        self._decimal: str = marks["decimal"]
        self._group: str = marks["group"]
        self._percent: str = marks["percent"]
        group, decimal = re.escape(self._group), re.escape(self._decimal)
        self._grouped = re.compile(rf"[1-9]\d{{0,2}}({group}\d{{3}})+({decimal}\d+)?", re.ASCII)

    def number(self, text: str) -> str:
        """`12,059.78` from `12059.78`, in Russian `12 059,78`."""
        whole, point, rest = text.removeprefix("-").partition(".")
        grouped = f"{int(whole):,}".replace(",", self._group)
        return f"{MINUS * text.startswith('-')}{grouped}{point and self._decimal}{rest}"

    def change(self, text: str) -> str:
        """A change with its sign: `+0.68`, `−0.43`, `0.00`."""
        plus = "+" if add_sign(text).startswith("+") else ""
        return plus + self.number(text)

    def percent(self, text: str) -> str:
        """A change in percent: `+0.68%`, in Russian `+0,68 %`."""
        return self._percent.format(number=self.change(text))

    def parse(self, text: str) -> str:
        """The plain text of a number that somebody typed, if it is one: `1000.50` from `1 000,50`.

        Spaces are left out. A comma is a decimal mark, unless the language writes it between groups and the text has
        such groups, or the text has the groups of another language.
        """
        text = "".join(text.split())
        if self._grouped.fullmatch(text):
            text = text.replace(self._group, "").replace(self._decimal, ".")
        elif other := _OTHER_GROUPS.fullmatch(text):
            text = text.replace(other["apostrophe"] or other["mark"], "")
        text = text.replace(",", ".").removesuffix(".")
        return f"0{text}" if text.startswith(".") else text


def strip_zeros(text: str) -> str:
    """A calculated figure without zeros at the end of its decimals. The bank's own rates keep theirs."""
    return text.rstrip("0").rstrip(".") if "." in text else text
