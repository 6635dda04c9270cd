"""How long a range may be kept, how it is packed, and what a read of it costs."""

import base64
import gzip
import json
from datetime import UTC, date, datetime

import pytest

from tests.functions.rates.series_pages import SERIES
from tests.support.fake_cbu import CORRECTION, DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", 300),
        ("from=2025-12-12&to=2025-12-16", 86_400),
        ("from=2025-12-12&to=2025-12-14&fill=previous", 86_400),  # a weekend
        ("from=2025-12-12&to=2025-12-18", 300),  # today
        ("from=2025-12-08&to=2025-12-12", 300),  # from before the first sheet, which a backfill may bring
        ("from=2025-12-01&to=2025-12-05", 300),
    ],
)
def test_a_range_is_kept_for_a_day_once_nothing_of_it_can_come(years, get, query, kept):
    years(date(2025, 12, 11), DAY)
    answer = get(SERIES, query, currency="USD")
    assert answer["headers"]["cache-control"].startswith(f"public, max-age={kept}, s-maxage={kept}")


def test_a_range_with_a_day_that_may_be_missing_is_kept_for_minutes(publish, get):
    publish(document(date(2025, 12, 11)), document(date(2025, 12, 15)))
    answer = get(SERIES, "from=2025-12-11&to=2025-12-15", currency="USD")
    assert answer["headers"]["cache-control"].startswith("public, max-age=300,")


def test_nothing_that_is_another_tomorrow_is_kept_past_midnight(years, get, clock):
    years(date(2010, 1, 1), date(2025, 12, 18), "USD")
    clock(datetime(2025, 12, 18, 18, 59, 10, tzinfo=UTC))
    for query in ("", "to=2025-12-18", "from=2011-01-01"):
        assert get(SERIES, query, currency="USD")["headers"]["cache-control"] == "public, max-age=50, s-maxage=50"
    assert "max-age=86400" in get(SERIES, "from=2011-01-01&to=2025-12-17", currency="USD")["headers"]["cache-control"]


def test_it_is_packed_for_who_takes_that_and_has_a_validator_for_each(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    plain, packed = get(SERIES, currency="USD"), get(SERIES, currency="USD", accept_encoding="gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["etag"] == plain["headers"]["etag"][:-1] + '-gz"'
    for etag in (plain["headers"]["etag"], packed["headers"]["etag"]):
        assert get(SERIES, currency="USD", if_none_match=etag)["statusCode"] == 304
    publish(CORRECTION)
    assert get(SERIES, currency="USD", if_none_match=plain["headers"]["etag"])["statusCode"] == 200


def test_head_is_answered_as_get(publish, get):
    publish(DECEMBER_18)
    assert get(SERIES, method="HEAD", currency="USD") == get(SERIES, currency="USD")


def test_ten_years_are_one_request(years, get, reads):
    years(date(2015, 12, 18), DAY, "USD")
    assert len(json.loads(get(SERIES, "from=2015-12-18", currency="USD")["body"])["items"]) == 2610
    assert reads == ["Query"]


def test_a_reply_that_is_not_whole_is_read_on(dynamodb, stack, get, reads):
    """Banks that print so much do not exist; the months of this one weigh 300 kB each."""
    from gazette.rates.keys import build_key, get_month_series

    for month in range(1, 13):
        item = {
            **build_key(get_month_series("cbu", "USD"), f"2025-{month:02}"),
            "days": {"S": "01"},
            "rates": {"M": {"USD": {"S": f"01 {month}.00"}, "XXX": {"S": "0" * 300_000}}},
        }
        dynamodb.put_item(TableName=stack.physical("RatesTable"), Item=item)
    items = json.loads(get(SERIES, "from=2025-01-01", currency="USD")["body"])["items"]
    assert [item["per_unit"] for item in items] == [f"{month}.00" for month in range(1, 13)]
    assert len(reads) > 1
