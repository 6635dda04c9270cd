"""Starting without looking for garbage, and looking for it again afterwards."""

import ast
import gc
import importlib
import subprocess
import sys

import pytest

from cli.local.stack import ROOT

HANDLERS = [
    path for path in sorted((ROOT / "functions").glob("*/handler.py")) if "import gazette.gc_tuning" in path.read_text()
]


def test_collection_rests_until_all_is_loaded() -> None:
    code = (
        "import gc; import gazette.gc_tuning; assert not gc.isenabled();"
        "gazette.gc_tuning.finish_startup(); assert gc.isenabled() and gc.get_freeze_count() > 0"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("path", HANDLERS, ids=lambda path: path.parent.name)
def test_a_handler_imports_it_first_and_ends_it_last(path) -> None:
    body = ast.parse(path.read_text()).body
    assert ast.unparse(body[1]) == "import gazette.gc_tuning"
    assert ast.unparse(body[-1]) == "gazette.gc_tuning.finish_startup()"
    importlib.import_module(f"functions.{path.parent.name}.handler")
    assert gc.isenabled()
