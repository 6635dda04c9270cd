"""The template's functions, run as Lambda runs them: one sandbox each, one event at a time, JSON in and JSON out."""

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
"""Bytes that Lambda passes on from a synchronous invocation."""


class FunctionFailed(Exception):
    """A function raised, ran out of time, or gave what is not JSON. `report` is what Lambda answers then."""

    def __init__(self, kind: str, message: str, stack_trace: list[str] | None = None) -> None:
        super().__init__(f"{kind}: {message}")
        self.report = {"errorType": kind, "errorMessage": message, "stackTrace": stack_trace or []}


class Context:
    """What Lambda passes beside the event."""

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
"""Handlers are imported one after the other: packages that import in a circle break where two threads meet in them."""


class _Sandbox:
    """One instance of a function: its handler, imported at the first event, and the lock that keeps events in line."""

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
    """A function of the template. `timeout` in seconds, as the template has it."""

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
        """Called after each run: what it wrote may be waiting in a stream or a queue."""
        self._sandbox = _Sandbox(self.module, self._handler_name)

    def load(self) -> None:
        """Import the handler now; `FunctionFailed` where it cannot be."""
        with self._sandbox.lock:
            self._sandbox.handler()

    def start(self, event: Any) -> Future[Any]:
        """Run it in a thread of its own, which does not hold up the end of the process."""
        future: Future[Any] = Future()
        threading.Thread(target=self._run, args=(event, future), name=self.logical_id, daemon=True).start()
        return future

    def invoke(self, event: Any) -> Any:
        """The result, as it comes out of JSON; `FunctionFailed` where there is none."""
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
        # What comes after the time was up is thrown away.
        with suppress(InvalidStateError):
            if isinstance(outcome, FunctionFailed):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    def _call(self, sandbox: _Sandbox, event: Any) -> Any:
        handler = sandbox.handler()
        context = Context(self.name, self.arn, self.memory, self.timeout)
        _name_in_logs(context)
        try:
            text = json.dumps(handler(json.loads(json.dumps(event)), context))
        except Exception as error:
            own = error.__traceback__ and error.__traceback__.tb_next  # from the handler on
            trace = traceback.format_exception(type(error), error, own)
            raise FunctionFailed(type(error).__name__, str(error), trace) from error
        finally:
            _forget_metrics()
        if len(text) > MAX_RESULT:
            raise FunctionFailed("Function.ResponseSizeTooLarge", f"{len(text)} bytes; at most {MAX_RESULT} pass")
        return json.loads(text)

    def _time_out(self, sandbox: _Sandbox, future: Future[Any]) -> None:
        """A thread cannot be ended: its sandbox is given up, with the module that it runs."""
        if self._sandbox is sandbox:
            sys.modules.pop(self.module, None)
            self._sandbox = _Sandbox(self.module, self._handler_name)
        with suppress(InvalidStateError):
            future.set_exception(FunctionFailed("Sandbox.Timedout", f"timed out after {self.timeout:.2f} seconds"))


def _name_in_logs(context: Context) -> None:
    """Have the lines of this thread name its own invocation: all functions share one logger here, and what one of them
    told it about itself would stand in the lines of all."""
    # Late: it reads its level when it is made, from the template's environment.
    from gazette.observability import logger

    logger.thread_safe_append_keys(
        function_name=context.function_name,
        function_memory_size=context.memory_limit_in_mb,
        function_arn=context.invoked_function_arn,
        function_request_id=context.aws_request_id,
        cold_start=None,  # here it would be the first function's
    )


def _forget_metrics() -> None:
    """What a run counted: nobody reads it here, and with metrics switched off Powertools neither prints nor clears what
    it was given, until a hundred values come out as one line."""
    from gazette.observability import metrics

    metrics.clear_metrics()


def functions(stack: Stack) -> dict[str, Function]:
    """All functions of the template by logical id."""
    return {logical_id: Function(stack, logical_id) for logical_id, _ in stack.of_type("AWS::Lambda::Function")}


def print_failure(function: Function, failure: FunctionFailed) -> None:
    """A failed invocation on standard error, with its trace: it is the developer who sees it."""
    print(f"{function.logical_id} failed: {failure}", "".join(failure.report["stackTrace"]), sep="\n", file=sys.stderr)
