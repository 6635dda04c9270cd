"""A list of pictures with their uses: right for each picture, in few requests for all of them."""

from collections import Counter
from typing import Any

import pytest

from functions.media import handler as media_handler
from functions.taxonomy import handler as taxonomy_handler
from gazette.articles.requests import Changes
from tests.support.articles import AZIZA, NOON, minutes, new_id
from tests.support.events import build_call
from tests.support.iam import Calls
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]

MEDIA = "GET /v1/editorial/media"


@pytest.fixture
def list_uses(context: Any) -> Any:
    """The ids of the uses of each picture of a page."""
    call = build_call(media_handler.handler, context)

    def list_uses(query: str = "uses=true&limit=100") -> dict[str, list[str]]:
        status, page, _ = call(MEDIA, query=query)
        assert status == 200, page
        return {picture["id"]: [use["id"] for use in picture["uses"]] for picture in page["items"]}

    return list_uses


def test_each_picture_has_its_own_uses(list_uses, put_picture, save_draft, context):
    lead, inner, free = put_picture(), put_picture(), put_picture()
    both = save_draft(image={"media": lead.id}, body=f"![A bridge](media:{inner.id})")
    one = save_draft(body=f"![A bridge](media:{inner.id})")
    author = {"names": {"en": "Aziza", "ru": "Азиза"}, "picture": lead.id}
    call = build_call(taxonomy_handler.handler, context)
    assert call("PUT /v1/editorial/authors/{slug}", params={"slug": "aziza"}, body=author)[0] == 201
    assert list_uses() == {lead.id: [both.id, "aziza"], inner.id: sorted((both.id, one.id)), free.id: []}


def test_a_use_lasts_as_long_as_the_draft_or_the_published_version_has_the_picture(
    list_uses, commands, publish_draft, put_picture
):
    picture = put_picture()
    article = publish_draft(image={"media": picture.id})
    article = commands.change(article, Changes(image=None), by=AZIZA, at=minutes(1), write_id=new_id())
    assert list_uses() == {picture.id: [article.id]}, "readers still see it"
    commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    assert list_uses() == {picture.id: []}


def test_a_row_whose_article_or_author_is_gone_is_no_use(list_uses, put_picture, media):
    picture = put_picture()
    media.add_use(picture.id, "01PURGED", NOON)
    media.add_use(picture.id, "author/removed", NOON)
    assert list_uses() == {picture.id: []}


@pytest.mark.parametrize(("query", "uses"), [("limit=100", 0), ("limit=100&uses=true", 12), ("limit=3&uses=true", 3)])
def test_the_uses_of_a_page_cost_one_query_a_picture_and_one_read_of_what_shows_them(
    list_uses, put_picture, save_draft, context, stack, monkeypatch, query, uses
):
    pictures = [put_picture() for _ in range(12)]
    save_draft(body="\n\n".join(f"![A bridge](media:{picture.id})" for picture in pictures))
    calls = Calls(monkeypatch, stack.region)
    page = build_call(media_handler.handler, context)(MEDIA, query=query)[1]
    made = Counter(operation for service, operation, _ in calls.seen if service == "dynamodb")
    assert made == {"Query": 1 + uses, **({"BatchGetItem": 1} if uses else {})}
    assert [item["uses"] and len(item["uses"]) for item in page["items"] if uses] == [1] * uses


def test_an_empty_page_has_no_uses_to_read(list_uses):
    assert list_uses() == {}
