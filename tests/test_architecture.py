"""The map of the package: which room may import which. The tests read the imports from the source.

A room is a folder of `gazette/`, or a folder within a folder. Every room may also import itself, the modules at the
root of `gazette/`, the readers' texts in `words/`, the base of pydantic models in `schemas/`, and the modules at the
root of its own noun.
"""

import ast
import graphlib
import itertools
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cli.local.stack import ROOT

MAP = {
    # Shared by all nouns.
    "": "aws.public",  # urls.py: the site's address may be a parameter
    "words": "",
    "aws": "aws.public",
    "aws.public": "",
    "dynamodb": "",
    "schemas": "",
    "http": "aws",
    "about": "http",
    "jobs": "aws dynamodb",
    # The nouns, with rooms by use case. Another noun imports only the room `public`; articles import categories and
    # pictures too.
    "media": "aws dynamodb jobs",
    "media.intake": "aws dynamodb jobs",
    "taxonomy": "dynamodb http jobs media taxonomy.public",
    "taxonomy.public": "articles.public aws.public http",
    "staff": "dynamodb",
    "articles": "articles.body articles.drafts articles.lifecycle articles.public articles.publishing aws dynamodb "
    "http jobs media taxonomy",
    "articles.body": "",
    "articles.drafts": "articles.public dynamodb media search taxonomy",
    "articles.lifecycle": "articles.body",
    "articles.preview": "articles.public articles.publishing dynamodb",
    "articles.revisions": "articles.body",
    "articles.publishing": "articles.body articles.drafts articles.public dynamodb media taxonomy",
    "articles.public": "aws.public http rates.public subscriptions.public",  # home.py is the site's front page
    "rates": "rates.sources rates.validation",  # types only
    "rates.sources": "",
    "rates.validation": "",
    "rates.store": "aws dynamodb rates.validation",
    "rates.review": "rates.public rates.store rates.validation",
    "rates.ingestion": "dynamodb jobs rates.review rates.sources rates.store rates.validation",
    "rates.public": "aws.public http rates.sources",
    "subscriptions": "aws.public dynamodb http pages subscriptions.public",
    "subscriptions.commands": "dynamodb http subscriptions.public",
    "subscriptions.digest": "articles.public aws dynamodb jobs rates rates.public rates.sources subscriptions.mail "
    "subscriptions.mail.rendering subscriptions.public",
    "subscriptions.self_service": "http pages subscriptions.commands subscriptions.public",
    "subscriptions.feedback": "dynamodb subscriptions.commands subscriptions.mail",
    "subscriptions.figures": "dynamodb jobs",
    "subscriptions.mail": "aws",
    "subscriptions.mail.delivery": "dynamodb subscriptions.mail.limits subscriptions.mail.rendering "
    "subscriptions.public",
    "subscriptions.mail.limits": "dynamodb",
    "subscriptions.mail.rendering": "pages pages.rates rates.sources subscriptions.public",
    "subscriptions.public": "http",
    "subscriptions.telegram": "aws.public dynamodb",
    "feeds": "articles.public aws.public",
    "search": "",
    "search.public": "articles.public aws.public http",
    "search.indexing": "articles.public dynamodb jobs",
    # The site that readers see.
    "pages": "about articles.public aws.public http rates.public rates.sources subscriptions.public",
    "pages.desk": "http",
    "pages.article": "articles.public aws.public http taxonomy.public",
    "pages.front": "http",
    "pages.lists": "articles.public http taxonomy.public",
    "pages.search": "http pages.lists search search.public",
    "pages.rates": "articles.public aws.public http rates rates.public rates.sources",
}

PUBLIC_FUNCTIONS = ("articles", "feeds", "pages", "rates", "search", "api_root")
"""They answer public reads, and may import only the places that `is_for_public_reads` names."""
SLOW_TO_IMPORT = {"dataclasses", "pathlib", "random", "typing"}
"""Modules of the standard library that cost a cold start too much. A function may import them when it is called."""
OF_PAGES = {"jinja2", "jinja2.bccache", "markupsafe", "typing"}
"""What the Pages function carries beside the layer, and what Jinja2 imports anyway."""
OF_SEARCH = {"tantivy", "pathlib"}
"""What the Search function carries, and what Tantivy and Jinja2 import anyway."""

