"""Who may import whom, read from the source itself. The order: errors, models, tables, functions."""

import ast
import sys
from pathlib import Path

import pytest

from cli.local.stack import ROOT

CORE = ROOT / "layers/core/gazette"
MODELS = sorted(CORE.rglob("model.py"))
TABLES = sorted(CORE.rglob("repository.py"))
OWN_OF_A_MODEL = ("pydantic", "gazette.errors", "gazette.schemas", "gazette.text")
RATES: dict[str, set[str]] = {
    "sources": set(),
    "validation": set(),
    "store": {"validation"},
    "review": {"validation", "store", "public"},
    "ingestion": {"sources", "validation", "store", "review"},
    "public": {"sources"},
}
"""The rooms of rates, and which others each may know; all know the files beside them."""
DEPLOYED = sorted([*CORE.rglob("*.py"), *(ROOT / "functions").rglob("*.py")])


def imports(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it; `from gazette import errors` is gazette.errors."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            named = {f"{module}.{alias.name}" for alias in node.names if is_module(f"{module}.{alias.name}")}
            found |= named or {module}
    return found


def file_of(name: str) -> Path:
    path = ROOT / "layers/core" / name.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def is_module(name: str) -> bool:
    return file_of(name).exists()


def foreign(path: Path) -> set[str]:
    """Imports that are not of the standard library."""
    return {name for name in imports(path) if name.split(".")[0] not in sys.stdlib_module_names}


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def reached(path: Path) -> set[str]:
    """Imports of a file that are not of the standard library, and what those of them that are ours import in turn."""
    found: set[str] = set()
    waiting = foreign(path)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= foreign(file_of(name)) if is_module(name) else set()
    return found


def noun_of(path: Path) -> str:
    """`gazette.rates`, also of a file in one of its rooms."""
    return ".".join(path.parent.relative_to(ROOT / "layers/core").parts[:2])


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_a_model_reaches_its_own_noun_pydantic_and_the_errors_and_nothing_else(path):
    assert {name for name in reached(path) if not within(name, (*OWN_OF_A_MODEL, noun_of(path)))} == set()


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_a_table_knows_its_noun_and_the_sdk_and_nothing_of_http(path):
    allowed = (
        noun_of(path),
        "gazette.errors",
        "gazette.schemas",
        "gazette.text",
        "gazette.times",
        "gazette.aws",
        "gazette.dynamodb",
        "pydantic",
        "boto3",
        "botocore",
        "mypy_boto3_dynamodb",
    )
    assert {name for name in foreign(path) if not within(name, allowed)} == set()


@pytest.mark.parametrize(("room", "others"), RATES.items())
def test_each_room_of_rates_knows_only_those_below_it(room, others):
    allowed = {room, *others}
    files = (CORE / "rates" / room).rglob("*.py")
    used = {name.split(".")[2] for path in files for name in imports(path) if name.startswith("gazette.rates.")}
    assert {name for name in used if (CORE / "rates" / name).is_dir()} <= allowed


@pytest.mark.parametrize("path", DEPLOYED, ids=name_of)
def test_nothing_deployed_imports_a_function_the_command_line_or_the_tests(path):
    """A function's folder is a package of its own in Lambda; what two of them need belongs to gazette."""
    assert {name for name in foreign(path) if within(name, ("functions", "handler", "cli", "tests", "bench"))} == set()


@pytest.mark.parametrize("path", [path for path in DEPLOYED if CORE in path.parents], ids=name_of)
def test_only_handlers_look_at_the_clock(path):
    """Time comes in as a value, so that tests need no frozen clock and a retry means the same moment."""
    if path == CORE / "times.py":
        return
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert calls & {"datetime.now", "datetime.utcnow", "date.today", "now", "times.now"} == set()


def test_a_function_is_a_folder_with_one_handler():
    for folder in sorted(path.parent for path in (ROOT / "functions").glob("*/handler.py")):
        tree = ast.parse((folder / "handler.py").read_text())
        assert ast.get_docstring(tree), f"{folder.name} does not say what it does"
        names = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        } | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert "handler" in names, folder.name
