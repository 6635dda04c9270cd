"""The content that the tests read is made as publication makes it."""

from gazette.articles.model import Article
from gazette.articles.publishing.serializers import Site, render_article
from gazette.schemas.person import Person
from tests.support.site_content import article


def test_its_articles_have_the_members_of_a_public_article():
    somebody = Person(id="1", name="Aziza Karimova")
    at = "2025-12-18T07:00:00Z"
    written = Article(
        id="01JFBM5T00Q5W8YV2K4N6P0001",
        lang="en",
        slug="a-slug",
        title="A title",
        body="A body.",
        version=1,
        story="01JFBM5T00Q5W8YV2K4N6P0001",
        created_at=at,
        created_by=somebody,
        changed_at=at,
        changed_by=somebody,
    )
    site = Site("Gazette", "https://news.example", "en", lambda lang, slug: f"https://news.example/{lang}/{slug}")
    assert set(article()) == set(render_article(written, {}, {}, site))
