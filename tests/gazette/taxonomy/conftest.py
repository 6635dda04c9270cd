"""What tests about categories, tags and authors need of articles and pictures."""

from tests.support.articles import commands, publish_draft, save_draft, tables
from tests.support.media import media, put_picture
from tests.support.taxonomy import client, taxonomy

__all__ = ["client", "commands", "media", "publish_draft", "put_picture", "save_draft", "tables", "taxonomy"]
