"""Logger and metrics of functions with Powertools. Public reads write their own log line (http/public.py).

Logs have ids, routes, codes and counts, but never an e-mail address, a token or the text of an article.
"""

import traceback
from typing import Any

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
metrics = Metrics()


def describe_error(error: BaseException) -> dict[str, Any]:
    """Fields of a log line about an error whose message may contain an e-mail address: its type and lines of code."""
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {"error_type": type(error).__name__, "stack": lines}
