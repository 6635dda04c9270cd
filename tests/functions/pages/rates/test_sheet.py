"""The sheet of a day on the page of the official rates."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from tests.functions.pages.rates.conftest import table
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document, full
from tests.support.html import attributes, text, texts


def test_has_each_currency_with_its_name_nominal_rate_and_change(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    shown = show()
    assert text(shown, "h1") == "Official currency rates"
    assert text(shown, "h1 + .dek") == "For 18 December 2025. Changes are from the rates for 17 December 2025."
    assert texts(shown, ".money thead th") == ["Currency", "Units", "Rate, UZS", "Change", "%"]
    assert table(shown, "sheet") == [
        ["USD US Dollar", "1", "12,059.78", "−46.00", "−0.38%"],
        ["EUR Euro", "1", "14,129.24", "−103.53", "−0.73%"],
        ["RUB Russian Ruble", "1", "150.07", "−2.48", "−1.63%"],
    ]


def test_has_all_that_the_bank_prints_and_the_main_ones_first(publish, show):
    publish(document(date(2025, 12, 18), AUD="8000.00", VND=("4.63", "0", "10")), full(date(2025, 12, 19)))
    assert [row[0].split()[0] for row in table(show(), "sheet")] == ["USD", "EUR", "RUB", "AUD", "VND"]
    assert table(show(), "sheet")[-1] == ["VND Dong · 10", "10", "4.63", "–", "–"]
    assert len(table(show(query="date=2025-12-19"), "sheet")) == 75


def test_has_the_often_asked_ones_apart_and_the_long_list_behind_a_line(publish, show):
    publish(full(date(2025, 12, 18)))
    shown = show()
    often = ["USD", "EUR", "RUB", "KZT", "KGS", "TJS", "TMT", "CNY", "GBP", "TRY"]
    assert texts(shown, "section > .money th[scope=row] a") == often
    assert len(shown.query("details .money th[scope=row]")) == 65
    assert text(shown, ".others summary") == "All 75 currencies"
    assert "open" not in shown.query_one(".others").attrs


@pytest.mark.parametrize(("currency", "is_open"), [("KWD", True), ("KZT", False), ("XYZ", False)])
def test_opens_the_long_list_for_who_comes_with_a_currency_of_it(publish, show, currency, is_open):
    publish(full(date(2025, 12, 18)))
    shown = show(query=f"currency={currency}", status=422 if currency == "XYZ" else 200)
    assert ("open" in shown.query_one(".others").attrs) is is_open


@pytest.mark.parametrize(
    ("lang", "heading", "dollar"),
    [
        ("ru", "На 18 декабря 2025.", "USD Доллар США"),
        ("uz", "2025-yil 18-dekabr uchun.", "USD AQSH dollari"),
        ("uz-Cyrl", "2025 йил 18 декабрь учун.", "USD АҚШ доллари"),
    ],
)
def test_speaks_the_readers_language(publish, show, lang, heading, dollar):
    publish(DECEMBER_18)
    shown = show(f"/{lang}/rates")
    assert text(shown, "h1 + .dek") == heading
    assert table(shown, "sheet")[0][0] == dollar


def test_says_where_another_days_sheet_answers(publish, show):
    publish(DECEMBER_17, DECEMBER_18)
    shown = show(query="date=2025-12-20", status=422)
    assert text(shown, "#date-wrong").startswith("No rates are published for that day yet.")
    publish(document(date(2025, 12, 22)))
    assert texts(show(query="date=2025-12-21"), "p.notice") == [
        "There are no rates for 21 December 2025 itself: those for 18 December 2025 apply."
    ]


def test_leads_to_the_coming_one_once_that_is_published(publish, show):
    publish(DECEMBER_17, DECEMBER_18, document(date(2025, 12, 19), USD=("12060.78", "1.00")))
    shown = show()
    assert text(shown, "h1 + .dek").startswith("For 18 December 2025.")
    assert text(shown, "#upcoming") == "Published for 19 December 2025"
    assert texts(shown, ".coming li")[0] == "USD 12,060.78 +0.01%"
    [path] = attributes(shown, ".coming + p a", "href")
    coming = show(query=urlsplit(path).query)
    assert texts(coming, ".notice") == ["These rates are published already and come into force on 19 December 2025."]
    assert table(coming, "sheet")[0] == ["USD US Dollar", "1", "12,060.78", "+1.00", "+0.01%"]


def test_is_the_next_one_from_the_banks_midnight_on(publish, show, clock):
    publish(DECEMBER_17, DECEMBER_18)
    clock(datetime(2025, 12, 17, 18, 59, 59, tzinfo=UTC))
    assert text(show(), "h1 + .dek").startswith("For 17 December 2025.")
    clock(datetime(2025, 12, 17, 19, 0, 0, tzinfo=UTC))
    assert text(show(), "h1 + .dek").startswith("For 18 December 2025.")


def test_says_where_the_next_one_is_late(publish, show, clock):
    publish(DECEMBER_18)
    clock(datetime(2025, 12, 23, 7, tzinfo=UTC))
    assert texts(show(), ".notice") == [
        "The bank’s next rates are late. Those for 18 December 2025 are the last that we have."
    ]


OLD = {
    "en": "The rates for 18 November 2025 are the last that we have before 3 December 2025. Later ones may be missing.",
    "ru": "Курсы на 18 ноября 2025 — последние из имеющихся до 3 декабря 2025. Возможно, более поздних не хватает.",
    "uz": "2025-yil 18-noyabr kurslari 2025-yil 3-dekabr oldidan mavjud oxirgi kurslardir. "
    "Keyingilari yetishmayotgan boʻlishi mumkin.",
    "uz-Cyrl": "2025 йил 18 ноябрь курслари 2025 йил 3 декабрь олдидан мавжуд охирги курслардир. "
    "Кейингилари етишмаётган бўлиши мумкин.",
}


@pytest.mark.parametrize("lang", OLD)
def test_says_where_the_rates_of_a_past_day_are_older_than_two_weeks(publish, show, lang):
    """A gap in what is stored: nobody knows whether those rates were in force on that day."""
    publish(document(date(2025, 11, 18)), DECEMBER_18)
    shown = show(f"/{lang}/rates", query="date=2025-12-03&from=2025-12-01&to=2025-12-03")
    assert texts(shown, ".rates > .notice") == [OLD[lang]]
    assert texts(shown, "section[aria-labelledby=history] .notice") == [OLD[lang]]
    assert OLD[lang] not in text(show(f"/{lang}/rates", query="date=2025-12-02&from=2025-11-30&to=2025-12-02"), "main")


def test_says_of_a_history_that_its_last_rate_is_older_than_two_weeks(publish, show):
    publish(document(date(2025, 11, 17)), document(date(2025, 11, 18)), DECEMBER_18)
    shown = show(query="from=2025-11-17&to=2025-12-03")
    assert texts(shown, "section[aria-labelledby=history] .notice") == [OLD["en"]]


def test_shows_what_the_bank_printed_in_place_of_a_held_rate(publish, show):
    publish(DECEMBER_17, document(date(2025, 12, 18), USD=("15000.00", "2894.22")))
    assert table(show(), "sheet")[0] == [
        "USD US Dollar Last confirmed rate; the bank’s new one, 15,000.00, is not confirmed yet (+23.91%)",
        "1",
        "12,105.78",
        "–",
        "–",
    ]


def test_says_that_the_banks_own_change_does_not_fit(publish, show):
    """As for a held rate: one of the bank's figures is wrong, and nobody knows which."""
    publish(DECEMBER_17, document(date(2025, 12, 18), USD=("12059.78", "46.00"), EUR=("14129.24", "-103.53")))
    assert table(show(), "sheet")[:2] == [
        [
            "USD US Dollar The bank itself prints a change of +46.00, which does not fit its rates",
            "1",
            "12,059.78",
            "−46.00",
            "−0.38%",
        ],
        ["EUR Euro", "1", "14,129.24", "−103.53", "−0.73%"],
    ]
    for lang, words in (("ru", "не соответствует"), ("uz", "mos kelmaydi"), ("uz-Cyrl", "мос келмайди")):
        assert words in table(show(f"/{lang}/rates"), "sheet")[0][0]


def test_marks_what_is_held_in_the_coming_one(publish, show):
    publish(DECEMBER_17, DECEMBER_18, document(date(2025, 12, 19), USD="15000.00"))
    assert texts(show(), ".coming li") == ["USD 12,059.78 not confirmed", "EUR 14,129.24 0.00%", "RUB 150.07 0.00%"]


def test_says_that_the_bank_corrected_it(publish, show):
    publish(document(date(2025, 12, 18), USD="12059.87"), DECEMBER_18)
    assert texts(show(), ".notice") == ["The bank has corrected these rates since it first published them."]


def test_is_none_where_the_bank_has_none(show):
    shown = show()
    assert "No rates have been published yet." in text(shown, "main")
    assert shown.query("main form, table, .tiles, .strip") == []
