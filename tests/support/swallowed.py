"""What the code under test has counted as swallowed."""

import pytest


def swallowed(caplog: pytest.LogCaptureFixture) -> list[tuple[str, int]]:
    """(reason, count) of each log line that is the metric `Swallowed`."""
    lines = [vars(record) for record in caplog.records if record.getMessage() == "swallowed"]
    return [(line["reason"], line["Swallowed"]) for line in lines]
