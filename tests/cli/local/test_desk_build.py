"""The build of the desk beside the local server: never waited for, and a failure is one line."""

import time
from pathlib import Path

import pytest

from cli.local.desk_build import start_build


@pytest.fixture
def build(tmp_path, capsys):
    """Runs a shell script as the build, and returns what the developer sees."""

    def build(script: str) -> str:
        program = tmp_path / "build"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        start_build(program, tmp_path / "logs/desk.log").join()
        return capsys.readouterr().out

    return build


def test_a_build_says_nothing_to_the_developer(build, tmp_path):
    assert build("echo packages; echo built >&2") == ""
    assert (tmp_path / "logs/desk.log").read_text() == "packages\nbuilt\n"


def test_a_failure_is_one_line_with_its_reason_and_the_log(build):
    seen = build("echo; echo 'The desk needs Node 20.' >&2; echo more; exit 1")
    assert seen.startswith("The desk is not built: The desk needs Node 20. (")
    assert seen.count("\n") == 2  # the line, and an empty one behind it
    assert "desk.log" in seen


def test_a_failure_without_a_word_names_the_log(build):
    assert build("exit 3").startswith("The desk is not built: see the log (")


def test_a_missing_script_is_a_failure(tmp_path, capsys):
    start_build(tmp_path / "missing", tmp_path / "desk.log").join()
    assert capsys.readouterr().out.startswith("The desk is not built: ")


def test_the_server_does_not_wait(tmp_path):
    program = tmp_path / "build"
    program.write_text(f"#!/bin/sh\nwhile [ ! -e {tmp_path}/go ]; do sleep 0.02; done\n")
    program.chmod(0o755)
    started = time.monotonic()
    thread = start_build(program, tmp_path / "desk.log")
    assert thread.is_alive()
    assert time.monotonic() - started < 5
    Path(tmp_path, "go").touch()
    thread.join()
