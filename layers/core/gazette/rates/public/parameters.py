"""Query parameters of the public reads of rates; what they cannot mean is `Invalid` by name. Lean."""

from __future__ import annotations

import re
from datetime import date

from gazette.errors import Invalid
from gazette.rates.bank import Bank
from gazette.rates.errors import CurrencyNotFound
from gazette.rates.sources import bank

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


def source(text: str | None, known: tuple[str, ...]) -> Bank:
    """The bank that `?source=` names, the first one where it names none."""
    if text is not None and text not in known:
        raise Invalid.at("?source", f"The sources are {', '.join(known)}.")
    return bank(text or known[0])


def day(text: str | None, parameter: str = "date") -> date | None:
    """The day that a parameter names."""
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid.at(f"?{parameter}", "It must be a day, such as 2025-12-18.")


def symbol(text: str | None, parameter: str) -> str:
    """A currency's code, in capitals."""
    code = (text or "").strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid.at(f"?{parameter}", "It must be a currency's code of three letters, such as USD.")
    return code


def currency(text: str) -> str:
    """The code that a path names, in capitals; what is none is not found."""
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise CurrencyNotFound(f"{text[:20]!r} is no currency's code.", currency=text[:20])
    return code


def choice(text: str | None, parameter: str, known: tuple[str, ...]) -> str | None:
    """One of the words that a parameter may be."""
    if text is not None and text not in known:
        raise Invalid.at(f"?{parameter}", f"It must be {' or '.join(known)}.")
    return text


def symbols(text: str | None) -> list[str] | None:
    """The currencies of `?symbols=USD,EUR`, each once."""
    return None if text is None else list(dict.fromkeys(symbol(code, "symbols") for code in text.split(",")))
