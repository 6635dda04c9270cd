"""Days as each language writes them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from gazette.words import list_languages, load_words
from gazette.words.dates import Dates

EVENING = datetime(2025, 12, 31, 20, 5, tzinfo=UTC)


def in_each_language(form, *values):
    return {lang: getattr(Dates(lang), form)(*values) for lang in list_languages()}


def test_a_day_and_a_moment_have_the_form_of_the_language():
    assert in_each_language("day", EVENING) == {
        "en": "31 December 2025",
        "ru": "31 декабря 2025",
        "uz": "2025-yil 31-dekabr",
        "uz-Cyrl": "2025 йил 31 декабрь",
    }
    assert in_each_language("moment", EVENING) == {
        "en": "31 December 2025, 20:05",
        "ru": "31 декабря 2025, 20:05",
        "uz": "2025-yil 31-dekabr, 20:05",
        "uz-Cyrl": "2025 йил 31 декабрь, 20:05",
    }


def test_a_moment_names_its_time_zone_or_the_offset_of_one_without_a_name():
    tashkent, riga = (EVENING.astimezone(ZoneInfo(zone)) for zone in ("Asia/Tashkent", "Europe/Riga"))
    assert list(in_each_language("moment_with_zone", tashkent).values()) == [
        "1 January 2026 at 01:05 (Tashkent time)",
        "1 января 2026 года в 01:05 (по ташкентскому времени)",
        "2026-yil 1-yanvar kuni soat 01:05 da (Toshkent vaqti bilan)",
        "2026 йил 1 январь куни соат 01:05 да (Тошкент вақти билан)",
    ]
    assert Dates("en").moment_with_zone(riga) == "31 December 2025 at 22:05 (UTC+02:00)"
    assert Dates("uz").moment_with_zone(riga) == "2025-yil 31-dekabr kuni soat 22:05 da (UTC+02:00)"


def test_short_forms_have_the_first_letters_of_the_month():
    day = date(2026, 5, 24)
    assert in_each_language("short_day", day) == {"en": "24 May", "ru": "24 мая", "uz": "24-may", "uz-Cyrl": "24 май"}
    assert Dates("ru").short_date(date(2025, 12, 18)) == "18 дек 2025"
    assert Dates("uz").short_date(date(2025, 12, 18)) == "2025-yil 18-dek"


def test_a_month_without_a_day_is_in_the_nominative():
    assert list(in_each_language("short_month", date(2026, 5, 1)).values()) == [
        "May 2026",
        "май 2026",
        "may 2026",
        "май 2026",
    ]


@pytest.mark.parametrize("lang", list_languages())
@pytest.mark.parametrize("form", ["months", "months_alone"])
def test_months_are_twelve_and_different(lang, form):
    assert len(set(load_words(lang)["dates"][form])) == 12
