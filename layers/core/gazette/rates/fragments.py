"""A sheet as the public reads it: one JSON fragment per currency, made on write, joined on read. Lean.

A view is the text of all fragments, one `USD{…}` a line, in the bank's order: 75 currencies are 11 kB, and 3 kB packed.
"""

from __future__ import annotations

from collections.abc import Iterable
from zlib import decompress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal

    from gazette.rates.validation.evaluation import EvaluatedRate


CODE = 3
"""Letters of a currency's code."""
FRAGMENT = '{"currency":"'
"""What every fragment begins with, and nothing within one does."""


def fragment(quote: EvaluatedRate) -> str:
    """`{currency, numeric, nominal, rate, per_unit, change, change_percent, held?, candidate?, bank_change?}`.

    `bank_change` stands there only where the bank counted another change than we do. All texts in it are letters,
    digits, points and signs, so that nothing needs escaping.
    """
    row = quote.row
    change = f'"change":{_text(quote.change)},"change_percent":{_text(quote.percent)}'
    parts = [
        f'"currency":"{row.currency}","numeric":"{row.numeric}","nominal":{row.nominal}',
        f'"rate":{_text(quote.rate)},"per_unit":{_text(quote.per_unit)}',
    ]
    if quote.held:
        parts.append('"change":null,"change_percent":null,"held":true')
        parts.append(f'"candidate":{{"rate":{_text(row.rate)},{change}}}')
    else:
        parts.append(change)
    if quote.differs:
        parts.append(f'"bank_change":{_text(row.bank_change)}')
    return f"{{{','.join(parts)}}}"


def view(quotes: Iterable[EvaluatedRate]) -> str:
    """All fragments of a sheet as one text."""
    return "\n".join(f"{quote.row.currency}{fragment(quote)}" for quote in quotes)


def fragments(view: str) -> list[str]:
    """The fragments of a view, in the bank's order."""
    return [line[CODE:] for line in view.split("\n")]


def pick(view: str, currency: str) -> str | None:
    """The fragment of one currency."""
    _, found, rest = f"\n{view}".partition(f"\n{currency}{{")
    return "{" + rest.partition("\n")[0] if found else None


def pack(text: str) -> bytes:
    """gzip, the same bytes for the same text."""
    from gzip import compress  # only writers pack

    return compress(text.encode(), 9, mtime=0)


def unpack(packed: bytes) -> str:
    return decompress(packed, 31).decode()


def _text(value: Decimal | None) -> str:
    return "null" if value is None else f'"{value:f}"'
