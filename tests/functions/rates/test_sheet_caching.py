"""How long a sheet may be kept, how it is packed, and what a read of it costs."""

import base64
import gzip
import json
from datetime import UTC, date, datetime

from functions.rates import handler as rates
from tests.support.fake_cbu import CORRECTION, DECEMBER_17, DECEMBER_18, document, full

DAY = date(2025, 12, 18)


def test_the_sheet_in_force_is_kept_for_five_minutes_but_never_past_midnight(publish, get, clock):
    publish(DECEMBER_18)
    assert get("/v1/rates")["headers"]["cache-control"].startswith("public, max-age=300, s-maxage=300")
    clock(datetime(2025, 12, 18, 18, 59, 10, tzinfo=UTC))
    assert get("/v1/rates")["headers"]["cache-control"] == "public, max-age=50, s-maxage=50"


def test_a_past_day_is_kept_for_a_day(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    answer = get("/v1/rates", "date=2025-12-17")
    assert answer["headers"]["cache-control"].startswith("public, max-age=86400, s-maxage=86400")


def test_a_past_day_whose_sheet_a_backfill_may_still_bring_is_kept_for_minutes(publish, get):
    publish(DECEMBER_17)
    publish(document(date(2025, 12, 19)))
    for day, kept in (("2025-12-17", 86_400), ("2025-12-18", 300)):
        answer = get("/v1/rates", f"date={day}")
        assert answer["headers"]["cache-control"].startswith(f"public, max-age={kept}, s-maxage={kept}"), day
        assert json.loads(answer["body"])["stale"] is False


def test_errors_are_hardly_kept(publish, get):
    publish(DECEMBER_18)
    assert get("/v1/rates", "date=2026-01-01")["headers"]["cache-control"] == "no-store"
    assert get("/v1/rates", "symbols=ABC")["headers"]["cache-control"] == "public, max-age=10"


def test_an_unchanged_sheet_is_304_and_a_correction_is_not(publish, get):
    publish(DECEMBER_17, DECEMBER_18)
    etag = get("/v1/rates")["headers"]["etag"]
    assert get("/v1/rates", if_none_match=etag)["statusCode"] == 304
    publish(CORRECTION)
    assert get("/v1/rates", if_none_match=etag)["statusCode"] == 200


def test_a_whole_sheet_is_packed_for_who_takes_that_and_a_few_rates_are_not(publish, get):
    publish(full(DAY))
    plain, packed = get("/v1/rates"), get("/v1/rates", accept_encoding="br, gzip")
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert packed["headers"]["content-encoding"] == "gzip"
    assert packed["headers"]["vary"] == "Accept-Encoding"
    assert get("/v1/rates", if_none_match=packed["headers"]["etag"])["statusCode"] == 304
    assert "content-encoding" not in get("/v1/rates", "symbols=USD", accept_encoding="gzip")["headers"]


def test_head_is_answered_as_get(publish, get):
    publish(DECEMBER_18)
    assert get("/v1/rates", method="HEAD") == get("/v1/rates")


def test_a_read_is_one_request(publish, get, monkeypatch):
    publish(DECEMBER_17, DECEMBER_18)
    reads = []
    start = rates.rates._reader.start
    monkeypatch.setattr(rates.rates._reader, "start", lambda *request: reads.append(request[0]) or start(*request))
    for path, query in (
        ("/v1/rates", ""),
        ("/v1/rates", "date=2025-12-17"),
        ("/v1/rates/convert", "from=USD&to=UZS"),
        ("/v1/rates/sources", ""),
        ("/v1/currencies", ""),
    ):
        reads.clear()
        assert get(path, query)["statusCode"] == 200
        assert len(reads) == 1
