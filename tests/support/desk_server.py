"""The desk as the local server serves it, and pages that run a part of its code under the desk's own policy."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.local.stack import ROOT

DESK = ROOT / "desk"


def build_desk() -> None:
    """Build the desk as `make desk` does. Without Node and a network the tests of it are skipped, except in CI."""
    run = subprocess.run([ROOT / "scripts/desk"], capture_output=True, text=True, check=False)
    if run.returncode:
        missing = run.stderr.strip() or run.stdout.strip()
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)


def bundle(page: str, folder: Path) -> bytes:
    """The script of `desk/tests/pages`, in one file."""
    out = folder / "bundle.js"
    command = [
        DESK / "node_modules/.bin/esbuild",
        f"tests/pages/{page}",
        "--bundle",
        "--format=esm",
        f"--outfile={out}",
    ]
    subprocess.run([*command, "--log-level=error"], cwd=DESK, check=True)
    return out.read_bytes()


def replace_script(context: Any, script: bytes) -> None:
    """Serve another script in place of that of the desk. All else is that of the server: page, headers, styles."""
    context.route(
        re.compile(r"/desk/desk-\w+\.js$"),
        lambda route: route.fulfill(body=script, content_type="text/javascript", headers={"cache-control": "no-store"}),
    )
