"""Slugs from titles."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.articles.fields import RESERVED_SLUGS
from gazette.articles.publishing.slugs import build_candidates, slugify_title
from gazette.text import MAX_SLUG, SLUG

DAY = date(2025, 12, 18)


@pytest.mark.parametrize(
    ("title", "lang", "slug"),
    [
        ("Strategic Partnership — “Central Asia + Japan”", "en", "strategic-partnership-central-asia-japan"),
        ("It's the bank’s day", "en", "its-the-banks-day"),
        ("O‘zbekiston: g‘alaba va ma’no", "uz", "ozbekiston-galaba-va-mano"),
        ("Oʻzbekiston gʻalabasi", "uz", "ozbekiston-galabasi"),
        ("O'zbekiston g`alabasi", "uz", "ozbekiston-galabasi"),
        ("Ўзбекистон: ғалаба, қиш, ҳаёт", "uz-Cyrl", "ozbekiston-galaba-qish-hayot"),
        ("Съезд: Япония, Щёлково, подъём", "ru", "sezd-yaponiya-shchyolkovo-podyom"),
        ("Café déjà vu", "en", "cafe-deja-vu"),
        ("🎉 !!!", "en", ""),
    ],
)
def test_titles_become_latin_slugs(title: str, lang: str, slug: str) -> None:
    assert slugify_title(title, lang) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slugify_title("wonderful " * 30, "en")
    assert slug == "-".join(["wonderful"] * 12)


def test_a_title_that_is_a_reserved_word_is_numbered() -> None:
    assert build_candidates("Related", "en", "x", DAY)[:2] == ["related-2", "related-3"]


def test_a_title_without_letters_gives_the_id() -> None:
    assert build_candidates("🎉", "en", "01kd", DAY)[0] == "01kd"


def test_after_twenty_of_a_title_the_day_and_then_the_id_follow() -> None:
    assert build_candidates("Weather", "en", "01kd", DAY)[-3:] == ["weather-20", "weather-2025-12-18", "weather-01kd"]


@given(st.text(max_size=400), st.sampled_from(["en", "ru", "uz", "uz-Cyrl"]))
def test_all_candidates_are_usable_slugs_and_different(title: str, lang: str) -> None:
    slugs = build_candidates(title, lang, "01kd", DAY)
    assert len(set(slugs)) == len(slugs) >= 21
    for slug in slugs:
        assert re.fullmatch(SLUG, slug)
        assert len(slug) <= MAX_SLUG
        assert slug not in RESERVED_SLUGS
