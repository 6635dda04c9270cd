"""Byte code of the templates, so that a cold start does not compile them.

    python3.13 -m gazette.pages.template_cache web/templates    writes it beside this module; scripts/build does so

Jinja compares its own version, that of Python, and a digest of the source. Without byte code that fits, a template is
compiled when a page first needs it, as it is locally.
"""

import os
import sys

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache

FOLDER = os.path.join(os.path.dirname(__file__), "compiled")  # noqa: PTH118, PTH120 (pathlib costs 3 ms)


class TemplateCache(BytecodeCache):
    """A folder with a file for each template. Functions only read it: their files cannot be written."""

    def __init__(self, folder: str, *, writes: bool = False) -> None:
        self._folder, self._writes = folder, writes

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """The name alone: the build has the templates in another folder."""
        return name.replace("/", "-")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with open(self._get_path(bucket), "rb") as file:  # noqa: PTH123
                bucket.load_bytecode(file)
        except FileNotFoundError:  # no failure: the template is compiled
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        if self._writes:
            with open(self._get_path(bucket), "wb") as file:  # noqa: PTH123
                bucket.write_bytecode(file)

    def _get_path(self, bucket: Bucket) -> str:
        return os.path.join(self._folder, f"{bucket.key}.cache")  # noqa: PTH118


def build_environment(templates: str, cache: TemplateCache) -> Environment:
    """Jinja for a folder of templates. All options are here, because byte code depends on them."""
    return Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=cache,
    )


def compile_templates(templates: str, folder: str) -> None:
    """Write the byte code of all pages and mails."""
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    environment = build_environment(templates, TemplateCache(folder, writes=True))
    for name in environment.list_templates(extensions=["html", "txt"]):
        environment.get_template(name)


if __name__ == "__main__":
    compile_templates(sys.argv[1], FOLDER)
