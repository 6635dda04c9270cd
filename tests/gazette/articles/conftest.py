"""What tests about articles share."""

from tests.support.articles import commands, publish_draft, save_draft, tables

__all__ = ["commands", "publish_draft", "save_draft", "tables"]
