"""The banks, one per file; each file names its bank BANK. Lean: public reads ask here for a bank's day."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.bank import Bank


def sources() -> list[str]:
    """Ids of all banks that have a file."""
    from pathlib import Path  # no public read asks

    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def bank(source: str) -> Bank:
    """The bank of the file with that name; ModuleNotFoundError where there is none."""
    found: Bank = import_module(f"{__name__}.{source}").BANK
    return found
