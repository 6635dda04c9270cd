"""What Lambda sets for each invocation: the context of the handler, log fields, empty metrics."""

import time
import uuid

OBSERVABILITY = "gazette.observability"
"""Module with the functions' logger and metrics."""


class Context:
    """The second argument of a handler."""

    function_version = "$LATEST"
    log_stream_name = "local"
    client_context = None
    identity = None

    def __init__(self, name: str, arn: str, memory: int, timeout: float) -> None:
        """`memory` is in MB, `timeout` in seconds."""
        self.function_name = name
        self.log_group_name = f"/aws/lambda/{name}"
        self.invoked_function_arn = arn
        self.memory_limit_in_mb = memory
        self.aws_request_id = str(uuid.uuid4())
        self._deadline = time.monotonic() + timeout

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def set_log_context(context: Context) -> None:
    """Add the invocation to the log lines of this thread. All functions share one logger in this process."""
    # Imported late: the logger reads its level from the template's environment when it is created.
    from gazette.observability import logger

    logger.thread_safe_append_keys(
        function_name=context.function_name,
        function_memory_size=context.memory_limit_in_mb,
        function_arn=context.invoked_function_arn,
        function_request_id=context.aws_request_id,
        cold_start=None,  # would be that of the first function
    )


def clear_metrics() -> None:
    """Drop the metrics of an invocation.

    Powertools does not clear metrics that are disabled, and prints every hundred values as one line.
    """
    from gazette.observability import metrics

    metrics.clear_metrics()
