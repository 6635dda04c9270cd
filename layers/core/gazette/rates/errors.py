"""What callers are told about sheets and rates that are not there, or are not as they think. Lean."""

from gazette.errors import Conflict, NotFound


class SourceNotFound(NotFound):
    code, title = "source-not-found", "The rates of that bank are not kept here"


class SheetNotFound(NotFound):
    code, title = "sheet-not-found", "There is no sheet of that day or before it"


class CurrencyNotFound(NotFound):
    code, title = "currency-not-found", "The sheet does not have that currency"


class NoFormerRate(Conflict):
    code, title = "no-former-rate", "There is no rate before it that could be served in its place"


class AnotherRate(Conflict):
    """`printed` is what the bank prints now."""

    code, title = "another-rate", "The bank prints another rate by now"


class TooManyDecisions(Conflict):
    code, title = "too-many-decisions", "Too much was decided about this sheet already"
