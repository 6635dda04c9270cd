"""The small lines beside the main currencies: their last 30 days, without axes. They are decoration: the figures are
in text."""

from datetime import date, timedelta
from typing import Any

from gazette.rates.bank import Bank
from gazette.rates.keys import build_key, get_month_series
from gazette.rates.public.chart import step_line
from gazette.rates.public.chart.axes import Scale
from gazette.rates.public.series import Series

DAYS = 30
WIDTH, HEIGHT = 240, 80
"""Units of a line."""
EDGE = 4
"""Room above and below a line, in units, for its thickness."""


class Sparklines:
    """The lines of a bank's main currencies, up to a day. `request` is one BatchGetItem of the items of two
    months, rarely of three."""

    def __init__(self, bank: Bank, until: date) -> None:
        self._bank, self._since, self._until = bank, until - timedelta(DAYS), until
        self._parts = {currency: get_month_series(bank.id, currency) for currency in bank.main}

    def request(self, table: str) -> dict[str, Any]:
        days = (self._since, self._since + timedelta(DAYS // 2), self._until)  # from January to March are three months
        months = sorted({day.isoformat()[:7] for day in days})
        names = {f"#{currency}": currency for currency in self._parts}
        keys = [build_key(part, month) for part in sorted(set(self._parts.values())) for month in months]
        request = {
            "Keys": keys,
            "ExpressionAttributeNames": {**{f"#{name}": name for name in ("series", "date", "days", "rates")}, **names},
            "ProjectionExpression": ", ".join(("#series", "#date", "#days", *(f"#rates.{name}" for name in names))),
        }
        return {"RequestItems": {table: request}}

    def draw(self, reply: dict[str, Any], table: str) -> dict[str, str]:
        """Path data by currency, without a currency that has less than two rates. Empty if DynamoDB sent only a part
        of the items: a page is not worth a second request for its decoration."""
        if reply.get("UnprocessedKeys"):
            return {}
        items = sorted(reply["Responses"][table], key=lambda item: item["date"]["S"], reverse=True)
        lines = {
            currency: self._draw(currency, [item for item in items if item["series"]["S"] == part])
            for currency, part in self._parts.items()
        }
        return {currency: line for currency, line in lines.items() if line}

    def _draw(self, currency: str, items: list[dict[str, Any]]) -> str:
        steps = step_line.build_steps(Series(currency, self._since, self._until, items), self._bank.base)
        if len(steps) < 2:
            return ""
        low, high = (step.value for step in step_line.find_extremes(steps))
        x = Scale(self._since.toordinal(), self._until.toordinal() + 1, 0, WIDTH)
        y = Scale(low, high, HEIGHT - EDGE, EDGE)
        return "".join(step_line.draw_paths(steps, x, y))
