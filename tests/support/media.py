"""Pictures in the table, with files that nobody made: for tests of what shows them."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from gazette.media import lifecycle
from gazette.media.model import Focus, Media, Rendition, Renditions, ShareCard
from gazette.media.repository import MediaRepository
from gazette.media.requests import MediaRequest
from gazette.schemas.person import Person
from tests.support.articles import NOON, new_id

AZIZA = Person(id="7d8f4c1e", name="Aziza Karimova")


def make_renditions(id: str, upload: int = 1, *, width: int = 1200, focus: Focus | None = None) -> Renditions:
    focus = focus or Focus()
    at_focus = f"x{focus.x * 1000:.0f}-y{focus.y * 1000:.0f}"

    def file(name: str, width: int) -> Rendition:
        return Rendition(path=f"/media/{id}/{upload}/{name}.webp", width=width, height=width * 2 // 3)

    return Renditions(
        upload=upload,
        digest="0123456789ab",
        focus=focus,
        width=width,
        height=width * 2 // 3,
        placeholder="data:image/webp;base64,UklGRg==",
        sources=tuple(file(f"{size}", size) for size in (480, 960, width)),
        crops=tuple(file(f"{at_focus}-{size}", size) for size in (320, 640)),
        share=ShareCard(path=f"/media/{id}/{upload}/share-{at_focus}.jpg", bytes=80_000),
    )


@pytest.fixture
def media(dynamodb: Any) -> MediaRepository:
    return MediaRepository(dynamodb, os.environ["MEDIA_TABLE"])


@pytest.fixture
def put_picture(media: MediaRepository) -> Callable[..., Media]:
    """Stores a picture that readers can see, or one that waits for its file."""

    def put_picture(*, ready: bool = True, **texts: Any) -> Media:
        request = MediaRequest(**{"name": "bridge.jpg", "type": "image/jpeg", "size": 5000, **texts})
        picture = lifecycle.create(request, id=new_id(), by=AZIZA, at=NOON)
        media.save(None, picture)
        if not ready:
            return picture
        accepted = lifecycle.accept(picture, make_renditions(picture.id))
        media.save(picture, accepted)
        return accepted

    return put_picture
