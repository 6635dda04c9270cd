"""The categories, tags, authors and pictures of an archive, with names in all its languages."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ulid import ULID

from bench.archive import AUTHORS, CATEGORIES, LANGUAGES, PICTURES, TAGS
from bench.collector import Item


def list_known_items() -> list[tuple[str, Item]]:
    """The terms, with the rows by which tags are found, and the pictures."""
    from gazette.dynamodb.items import serialize
    from gazette.media.items import build_item

    pictures = [(os.environ["MEDIA_TABLE"], serialize(build_item(make_picture(number)))) for number in range(PICTURES)]
    return [*pictures, *list_terms("category", CATEGORIES), *list_terms("tag", TAGS), *list_terms("author", AUTHORS)]


def list_terms(kind: Any, count: int) -> Iterator[tuple[str, Item]]:
    from gazette.dynamodb.items import serialize
    from gazette.taxonomy.items import build_item, put_search_rows, with_search
    from gazette.taxonomy.model import Term
    from gazette.taxonomy.pictures import render_image

    table = os.environ["TAXONOMY_TABLE"]
    for number in range(count):
        names = {lang: f"{kind} {number:04} {lang}".capitalize() for lang in LANGUAGES}
        term = with_search(Term(kind=kind, slug=f"{kind}-{number:04}", names=names, version=1))
        if kind == "author":
            image = render_image(make_picture(number % PICTURES), "https://news.example")
            term = term.model_copy(update={"image": image, "text": names})
        yield table, serialize(build_item(term))
        yield from ((table, write.request["Item"]) for write in put_search_rows(table, None, term))


def make_picture(number: int) -> Any:
    from gazette.media import lifecycle
    from gazette.media.requests import MediaRequest
    from tests.support.media import make_renditions

    id, texts = build_picture_id(number), dict.fromkeys(LANGUAGES, "A bridge over the river, seen from the north")
    request = MediaRequest(name="bridge.jpg", type="image/jpeg", size=5000, alt=texts, caption=texts, credit=texts)
    picture = lifecycle.create(request, id=id, by=make_person(), at=datetime.fromisoformat("2020-01-01T00:00:00Z"))
    return lifecycle.accept(picture, make_renditions(id))


def build_picture_id(number: int) -> str:
    return str(ULID.from_bytes(number.to_bytes(16, "big")))


def make_person() -> Any:
    from gazette.schemas.person import Person

    return Person(id="bench", name="Bench")
