"""The texts of a page: words of its language, times in the zone of the site."""

from datetime import UTC, date, datetime

import pytest

from gazette.pages.texts import build_texts


@pytest.fixture
def english():
    return build_texts(("en",), "Asia/Tashkent")["en"]


def test_a_time_is_shown_in_the_zone_of_the_site(english):
    evening = datetime(2025, 12, 31, 20, 5, tzinfo=UTC)
    assert english.moment(evening) == "1 January 2026, 01:05"
    assert english.day(evening) == "1 January 2026"
    assert english.moment("2025-12-18T07:00:00Z") == "18 December 2025, 12:00"
    assert english.day("2025-12-18T07:00:00Z") == "18 December 2025"


def test_a_date_is_the_same_day_in_every_zone(english):
    assert english.date(date(2025, 12, 31)) == "31 December 2025"


def test_a_language_has_the_words_of_the_nearest_one_with_a_file():
    texts = build_texts(("uz-Latn", "ru-KZ", "ja"), "UTC")
    assert [texts[lang].words["site"]["skip"] for lang in texts] == [
        "Asosiy matnga oʻtish",
        "Перейти к содержанию",
        "Skip to the content",
    ]


def test_a_zone_that_does_not_exist_is_an_error_at_start():
    with pytest.raises(KeyError):
        build_texts(("en",), "Asia/Nowhere")
