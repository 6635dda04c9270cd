"""What callers are told about sheets and rates that are not there, or are not as they think. Lean."""

from datetime import date

from gazette.errors import Conflict, Invalid, NotFound


class SourceNotFound(NotFound):
    code, title = "source-not-found", "The rates of that bank are not kept here"


class SheetNotFound(NotFound):
    code, title = "sheet-not-found", "There is no sheet of that day or before it"


class NoSheetOfDate(SheetNotFound):
    """Of who means a sheet, and not the one in force on a day."""

    title = "No sheet bears that date"


class CurrencyNotFound(NotFound):
    code, title = "currency-not-found", "The sheet does not have that currency"


def not_published(pointer: str, last: str) -> Invalid:
    """Of a day after the last sheet."""
    return Invalid.at(pointer, f"The last sheet that is published is that of {last}.")


def no_sheet(source: str, day: date) -> SheetNotFound:
    """Of a day before the first sheet."""
    return SheetNotFound(f"{source} has no sheet of {day} or before it.")


def not_in_sheet(source: str, sheet: date, currency: str) -> CurrencyNotFound:
    """Of a currency that the sheet which answers a day does not have."""
    return CurrencyNotFound(f"{currency} is not in the sheet of {sheet} ({source}).", currency=currency)


class NoFormerRate(Conflict):
    code, title = "no-former-rate", "There is no rate before it that could be served in its place"


class AnotherRate(Conflict):
    """`printed` is what the bank prints now."""

    code, title = "another-rate", "The bank prints another rate by now"


class TooManyDecisions(Conflict):
    code, title = "too-many-decisions", "Too much was decided about this sheet already"
