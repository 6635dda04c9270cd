"""Addresses that an article leaves and takes again, in a browser that keeps redirects for as long as it may."""

import re

import pytest

from functions.articles import handler as articles
from functions.editorial import handler as editorial
from tests.functions.test_readers_and_editors import body, publish, read, set_clock, staff
from tests.support.events import http_event

__all__ = ["publish", "read", "set_clock", "staff"]

ARTICLE = "/v1/editorial/articles/{id}"


@pytest.fixture
def visit(read):
    """What a browser shows at an address: (status, id of the article). It keeps redirects as long as they say."""
    kept = {}

    def visit(path):
        for _ in range(5):
            target, until = kept.get(path, (None, None))
            if target is None or articles.now().timestamp() >= until:
                parts = path.removeprefix("/v1/articles/").split("/")
                route = "/v1/articles/{id}/{slug}" if len(parts) == 2 else "/v1/articles/{id}"
                answer = read(route, **dict(zip(("id", "slug"), parts, strict=False)))
                if answer["statusCode"] != 301:
                    return answer["statusCode"], body(answer).get("id")
                seconds = re.search(
                    r"max-age=(\d+), s-maxage=(\d+), stale-while-revalidate=(\d+)", str(answer["headers"])
                )
                target = answer["headers"]["location"]
                kept[path] = target, articles.now().timestamp() + sum(map(int, seconds.groups()))
            path = target
        return "a circle", path

    return visit


@pytest.fixture
def rename(staff):
    def rename(article, slug):
        saved = staff(f"PATCH {ARTICLE}", {"slug": slug}, id=article["id"], version=article["version"])
        return staff(f"POST {ARTICLE}/publish", {}, id=article["id"], version=saved["version"])

    return rename


@pytest.fixture
def release(context):
    def release(slug):
        event = http_event(
            "DELETE /v1/editorial/slugs/{lang}/{slug}", params={"lang": "en", "slug": slug}, groups=["admin"]
        )
        assert editorial.handler(event, context)["statusCode"] == 204

    return release


def test_a_slug_that_comes_back_makes_no_circle(set_clock, publish, rename, visit, read):
    article = rename(publish(slug="first"), "second")
    shown = (200, article["id"])
    assert visit("/v1/articles/en/first") == shown
    article = rename(article, "third")
    assert visit("/v1/articles/en/second") == shown
    set_clock(0.5)
    article = rename(article, "first")
    for slug in ("first", "second", "third"):
        assert visit(f"/v1/articles/en/{slug}") == shown, slug
    set_clock(1)
    article = rename(article, "first")  # another version does not end the time
    assert read("/v1/articles/{id}/{slug}", id="en", slug="third")["statusCode"] == 200
    set_clock(4)
    moved = read("/v1/articles/{id}/{slug}", id="en", slug="third")
    assert (moved["statusCode"], moved["headers"]["location"]) == (301, "/v1/articles/en/first")


def test_a_withdrawal_in_between_does_not_end_the_time(set_clock, staff, publish, rename, visit):
    article = rename(publish(slug="first"), "second")
    assert visit("/v1/articles/en/first") == (200, article["id"])
    article = rename(article, "first")
    withdrawn = staff(f"POST {ARTICLE}/unpublish", {}, id=article["id"], version=article["version"])
    staff(f"POST {ARTICLE}/publish", {}, id=article["id"], version=withdrawn["version"])
    assert visit("/v1/articles/en/second") == (200, article["id"])


def test_an_article_that_returns_from_its_successor_makes_no_circle(set_clock, staff, publish, visit):
    first, second = publish(slug="first"), publish(slug="second")
    staff(f"POST {ARTICLE}/unpublish", {"redirect_to": second["id"]}, id=first["id"], version=2)
    for path in (f"/v1/articles/{first['id']}", "/v1/articles/en/first"):
        assert visit(path) == (200, second["id"])
    set_clock(1)
    staff(f"POST {ARTICLE}/publish", {}, id=first["id"], version=3)
    staff(f"POST {ARTICLE}/unpublish", {"redirect_to": first["id"]}, id=second["id"], version=2)
    for path in (f"/v1/articles/{second['id']}", "/v1/articles/en/second", f"/v1/articles/{first['id']}"):
        assert visit(path) == (200, first["id"]), path


def test_two_articles_swap_their_slugs_through_a_third(set_clock, staff, publish, rename, visit, release):
    one, two = publish(slug="one"), publish(slug="two")
    one = rename(one, "three")
    assert visit("/v1/articles/en/one") == (200, one["id"])
    release("one")
    two = rename(two, "one")
    assert visit("/v1/articles/en/two") == (200, two["id"])
    release("two")
    one = rename(one, "two")
    assert visit("/v1/articles/en/three") == (200, one["id"])
    for slug in ("one", "two", "three"):
        assert visit(f"/v1/articles/en/{slug}")[0] == 200, "no circle, even with old redirects"
    set_clock(3)
    expected = {"one": two, "two": one, "three": one}
    assert {slug: visit(f"/v1/articles/en/{slug}") for slug in expected} == {
        slug: (200, article["id"]) for slug, article in expected.items()
    }