PURE = ("pydantic", "pydantic_core", "gazette.errors", "gazette.text", "gazette.times", "gazette.schemas")
"""What a model may reach beside its own noun."""
OF_REPOSITORIES = ("aws", "dynamodb", "encoding", "errors", "embedded_metrics", "text", "times", "taxonomy", "schemas")
SDK = ("boto3", "botocore", "mypy_boto3_dynamodb", "pydantic")

CORE = ROOT / "layers/core/gazette"
HANDLERS = sorted((ROOT / "functions").glob("*/handler.py"))
DEPLOYED = sorted([*CORE.rglob("*.py"), *(ROOT / "functions").rglob("*.py")])


def is_for_public_reads(module: str) -> bool:
    """Whether the functions of public reads may import a module: a rule about places.

    A file `schemas.py` has pydantic models, which describe public documents; it is no part of reading them.
    """
    match parts := module.split(".")[1:]:
        case [*_, "schemas"]:
            return False
        case [_, "errors"] | ["http", "public" | "responses" | "header_values"]:
            return True
        case ["pages" | "about" | "feeds" | "words", *_] | ["rates", "sources", *_]:
            return True
        case ["rates" | "search" as noun, _]:
            return file_of(module).parent == CORE / noun
    return "public" in parts or file_of(module).parent == CORE


# --- The rules --------------------------------------------------------------------------------------------------------


def test_each_room_imports_only_the_rooms_that_the_map_allows() -> None:
    arrows = {
        (module, name)
        for module in map(module_of, CORE.rglob("*.py"))
        for name in imports(file_of(module))
        if is_module(name) and not may_import(room_of(module), room_of(name))
    }
    assert arrows == set()


def test_every_room_of_the_package_is_on_the_map() -> None:
    rooms = {room_of(module_of(path)) for path in CORE.rglob("*.py")}
    assert rooms - MAP.keys() == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for type checking alone do not count, nor those of the packages that contain the importing module."""
    modules = {module_of(path): path for path in CORE.rglob("*.py")}
    graph = {
        module: {
            part
            for name in imports(path, type_checking=False)
            if is_module(name)
            for part in (name, *packages_of(name))
            if part != module and not module.startswith(f"{part}.")
        }
        for module, path in modules.items()
    }
    graphlib.TopologicalSorter(graph).prepare()


def test_public_functions_reach_only_the_places_of_public_reads() -> None:
    outside = {
        (function, module)
        for function in PUBLIC_FUNCTIONS
        for module in reached(ROOT / "functions" / function / "handler.py", type_checking=False)
        if is_module(module) and not is_for_public_reads(module)
    }
    assert outside == set()


def test_the_places_of_public_reads_import_no_package_and_nothing_slow() -> None:
    heavy = {
        (module, name)
        for module in map(module_of, CORE.rglob("*.py"))
        if is_for_public_reads(module) and module != "gazette.observability"  # for the functions with Powertools
        for name in imports(file_of(module), type_checking=False, within_functions=False)
        if is_foreign(name) or name in SLOW_TO_IMPORT
        if not (module.startswith("gazette.pages.") and name in OF_PAGES)
        if not (module.startswith("gazette.search.") and name in OF_SEARCH)
    }
    assert heavy == set()


def test_a_model_reaches_only_its_noun_pydantic_and_what_is_pure() -> None:
    impure = {
        (module_of(path), name)
        for path in CORE.rglob("model.py")
        for name in reached(path)
        if not within(name, (*PURE, noun_of(path))) and (is_foreign(name) or is_module(name))
    }
    assert impure == set()


def test_a_repository_imports_its_noun_and_the_sdk_and_nothing_of_http() -> None:
    allowed = (*SDK, *(f"gazette.{name}" for name in OF_REPOSITORIES))
    outside = {
        (module_of(path), name)
        for path in CORE.rglob("repository.py")
        for name in imports(path)
        if not within(name, (*allowed, noun_of(path))) and (is_foreign(name) or is_module(name))
    }
    assert outside == set()


def test_nothing_deployed_imports_a_function_the_command_line_or_the_tests() -> None:
    """A function's folder is a package of its own in Lambda; code that two functions need belongs to gazette."""
    not_deployed = ("functions", "handler", "cli", "tests", "bench")
    arrows = {(str(path), name) for path in DEPLOYED for name in imports(path) if within(name, not_deployed)}
    assert arrows == set()


