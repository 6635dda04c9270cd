"""The member `telegram` of a draft: the own text of its post, or none."""

from typing import Any

import pytest

from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, ARTICLES, KEY, Call


def test_a_merge_patch_sets_and_clears_it(call: Call, save_draft: Any) -> None:
    article = save_draft(telegram="Look:\r\nhere")
    assert article["telegram"] == "Look:\nhere"
    for version, (patch, expected) in enumerate(((False, False), ("Text", "Text"), (None, None), (False, False)), 1):
        status, article, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=version, body={"telegram": patch})
        assert (status, article["telegram"], article["version"]) == (200, expected, version + 1)
    _, page, _ = call(f"GET {ARTICLE}/revisions", id=article["id"])
    assert page["items"][0]["changed"] == ["telegram"]


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        ((True, 0, 1, [], {}), "This must be false, or the text of the post."),
        (("x" * 901,), "At most 900 characters are taken."),
        (("a\u0007b",), "Control characters are not taken here."),
    ],
)
def test_anything_else_is_refused_with_one_reason(call: Call, values: tuple[Any, ...], detail: str) -> None:
    for value in values:
        status, problem, _ = call(f"POST {ARTICLES}", body={"lang": "en", "telegram": value}, headers=KEY)
        assert (status, problem["errors"]) == (422, [{"pointer": "#/telegram", "detail": detail}])


def test_a_text_may_fill_a_caption(save_draft: Any) -> None:
    assert save_draft(telegram="x" * 900)["telegram"] == "x" * 900


def test_a_page_has_no_text_of_a_post(call: Call) -> None:
    for value, expected in (("Text", 422), (False, 201), (None, 201)):
        body = {"lang": "en", "kind": "page", "telegram": value}
        assert call(f"POST {ARTICLES}", body=body, headers={"idempotency-key": f"page-{value}"})[0] == expected


def test_it_is_beside_the_view_of_a_publication_and_not_in_it(publish_draft: Any, tables: Tables) -> None:
    for value in ("Text", False):
        article = publish_draft(telegram=value)
        item = tables.item(article["id"])
        assert item is not None
        assert item["telegram"] == value
        assert "telegram" not in tables.unpack(item)
