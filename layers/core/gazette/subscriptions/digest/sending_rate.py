"""How many mails of issues may be sent in a second: most of what SES allows the account."""

import math
from typing import Any

SHARE = 0.8
"""Of the account's rate. The rest is for the mails of signups."""
SENDERS = 2
"""Instances of the function that send at the same time (`MaximumConcurrency` in the template). Each has its part."""
SECONDS_PER_MAIL = 0.15
"""The time of one mail, generously: three requests to DynamoDB and one to SES."""
MAX_WORKERS = 40


def load_rate(ses: Any, setting: str) -> float:
    """Mails per second of one sender: its part of the setting MAILS_PER_SECOND, or if that is 0, of SES's own rate.

    Raises as `GetAccount`.
    """
    allowed = float(setting) or SHARE * float(ses.get_account()["SendQuota"]["MaxSendRate"])
    return allowed / SENDERS


def count_workers(rate: float) -> int:
    """How many mails a sender has to work on at the same time to reach its rate."""
    return max(1, min(MAX_WORKERS, math.ceil(rate * SECONDS_PER_MAIL)))
