"""The European Central Bank's documents, of both kinds: what is read, and what is no sheet."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gazette.rates.model import Unusable
from gazette.rates.sources.ecb import BANK, fetch, parse
from tests.gazette.rates.sources.common.test_xml import BOMB
from tests.support.fake_ecb import HEADER, MARCH_17, MARCH_18, RATES, csv, cube, daily, days, line


def test_a_sheet_has_the_date_the_order_and_the_digits_of_the_bank():
    sheet = parse(daily())
    assert sheet.date == MARCH_18
    assert list(sheet.rates) == ["USD", "JPY", "CZK", "GBP", "PLN", "IDR"]
    assert str(sheet.rates["USD"].rate) == "1.1500"
    assert sheet.rates["GBP"].per_unit == Decimal("0.86393")


def test_numbers_of_currencies_are_those_of_iso_4217():
    rates = parse(daily(AUD="1.6305", HRK="7.5275", BGN="1.9558")).rates
    assert {code: rates[code].numeric for code in ("USD", "AUD", "HRK", "BGN")} == {
        "USD": "840",
        "AUD": "036",
        "HRK": "191",
        "BGN": "975",
    }


def test_either_kind_of_quotes_is_read():
    assert parse(days(cube(MARCH_18, RATES, '"'))).content == parse(daily()).content


def test_of_several_days_the_newest_up_to_the_asked_one_is_taken():
    body = days(cube(MARCH_18, RATES), cube(MARCH_17, {**RATES, "USD": "1.1531"}), cube(date(2026, 3, 16), RATES))
    assert parse(body).date == MARCH_18
    assert parse(body, MARCH_17).date == MARCH_17
    assert str(parse(body, MARCH_17).rates["USD"].rate) == "1.1531"
    assert parse(body, date(2026, 3, 15)).date == date(2026, 3, 16), "the guard refuses it by its date"


def test_the_portals_csv_is_the_same_sheet_though_it_drops_zeros():
    of_portal = parse(csv())
    assert of_portal.date == MARCH_18
    assert str(of_portal.rates["USD"].rate) == "1.15"
    assert of_portal.hash == parse(daily()).hash


def test_series_that_ended_come_with_their_old_dates_and_are_left_out():
    sheet = parse(csv(MARCH_18, line("HRK", "2022-12-30", "7.5365"), line("CYP", "2007-12-31", "0.585274")))
    assert sheet.date == MARCH_18
    assert not {"HRK", "CYP"} & sheet.rates.keys()


def test_columns_are_found_by_name_and_blank_and_short_lines_are_nothing():
    text = (
        "\ufeff\r\n \r\n"
        "TIME_PERIOD,TITLE,OBS_VALUE,CURRENCY,OBS_STATUS\r\n"
        '2026-03-18,"US dollar, daily",1.15,USD,A\r\n'
        "\r\n"
        "2026-03-18,short\r\n"
        "2026-03-18,no value,,JPY,M\r\n"
        "2026-03-18,Pound,0.86393,GBP,A\r\n\r\n"
    )
    assert {code: str(rate.rate) for code, rate in parse(text.encode()).rates.items()} == {
        "USD": "1.15",
        "GBP": "0.86393",
    }


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("2026-03-18", "/stats/eurofxref/eurofxref-daily.xml"),
        (
            "2026-03-17",
            "/service/data/EXR/D..EUR.SP00.A?endPeriod=2026-03-17&lastNObservations=1&format=csvdata&detail=dataonly",
        ),
    ],
)
def test_today_is_asked_of_the_daily_file_and_past_days_of_the_portal(asked, path):
    paths = []
    fetch(lambda path: paths.append(path) or b"", date.fromisoformat(asked), MARCH_18)
    assert paths == [path]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"<html><body>Request blocked</body></html>",
        b"<html><p>not closed</html>",
        b"[]",
        b"{}",
        b"Request blocked.",
        HEADER.encode(),
        HEADER.replace("OBS_VALUE", "VALUE").encode() + b"\n" + line("USD", "2026-03-18", "1.15").encode(),
        f"{HEADER}\n{line('USD', 'yesterday', '1.15')}\n".encode(),
        f"{HEADER}\n{line('USD', '2026-02-30', '1.15')}\n".encode(),
        "Курс".encode("cp1251"),
        BOMB,
        b"<Cube>" * 40_000,
        days(),
        days("<Cube time='2026-03-18'></Cube>"),
        days(cube(MARCH_18, RATES).replace("2026-03-18", "18.03.2026")),
        days(cube(MARCH_18, RATES).replace(" time='2026-03-18'", "")),
        daily()[: len(daily()) // 2],
        daily().replace(b"UTF-8", b"klingon"),
        daily().replace(b"Reference rates", b"Reference rates \xff"),
    ],
)
def test_what_is_no_sheet_is_unusable(body):
    with pytest.raises(Unusable):
        parse(body)


def test_half_a_csv_lacks_what_comes_last():
    """No mark tells that it was cut; the guard misses the main currencies then."""
    whole = csv()
    assert "USD" not in parse(whole[: len(whole) // 2]).rates


@pytest.mark.parametrize(
    "rate", ["0", "0.0000", "abc", "-1", "+1", "1e5", "1,5", "", "NaN", "Infinity", "1.", "N/A", "9" * 16]
)
def test_what_is_no_rate_is_left_out(rate):
    sheet = parse(daily(USD=rate))
    assert "USD" not in sheet.rates
    assert [*sheet.left_out] == ["USD"]


@pytest.mark.parametrize("rate", ["0", "NaN", ""])
def test_what_is_no_rate_is_left_out_of_a_csv_too(rate):
    assert parse(csv(MARCH_18, line("XDR", "2026-03-18", rate))).left_out == {"XDR": f"'XDR' has the rate '{rate}'"}


def test_a_row_whose_day_cannot_be_read_is_left_out():
    sheet = parse(csv(MARCH_18, line("XDR", "2026-03-32", "1.2")))
    assert (sheet.date, sheet.left_out) == (MARCH_18, {"XDR": "'2026-03-32' is no date"})


def test_a_day_with_missing_observations_only_is_no_sheet():
    sheet = parse(csv(MARCH_18, line("USD", "2026-03-19", "NaN"), line("GBP", "2026-03-19", "NaN")))
    assert (sheet.date, sheet.left_out) == (MARCH_18, {})


def test_a_currency_with_two_rates_is_left_out():
    assert [*parse(daily().replace(b"'JPY'", b"'USD'")).left_out] == ["USD"]
    assert [*parse(csv(MARCH_18, line("USD", "2026-03-18", "1.16"))).left_out] == ["USD"]


@pytest.mark.parametrize("code", ["", "usd", "US DOLLAR"])
def test_what_is_no_currency_is_left_out(code):
    assert len(parse(daily().replace(b"'USD'", f"'{code}'".encode())).left_out) == 1


def test_an_unknown_currency_is_kept_without_a_number():
    assert parse(daily(XTS="5.0000")).rates["XTS"].numeric == "000"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-17T22:59:59", "2026-03-17"),
        ("2026-03-17T23:00:00", "2026-03-18"),
        ("2026-03-29T21:59:59", "2026-03-29"),  # summer time has begun in the morning
        ("2026-03-29T22:00:00", "2026-03-30"),
        ("2026-10-24T22:00:00", "2026-10-25"),
        ("2026-10-25T22:59:59", "2026-10-25"),  # and has ended
        ("2026-10-25T23:00:00", "2026-10-26"),
    ],
)
def test_the_day_changes_at_midnight_in_frankfurt(moment, day):
    assert BANK.today(datetime.fromisoformat(moment).replace(tzinfo=UTC)) == date.fromisoformat(day)


def test_the_days_of_the_clocks_changes_have_23_and_25_hours():
    for day, hours in ((datetime(2026, 3, 29, tzinfo=BANK.zone), 23), (datetime(2026, 10, 25, tzinfo=BANK.zone), 25)):
        assert BANK.next_midnight(day) - day.timestamp() == hours * 3600


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2026-03-18", "2026-03-19"),
        ("2026-03-20", "2026-03-23"),
        ("2026-04-02", "2026-04-07"),  # Good Friday to Easter Monday
        ("2026-04-30", "2026-05-04"),
        ("2025-12-24", "2025-12-29"),
        ("2025-12-31", "2026-01-02"),
    ],
)
def test_the_next_sheet_is_that_of_the_next_day_on_which_target_is_open(last, expected):
    assert BANK.expected_after(date.fromisoformat(last)) == date.fromisoformat(expected)


def test_it_is_missed_at_seven_in_the_evening_of_its_own_day():
    assert not BANK.is_stale(MARCH_17, datetime(2026, 3, 18, 17, 59, tzinfo=UTC))
    assert BANK.is_stale(MARCH_17, datetime(2026, 3, 18, 18, tzinfo=UTC))
    assert BANK.is_stale(date(2026, 7, 1), datetime(2026, 7, 2, 17, tzinfo=UTC))
