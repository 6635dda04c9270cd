"""The words of a chart, and days as its language writes them. Rates and amounts look the same in all. Lean."""

from __future__ import annotations

from datetime import date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Words:
    """`title` has places for the currency that is priced (`of`), the money it is priced in, and the bank; `unit` for
    the first two; `nothing` has places for both ends of the range. `summary` tells what a line shows, to who does not
    see it; `held` and `late` are sentences, `confirmed` and `outdated` say the same beside the last value. `months`
    are as they stand behind a day, `alone` as they stand by themselves."""

    def __init__(
        self,
        *,
        title: str,
        unit: str,
        summary: str,
        held: str,
        late: str,
        confirmed: str,
        outdated: str,
        nothing: str,
        day: str,
        short: str,
        months: str,
        alone: str = "",
    ) -> None:
        self.title, self.unit, self.summary, self.nothing = title, unit, summary, nothing
        self.held, self.late, self.confirmed, self.outdated = held, late, confirmed, outdated
        self._day, self._short = day, short
        self._months, self._alone = months.split(), (alone or months).split()

    def day(self, day: date) -> str:
        """`18 December 2025`."""
        return self._day.format(day=day.day, month=self._months[day.month - 1], year=day.year)

    def short(self, day: date) -> str:
        """`18 Dec`."""
        return self._short.format(day=day.day, month=self._months[day.month - 1][:3])

    def dated(self, day: date) -> str:
        """`18 Dec 2025`."""
        return self._day.format(day=day.day, month=self._months[day.month - 1][:3], year=day.year)

    def month(self, day: date) -> str:
        """`Dec 2025`."""
        return f"{self._alone[day.month - 1][:3]} {day.year}"


WORDS = {
    "en": Words(
        title="{of} in {money}: official rate, {bank}",
        unit="{money} for 1 {of}",
        summary=(
            "From {first} to {last}. The last rate is {value} {money} for 1 {of}. "
            "The lowest is {low} ({low_day}), the highest {high} ({high_day})."
        ),
        held="The dashed part is held: the last good rate, while the bank’s new one is being checked.",
        late="The bank’s next rates are late.",
        confirmed="last confirmed",
        outdated="out of date",
        nothing="No rates from {first} to {last}",
        day="{day} {month} {year}",
        short="{day} {month}",
        months="January February March April May June July August September October November December",
    ),
    "ru": Words(
        title="Курс {of} к {money}, {bank}",
        unit="{money} за 1 {of}",
        summary=(
            "С {first} по {last}. Последний курс — {value} {money} за 1 {of}. "
            "Самый низкий — {low} ({low_day}), самый высокий — {high} ({high_day})."
        ),
        held="Пунктиром показан последний верный курс: новый курс банка проверяется.",
        late="Следующие курсы банка запаздывают.",
        confirmed="последний подтверждённый",
        outdated="устарел",
        nothing="С {first} по {last} курсов нет",
        day="{day} {month} {year}",
        short="{day} {month}",
        months="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        alone="январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ),
    "uz": Words(
        title="{of} kursi, {money} da: {bank}",
        unit="1 {of} uchun {money}",
        summary=(
            "{first} – {last}. Soʻnggi kurs: 1 {of} uchun {value} {money}. "
            "Eng past kurs {low} ({low_day}), eng yuqori kurs {high} ({high_day})."
        ),
        held="Uzuq chiziq bilan soʻnggi toʻgʻri kurs koʻrsatilgan: bankning yangi kursi tekshirilmoqda.",
        late="Bankning navbatdagi kurslari kechikmoqda.",
        confirmed="oxirgi tasdiqlangan",
        outdated="eskirgan",
        nothing="{first} – {last}: kurslar yoʻq",
        day="{year}-yil {day}-{month}",
        short="{day}-{month}",
        months="yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr",
    ),
    "uz-Cyrl": Words(
        title="{of} курси, {money} да: {bank}",
        unit="1 {of} учун {money}",
        summary=(
            "{first} – {last}. Сўнгги курс: 1 {of} учун {value} {money}. "
            "Энг паст курс {low} ({low_day}), энг юқори курс {high} ({high_day})."
        ),
        held="Узуқ чизиқ билан сўнгги тўғри курс кўрсатилган: банкнинг янги курси текширилмоқда.",
        late="Банкнинг навбатдаги курслари кечикмоқда.",
        confirmed="охирги тасдиқланган",
        outdated="эскирган",
        nothing="{first} – {last}: курслар йўқ",
        day="{year} йил {day} {month}",
        short="{day} {month}",
        months="январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    ),
}
FALLBACK = "en"


def nearest(lang: str, known: Mapping[str, object]) -> str:
    """The language that comes nearest among the known: itself, its first part, English."""
    return next(name for name in (lang, lang.partition("-")[0], FALLBACK) if name in known)
