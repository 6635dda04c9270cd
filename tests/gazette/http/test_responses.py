"""Public responses as caches and clients see them: validators for each encoding, 304, HEAD, redirections."""

import base64
import gzip

import pytest

from gazette.errors import NotFound
from gazette.http import responses
from gazette.http.responses import (
    accepts_gzip,
    cache_control,
    computed_response,
    etag_matches,
    redirect,
    stored_response,
)

TEXT = '{"title":"Янги «мақола»"}' * 20
VIEW = base64.b64encode(gzip.compress(TEXT.encode(), mtime=0)).decode()
ETAG = "0123456789abcdef0123456789abcdef"
MODIFIED = "2025-12-18T09:30:00Z"


def article(request):
    return stored_response(request, view=VIEW, etag=ETAG, cache=(30, 60), last_modified=MODIFIED)


def listing(request):
    return computed_response(request, TEXT, cache=(15, 30), headers={"link": '</next>; rel="next"'})


# --- Stored views ---------------------------------------------------------------------------------------------------


def test_a_client_with_gzip_gets_the_stored_view_untouched(ask):
    answer = ask(article, accept_encoding="gzip, deflate, br")
    assert answer["body"] is VIEW
    assert answer["isBase64Encoded"] is True
    assert answer["headers"] == {
        "etag": f'"{ETAG}-gz"',
        "cache-control": "public, max-age=30, s-maxage=60, stale-while-revalidate=30",
        "vary": "Accept-Encoding",
        "last-modified": "Thu, 18 Dec 2025 09:30:00 GMT",
        "content-type": "application/json",
        "content-encoding": "gzip",
    }


def test_a_client_without_gzip_gets_text_under_another_etag(ask):
    answer = ask(article)
    assert answer["body"] == TEXT
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["etag"] == f'"{ETAG}"'
    assert answer["headers"]["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer["headers"]


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=1.0", True),
        ("x-gzip", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip; Q=0.0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzipped", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_accepted(header, accepted):
    assert accepts_gzip(header) is accepted


# --- Conditional requests -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "matched"),
    [
        (f'"{ETAG}"', True),
        (f'"{ETAG}-gz"', True),
        (f'W/"{ETAG}"', True),
        (f'W/"{ETAG}-gz"', True),
        (f'"other", W/"another" ,"{ETAG}"', True),
        ("*", True),
        (" * ", True),
        ('"other"', False),
        (ETAG, False),
        (f'w/"{ETAG}"', False),
        (f'"{ETAG}', False),
        (f'"{ETAG}-br"', False),
        ("", False),
        ('"*"', False),
    ],
)
def test_if_none_match_names_the_content_in_either_encoding(header, matched):
    assert etag_matches(header, ETAG) is matched


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_known_etag_is_304_without_a_body(ask, encoding):
    full = ask(article, accept_encoding=encoding)
    answer = ask(article, accept_encoding=encoding, if_none_match=full["headers"]["etag"])
    assert answer["statusCode"] == 304
    assert "body" not in answer
    for name in ("etag", "cache-control", "vary", "last-modified"):
        assert answer["headers"][name] == full["headers"][name]
    assert "content-type" not in answer["headers"]


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Thu, 18 Dec 2025 09:30:00 GMT", 304),
        ("Thu, 18 Dec 2025 09:30:01 GMT", 304),
        ("Thu, 18 Dec 2025 09:29:59 GMT", 200),
        ("Thursday, 18-Dec-25 09:30:00 GMT", 304),
        ("Thu Dec 18 09:30:00 2025", 304),
        ("Thu, 18 Dec 2025 14:29:59 +0500", 200),
        ("Thu, 18 Dec 2025 09:30:00 -0000", 304),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_if_modified_since_is_compared_by_the_second(ask, since, status):
    assert ask(article, if_modified_since=since)["statusCode"] == status


def test_if_none_match_overrides_if_modified_since(ask):
    later = "Fri, 19 Dec 2025 00:00:00 GMT"
    assert ask(article, if_none_match='"other"', if_modified_since=later)["statusCode"] == 200


def test_a_response_without_a_date_ignores_if_modified_since(ask):
    assert ask(listing, if_modified_since="Fri, 19 Dec 2025 00:00:00 GMT")["statusCode"] == 200


def test_a_computed_response_has_the_etag_of_its_content(ask):
    answer = ask(listing)
    assert answer["body"] == TEXT
    assert answer["headers"]["etag"] == ask(listing)["headers"]["etag"]
    assert (
        answer["headers"]["etag"]
        != ask(lambda request: computed_response(request, "other", cache=(1, 1)))["headers"]["etag"]
    )
    assert answer["headers"]["link"] == '</next>; rel="next"'
    assert ask(listing, if_none_match=answer["headers"]["etag"]) == {
        "statusCode": 304,
        "headers": {name: answer["headers"][name] for name in ("etag", "cache-control", "vary", "link")},
    }


# --- Cache-Control --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "value"),
    [
        (None, "public, max-age=30, s-maxage=60, stale-while-revalidate=30"),
        (1000, "public, max-age=30, s-maxage=60, stale-while-revalidate=30"),
        (70, "public, max-age=30, s-maxage=60, stale-while-revalidate=10"),
        (60, "public, max-age=30, s-maxage=60"),
        (45, "public, max-age=30, s-maxage=45"),
        (10, "public, max-age=10, s-maxage=10"),
        (0, "public, max-age=0, s-maxage=0"),
        (-3600, "public, max-age=0, s-maxage=0"),
    ],
)
def test_no_cache_keeps_a_response_past_a_known_change(monkeypatch, left, value):
    monkeypatch.setattr(responses.time, "time", lambda: 1_766_041_200.0)
    assert cache_control((30, 60), None if left is None else 1_766_041_200 + left) == value


# --- HEAD, redirection ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_is_get_so_that_the_gateway_sends_the_length_of_its_body(ask, encoding):
    got = ask(article, accept_encoding=encoding)
    assert ask(article, method="HEAD", accept_encoding=encoding) == got


def test_head_of_an_error_has_the_length_of_its_problem(ask):
    def missing(request):
        raise NotFound()

    answer = ask(missing, method="HEAD")
    assert (answer["statusCode"], answer["body"]) == (404, ask(missing)["body"])


def test_a_redirection_is_cached_for_a_minute(ask):
    answer = ask(lambda request: redirect(request, "/v1/articles/en/new", '{"slug":"new"}'))
    assert answer["statusCode"] == 301
    assert answer["headers"] == {
        "location": "/v1/articles/en/new",
        "content-type": "application/json",
        "cache-control": "public, max-age=60, s-maxage=60, stale-while-revalidate=30",
    }
    assert answer["body"] == '{"slug":"new"}'