def test_only_handlers_read_the_clock() -> None:
    """The core takes the time as a value, so that tests need no frozen clock and a retry has the same time."""
    clocks = {"datetime.now", "datetime.utcnow", "date.today", "now", "times.now"}
    reads = {
        (module_of(path), call)
        for path in CORE.rglob("*.py")
        if path != CORE / "times.py"
        for call in calls(path) & clocks
    }
    assert reads == set()


def test_a_function_is_a_folder_with_one_handler_and_a_docstring() -> None:
    for path in HANDLERS:
        assert ast.get_docstring(tree(path)), f"{path.parent.name} has no docstring"
        assert "handler" in names_at_module_level(path), path.parent.name


# --- Reading the source -----------------------------------------------------------------------------------------------


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imports(path: Path, *, type_checking: bool = True, within_functions: bool = True) -> frozenset[str]:
    """Full names of the modules that a file imports; `from gazette import errors` is gazette.errors."""
    names: set[str] = set()
    for node in nodes(tree(path), type_checking=type_checking, within_functions=within_functions):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            submodules = {f"{module}.{alias.name}" for alias in node.names if is_module(f"{module}.{alias.name}")}
            names |= submodules or {module}
    return frozenset(names)


def nodes(parent: ast.AST, *, type_checking: bool, within_functions: bool) -> Iterator[ast.AST]:
    """All nodes below a node, without the branches and functions that are to be left out."""
    for node in ast.iter_child_nodes(parent):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not type_checking:
            continue
        if isinstance(node, ast.FunctionDef) and not within_functions:
            continue
        yield node
        yield from nodes(node, type_checking=type_checking, within_functions=within_functions)


def reached(path: Path, *, type_checking: bool = True) -> set[str]:
    """Modules that a file imports, and those that our modules among them import in turn."""
    found: set[str] = set()
    pending = set(imports(path, type_checking=type_checking))
    while pending:
        name = pending.pop()
        found.add(name)
        if is_module(name):
            for part in (name, *packages_of(name)):
                pending |= imports(file_of(part), type_checking=type_checking) - found
    return found


def calls(path: Path) -> set[str]:
    return {
        ast.unparse(node.func)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }


def names_at_module_level(path: Path) -> set[str]:
    names = {node.name for node in tree(path).body if isinstance(node, ast.FunctionDef)}
    for node in tree(path).body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


# --- Modules and rooms ------------------------------------------------------------------------------------------------


def module_of(path: Path) -> str:
    """`gazette.http.auth`; of an `__init__.py` the package's name."""
    return ".".join(path.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


@cache
def file_of(module: str) -> Path:
    path = CORE.parent / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def is_module(name: str) -> bool:
    """Whether it is a module or a package of gazette."""
    return within(name, ("gazette",)) and file_of(name).exists()


def is_foreign(name: str) -> bool:
    """Whether it is a package that neither we nor Python bring along."""
    top = name.split(".", maxsplit=1)[0]
    return top != "gazette" and top not in sys.stdlib_module_names


def packages_of(module: str) -> list[str]:
    """The packages that contain a module, whose `__init__.py` is run by its import."""
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def room_of(module: str) -> str:
    """`articles.public` for `gazette.articles.public.lists`; the empty text for a module at the root.

    A folder in a room belongs to it, unless it is a room of its own on the map.
    """
    parts = file_of(module).parent.relative_to(CORE).parts
    inner = ".".join(parts[:3])
    return inner if inner in MAP else ".".join(parts[:2])


def noun_of(path: Path) -> str:
    return f"gazette.{path.relative_to(CORE).parts[0]}"


def may_import(room: str, other: str) -> bool:
    around = itertools.accumulate(room.split("."), "{}.{}".format)
    return other in {*around, "", "words", "schemas", *MAP.get(room, "").split()}


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)
