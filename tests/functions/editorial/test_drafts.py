"""Drafts that are refused, and limits of their fields."""

import json
from typing import Any

import pytest

from tests.support.editorial import ARTICLE, ARTICLES, Call


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/lang"),
        ({"lang": "de"}, "#/lang"),
        ({"lang": "en", "title": "x" * 301}, "#/title"),
        ({"lang": "en", "title": "a\nb"}, "#/title"),
        ({"lang": "en", "title": "\ud800"}, "#/title"),
        ({"lang": "en", "title": "a\u202eb"}, "#/title"),
        ({"lang": "en", "tags": [{"slug": "a", "name": "\u2066b"}]}, "#/tags/0/name"),
        ({"lang": "en", "tags": ["a", {"slug": "a", "name": "A"}]}, "#/tags/1"),
        ({"lang": "en", "authors": [{"name": "A"}, {"slug": "a"}, {"name": "A"}, {"slug": "a"}]}, "#/authors/3"),
        ({"lang": "en", "categories": ["a", "a"]}, "#/categories/1"),
        ({"lang": "en", "body": "\ud800 x"}, "#/body"),
        ({"lang": "en", "body": "\ud800 x", "format": "html"}, "#/body"),
        ({"lang": "en", "body": "a <script> b"}, "#/body"),
        ({"lang": "en", "body": "> " * 101 + "deep"}, "#/body"),
        ({"lang": "en", "slug": "No Slug"}, "#/slug"),
        ({"lang": "en", "slug": "rates"}, "#/slug"),
        ({"lang": "en", "colour": "red"}, "#/colour"),
        ({"lang": "en", "kind": "post"}, "#/kind"),
        ({"lang": "en", "kind": "page", "tags": ["a"]}, "#/tags"),
        ({"lang": "en", "kind": "page", "label": "opinion"}, "#/label"),
        ({"lang": "en", "kind": "page", "order": -1}, "#/order"),
        ({"lang": "en", "order": 1}, "#/order"),
        ({"lang": "en", "label": "Opinion"}, "#/label"),
        ({"lang": "en", "seo": {"title": "x" * 301}}, "#/seo/title"),
        ({"lang": "en", "seo": {"description": "x" * 501}}, "#/seo/description"),
        ({"lang": "en", "seo": {"keywords": "a"}}, "#/seo/keywords"),
        ({"lang": "en", "seo": "A title"}, "#/seo"),
        ({"lang": "en", "status": "published"}, "#/status"),
        ({"lang": "en", "categories": ["economy"]}, "#/categories/0"),
        ({"lang": "en", "authors": [{"slug": "aziza"}]}, "#/authors/0/slug"),
        ({"lang": "en", "authors": [{"name": "A", "x": 1}]}, "#/authors/0/x"),
        ({"lang": "en", "translation_of": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "#/translation_of"),
        ({"lang": "en", "translation_of": ""}, "#/translation_of"),
        ({"lang": "en", "body": {"text": "x"}}, "#/body"),
    ],
)
def test_a_wrong_draft_is_refused_where_it_is_wrong(call: Call, save_draft: Any, body: Any, pointer: str) -> None:
    text = json.dumps(body)
    status, problem, headers = call(f"POST {ARTICLES}", body=text)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)
    assert headers["content-type"] == "application/problem+json"
    if pointer != "#/lang":
        status, problem, _ = call(f"PATCH {ARTICLE}", id=save_draft()["id"], version=1, body=text)
        assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"body": '{"lang": "en"'}, 400),
        ({"body": '{"lang": NaN}'}, 400),
        ({"body": "[" * 100_000}, 400),
        ({"body": "lang=en", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
        ({"body": {"lang": "en", "body": "x" * 300_001}}, 413),
        ({"body": {"lang": "en", "body": "x" * 1_000_001}}, 413),
        ({"body": '"en"'}, 422),
        ({}, 422),
    ],
)
def test_an_unreadable_or_oversized_body_is_refused(call: Call, parts: Any, status: int) -> None:
    found, problem, _ = call(f"POST {ARTICLES}", **parts)
    assert found == problem["status"] == status


