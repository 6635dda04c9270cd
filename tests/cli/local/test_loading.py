"""Handlers are imported in one process here, each in a sandbox of its own on AWS."""

import sys
import threading

import pytest

from cli.local.functions import _Sandbox

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
    threads = [threading.Thread(target=_Sandbox(name, "handler").handler) for name in modules]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.modules["imports_seen"].order == ["begins", "ends"] * 2
