"""The reasons of the API that the desk says in the language of the person are those that the API gives."""

import ast
import re

import pytest

from cli.local.stack import ROOT

PATTERNS = re.findall(r"^  \[/(.+)/, \"reason\.", (ROOT / "desk/src/texts/reasons.ts").read_text(), re.MULTILINE)
FILLED = ("3", "category", "Publishing")
"""What stands in place of the first `{…}` of a sentence. The others are 3."""


def list_sentences():
    """All texts of the server, with values in place of expressions."""
    for file in (ROOT / "layers/core/gazette").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            text = None
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = re.sub(r"\{\w+\}", "{}", node.value)
            if text:
                yield from (text.replace("{}", first, 1).replace("{}", "3") for first in FILLED)


@pytest.fixture(scope="module")
def sentences():
    sentences = set(list_sentences())
    # Errors of own validators begin in lower case and have no full stop.
    return sentences | {f"{text[:1].upper()}{text[1:]}." for text in sentences}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_api_gives_the_reason(sentences, pattern):
    assert any(map(re.compile(pattern.replace("(?<", "(?P<")).match, sentences)), pattern
