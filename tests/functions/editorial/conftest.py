"""Fixtures of tests of the Editorial function."""

from tests.support.editorial import call, publish_draft, save_draft

__all__ = ["call", "publish_draft", "save_draft"]
