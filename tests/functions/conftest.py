"""Fixtures of tests of the functions."""

import pytest

from tests.support.articles import commands, publish_draft, save_draft, tables

__all__ = ["commands", "publish_draft", "save_draft", "tables"]


@pytest.fixture(autouse=True)
def slow_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public read waits for moto up to its deadline, not for one second a try: the machine may be busy."""
    monkeypatch.setattr("gazette.aws.public.client.TIMEOUT", 60.0)
