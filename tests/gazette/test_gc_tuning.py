"""Garbage collection is off while a function starts, and on afterwards."""

import ast
import gc
import importlib
import subprocess
import sys

from cli.local.stack import ROOT

HANDLERS = [
    path for path in sorted((ROOT / "functions").glob("*/handler.py")) if "import gazette.gc_tuning" in path.read_text()
]


def test_the_collector_is_off_until_startup_is_finished() -> None:
    code = (
        "import gc; import gazette.gc_tuning; assert not gc.isenabled();"
        "gazette.gc_tuning.finish_startup(); assert gc.isenabled() and gc.get_freeze_count() > 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_handlers_import_it_first_and_finish_startup_last() -> None:
    assert len(HANDLERS) >= 4
    for path in HANDLERS:
        body = ast.parse(path.read_text()).body
        assert ast.unparse(body[1]) == "import gazette.gc_tuning", path
        assert ast.unparse(body[-1]) == "gazette.gc_tuning.finish_startup()", path


def test_the_collector_is_on_after_the_import_of_each_of_these_handlers() -> None:
    for path in HANDLERS:
        importlib.import_module(f"functions.{path.parent.name}.handler")
        assert gc.isenabled(), path
