"""What is built from the lock, for both architectures."""

import ast
import re
import tomllib

import pytest

from cli.local.stack import ROOT

LAYER = ROOT / "layers/dependencies/requirements.txt"
PAGES = ROOT / "functions/pages/requirements.txt"


def pins(path):
    """name → version of each requirement."""
    return dict(re.findall(r"^([\w-]+)==(\S+)", path.read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def locked():
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    return {package["name"]: package for package in lock["package"]}


def closure(locked, names):
    """Names and all that they depend on."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [dependency["name"] for dependency in locked[name].get("dependencies", [])]
    return found


def test_the_layer_holds_the_projects_dependencies_and_nothing_else(locked):
    direct = [dependency["name"] for dependency in locked["gazette"]["dependencies"]]
    assert set(pins(LAYER)) == closure(locked, direct)


def test_pages_brings_what_its_group_names(locked):
    own = [dependency["name"] for dependency in locked["gazette"]["dev-dependencies"]["pages"]]
    assert set(pins(PAGES)) == closure(locked, own)


@pytest.mark.parametrize("path", [LAYER, PAGES], ids=["layer", "pages"])
def test_requirements_are_those_of_the_lock_with_hashes_and_no_index(locked, path):
    text = path.read_text()
    assert {name: locked[name]["version"] for name in pins(path)} == pins(path)
    assert text.count("--hash=sha256:") >= len(pins(path))
    assert "http" not in text
    assert "index" not in text


@pytest.mark.parametrize("machine", ["aarch64", "x86_64"])
def test_every_deployed_package_has_a_wheel_for(locked, machine):
    """Lambda's Python 3.13 runs on Amazon Linux 2023, whose glibc is 2.34."""
    fits = re.compile(rf"-(py3|py2\.py3|cp313|cp3\d+-abi3|py3-none)-.*?(any|manylinux\w*{machine}[\w.]*)\.whl$")
    for name in pins(LAYER):
        wheels = [wheel["url"].rsplit("/", 1)[1] for wheel in locked[name]["wheels"]]
        assert any(fits.search(wheel) for wheel in wheels), name


def test_the_build_keeps_the_description_of_each_service_that_is_called():
    """botocore's descriptions of all other services are dropped from the layer."""
    kept = set(re.search(r'^services="([^"]+)"', (ROOT / "scripts/build").read_text(), re.MULTILINE)[1].split())
    assert kept == called()


def called() -> set[str]:
    """Services that deployed code makes a client or a resource of."""
    found = set()
    for folder in ("layers/core", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if name in ("client", "resource") and isinstance(node.args[0].value, str):
                        found.add(node.args[0].value)
    return found


def test_layers_are_built_for_the_architecture_of_the_functions(stack):
    for name in ("CoreLayer", "DependenciesLayer"):
        layer = stack.source["Resources"][name]
        assert layer["Metadata"]["BuildArchitecture"] == {"Ref": "Architecture"}, name
    for _, layer in stack.of_type("AWS::Lambda::LayerVersion"):
        assert layer["CompatibleArchitectures"] == [stack.parameters["Architecture"]]


def test_public_reads_do_without_the_dependencies(stack, functions):
    dependencies = stack.physical("DependenciesLayer")
    for name in ("ArticlesFunction", "FeedsFunction", "RatesFunction", "PagesFunction", "SearchFunction"):
        assert not any(dependencies in layer for layer in functions[name]["Layers"]), name


def test_a_function_that_shows_pages_has_the_web_layer_and_its_path(stack, functions):
    web = [name for name in functions if "WEB_ROOT" in stack.environment(name)]
    assert web
    for name in web:
        assert stack.environment(name)["WEB_ROOT"] == "/opt"
        assert {"Ref": "WebLayer"} in stack.source["Resources"][name]["Properties"]["Layers"], name


def test_every_function_folder_is_deployed_and_every_function_has_its_folder(stack, functions):
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/__init__.py")}
    deployed = {stack.source["Resources"][name]["Properties"]["CodeUri"] for name in functions}
    assert deployed == {f"functions/{folder}" for folder in folders}
    for name in functions:
        code = stack.source["Resources"][name]["Properties"]["CodeUri"]
        assert code.removeprefix("functions/").replace("_", "") == name.removesuffix("Function").lower()
