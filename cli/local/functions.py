"""Runs the template's functions as Lambda does: one sandbox each, one event at a time, JSON in and JSON out."""

import importlib
import json
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

from cli.local.lambda_context import OBSERVABILITY, Context, clear_metrics, set_log_context
from cli.local.stack import Stack

MAX_RESULT_BYTES = 6_291_556
"""Lambda's limit for the result of a synchronous invocation."""


class FunctionFailed(Exception):
    """A function raised, timed out or returned a value that is not JSON. `report` is Lambda's error document."""

    def __init__(self, kind: str, message: str, stack_trace: list[str] | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.report = {"errorType": kind, "errorMessage": message, "stackTrace": stack_trace or []}


_IMPORTING = threading.Lock()
"""Lock for imports of handlers: two threads that import the same circular packages at once would fail."""


class _Sandbox:
    """One instance of a function. It imports the handler for its first event. `lock` lets in one event at a time.

    The modules of the log context are imported first: an import of them outside the lock could meet that of a handler.
    """

    def __init__(self, module: str, name: str) -> None:
        self.lock = threading.Lock()
        self._module, self._name = module, name
        self._handler: Callable[[Any, Any], Any] | None = None

    def load_handler(self) -> Callable[[Any, Any], Any]:
        if self._handler is None:
            try:
                with _IMPORTING:
                    importlib.import_module(OBSERVABILITY)
                    self._handler = getattr(importlib.import_module(self._module), self._name)
            except Exception as error:
                trace = traceback.format_exception(error)
                raise FunctionFailed("Runtime.ImportModuleError", f"{self._module}: {error}", trace) from error
        return self._handler


class Function:
    """A function of the template. `timeout` is in seconds."""

    def __init__(self, stack: Stack, logical_id: str) -> None:
        properties = stack.resolve(stack.resources[logical_id]["Properties"])
        folder = stack.source["Resources"][logical_id]["Properties"]["CodeUri"]
        file, self._handler_name = properties["Handler"].split(".")
        self.logical_id, self.module = logical_id, f"{folder.replace('/', '.')}.{file}"
        self.timeout = float(properties["Timeout"])
        self.memory = int(properties["MemorySize"])
        self.name = stack.physical(logical_id)
        self.arn = stack.resolve({"Fn::GetAtt": [logical_id, "Arn"]})
        self.on_finished: Callable[[], None] = lambda: None
        """Called after each invocation, because streams and queues may then have new records."""
        self._sandbox = _Sandbox(self.module, self._handler_name)

    def load(self) -> None:
        """Import the handler now. Raises `FunctionFailed` if the import fails."""
        with self._sandbox.lock:
            self._sandbox.load_handler()

    def start(self, event: Any) -> Future[Any]:
        """Invoke the function in a daemon thread. Such a thread does not delay the end of the process."""
        future: Future[Any] = Future()
        threading.Thread(target=self._run, args=(event, future), name=self.logical_id, daemon=True).start()
        return future

    def invoke(self, event: Any) -> Any:
        """Invoke the function and return its decoded result. Raises `FunctionFailed`."""
        return self.start(event).result()

    def _run(self, event: Any, future: Future[Any]) -> None:
        sandbox = self._sandbox
        with sandbox.lock:
            timer = threading.Timer(self.timeout, self._replace_sandbox, (sandbox, future))
            timer.daemon = True
            timer.start()
            try:
                outcome: Any = self._call(sandbox, event)
            except FunctionFailed as failure:
                outcome = failure
            except Exception as error:
                # An error of this server. Without a result, the caller would wait for ever.
                outcome = FunctionFailed("Runtime.Unknown", repr(error), traceback.format_exception(error))
            finally:
                timer.cancel()
        self.on_finished()
        # After a timeout the future has its result already.
        with suppress(InvalidStateError):
            if isinstance(outcome, FunctionFailed):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _call(self, sandbox: _Sandbox, event: Any) -> Any:
        handler = sandbox.load_handler()
        context = Context(self.name, self.arn, self.memory, self.timeout)
        set_log_context(context)
        try:
            # Not as ASCII: the runtime sends UTF-8, in which a Cyrillic letter has two bytes instead of six.
            text = json.dumps(handler(json.loads(json.dumps(event)), context), ensure_ascii=False)
            size = len(text.encode())
        except Exception as error:
            from_handler = error.__traceback__ and error.__traceback__.tb_next
            trace = traceback.format_exception(type(error), error, from_handler)
            raise FunctionFailed(type(error).__name__, str(error), trace) from error
        finally:
            clear_metrics()
        if size > MAX_RESULT_BYTES:
            raise FunctionFailed("Function.ResponseSizeTooLarge", f"{size} bytes; at most {MAX_RESULT_BYTES} pass")
        return json.loads(text)

    def _replace_sandbox(self, sandbox: _Sandbox, future: Future[Any]) -> None:
        """After a timeout: replace the sandbox and its module, since Python cannot end the thread that uses them."""
        if self._sandbox is sandbox:
            sys.modules.pop(self.module, None)
            self._sandbox = _Sandbox(self.module, self._handler_name)
        with suppress(InvalidStateError):
            future.set_exception(FunctionFailed("Sandbox.Timedout", f"timed out after {self.timeout:.2f} seconds"))


def create_functions(stack: Stack) -> dict[str, Function]:
    """All functions of the template by logical id."""
    return {logical_id: Function(stack, logical_id) for logical_id, _ in stack.of_type("AWS::Lambda::Function")}


def print_failure(function: Function, failure: FunctionFailed) -> None:
    """Print a failed invocation with its trace to standard error, for the developer."""
    print(f"{function.logical_id} failed: {failure}", "".join(failure.report["stackTrace"]), sep="\n", file=sys.stderr)
