"""A site with everything that an export has."""

import pytest

from tests.support.articles import commands, tables
from tests.support.media import media, put_picture
from tests.support.moving import moving, newsroom

__all__ = ["commands", "media", "moving", "newsroom", "put_picture", "tables"]


@pytest.fixture
def site(newsroom, moving, put_picture):
    """Articles of all kinds, by name."""
    return newsroom.fill(moving, put_picture)


@pytest.fixture
def small_site(newsroom, moving, put_picture):
    """One article with a picture and a translation, one that was withdrawn, a former slug, and a pin."""
    from gazette.taxonomy.requests import AuthorRequest, CategoryRequest

    picture = newsroom.put_picture_with_files(moving, put_picture)
    newsroom.put_term("category", "economy", CategoryRequest(names={"en": "Economy"}))
    newsroom.put_term("author", "aziza", AuthorRequest(names={"en": "Aziza"}, picture=picture.id))
    english = newsroom.publish_new(
        title="A bridge", image={"media": picture.id}, categories=["economy"], authors=[{"slug": "aziza"}]
    )
    russian = newsroom.publish_new(title="Мост", lang="ru", translation_of=english.id)
    english = newsroom.publish(newsroom.change(english, slug="the-bridge"))
    gone = newsroom.withdraw(newsroom.publish_new(title="Withdrawn"), note="It was wrong.")
    newsroom.pin("en", english)
    newsroom.redirect("/2019/bridge.html", english)
    return {"english": english, "russian": russian, "gone": gone, "picture": picture}
