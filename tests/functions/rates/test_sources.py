"""The banks and their currencies."""

import base64
import gzip
import json
from datetime import UTC, date, datetime

from gazette.rates.sources import load_bank
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

DAY = date(2025, 12, 18)


def test_sources_have_the_freshness_of_their_sheets(publish, read, clock):
    publish(DECEMBER_17, DECEMBER_18)
    source, *others = read("/v1/rates/sources")["items"]
    assert [(other["source"], other["time_zone"], other["published_from"]) for other in others] == [
        ("ecb", "Europe/Berlin", "15:00"),
        ("cbr", "Europe/Moscow", "11:00"),
    ]
    assert source == {
        "source": "cbu",
        "names": load_bank("cbu").names,
        "base": "UZS",
        "quotation": "direct",
        "time_zone": "Asia/Tashkent",
        "published_from": "15:00",
        "first_date": "2025-12-17",
        "last_date": "2025-12-18",
        "seen_at": "2025-12-18T07:00:00Z",
        "expected_date": "2025-12-19",
        "stale": False,
    }
    clock(datetime(2025, 12, 19, 4, tzinfo=UTC))
    assert read("/v1/rates/sources")["items"][0]["stale"] is True
    assert read("/v1/rates")["stale"] is True
    assert read("/v1/rates", "date=2025-12-18")["stale"] is False


def test_a_source_that_was_never_read_is_stale(read):
    sources = read("/v1/rates/sources")["items"]
    assert [(source["last_date"], source["stale"]) for source in sources] == [(None, True)] * 3


def test_currencies_have_names_in_every_language(publish, get):
    publish(document(DAY, AUD="8360.35", BGN="7323.85"))
    plain, packed = get("/v1/currencies"), get("/v1/currencies", accept_encoding="gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    listed = {entry["currency"]: entry for entry in json.loads(plain["body"])["items"]}
    assert list(listed) == ["AUD", "BGN", "EUR", "RUB", "USD"]
    assert listed["AUD"]["numeric"] == "036"
    assert listed["EUR"]["names"]["uz-Cyrl"] == "ЕВРО"
    assert (listed["BGN"]["retired"], listed["USD"]["retired"]) == (True, False)
