"""Response bodies of the routes of previews."""

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
    """Until when the link is valid, and when the draft was changed last."""

    expires_at: str
    changed_at: str


class SharedPreview(PreviewedArticle):
    preview: PreviewFacts
