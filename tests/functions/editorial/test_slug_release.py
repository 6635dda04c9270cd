"""The release of a slug: who may, which slugs, and what happens to articles and readers afterwards."""

from typing import Any

import pytest

from functions.articles import handler as articles
from gazette.articles.publishing import addresses
from tests.support.editorial import ARTICLE, Call
from tests.support.events import http_event

SLUG = "/v1/editorial/slugs/{lang}/{slug}"


@pytest.fixture
def release(call: Call) -> Any:
    """(status, problem) of the release of an English slug."""

    def release(slug: str, lang: str = "en") -> tuple[int, Any]:
        return call(f"DELETE {SLUG}", params={"lang": lang, "slug": slug}, groups=("admin",))[:2]

    return release


@pytest.fixture
def status_of(context: Any) -> Any:
    """The status that readers get at an English slug."""

    def status_of(slug: str) -> int:
        event = http_event("GET /v1/articles/{id}/{slug}", params={"id": "en", "slug": slug})
        return int(articles.handler(event, context)["statusCode"])

    return status_of


def change(call: Call, method: str, article: dict[str, Any], what: str = "", **parts: Any) -> dict[str, Any]:
    status, changed, _ = call(f"{method} {ARTICLE}{what}", id=article["id"], version=article["version"], **parts)
    assert status == 200, changed
    return dict(changed)


def rename(call: Call, article: dict[str, Any], slug: str) -> dict[str, Any]:
    return change(call, "POST", change(call, "PATCH", article, body={"slug": slug}), "/publish")


def refusal_of(call: Call, article: dict[str, Any]) -> dict[str, Any]:
    """The problem of a publication whose slug is taken."""
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=article["version"])
    assert (status, problem["type"]) == (409, "urn:gazette:problem:slug-taken")
    return dict(problem)


def test_the_slug_of_a_binned_article_is_free_for_another(
    call: Call, save_draft: Any, publish_draft: Any, release: Any, status_of: Any
) -> None:
    article = rename(call, publish_draft(slug="old"), "new")
    article = change(call, "DELETE", change(call, "POST", article, "/unpublish"))
    for slug in ("old", "new"):
        assert status_of(slug) == 410
        assert "An admin can release it" in refusal_of(call, save_draft(slug=slug))["detail"]
        assert release(slug) == (204, None)
        assert status_of(slug) == 404
        assert release(slug)[1]["type"] == "urn:gazette:problem:slug-not-found", "it is free already"
        publish_draft(slug=slug, title=f"Another under {slug}")
        assert status_of(slug) == 200
    assert refusal_of(call, change(call, "POST", article, "/undelete"))["article"] != article["id"]


def test_a_title_takes_a_released_slug(call: Call, publish_draft: Any, release: Any) -> None:
    change(call, "DELETE", change(call, "POST", publish_draft(title="Weather"), "/unpublish"))
    assert publish_draft(title="Weather")["slug"] == "weather-2"
    assert release("weather")[0] == 204
    assert publish_draft(title="Weather")["slug"] == "weather"


def test_the_slug_of_a_purged_article_is_free_for_another(
    call: Call, publish_draft: Any, release: Any, dynamodb: Any, stack: Any
) -> None:
    article = change(call, "DELETE", change(call, "POST", publish_draft(slug="old"), "/unpublish"))
    for item in dynamodb.scan(TableName=stack.physical("DraftsTable"))["Items"]:
        key = {"id": item["id"], "part": item["part"]}
        assert item["id"]["S"] in (article["id"], f"story/{article['story']}")
        dynamodb.delete_item(TableName=stack.physical("DraftsTable"), Key=key)
    assert release("old") == (204, None)
    assert publish_draft(slug="old")["slug"] == "old"


def test_what_readers_see_or_may_see_again_is_not_released(call: Call, publish_draft: Any, release: Any) -> None:
    article = publish_draft(slug="now")
    status, problem = release("now")
    assert (status, problem["type"], problem["article"]) == (409, "urn:gazette:problem:slug-in-use", article["id"])
    article = change(call, "POST", article, "/unpublish")
    status, problem = release("now")
    assert (status, problem["article"]) == (409, article["id"])
    assert problem["detail"].startswith("Its article is withdrawn")


@pytest.mark.parametrize(("lang", "slug"), [("en", "never"), ("de", "never"), ("en", "x" * 120)])
def test_what_no_article_had_is_not_found(release: Any, lang: str, slug: str) -> None:
    status, problem = release(slug, lang)
    assert (status, problem["type"]) == (404, "urn:gazette:problem:slug-not-found")


@pytest.mark.parametrize("slug", ["x" * 3000, "Not a slug", "ёж"])
def test_what_cannot_be_a_slug_is_refused(release: Any, slug: str) -> None:
    assert release(slug)[0] == 422


def test_a_release_loses_against_a_publication_at_the_same_moment(
    call: Call, publish_draft: Any, release: Any, status_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article takes its former slug back between the read and the write of the release."""
    article = rename(call, publish_draft(slug="old"), "new")
    release_address = addresses.release_address

    def after_another_publication(*arguments: Any) -> Any:
        monkeypatch.setattr(addresses, "release_address", release_address)
        rename(call, article, "old")
        return release_address(*arguments)

    monkeypatch.setattr(addresses, "release_address", after_another_publication)
    assert release("old")[0] == 409
    assert status_of("old") == 200
