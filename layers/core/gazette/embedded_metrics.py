"""Metrics as log lines, in CloudWatch's embedded metric format, for every function; without Powertools.

The JSON log format writes the fields of `extra` to the root of the line, where CloudWatch looks for `_aws`
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
This is true for the runtime's format and for that of Powertools, which both write the lines of this logger.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAMESPACE, SERVICE = "Gazette", "gazette"
"""The values that the template gives to Powertools, so that all metrics have one namespace."""

logger = logging.getLogger("gazette")


def declare_metrics(units: Mapping[str, str]) -> list[dict[str, Any]]:
    """The declaration of metrics with the one dimension `service`: `declare_metrics({"ReadFailures": "Count"})`."""
    metrics = [{"Name": name, "Unit": unit} for name, unit in units.items()]
    return [{"Namespace": NAMESPACE, "Dimensions": [["service"]], "Metrics": metrics}]


def build_fields(declaration: list[dict[str, Any]], values: Mapping[str, float]) -> dict[str, Any]:
    """Fields of a log line (`extra`) with the values of declared metrics."""
    return {
        "service": SERVICE,
        **values,
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": declaration},
    }


_SWALLOWED = declare_metrics({"Swallowed": "Count"})


def count_swallowed(reason: str, error: BaseException | None = None, *, count: int = 1, **fields: object) -> None:
    """Count work that is not done, or not now, although no error is raised. An alarm watches the metric `Swallowed`.

    `reason` is a short constant; docs/operations.md explains each. `count` is the number of things that are not done.
    The log line has the reason, the traceback of `error`, and `fields`: ids and codes, never an e-mail address, a
    token or content.
    """
    extra = {**fields, **build_fields(_SWALLOWED, {"Swallowed": count}), "reason": reason}
    logger.error("swallowed", extra=extra, exc_info=error)
