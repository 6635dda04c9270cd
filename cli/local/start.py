"""How the local server starts, and what it says when it is up."""

import os
import time
from pathlib import Path
from typing import NamedTuple

from cli.options import PORT

DATA = Path(__file__).parents[2] / ".gazette"
"""Default data folder, in the checkout. Git ignores it."""


class Start(NamedTuple):
    """Without a folder the server keeps nothing. `at` is a time of the monotonic clock."""

    port: int
    endpoint: str | None
    empty: bool
    folder: Path | None
    at: float

    def describe(self, url: str) -> str:
        """The lines for the developer."""
        port_option = "" if self.port == PORT else f" --port {self.port}"
        return f"""Gazette is up after {time.monotonic() - self.at:.1f} s.

  Site       {url}/
  Desk       {url}/desk
  API        {url}/v1
  Reference  {url}/v1/docs
  Outbox     {url}/_dev/outbox
  Tools      {url}/_dev/
  Data       {self._describe_data()}

  Token      .venv/bin/gazette token --group editor{port_option}
  Stop       Ctrl-C
"""

    def _describe_data(self) -> str:
        if self.folder:
            again = "make dev FRESH=1" if self.folder == DATA else "--fresh"
            return f"{os.path.relpath(self.folder)}/  (to begin anew: {again})"
        return f"in the emulator at {self.endpoint}" if self.endpoint else "in memory, ends with the process"
