"""The help of `gazette` and of each of its commands."""

import tomllib

from typer.testing import CliRunner

from cli.local.stack import ROOT
from cli.main import app


def test_help_names_every_command():
    listed = CliRunner().invoke(app, ["--help"]).output
    names = ("dev", "token", "invoke", "seed", "doctor", "smoke", "backfill", "jobs")
    for name in (*names, "secrets", "user", "openapi", "template"):
        assert f"  {name} " in listed
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_every_command_has_a_help_line_that_is_not_cut_off():
    for group in ((), ("user",), ("jobs",), ("secrets",), ("subscriber",), ("subscribers",), ("redirects",)):
        listed = CliRunner().invoke(app, [*group, "--help"]).output.partition("Commands:")[2]
        assert listed
        assert "..." not in listed


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"gazette {project['version']}\n")
