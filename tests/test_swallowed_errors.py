"""No error disappears: every handler of an error raises, counts it, hands it on, or says why it is no failure.

The deployed code is read as a syntax tree. A handler is an `except` or a `suppress`. It is in order if

- it always raises, or
- it always calls `count_swallowed`, whose metric has an alarm, or
- it hands the error on: as an argument, a result, or a value that the function uses afterwards (not only in a log), or
- it only reads a text that has another form (`ValueError` and the like around one statement), or
- it says `# no failure: <reason>` on its line. For an error by which a service can fail (`ClientError`, `OSError`,
  `Unavailable`, `Exception`) a reason is enough only if the handler raises at its end: it picks out some codes.
"""

import ast
import builtins
import importlib
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from urllib3.exceptions import HTTPError

from cli.local.stack import ROOT
from gazette.errors import Failed, Unavailable

OUTAGES = (
    ClientError,
    ReadTimeoutError,
    ConnectionResetError,
    TimeoutError,
    HTTPException,
    HTTPError,
    Unavailable,
    Failed,
)
"""How the calls of a service end if it does not work."""
TEXT_ERRORS = (ValueError, LookupError, RecursionError)

COUNT = "count_swallowed"
DROPS_ITS_ARGUMENT = re.compile("logg|print|warn|" + "|".join(rf"^{name}$" for name in vars(builtins)))
"""Functions that keep nothing of what they are given."""
QUESTION = re.compile(r"(\w+\.)*(is_\w+|isinstance|hasattr)$")
REASON = re.compile(r"# no failure: (\S+ ){2,}\S+")
DEPLOYED = sorted([*(ROOT / "layers/core").rglob("*.py"), *(ROOT / "functions").rglob("*.py")])


@dataclass
class Handler:
    """One `except` or `suppress`: what it catches, its statements, and the function around it."""

    place: str
    caught: tuple[type[BaseException], ...]
    name: str | None
    body: list[ast.stmt]
    guarded: list[ast.stmt]
    function: ast.AST
    comment: str

    @property
    def in_order(self) -> bool:
        return (
            always(self.body, lambda statement: isinstance(statement, ast.Raise))
            or always(self.body, lambda statement: isinstance(statement, ast.Expr) and called(statement.value) == COUNT)
            or self.hands_on()
            or self.reads_a_text()
            or (bool(REASON.search(self.comment)) and (not self.catches_outages() or self.raises_at_its_end()))
        )

    def catches_outages(self) -> bool:
        return any(issubclass(outage, kind) for outage in OUTAGES for kind in self.caught) or any(
            issubclass(kind, ClientError | BotoCoreError | Unavailable) for kind in self.caught
        )

    def raises_at_its_end(self) -> bool:
        return bool(self.body) and isinstance(self.body[-1], ast.Raise)

    def reads_a_text(self) -> bool:
        texts = all(issubclass(kind, TEXT_ERRORS) for kind in self.caught)
        return texts and len(self.guarded) == 1 and not self.catches_outages()

    def hands_on(self) -> bool:
        """Whether the error leaves the handler as a value."""
        return self.name is not None and always(self.body, self._hands_on)

    def _hands_on(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Return(value=value) if value is not None:
                return uses(value, self.name)
            case ast.Assign(targets=targets, value=value) if uses(value, self.name):
                return any(self._is_used_elsewhere(target) for target in targets)
            case ast.Expr(value=ast.Call() as call) if not DROPS_ITS_ARGUMENT.search(ast.unparse(call.func)):
                return any(uses(argument, self.name) for argument in call.args)
        return False

    def _is_used_elsewhere(self, target: ast.expr) -> bool:
        """Whether an attribute is set, or a variable that the function reads outside of this handler."""
        if isinstance(target, ast.Attribute):
            return True
        if isinstance(target, ast.Tuple):
            return any(map(self._is_used_elsewhere, target.elts))
        inside = {id(node) for statement in self.body for node in ast.walk(statement)}
        return any(
            isinstance(node, ast.Name) and node.id == ast.unparse(target) and isinstance(node.ctx, ast.Load)
            for node in ast.walk(self.function)
            if id(node) not in inside
        )


def always(body: list[ast.stmt], fits: Any) -> bool:
    """Whether every way through the statements has one that fits."""
    return any(
        fits(statement)
        or (isinstance(statement, ast.If) and always(statement.body, fits) and always(statement.orelse, fits))
        or (isinstance(statement, ast.With) and always(statement.body, fits))
        for statement in body
        if not leaves(body[: body.index(statement)])
    )


def leaves(body: list[ast.stmt]) -> bool:
    """Whether one way through the statements ends there, so that the statements behind them are not always reached."""
    return any(isinstance(node, ast.Return | ast.Continue | ast.Break) for part in body for node in ast.walk(part))


def called(expression: ast.AST) -> str:
    return ast.unparse(expression.func) if isinstance(expression, ast.Call) else ""


def uses(expression: ast.AST, name: str | None) -> bool:
    """Whether the value has the error in it. The answer to a question about it (`is_transient(error)`) has not."""
    if isinstance(expression, ast.Compare) or QUESTION.match(called(expression)):
        return False
    if isinstance(expression, ast.Name):
        return expression.id == name
    return any(uses(part, name) for part in ast.iter_child_nodes(expression))


def list_handlers(source: str, module: Any, place: str) -> Iterator[Handler]:
    comments = read_comments(source)
    tree = ast.parse(source)
    # A breadth-first walk meets inner functions after outer ones, so the innermost one stays.
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    around = {id(node): function for function in functions for node in ast.walk(function)}

    def evaluate(expression: ast.expr | None) -> tuple[type[BaseException], ...]:
        """The classes of an `except`. A name that is no class of the module may be any error."""
        try:
            kinds = eval(ast.unparse(expression), vars(builtins) | vars(module)) if expression else BaseException  # noqa: S307
        except (NameError, AttributeError):
            kinds = BaseException
        return kinds if isinstance(kinds, tuple) else (kinds,)

    for node in ast.walk(tree):
        if isinstance(node, ast.Try | ast.TryStar):
            for handler in node.handlers:
                where, comment = f"{place}:{handler.lineno}", comments.get(handler.lineno, "")
                function, caught = around.get(id(handler), tree), evaluate(handler.type)
                yield Handler(where, caught, handler.name, handler.body, node.body, function, comment)
        if isinstance(node, ast.With):
            for item in node.items:
                if called(item.context_expr).endswith("suppress"):
                    kinds = ast.Tuple(item.context_expr.args, ast.Load())  # type: ignore[attr-defined]
                    comment = comments.get(node.lineno, "")
                    yield Handler(f"{place}:{node.lineno}", evaluate(kinds), None, [], node.body, node, comment)


def read_comments(source: str) -> dict[int, str]:
    lines = iter(source.splitlines(keepends=True))
    tokens = tokenize.generate_tokens(lambda: next(lines, ""))
    return {token.start[0]: token.string for token in tokens if token.type == tokenize.COMMENT}


def module_of(path: Path) -> Any:
    below = (
        path.relative_to(ROOT / "layers/core") if path.is_relative_to(ROOT / "layers/core") else path.relative_to(ROOT)
    )
    return importlib.import_module(".".join(below.with_suffix("").parts).removesuffix(".__init__"))


def handlers_of(path: Path) -> list[Handler]:
    return list(list_handlers(path.read_text(), module_of(path), str(path.relative_to(ROOT))))


def test_no_handler_of_the_deployed_code_swallows_an_error() -> None:
    handlers = [handler for path in DEPLOYED for handler in handlers_of(path)]
    assert len(handlers) > 50
    assert [handler.place for handler in handlers if not handler.in_order] == []


def test_nothing_else_in_the_deployed_code_can_swallow_an_error() -> None:
    """A `return` in `finally`, an `__exit__` that returns something, and a `suppress` under another name."""
    found = []
    for path in DEPLOYED:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Try | ast.TryStar) and leaves(node.finalbody):
                found.append(f"{path}:{node.lineno}")
            if isinstance(node, ast.alias) and node.name.endswith("suppress") and node.asname:
                found.append(f"{path}:{node.lineno}")
            if (
                isinstance(node, ast.FunctionDef)
                and node.name == "__exit__"
                and ast.unparse(node.returns or node) != "None"
            ):
                found.append(f"{path}:{node.lineno}")
    assert found == []


