"""Secrets of clients are compared in constant time: the deployed code is read as a syntax tree."""

import ast
import re

import pytest

from cli.local.stack import ROOT

SECRET = re.compile(r"(^|_)(token|signature|digest|proof|secret|password|mac|hmac)(_hash)?$", re.ASCII)
"""Last part of the names of texts that a client may guess."""
COMPARED = sorted(
    path
    for folder in (
        "layers/core/gazette/subscriptions",
        "layers/core/gazette/http",
        "layers/core/gazette/aws",
        "functions",
    )
    for path in (ROOT / folder).rglob("*.py")
)

NO_GUESS = {
    ("commands/decline.py", "token != token_hash"): "hashes: a guess of one tells nothing of a token",
    ("manage_tokens.py", "token != instead_of"): "hashes of the table",
    ("mail/delivery/reservations.py", "token != queued.unsent_token"): "hashes of the table",
    ("telegram/bot_api.py", "renewed == token"): "our own token, before and after a new reading",
}
"""Comparisons of values that no client chooses, or of hashes, each with its reason."""

VERIFIED = {
    "layers/core/gazette/subscriptions/unsubscribe_token.py": "verify",
    "layers/core/gazette/subscriptions/consent.py": "determine_client_ip",
}
"""The functions that compare a secret of ours with what a client sends. Tokens of mails are found by their hash."""


def name_of(node: ast.expr) -> str:
    """The last name of an expression, such as `signature` of `parts.signature` and `digest` of `keyring.digest(…)`."""
    match node:
        case ast.Call(func=function):
            return name_of(function)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def find_comparisons(source: str) -> list[str]:
    """The texts of all comparisons of a secret by `==` and `!=` with something that is no constant."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = [node.left, node.comparators[0]]
            is_secret = any(SECRET.search(name_of(side)) for side in sides)
            if is_secret and not any(isinstance(side, ast.Constant) for side in sides):
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "signature == expected",
        "a.digest(x) != given",
        "headers['proof'] == proof",
        "link_token == other",
        "x != my_secret",
    ],
)
def test_a_comparison_of_a_secret_is_found(source):
    assert find_comparisons(source) == [source]


def test_no_secret_is_compared_by_its_characters():
    found = {
        (path.relative_to(ROOT).as_posix(), text) for path in COMPARED for text in find_comparisons(path.read_text())
    }
    unexplained = {(path, text) for path, text in found if (path.partition("subscriptions/")[2], text) not in NO_GUESS}
    assert unexplained == set()
    assert len(found) == len(NO_GUESS), "a reason is left over"


@pytest.mark.parametrize(("path", "function"), VERIFIED.items())
def test_what_a_client_sends_is_compared_by_compare_digest(path, function):
    [node] = [
        node
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.FunctionDef) and node.name == function
    ]
    calls = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    assert "hmac.compare_digest" in calls
