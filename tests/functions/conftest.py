"""What tests about articles, and the functions that carry them, share."""

from tests.support.articles import commands, publish_draft, save_draft, tables

__all__ = ["commands", "publish_draft", "save_draft", "tables"]
