"""The bytes of a publication: DynamoDB refuses a transaction of more than 4 MiB.

It counts the items of puts, and the keys and values of all other writes (tried on DynamoDB Local).
"""

import random
import string
from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts import items
from gazette.articles.drafts.items import MAX_CONTENT
from gazette.articles.model import MAX_CORRECTIONS, Article
from gazette.articles.public.related import MAX_LIMIT
from gazette.articles.publishing.serializers import MAX_CARD, MAX_VIEW, ROOM_FOR_TRANSLATIONS, render_card
from gazette.articles.requests import Changes, PublishOptions
from gazette.errors import Invalid, TooLarge
from gazette.media.model import Media
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_cost import item_size
from tests.support.dynamodb_faults import TRANSACTION
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]

LIMIT = 4 * 1024 * 1024
OTHERS = 81_000
"""Bytes for keys, sitemap entries, the story and all other small attributes of 94 items."""
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщэюяАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"
ASCII = string.ascii_letters + string.digits + "!$%(),-./:;=?@^{}"


def noise(letters: str, length: int) -> str:
    """Text that no algorithm compresses."""
    return "".join(random.Random(length).choices(letters, k=length))


def largest(lang: str, half: int, **fields: Any) -> dict[str, Any]:
    """Every field at its limit, in Cyrillic letters, with one of two sets of names that share nothing."""
    return {
        "lang": lang,
        "title": noise(CYRILLIC, 300),
        "slug": f"slug-{half}".ljust(120, "x"),
        "dek": noise(CYRILLIC, 1000),
        "dateline": noise(CYRILLIC, 200),
        "label": "fact-check",
        "seo": {"title": noise(CYRILLIC, 300), "description": noise(CYRILLIC, 500)},
        "format": "html",
        "body": f"<p>{noise(ASCII, 299_000)}</p>",
        "categories": [f"{half}-{n}".ljust(120, "c") for n in range(5)],
        "tags": [{"slug": f"{half}-{n}".ljust(120, "t"), "name": noise(CYRILLIC, 200)} for n in range(20)],
        "authors": [{"slug": f"{half}-{n}".ljust(120, "a"), "role": noise(CYRILLIC, 300)} for n in range(10)],
        **fields,
    }


def measure(client: Any) -> list[int]:
    """The returned list gets the bytes of each transaction that the client sends."""
    sizes: list[int] = []

    def add(params: Any, **_: Any) -> None:
        requests = [request for item in params["TransactItems"] for request in item.values()]
        parts = [request.get(part, {}) for request in requests for part in ("Item", "Key", "ExpressionAttributeValues")]
        sizes.append(sum(map(item_size, parts)))

    client.meta.events.register(f"provide-client-params.dynamodb.{TRANSACTION}", add)
    return sizes


def test_all_items_at_their_limits_fit_into_a_transaction() -> None:
    assert 2 * MAX_CONTENT + 8 * (MAX_VIEW + ROOM_FOR_TRANSLATIONS) + 37 * MAX_CARD + OTHERS <= LIMIT


def test_the_largest_article_among_largest_translations_stays_below_what_its_limits_allow(
    client: Any,
    client_commands: ArticleCommands,
    publish_draft: Callable[..., Article],
    put_picture: Callable[..., Media],
    tables: Tables,
) -> None:
    image = {
        "media": put_picture().id,
        "alt": noise(CYRILLIC, 500),
        "caption": noise(CYRILLIC, 1000),
        "credit": noise(CYRILLIC, 500),
    }
    for half in (1, 2):
        for kind, count in (("category", 5), ("author", 10)):
            for n in range(count):
                names = {"ru": noise(CYRILLIC, 200)}
                slug = f"{half}-{n}".ljust(120, kind[0])
                tables.put("taxonomy", {"kind": kind, "slug": slug, "names": names, "version": 1})
    article = publish_draft(**largest("ru", 1, image=image))
    for lang in ("en", "uz", "uz-Cyrl"):
        publish_draft(**largest(lang, 1, image=image, translation_of=article.id))
    category = f"ru/category/{'2-0'.ljust(120, 'c')}"
    for _ in range(MAX_LIMIT):
        tables.put("listings", {"listing": category, "position": f"2025-12-18T06:00:00Z#{new_id()}"})
    changes = Changes(**largest("ru", 2, image=image))
    article = client_commands.change(article, changes, by=AZIZA, at=minutes(1), write_id=new_id())
    sizes = measure(client)
    client_commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    view = tables.view(article.id)
    assert view
    stored = tables.all("articles")
    assert len((tables.item(article.id) or {})["related"]) == MAX_LIMIT
    views = sum(2 * len(item["view"]) for item in stored if item["address"] == item["id"])
    cards = 36 * len(render_card(view).encode())
    contents = 2 * len(tables.all("drafts")[0]["content"])
    assert 36 * 32_000 < cards <= 36 * MAX_CARD, "the largest card that a Cyrillic article can have"
    assert sizes[0] - views - cards - contents < OTHERS
    assert 3_400_000 < sizes[0] < LIMIT


def test_a_card_over_the_limit_is_refused_when_it_is_saved(save_draft: Callable[..., Article]) -> None:
    """Letters of four bytes in every field."""
    fields: dict[str, Any] = {"tags": [{"slug": f"t-{n}", "name": "𐍈" * 200} for n in range(20)]}
    assert save_draft(**fields)
    fields["authors"] = [{"name": "𐍈" * 200, "role": "𐍈" * 300} for _ in range(10)]
    with pytest.raises(TooLarge, match="authors"):
        save_draft(**fields)


def test_a_content_over_the_limit_is_refused(
    save_draft: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(items, "MAX_CONTENT", 700)
    with pytest.raises(TooLarge, match="700 are possible"):
        save_draft(body=noise(ASCII, 1000), format="html")


def test_an_article_has_a_bounded_number_of_corrections(
    commands: ArticleCommands, publish_draft: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazette.articles.lifecycle.publication.MAX_CORRECTIONS", 2)
    article = publish_draft()
    for _ in range(2):
        options = PublishOptions(correction="A figure was wrong.")
        article = commands.publish(article, options, by=AZIZA, at=NOON, write_id=new_id())
    with pytest.raises(Invalid) as raised:
        commands.publish(article, options, by=AZIZA, at=NOON, write_id=new_id())
    assert raised.value.extensions["errors"][0]["pointer"] == "#/correction"
    assert MAX_CORRECTIONS * 4_100 < 400_000 / 1.5, "so many of the longest fit into an item, beside all else"
