"""Query parameters of the public reads of rates; what they cannot mean is `Invalid` by name. Lean."""

from __future__ import annotations

import re
from datetime import date

from gazette.errors import Invalid
from gazette.rates.bank import Bank
from gazette.rates.sources import bank

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


def source(text: str | None, known: tuple[str, ...]) -> Bank:
    """The bank that `?source=` names, the first one where it names none."""
    if text is not None and text not in known:
        raise Invalid.at("?source", f"The sources are {', '.join(known)}.")
    return bank(text or known[0])


def day(text: str | None) -> date | None:
    """The day that `?date=` names."""
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid.at("?date", "It must be a day, such as 2025-12-18.")


def symbol(text: str | None, parameter: str) -> str:
    """A currency's code, in capitals."""
    code = (text or "").strip().upper()
    if not _CODE.fullmatch(code):
        raise Invalid.at(f"?{parameter}", "It must be a currency's code of three letters, such as USD.")
    return code


def symbols(text: str | None) -> list[str] | None:
    """The currencies of `?symbols=USD,EUR`, each once."""
    return None if text is None else list(dict.fromkeys(symbol(code, "symbols") for code in text.split(",")))