def test_a_body_at_its_limit_is_stored_whole(call: Call, save_draft: Any) -> None:
    text = "\n\n".join(f"Paragraph {n}: ўзбек тилида матн." for n in range(6000))[:200_000]
    assert 250_000 < len(text.encode()) <= 300_000
    article = save_draft(body=text)
    assert call(f"GET {ARTICLE}", id=article["id"])[1]["body"] == text
    status, _, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=1)
    assert status == 200


def test_an_article_that_would_be_too_large_when_packed_is_refused_at_the_save(
    call: Call, save_draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazette.articles.publishing.serializers.MAX_VIEW", 800)
    text = " ".join(f"{n * 7919:x}" for n in range(400))
    status, problem, _ = call(f"POST {ARTICLES}", body={"lang": "en", "body": text})
    assert (status, problem["type"]) == (413, "urn:gazette:problem:too-large")


def test_an_invisible_title_is_none(call: Call) -> None:
    assert call(f"POST {ARTICLES}", body={"lang": "en", "title": "\u200b\u2060 \ufeff"})[1]["title"] is None


def test_a_story_has_one_article_in_each_language(call: Call, save_draft: Any) -> None:
    english = save_draft()
    russian = save_draft(lang="ru", translation_of=english["id"])
    assert russian["story"] == english["story"]
    for lang, first in (("ru", russian), ("en", english)):
        body = {"lang": lang, "translation_of": english["id"]}
        status, problem, _ = call(f"POST {ARTICLES}", body=body)
        assert (status, problem["type"], problem["article"]) == (409, "urn:gazette:problem:story-taken", first["id"])
    call(f"DELETE {ARTICLE}", id=russian["id"], version=1)
    other = save_draft(lang="ru", translation_of=english["id"])
    status, problem, _ = call(f"POST {ARTICLE}/undelete", id=russian["id"], version=2)
    assert (status, problem["article"]) == (409, other["id"])
    status, _, _ = call(f"PATCH {ARTICLE}", id=other["id"], version=1, body={"lang": "uz"})
    assert status == 200
    assert call(f"POST {ARTICLE}/undelete", id=russian["id"], version=2)[0] == 200


def test_an_article_names_its_translations_and_their_status(call: Call, save_draft: Any, publish_draft: Any) -> None:
    english = publish_draft()
    russian, uzbek = (save_draft(lang=lang, translation_of=english["id"]) for lang in ("ru", "uz"))
    call(f"DELETE {ARTICLE}", id=uzbek["id"], version=1)
    assert english["translations"] == []
    assert russian["translations"] == [{"lang": "en", "id": english["id"], "status": "published"}]
    _, article, _ = call(f"GET {ARTICLE}", id=english["id"])
    assert article["translations"] == [{"lang": "ru", "id": russian["id"], "status": "draft"}]


def test_language_and_story_stay_after_the_first_publication(call: Call, publish_draft: Any) -> None:
    article = publish_draft()
    for change in ({"lang": "ru"}, {"translation_of": publish_draft()["id"]}):
        status, problem, _ = call(f"PATCH {ARTICLE}", id=article["id"], version=2, body=change)
        assert (status, problem["type"]) in (
            (409, "urn:gazette:problem:language-fixed"),
            (409, "urn:gazette:problem:story-taken"),
        )


def test_an_article_translates_neither_itself_nor_one_in_the_bin(call: Call, save_draft: Any) -> None:
    id, binned = save_draft()["id"], save_draft(lang="ru")["id"]
    assert call(f"DELETE {ARTICLE}", id=binned, version=1)[0] == 200
    for original in (id, binned):
        status, problem, _ = call(f"PATCH {ARTICLE}", id=id, version=1, body={"translation_of": original})
        assert (status, problem["errors"][0]["pointer"]) == (422, "#/translation_of")
