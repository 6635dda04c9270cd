"""Query and path parameters of the public reads of rates. Each parser raises `Invalid` with the parameter's name."""

from __future__ import annotations

import re
from datetime import date

from gazette.errors import Invalid
from gazette.rates.bank import Bank
from gazette.rates.errors import CurrencyNotFound
from gazette.rates.sources import load_bank

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CODE = re.compile(r"[A-Za-z]{3}", re.ASCII)


def parse_source(text: str | None, sources: tuple[str, ...]) -> Bank:
    """The bank that `?source=` names, or the first bank without this parameter."""
    if text is not None and text not in sources:
        raise Invalid.at("?source", f"The sources are {', '.join(sources)}.")
    return load_bank(text or sources[0])


def parse_day(text: str | None, parameter: str = "date") -> date | None:
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid.at(f"?{parameter}", "It must be a day, such as 2025-12-18.")


def parse_symbol(text: str | None, parameter: str) -> str:
    """A currency's code in a query, in capitals."""
    code = (text or "").strip(" ")
    if not _CODE.fullmatch(code):
        raise Invalid.at(f"?{parameter}", "It must be a currency's code of three letters, such as USD.")
    return code.upper()


def parse_symbols(text: str | None) -> list[str] | None:
    """The currencies of `?symbols=USD,EUR`, each once."""
    return None if text is None else list(dict.fromkeys(parse_symbol(code, "symbols") for code in text.split(",")))


def parse_currency(text: str) -> str:
    """A currency's code in a path, in capitals. Raises `CurrencyNotFound` for any other text."""
    if not _CODE.fullmatch(text):
        raise CurrencyNotFound(f"{text[:20]!r} is no currency's code.", currency=text[:20])
    return text.upper()


def parse_choice(text: str | None, parameter: str, choices: tuple[str, ...]) -> str | None:
    if text is not None and text not in choices:
        raise Invalid.at(f"?{parameter}", f"It must be {' or '.join(choices)}.")
    return text
