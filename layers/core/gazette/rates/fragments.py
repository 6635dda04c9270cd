"""A sheet as the public reads it: one JSON fragment per currency, rendered on write and joined on read.

A view is the text of all fragments, one `USD{…}` a line, in the bank's order. 75 currencies are 11 kB, and 3 kB packed.
"""

from __future__ import annotations

from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

    from gazette.rates.validation.evaluated_sheet import EvaluatedRate


CODE_LENGTH = 3
"""Number of letters of a currency's code."""
FRAGMENT_START = '{"currency":"'
"""The beginning of every fragment. It occurs nowhere else in a fragment."""

MISMATCH = '"mismatch":true'


def render_fragment(evaluated: EvaluatedRate) -> str:
    """JSON of `{currency, numeric, nominal, rate, per_unit, change, change_percent}`, with `held`, `candidate`,
    `bank_change` and `mismatch` if they apply.

    The fragment has `bank_change` only if the bank's own change differs from ours, and `mismatch` (MISMATCH) only if
    that change does not fit the bank's own rates of two consecutive sheets. All texts in it are letters, digits, points
    and signs, so nothing needs escaping.
    """
    published = evaluated.published
    change = f'"change":{_quote(evaluated.change)},"change_percent":{_quote(evaluated.percent)}'
    parts = [
        f'"currency":"{published.currency}","numeric":"{published.numeric}","nominal":{published.nominal}',
        f'"rate":{_quote(evaluated.rate)},"per_unit":{_quote(evaluated.per_unit)}',
    ]
    if evaluated.held:
        parts.append('"change":null,"change_percent":null,"held":true')
        parts.append(f'"candidate":{{"rate":{_quote(published.rate)},{change}}}')
    else:
        parts.append(change)
    if evaluated.differs:
        parts.append(f'"bank_change":{_quote(published.bank_change)}')
    if evaluated.mismatch:
        parts.append(MISMATCH)
    return f"{{{','.join(parts)}}}"


def render_view(rates: Iterable[EvaluatedRate]) -> str:
    """All fragments of a sheet as one text."""
    return "\n".join(f"{evaluated.published.currency}{render_fragment(evaluated)}" for evaluated in rates)


def split_view(view: str) -> list[str]:
    """The fragments of a view, in the bank's order."""
    return [line[CODE_LENGTH:] for line in view.split("\n")]


def find_fragment(view: str, currency: str) -> str | None:
    """The fragment of one currency, None if the view lacks it."""
    _, separator, rest = f"\n{view}".partition(f"\n{currency}{{")
    return "{" + rest.partition("\n")[0] if separator else None


def _quote(value: Decimal | None) -> str:
    return "null" if value is None else f'"{value:f}"'
