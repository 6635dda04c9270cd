"""The banks, one in each file: BANK in `cbu.py` is the bank with the id `cbu`."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.bank import Bank


def list_sources() -> list[str]:
    """Ids of all banks."""
    from pathlib import Path  # not needed by public reads

    return sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))


def load_bank(source: str) -> Bank:
    """The bank with this id. Raises ModuleNotFoundError if there is none."""
    bank: Bank = import_module(f"{__name__}.{source}").BANK
    return bank
