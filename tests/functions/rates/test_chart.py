"""The chart of a currency: well-formed, small, in the reader's language, and true to the series."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from gazette.rates.public.chart.drawing import BOTTOM, POLICY, STYLE, TOP
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

CHART = "/v1/rates/{currency}/chart.svg"
SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2025, 12, 18)


@pytest.fixture
def draw(get):
    def picture(query: str = "", currency: str = "USD") -> ElementTree.Element:
        answer = get(CHART, query, currency=currency)
        assert answer["statusCode"] == 200, answer["body"]
        assert len(answer["body"].encode()) <= 20_000
        return ElementTree.fromstring(answer["body"])  # noqa: S314 (our own)

    return picture


def texts(picture: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in picture.iter(f"{SVG}text")]


def path(picture: ElementTree.Element, name: str) -> str:
    found = [element.get("d") for element in picture.iter(f"{SVG}path") if element.get("class", "").split()[0] == name]
    return found[0] if found else ""


def test_it_has_a_title_and_a_description(publish, draw):
    publish(document(date(2025, 12, 1), USD="11980.00"), DECEMBER_17, DECEMBER_18)
    picture = draw("from=2025-12-01")
    assert picture.get("role") == "img"
    assert picture.get("lang") == "en"
    assert picture.get("aria-labelledby") == "title desc"
    assert picture.find(f"{SVG}title").text == "USD in UZS: official rate, Central Bank of Uzbekistan"
    assert picture.find(f"{SVG}desc").text == (
        "From 1 December 2025 to 18 December 2025. The last rate is 12059.78 UZS for 1 USD. "
        "The lowest is 11980.00 (1 December 2025), the highest 12105.78 (17 December 2025)."
    )
    assert {"UZS for 1 USD", "Central Bank of Uzbekistan", "12059.78", "18 Dec 2025"} <= set(texts(picture))
    assert {"12000", "1 Dec", "15 Dec"} <= set(texts(picture))


@pytest.mark.parametrize(
    ("lang", "unit", "day", "last", "first"),
    [
        ("ru", "UZS за 1 USD", "15 дек", "18 дек 2025", "С 25 ноября 2025 по 18 декабря 2025."),
        ("uz", "1 USD uchun UZS", "15-dek", "2025-yil 18-dek", "2025-yil 25-noyabr – 2025-yil 18-dekabr."),
        ("uz-Cyrl", "1 USD учун UZS", "15 дек", "2025 йил 18 дек", "2025 йил 25 ноябрь – 2025 йил 18 декабрь."),
    ],
)
def test_it_speaks_the_readers_language(publish, draw, lang, unit, day, last, first):
    publish(DECEMBER_17, DECEMBER_18)
    picture = draw(f"from=2025-11-25&lang={lang}")
    assert picture.get("lang") == lang
    assert {unit, day, last} <= set(texts(picture))
    assert picture.find(f"{SVG}desc").text.startswith(first)


def test_a_browser_may_apply_its_style_and_nothing_else(publish, get, draw):
    publish(DECEMBER_18)
    answer = get(CHART, currency="USD")
    assert answer["headers"]["content-type"] == "image/svg+xml"
    assert answer["headers"]["content-security-policy"] == POLICY
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='", POLICY)
    assert answer["headers"]["x-content-type-options"] == "nosniff"
    picture = draw()
    assert picture.find(f"{SVG}style").text == STYLE
    assert "prefers-color-scheme:dark" in STYLE
    for element in picture.iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "desc",
            "style",
            "rect",
            "path",
            "circle",
            "text",
            "tspan",
        }
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"]


def test_a_rate_holds_until_the_next_sheet(publish, draw):
    """Steps: along, then up or down; from before the range, and to its last day."""
    publish(document(date(2025, 12, 10), USD="12000.00"), document(date(2025, 12, 15), USD="12100.00"))
    assert re.fullmatch(r"M\d+ \d+h\d+v-\d+h\d+", path(draw("from=2025-12-12&to=2025-12-17"), "line"))


def test_the_line_breaks_where_a_sheet_lacks_the_currency(publish, draw):
    publish(document(date(2025, 12, 10), TMT="100.00"), document(date(2025, 12, 12)), document(DAY, TMT="101.00"))
    assert path(draw("from=2025-12-10", "TMT"), "line").count("M") == 2


def test_the_line_breaks_at_a_redenomination(publish, draw, clock):
    clock(datetime(2026, 1, 5, 7, tzinfo=UTC))
    publish(document(date(2025, 12, 31), SYP="0.94"), document(date(2026, 1, 2), SYP="105.56"))
    assert path(draw(currency="SYP"), "line").count("M") == 2


def test_the_line_breaks_where_history_is_not_stored(publish, draw):
    publish(document(date(2025, 1, 10)), DECEMBER_18)
    assert path(draw("from=2025-01-10"), "line").count("M") == 2


def test_a_held_rate_is_dashed_and_described(publish, draw, clock):
    clock(datetime(2025, 12, 22, 7, tzinfo=UTC))
    publish(
        document(date(2025, 12, 17), TMT="100.00"), document(DAY, TMT="150.00"), document(DAY + timedelta(1), TMT="151")
    )
    picture = draw("from=2025-12-16", "TMT")
    assert re.fullmatch(r"M\d+ \d+h\d+", path(picture, "held"))
    assert path(picture, "line").count("M") == 2
    assert "The dashed part is held" in picture.find(f"{SVG}desc").text


@pytest.mark.parametrize(("end", "stale"), [("2025-11-15", False), ("2025-11-16", True)])
def test_a_last_value_that_is_older_than_two_weeks_is_marked(publish, draw, end, stale):
    publish(document(date(2025, 11, 1)), DECEMBER_18)
    picture = draw(f"from=2025-11-01&to={end}")
    assert ("out of date 12059.78" in texts(picture)) is stale
    assert [circle.get("class") == "dot hollow" for circle in picture.iter(f"{SVG}circle")] == [stale]
    said = picture.find(f"{SVG}desc").text
    assert said.endswith("The last rate is more than 14 days older than the last day.") is stale


def test_a_last_value_that_a_later_sheet_ended_is_not_old(publish, draw):
    publish(document(date(2025, 11, 1), TMT="100.00"), document(date(2025, 11, 3)), DECEMBER_18)
    assert "out of date" not in " ".join(texts(draw("from=2025-11-01&to=2025-11-30", "TMT")))


def test_the_first_years_of_the_calendar_are_a_picture_without_a_line(publish, draw):
    publish(DECEMBER_18)
    assert draw("from=0001-01-01&to=0009-12-31").find(f".//{SVG}path[@class='line']") is None


def test_what_is_held_on_the_last_day_is_seen(publish, draw):
    """That day is a step like the others, dashed, with a hollow end and a word beside the value."""
    publish(document(date(2025, 12, 17), TMT="100.00"), document(DAY, TMT="150.00"))
    picture = draw("from=2025-12-16", "TMT")
    [width] = re.fullmatch(r"M\d+ \d+h(\d+)", path(picture, "held")).groups()
    assert abs(int(width) - int(re.fullmatch(r"M\d+ \d+h(\d+)", path(picture, "line"))[1])) <= 1
    assert [circle.get("class") for circle in picture.iter(f"{SVG}circle")] == ["dot hollow"]
    assert "last confirmed 100.00" in texts(picture)
    assert [circle.get("class") for circle in draw("to=2025-12-17", "TMT").iter(f"{SVG}circle")] == ["dot"]


@pytest.mark.parametrize(
    ("rates", "labels"),
    [
        (["12059.78"], ["12050", "12060", "12070"]),
        (["3.67", "3.67"], ["3.65", "3.66", "3.67", "3.68", "3.69"]),
        (["0.09", "0.10", "0.09"], ["0.08", "0.09", "0.10", "0.11"]),
        (["0.009"], ["0.007", "0.008", "0.009", "0.010", "0.011"]),
        (["0.01"], ["0.00", "0.01", "0.02", "0.03"]),
        (["123039250.78", "123539250.78"], ["123000000", "123100000", "123200000"]),
    ],
)
def test_values_have_round_steps_whatever_their_size_and_none_finer_than_the_banks(publish, draw, rates, labels):
    publish(*(document(date(2025, 12, 10 + number), KWD=rate) for number, rate in enumerate(rates)))
    assert texts(draw(currency="KWD"))[2:][: len(labels)] == labels


def test_one_day_is_a_step_as_wide_as_the_picture(publish, draw):
    publish(DECEMBER_18)
    picture = draw("from=2025-12-18")
    assert re.fullmatch(r"M\d+ \d+h6\d\d\d", path(picture, "line"))
    assert {"12059.78", "18 Dec"} <= set(texts(picture))


def test_the_last_value_is_above_the_picture_where_there_is_no_line(publish, draw):
    publish(document(date(2025, 12, 17), USD="12500.00"), document(DAY, USD="12000.00"))
    picture = draw()
    [value] = [text for text in picture.iter(f"{SVG}text") if text.get("class") == "value"]
    assert int(value.get("y")) < min(int(top) for top in re.findall(r"M\d+ (\d+)H", path(picture, "grid")))


def test_a_range_without_rates_has_a_text(publish, draw):
    publish(DECEMBER_18)
    picture = draw("from=2025-11-01&to=2025-11-30")
    assert "No rates from 1 November 2025 to 30 November 2025" in texts(picture)
    assert list(picture.iter(f"{SVG}circle")) == []


def test_ten_years_are_thinned_and_keep_their_extremes(years, dynamodb, stack, draw, get, clock):
    years(date(2016, 11, 24), date(2026, 11, 24), "USD")
    clock(datetime(2026, 11, 24, 7, tzinfo=UTC))
    query = "from=2016-11-24&to=2026-11-24"
    picture = draw(query)
    drawn = path(picture, "line")
    assert drawn.count("M") == 1
    assert drawn.count("h") < 700
    said = picture.find(f"{SVG}desc").text
    rates = re.findall(r'"per_unit":"([\d.]+)"', get("/v1/rates/{currency}", query, currency="USD")["body"])
    low, high = min(rates, key=Decimal), max(rates, key=Decimal)
    assert f"The lowest is {low} (" in said
    assert f"the highest {high} (" in said
    heights, height = [], 0
    for kind, number in re.findall(r"(M\d+ |v)(-?\d+)", drawn):
        height = int(number) if kind.startswith("M") else height + int(number)
        heights.append(height)
    # The room around the line is a fixed part of what lies between its extremes.
    span = Decimal(BOTTOM - TOP) / (1 + 2 * Decimal("0.08"))
    assert abs(max(heights) - min(heights) - span) <= 3


def test_more_than_ten_years_are_refused(publish, get):
    publish(DECEMBER_18)
    answer = get(CHART, "from=2015-12-17", currency="USD")
    assert answer["statusCode"] == 422
    assert '"?from"' in answer["body"]


@pytest.mark.parametrize(
    ("query", "currency", "status"),
    [
        ("to=2025-12-19", "USD", 422),
        ("from=2025-12-19", "USD", 422),
        ("fill=previous", "USD", 422),
        ("cursor=x", "USD", 422),
        ("lang=de", "USD", 422),
        ("", "XYZ", 404),
        ("", "<script>", 404),
    ],
)
def test_it_refuses_what_the_series_refuses(publish, get, query, currency, status):
    publish(DECEMBER_18)
    answer = get(CHART, query, currency=currency)
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (status, "application/problem+json")


def test_it_is_kept_as_the_series_is(years, get, reads):
    years(date(2025, 11, 3), DAY)
    for query in ("", "from=2025-12-08&to=2025-12-12"):
        chart, series = (get(path, query, currency="USD") for path in (CHART, "/v1/rates/{currency}"))
        assert chart["headers"]["cache-control"] == series["headers"]["cache-control"]
    assert reads == ["Query"] * 4
    etag = get(CHART, currency="USD")["headers"]["etag"]
    assert get(CHART, currency="USD", if_none_match=etag)["statusCode"] == 304
    assert get(CHART, method="HEAD", currency="USD") == get(CHART, currency="USD")
