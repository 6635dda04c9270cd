"""Response bodies of the routes of previews."""

from typing import Literal

from gazette.articles.public.schemas import Article
from gazette.schemas.base import StrictModel


class NewPreview(StrictModel):
    """A link that shows the draft as it is whenever it is opened, to everybody who has it."""

    url: str
    expires_at: str


class PreviewedArticle(Article):
    """A draft as readers would get it. It may have no title yet."""

    title: str | None  # type: ignore[assignment]


class PreviewFacts(StrictModel):
    """Until when the link is valid, when the draft was changed last, and whether readers see it: they do if the article
    is published and has no changes, which are saves after its last publication."""

    expires_at: str
    changed_at: str
    status: Literal["draft", "scheduled", "published", "withdrawn"]
    has_changes: bool


class SharedPreview(PreviewedArticle):
    preview: PreviewFacts