SWALLOWED = {
    "it passes": "except KeyError:\n    pass",
    "it only logs": "except Exception as error:\n    logger.exception('x', error)",
    "it warns": "except Exception as error:\n    warnings.warn(error)",
    "it makes a text that nobody reads": "except Exception as error:\n    str(error)",
    "it returns a question about the error": "except Exception as error:\n    return isinstance(error, OSError)",
    "it keeps a question about the error": "except Exception as error:\n    self.late = isinstance(error, OSError)",
    "it is a handler of groups": "except* OSError:\n    pass",
    "it raises sometimes": "except ClientError as error:\n    if error.response:\n        raise",
    "it counts sometimes": "except Exception as error:\n    if error.args:\n        count_swallowed('x')",
    "it returns before it counts": (
        "except Exception as error:\n    if error.args:\n        return\n    count_swallowed('x')"
    ),
    "it keeps the error where nobody reads it": "except Exception as error:\n    last = error",
    "it gives a reason for an outage": "except OSError:  # no failure: it happens all the time\n    pass",
    "it gives no reason": "except StopIteration:  # no failure: fine\n    pass",
    "it catches everything": "except:  # no failure: this is not a reason\n    pass",
    "it catches what a variable names": "except errors:  # no failure: this is not a reason\n    pass",
}
IN_ORDER = {
    "it raises": "except Exception as error:\n    raise RuntimeError from error",
    "it counts": "except Exception as error:\n    count_swallowed('x', error)\n    return 0",
    "it counts in one way and raises in the other": (
        "except Exception as error:\n    if error.args:\n        raise\n    count_swallowed('x', error)"
    ),
    "it passes the error on": "except Exception as error:\n    failures.append(error)",
    "it gives a reason": "except StopIteration:  # no failure: the end of the list\n    pass",
}


@pytest.mark.parametrize("handler", SWALLOWED.values(), ids=SWALLOWED)
def test_a_handler_that_swallows_is_found(handler: str) -> None:
    assert [found.in_order for found in read(handler)] == [False]


@pytest.mark.parametrize("handler", IN_ORDER.values(), ids=IN_ORDER)
def test_a_handler_in_order_is_accepted(handler: str) -> None:
    assert [found.in_order for found in read(handler)] == [True]


def read(handler: str) -> list[Handler]:
    lines = ["def f():", "    try:", "        a()", "        b()", *(f"    {line}" for line in handler.splitlines())]
    return list(list_handlers("\n".join([*lines, "    return c()"]), importlib.import_module(__name__), "example"))


def test_operators_can_look_up_every_reason() -> None:
    """The constants that the code counts with, and the table of docs/operations.md, are the same."""
    page = (ROOT / "docs/operations.md").read_text()
    table = page.split("**Swallowed.**")[1].split("\n\n**")[0]
    explained = set(re.findall(r"^\| `([a-z-]+)`", table, re.MULTILINE))
    counted = {
        ast.literal_eval(node.args[0])
        for path in DEPLOYED
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == COUNT
    }
    assert explained == counted
