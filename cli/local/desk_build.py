"""Builds the desk beside the local server, which does not wait for it."""

import os
import subprocess
import threading
from pathlib import Path

from cli.local.stack import ROOT

SCRIPT, LOG = ROOT / "scripts/desk", ROOT / ".tools/desk.log"


def start_build(script: Path = SCRIPT, log: Path = LOG) -> threading.Thread:
    """Build in a thread, with the output in `log`. A failure is one line for the developer."""
    thread = threading.Thread(target=_build, args=(script, log), name="desk", daemon=True)
    thread.start()
    return thread


def _build(script: Path, log: Path) -> None:
    try:
        log.parent.mkdir(exist_ok=True)
        with log.open("w") as output:
            # A group of its own: Ctrl-C ends the server, and not npm half way.
            subprocess.run([script], stdout=output, stderr=subprocess.STDOUT, check=True, process_group=0)
    except (OSError, subprocess.CalledProcessError):
        reason = _read_reason(log)
        print(f"The desk is not built: {reason or 'see the log'} ({os.path.relpath(log)})\n", flush=True)


def _read_reason(log: Path) -> str:
    """The first line of the output that is not empty."""
    text = log.read_text() if log.exists() else ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
