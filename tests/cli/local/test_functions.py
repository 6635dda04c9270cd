"""Handlers are imported in one process here, each in a sandbox of its own on AWS."""

import subprocess
import sys
import threading

import pytest
from aws_lambda_powertools.metrics import MetricUnit

from cli.local.functions import FunctionFailed, _Sandbox
from gazette.observability import metrics

MODULE = """
import time
import imports_seen
imports_seen.order.append("begins")
time.sleep(0.05)
imports_seen.order.append("ends")
handler = print
"""


@pytest.fixture
def modules(tmp_path, monkeypatch):
    """Two modules that note when their import begins and ends."""
    (tmp_path / "imports_seen.py").write_text("order = []")
    names = ["first_of_two", "second_of_two"]
    for name in names:
        (tmp_path / f"{name}.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield names
    for name in [*names, "imports_seen"]:
        sys.modules.pop(name, None)


def test_two_handlers_are_never_imported_at_once(modules):
    threads = [threading.Thread(target=_Sandbox(name, "handler").load_handler) for name in modules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.modules["imports_seen"].order == ["begins", "ends"] * 2


def test_the_log_context_is_imported_before_handlers_are():
    """The first import of Powertools in a thread without the lock met that of a handler, and one of the two failed."""
    code = (
        "import sys; from cli.local.functions import _Sandbox; _Sandbox('string', 'capwords').load_handler(); "
        "print('gazette.observability' in sys.modules)"
    )
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "True\n"


def test_an_error_around_a_handler_ends_the_invocation(functions, monkeypatch):
    def fail(context):
        raise ImportError("cannot import name")

    monkeypatch.setattr("cli.local.functions.set_log_context", fail)
    with pytest.raises(FunctionFailed, match="cannot import name"):
        functions["EchoFunction"].start({}).result(timeout=20)


def test_what_functions_count_does_not_pile_up_with_metrics_switched_off(functions, monkeypatch, capsys):
    """Powertools prints a hundred values in one line, come what may."""
    monkeypatch.setenv("POWERTOOLS_METRICS_DISABLED", "true")

    def count(event, context):
        metrics.add_metric("Counted", MetricUnit.Count, 1)
        metrics.add_dimensions(source="cbu")
        metrics.add_metadata("dates", [])
        metrics.flush_metrics()

    monkeypatch.setattr("tests.cli.local.functions.echo.handler.handler", count)
    for _ in range(101):
        functions["EchoFunction"].invoke({})
    assert "Counted" not in capsys.readouterr().out
    provider = metrics.provider
    assert (provider.metric_set, provider.dimension_sets, provider.metadata_set) == ({}, [], {})
