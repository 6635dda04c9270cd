"""What `bench.reads` compares, and that it knows every public route."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bench.archive import LANGUAGES, Archive
from bench.read_meter import Cost
from bench.read_samples import SAMPLES, Sample
from bench.reads import Read, find_faults, list_routes
from cli.local.stack import Stack

ROUTE = "GET /v1/articles"
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def read(*, units: float, requests: int = 1, items: int = 1, **sample: object) -> Read:
    return Read(Sample(**{"name": "first", **sample}), Cost(Counter(Query=requests), units, items))  # type: ignore[arg-type]


def faults(few: Read, many: Read) -> list[str]:
    return find_faults({(ROUTE, "first"): few}, {(ROUTE, "first"): many})


def test_each_public_route_has_samples_and_each_sample_a_route(stack: Stack) -> None:
    assert {route.key for route in list_routes(stack)} == SAMPLES.keys()


def test_a_route_without_a_sample_is_named(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SAMPLES, ROUTE)
    with pytest.raises(SystemExit, match=ROUTE):
        list_routes(stack)


def test_a_read_may_grow_by_a_tenth() -> None:
    assert faults(read(units=10), read(units=11)) == []
    [units] = faults(read(units=10), read(units=11.5))
    assert units == "GET /v1/articles first: 11.5 units, 10 on the smaller site"
    [requests] = faults(read(units=10), read(units=10, requests=2))
    assert "2 requests" in requests


def test_a_read_of_something_whole_may_grow_with_its_items() -> None:
    few = read(units=10, requests=10, items=100, per_item=True)
    assert faults(few, read(units=20, requests=20, items=200, per_item=True)) == []
    assert faults(few, read(units=20, requests=10, items=100, per_item=True)) != []


def test_the_last_page_may_cost_as_much_as_the_first() -> None:
    first, same, more = (
        read(units=4),
        read(units=4, name="last", like="first"),
        read(units=4.5, name="last", like="first"),
    )
    for last, expected in ((same, 0), (more, 2)):
        reads = {(ROUTE, "first"): first, (ROUTE, "last"): last}
        assert len(find_faults(reads, reads)) == expected


def test_the_small_archive_has_the_newest_articles_of_the_large_one() -> None:
    few, many = Archive(300, NOW).entries, Archive(700, NOW).entries
    assert many[-300:] == few
    assert {entry.lang for entry in few} == {*LANGUAGES}
    assert [entry.position for entry in many] == sorted(entry.position for entry in many)
    assert len({entry.id for entry in many} | {entry.slug for entry in many}) == 1400
    stories = [(entry.story, entry.lang) for entry in many]
    assert len({*stories}) == 700, "a story has one article in each language"
