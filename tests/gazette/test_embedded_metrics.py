"""Metrics as log lines: what CloudWatch reads from a line."""

import io
import json
import logging

import pytest

from gazette.embedded_metrics import count_swallowed, logger
from gazette.observability import logger as powertools_logger


@pytest.fixture
def line(monkeypatch):
    """The line that a log call writes through Powertools' formatter, decoded."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(powertools_logger.registered_formatter)
    monkeypatch.setattr(logger, "handlers", [handler])
    return lambda: json.loads(output.getvalue())


def test_a_swallowed_error_is_one_line_with_its_metric_its_reason_and_its_traceback(line):
    try:
        raise ValueError("no such table")
    except ValueError as error:
        count_swallowed("publication-waits", error, article="01")
    written = line()
    [declaration] = written["_aws"]["CloudWatchMetrics"]
    assert declaration == {
        "Namespace": "Gazette",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "Swallowed", "Unit": "Count"}],
    }
    assert (written["Swallowed"], written["service"], written["level"]) == (1, "gazette", "ERROR")
    assert (written["reason"], written["article"]) == ("publication-waits", "01")
    assert "no such table" in written["exception"]


def test_things_that_wait_without_an_error_are_counted_together(line):
    count_swallowed("publication-waits", count=7)
    assert line()["Swallowed"] == 7


def test_the_functions_with_powertools_write_their_lines_by_the_same_logger():
    """So that each line is written once, by the handler of the function: Powertools' or that of the runtime."""
    assert powertools_logger._logger is logger
