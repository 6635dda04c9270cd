"""What all routes of the function have in common."""

import logging
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.samples import load_articles
from cli.local.stack import ROOT
from functions.articles import handler as articles
from gazette import times
from tests.support.events import sample_event
from tests.support.public_articles import body, id_of, position_of

TERM_PATHS = ["/v1/categories/economy", "/v1/tags/railways", "/v1/authors/aziza"]
PATHS = [
    "/v1/articles",
    "/v1/changes",
    "/v1/pages",
    "/v1/categories",
    "/v1/tags",
    "/v1/authors",
    *TERM_PATHS,
    "/v1/home",
]
ARTICLE_PATHS = [f"/v1/articles/{id_of(1)}", "/v1/articles/en/story-1", f"/v1/articles/{id_of(1)}/related"]


def test_unknown_and_repeated_parameters_are_refused_everywhere(get):
    for path in PATHS + ARTICLE_PATHS:
        for query in ("utm_source=mail", "lang=en&lang=en"):
            assert get(path, query)["statusCode"] == 422, (path, query)


def test_an_unknown_language_is_refused_everywhere(get):
    for path in PATHS:
        answer = get(path, "lang=xx")
        assert (answer["statusCode"], body(answer)["errors"][0]["pointer"]) == (422, "?lang"), path


def test_head_is_answered_as_get(stored, get):
    stored.article(1)
    stored.category("economy", en="Economy")
    stored.term("tag", "railways", en="Railways")
    stored.term("author", "aziza", en="Aziza")
    for path in PATHS + ARTICLE_PATHS:
        full, head = get(path), get(path, method="HEAD")
        assert (full["statusCode"], head) == (200, full), path


def test_a_read_costs_one_request_to_dynamodb(stored, get, caplog):
    stored.article(1, related={"L": [{"S": position_of(2)}]})
    stored.former_slug("former", 1)
    stored.category("economy", en="Economy")
    stored.term("tag", "railways", en="Railways")
    stored.term("author", "aziza", en="Aziza")
    for path, requests in (
        ("/v1/articles", 1),
        ("/v1/articles/en/story-1", 1),
        (f"/v1/articles/{id_of(1)}", 1),
        (f"/v1/articles/{id_of(1)}/related", 2),
        ("/v1/articles/en/former", 2),
        ("/v1/articles/en/none", 1),
        ("/v1/changes", 1),
        ("/v1/pages", 1),
        ("/v1/categories", 1),
        ("/v1/categories/economy", 1),
        ("/v1/tags", 1),
        ("/v1/tags/railways", 1),
        ("/v1/authors", 1),
        ("/v1/authors/aziza", 1),
        ("/v1/home", 3),
        # Addresses that cannot exist are not read, and DynamoDB gets no key over its limit.
        ("/v1/articles/not-an-id", 0),
        (f"/v1/articles/{'0' * 3000}", 0),
        ("/v1/articles/xx/story-1", 0),
        (f"/v1/articles/en/{'s' * 3000}", 0),
        (f"/v1/categories/{'s' * 3000}", 0),
    ):
        with caplog.at_level(logging.INFO, logger="werkzeug"):
            caplog.clear()
            get(path)
        assert sum("POST / HTTP/1.1" in record.getMessage() for record in caplog.records) == requests, path


def test_dynamodb_out_of_reach_is_503_within_the_deadline(get, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for reader in articles.readers:
        reader.close()
    for path in PATHS + ARTICLE_PATHS:
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
        assert answer["headers"]["cache-control"] == "no-store"


# Parts of queries and headers: any letters, and pieces with a meaning for some parameter.
PIECES = st.sampled_from([*'&=%;,#+/*"W', "%00", "%ff", "lang=en", "limit=", "cursor=", "from=", "T00:00:00Z", "gzip"])
TEXT = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)
TEXTS = TEXT.map(lambda text: text.encode(errors="replace").decode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS) | TEXTS.map(lambda id: f"/v1/articles/{quote(id, safe='')}"),
    query=TEXTS,
    headers=st.dictionaries(st.sampled_from(["if_none_match", "if_modified_since", "accept_encoding"]), TEXTS),
)
def test_no_request_causes_a_5xx(get, path, query, headers):
    answer = get(path, query, **headers)
    assert answer["statusCode"] < 500, answer["body"]


@pytest.mark.usefixtures("media_bucket")
def test_the_sample_events_are_answered_over_the_sample_content(context):
    load_articles(times.now())
    events = {path.stem: sample_event(f"articles/{path.name}") for path in (ROOT / "events/articles").glob("*.json")}
    answers = {name: articles.handler(event, context)["statusCode"] for name, event in events.items()}
    refused = {"not-found": 404, "unknown-parameter": 422}
    assert answers == {name: refused.get(name, 200) for name in events}
    assert len(events) == 16
