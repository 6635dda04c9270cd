"""Errors about sheets and rates: they do not exist, or are not as the caller expects."""

from datetime import date

from gazette.errors import Conflict, Invalid, NotFound


class SourceNotFound(NotFound):
    code, title = "source-not-found", "The rates of that bank are not kept here"


class SheetNotFound(NotFound):
    code, title = "sheet-not-found", "There is no sheet of that day or before it"


class NoSheetOfDate(SheetNotFound):
    """For requests of a sheet by its own date, not by a day on which it is in force."""

    title = "No sheet bears that date"


class CurrencyNotFound(NotFound):
    code, title = "currency-not-found", "The sheet does not have that currency"


def day_not_published(pointer: str, last: str) -> Invalid:
    """For a day after the last published sheet."""
    return Invalid.at(pointer, f"The last sheet that is published is that of {last}.")


def sheet_not_found(source: str, day: date) -> SheetNotFound:
    """For a day before the first sheet."""
    return SheetNotFound(f"{source} has no sheet of {day} or before it.")


def currency_not_found(source: str, sheet: date, currency: str) -> CurrencyNotFound:
    """For a currency that is missing in the sheet in force."""
    return CurrencyNotFound(f"{currency} is not in the sheet of {sheet} ({source}).", currency=currency)


class NoFormerRate(Conflict):
    code, title = "no-former-rate", "There is no rate before it that could be served in its place"


class AnotherRate(Conflict):
    """The bank has published another rate than the one that the caller saw. `printed` is the published rate."""

    code, title = "another-rate", "The bank prints another rate by now"


class TooManyDecisions(Conflict):
    code, title = "too-many-decisions", "Too much was decided about this sheet already"
