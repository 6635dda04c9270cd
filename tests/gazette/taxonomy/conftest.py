"""What tests about categories need of articles."""

from tests.support.articles import commands, publish_draft, save_draft, tables

__all__ = ["commands", "publish_draft", "save_draft", "tables"]
