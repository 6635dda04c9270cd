"""Runs every example of docs/rates.md against sheets like those in the document."""

import re

import pytest

from tests.support import docs_runner
from tests.support.conformance import Api
from tests.support.docs_runner import CLOCKS, EXAMPLE, NOW, PATH, matches, run_command


@pytest.fixture(autouse=True)
def _thursday(monkeypatch):
    for clock in CLOCKS:
        monkeypatch.setattr(clock, lambda: NOW)
    monkeypatch.setattr("gazette.http.responses.time.time", NOW.timestamp)
    docs_runner.publish()


def test_the_service_answers_as_in_the_examples():
    """In order: one of them releases a rate."""
    examples = list(EXAMPLE.finditer(PATH.read_text()))
    assert len(examples) > 20
    for example in examples:
        output = run_command(example["command"])
        assert matches(example["answer"], output), f"{example['command']}{output}"


def test_every_request_of_the_document_is_in_an_example():
    text = PATH.read_text()
    assert EXAMPLE.sub("", text).count("$ curl") == 0
    assert text.count("```console") == len(EXAMPLE.findall(text))


def test_the_counterparts_of_frankfurters_requests_answer():
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
