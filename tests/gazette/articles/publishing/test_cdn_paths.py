"""What a withdrawal invalidates in the CDN."""

from typing import Any

import pytest

from gazette.articles.publishing.cdn_paths import MAX_PATHS, covers, drop_covered, limit_paths, list_cdn_paths
from gazette.settings import Settings

LANGUAGES = "en,ru,uz,uz-Cyrl"


def make_settings(**variables: str) -> Settings:
    return Settings({"LANGUAGES": LANGUAGES, "ARTICLE_PATH": "/{lang}/{slug}", **variables})


def make_document(lang: str = "en", *others: str, kind: str = "news") -> dict[str, Any]:
    translations = [{"lang": other, "slug": f"slug-{other}"} for other in others]
    return {"lang": lang, "slug": "a-summit", "kind": kind, "translations": translations}


COMMON = {"/v1/articles*", "/v1/search*", "/sitemap*"}


def test_an_article_of_the_first_language_is_on_the_bare_host_too() -> None:
    paths = list_cdn_paths(make_document("en"), make_settings())
    assert set(paths) == {*COMMON, "/en*", "/v1/home*", "/v1/feeds/en/*", "/", "/?*"}


def test_an_article_of_another_language_is_not() -> None:
    paths = list_cdn_paths(make_document("ru"), make_settings())
    assert set(paths) == {*COMMON, "/ru*", "/v1/home*", "/v1/feeds/ru/*"}


def test_a_page_of_the_site_is_in_the_list_of_pages() -> None:
    paths = list_cdn_paths(make_document("ru", kind="page"), make_settings())
    assert set(paths) == {*COMMON, "/ru*", "/v1/pages*"}


@pytest.mark.parametrize("kind", ["news", "page"])
def test_a_story_in_all_languages_needs_ten_paths(kind: str) -> None:
    """`/uz*` stands for `/uz-Cyrl` as well."""
    paths = list_cdn_paths(make_document("en", "ru", "uz", "uz-Cyrl", kind=kind), make_settings())
    assert {"/en*", "/ru*", "/uz*"} == {path for path in paths if path.endswith("*") and path.count("/") == 1} - {
        "/sitemap*",
        "/?*",
    }
    assert len(paths) <= MAX_PATHS


def test_a_site_with_articles_at_other_paths_has_these_too() -> None:
    settings = make_settings(ARTICLE_PATH="/news/{slug}-{lang}")
    paths = list_cdn_paths(make_document("ru", "uz"), settings)
    assert {"/news/a-summit-ru*", "/news/slug-uz-uz*", "/ru*", "/uz*"} <= set(paths)


def test_more_paths_than_ten_are_one_for_everything() -> None:
    settings = make_settings(ARTICLE_PATH="/news/{slug}-{lang}")
    assert list_cdn_paths(make_document("en", "ru", "uz"), settings) == ["/*"]


def test_articles_share_the_paths_of_one_invalidation() -> None:
    english, russian = (list_cdn_paths(make_document(lang), make_settings()) for lang in ("en", "ru"))
    assert set(limit_paths(english + russian)) == {*english, *russian}
    assert len(limit_paths(english + russian)) == MAX_PATHS
    assert limit_paths([*english, *russian, "/uz*"]) == ["/*"]
    assert limit_paths([*english, "/*"]) == ["/*"]


def test_a_path_that_another_one_stands_for_is_not_paid_for() -> None:
    assert drop_covered(["/uz*", "/uz-Cyrl*", "/uz/a*", "/u", "/u", "/"]) == ["/uz*", "/u", "/"]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/en*", "/en", True),
        ("/en*", "/en/a?b=c", True),
        ("/en*", "/ru", False),
        ("/", "/", True),
        ("/", "/?q=1", False),
        ("/?*", "/?q=1", True),
        ("/v1/feeds/en/*", "/v1/feeds/en/rss.xml?tag=a", True),
        ("/v1/feeds/en/*", "/v1/feeds/en-GB/rss.xml", False),
    ],
)
def test_a_star_stands_for_all_that_follows(pattern: str, path: str, expected: bool) -> None:
    assert covers(pattern, path) is expected
