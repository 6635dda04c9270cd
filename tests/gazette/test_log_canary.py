"""The watch over the logs of all tests finds what it looks for."""

import logging
import secrets

import pytest

from tests.support.log_canary import LogCanary

logger = logging.getLogger("gazette")


def log_message(text: str) -> None:
    logger.error(text)


def log_field(text: str) -> None:
    logger.error("swallowed", extra={"detail": {"nested": text}})


def log_traceback(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        logger.exception("failed")


@pytest.mark.parametrize("log", [log_message, log_field, log_traceback])
@pytest.mark.parametrize(
    "text",
    [
        "to reader@example.org",
        f"k1.{'s' * 43}.daily.daily-en-2026-11-30.{'x' * 43}",
        f"123456789:{'A' * 35}",
        "chat -1001234567890",
    ],
)
def test_a_secret_in_a_log_line_is_found(log, text, log_canary: LogCanary):
    log(text)
    assert len(log_canary.found) == 1
    log_canary.found.clear()


def test_a_random_token_in_a_log_line_is_found_and_anything_else_is_not(log_canary: LogCanary):
    logger.error("subscriber %s of news@news.example", "a" * 43)
    assert log_canary.found == []
    logger.error("token %s", secrets.token_urlsafe(32))
    assert len(log_canary.found) == 1
    log_canary.found.clear()
