"""Every example of docs/rates.md, run against sheets like those that it speaks of."""

import re

import pytest

from tests.support import docs_runner
from tests.support.conformance import Api
from tests.support.docs_runner import CLOCKS, EXAMPLE, NOW, PATH, answered, same


@pytest.fixture(autouse=True)
def _thursday(monkeypatch):
    for clock in CLOCKS:
        monkeypatch.setattr(clock, lambda: NOW)
    monkeypatch.setattr("gazette.http.responses.time.time", NOW.timestamp)
    docs_runner.publish()


def test_the_examples_are_what_the_service_answers():
    """In their order: one of them releases a rate."""
    examples = list(EXAMPLE.finditer(PATH.read_text()))
    assert len(examples) > 20
    for example in examples:
        found = answered(example["command"])
        assert same(example["answer"], found), f"{example['command']}{found}"


def test_no_request_of_the_document_stands_outside_an_example():
    text = PATH.read_text()
    assert EXAMPLE.sub("", text).count("$ curl") == 0
    assert text.count("```console") == len(EXAMPLE.findall(text))


def test_what_is_named_beside_frankfurters_requests_answers():
    table = PATH.read_text().partition("## Coming from Frankfurter")[2]
    ours = {
        path
        for row in re.findall(r"^\| .+ \| (.+) \|$", table, re.MULTILINE)
        for path in re.findall(r"`(/v1/[^`]+)`", row)
    }
    assert len(ours) == 7
    for path in sorted(ours):
        where, _, query = path.partition("?")
        Api().send("GET", where, query=query)
