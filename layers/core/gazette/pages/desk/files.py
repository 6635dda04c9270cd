"""The files that the build of the desk wrote. Nothing is kept of them, so that a new build is served at once."""

import json
import os
import re

from gazette.pages.assets import Asset

_NAME = re.compile(r"[\w-]+-[0-9A-Z]{8}\.(js|css)(\.LEGAL\.txt)?", re.ASCII)
"""Names with a hash of the content, as the bundler makes them."""


class Entry:
    """Names of the files that the page loads: `imports` are modules that its script imports at once, `editor` those of
    the editor of articles, which it loads when that is opened.
    """

    __slots__ = ("editor", "imports", "script", "style")

    def __init__(self, script: str, style: str, imports: list[str], editor: list[str] | None = None) -> None:
        self.script, self.style, self.imports, self.editor = script, style, imports, editor or []


class DeskFiles:
    """The files in a folder, which need not exist."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def read_entry(self) -> Entry | None:
        """None if the desk is not built."""
        content = self._read("files.json")
        return Entry(**json.loads(content)) if content else None

    def find(self, name: str) -> Asset | None:
        """The file of this name; None for a name that no build gives, or of a former build."""
        if not _NAME.fullmatch(name):
            return None
        content = self._read(name)
        return None if content is None else Asset(name, content)

    def _read(self, name: str) -> bytes | None:
        try:
            with open(os.path.join(self._folder, name), "rb") as file:  # noqa: PTH118, PTH123 (pathlib costs 3 ms)
                return file.read()
        except FileNotFoundError:  # no failure: the desk is not built, or was built anew
            return None
