"""Runs the template's functions as Lambda does: one sandbox each, one event at a time, JSON in and JSON out."""

import importlib
import json
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

from cli.local.stack import Stack

MAX_RESULT = 6_291_556
"""Bytes. Lambda's limit for the result of a synchronous invocation."""


class FunctionFailed(Exception):
    """A function raised, timed out or returned a value that is not JSON. `report` is Lambda's error document."""

    def __init__(self, kind: str, message: str, stack_trace: list[str] | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.report = {"errorType": kind, "errorMessage": message, "stackTrace": stack_trace or []}


class Context:
    """The second argument of a handler."""

    function_version = "$LATEST"
    log_stream_name = "local"
    client_context = None
    identity = None

    def __init__(self, name: str, arn: str, memory: int, timeout: float) -> None:
        self.function_name = name
        self.log_group_name = f"/aws/lambda/{name}"
        self.invoked_function_arn = arn
        self.memory_limit_in_mb = memory
        self.aws_request_id = str(uuid.uuid4())
        self._deadline = time.monotonic() + timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1000))


_IMPORTING = threading.Lock()
"""Held while a handler is imported: two threads that import the same circular packages would fail."""


class _Sandbox:
    """One instance of a function: the handler, imported for the first event, and a lock for one event at a time."""

    def __init__(self, module: str, name: str) -> None:
        self.lock = threading.Lock()
        self._module, self._name = module, name
        self._handler: Callable[[Any, Any], Any] | None = None

    def handler(self) -> Callable[[Any, Any], Any]:
        if self._handler is None:
            try:
                with _IMPORTING:
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
        self.finished: Callable[[], None] = lambda: None
        """Called after each invocation: streams and queues may have new records."""
        self._sandbox = _Sandbox(self.module, self._handler_name)

    def load(self) -> None:
        """Import the handler now. Raises `FunctionFailed` if the import fails."""
        with self._sandbox.lock:
            self._sandbox.handler()

    def start(self, event: Any) -> Future[Any]:
        """Invoke it in a daemon thread, which does not delay the end of the process."""
        future: Future[Any] = Future()
        threading.Thread(target=self._run, args=(event, future), name=self.logical_id, daemon=True).start()
        return future

    def invoke(self, event: Any) -> Any:
        """The decoded result. Raises `FunctionFailed`."""
        return self.start(event).result()

    def _run(self, event: Any, future: Future[Any]) -> None:
        sandbox = self._sandbox
        with sandbox.lock:
            timer = threading.Timer(self.timeout, self._time_out, (sandbox, future))
            timer.daemon = True
            timer.start()
            try:
                outcome: Any = self._call(sandbox, event)
            except FunctionFailed as failure:
                outcome = failure
            finally:
                timer.cancel()
        self.finished()
        # After a timeout the future has its result already.
        with suppress(InvalidStateError):
            if isinstance(outcome, FunctionFailed):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _call(self, sandbox: _Sandbox, event: Any) -> Any:
        handler = sandbox.handler()
        context = Context(self.name, self.arn, self.memory, self.timeout)
        _set_log_context(context)
        try:
            text = json.dumps(handler(json.loads(json.dumps(event)), context))
        except Exception as error:
            from_handler = error.__traceback__ and error.__traceback__.tb_next
            trace = traceback.format_exception(type(error), error, from_handler)
            raise FunctionFailed(type(error).__name__, str(error), trace) from error
        finally:
            _clear_metrics()
        if len(text) > MAX_RESULT:
            raise FunctionFailed("Function.ResponseSizeTooLarge", f"{len(text)} bytes; at most {MAX_RESULT} pass")
        return json.loads(text)

    def _time_out(self, sandbox: _Sandbox, future: Future[Any]) -> None:
        """Replace the sandbox and its module: Python cannot end the thread that still uses them."""
        if self._sandbox is sandbox:
            sys.modules.pop(self.module, None)
            self._sandbox = _Sandbox(self.module, self._handler_name)
        with suppress(InvalidStateError):
            future.set_exception(FunctionFailed("Sandbox.Timedout", f"timed out after {self.timeout:.2f} seconds"))


def _set_log_context(context: Context) -> None:
    """Make the log lines of this thread name its own invocation: all functions share one logger in this process."""
    # Imported late: the logger reads its level from the template's environment when it is created.
    from gazette.observability import logger

    logger.thread_safe_append_keys(
        function_name=context.function_name,
        function_memory_size=context.memory_limit_in_mb,
        function_arn=context.invoked_function_arn,
        function_request_id=context.aws_request_id,
        cold_start=None,  # would be that of the first function
    )


def _clear_metrics() -> None:
    """Drop the metrics of an invocation. With metrics disabled Powertools does not clear them, and prints every
    hundred values as one line."""
    from gazette.observability import metrics

    metrics.clear_metrics()


def create_functions(stack: Stack) -> dict[str, Function]:
    """All functions of the template by logical id."""
    return {logical_id: Function(stack, logical_id) for logical_id, _ in stack.of_type("AWS::Lambda::Function")}


def print_failure(function: Function, failure: FunctionFailed) -> None:
    """Print a failed invocation with its trace to standard error, for the developer."""
    print(f"{function.logical_id} failed: {failure}", "".join(failure.report["stackTrace"]), sep="\n", file=sys.stderr)
