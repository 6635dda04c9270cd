import subprocess
import sys

import pytest

from gazette.settings import Settings
from gazette.subscriptions.public.channels import (
    DEFAULT_LISTS,
    LISTS,
    consent_texts,
    consent_version,
    describe_channels,
)

SETTINGS = Settings({"SITE_NAME": "Gazette", "TELEGRAM_CHANNELS": "en=@gazette_en,ru=gazette_ru"})


@pytest.mark.parametrize("lang", ["en", "ru", "uz", "uz-Cyrl"])
def test_each_language_offers_the_lists_and_says_what_one_consents_to(lang):
    found = describe_channels(SETTINGS, lang)
    assert [offered["id"] for offered in found["lists"]] == ["breaking", "daily", "weekly"]
    assert all(offered["title"] and offered["description"] for offered in found["lists"])
    consent = found["consent"]
    assert consent["version"] == consent_version(consent["text"])
    assert consent_texts()[consent["version"]] == consent["text"]


def test_no_two_languages_share_their_words():
    found = [describe_channels(SETTINGS, lang) for lang in ("en", "ru", "uz", "uz-Cyrl")]
    assert len({entry["consent"]["text"] for entry in found}) == 4
    assert len({entry["lists"][0]["title"] for entry in found}) == 4


def test_telegram_is_named_where_the_language_has_a_channel():
    assert describe_channels(SETTINGS, "en")["telegram"] == {
        "url": "https://t.me/gazette_en",
        "title": "Gazette on Telegram",
    }
    assert describe_channels(SETTINGS, "ru")["telegram"] == {
        "url": "https://t.me/gazette_ru",
        "title": "Gazette в Telegram",
    }
    assert describe_channels(SETTINGS, "uz")["telegram"] is None


def test_a_language_without_words_of_its_own_gets_the_english_ones():
    assert describe_channels(SETTINGS, "kaa")["lists"] == describe_channels(SETTINGS, "en")["lists"]


def test_the_default_is_on_offer():
    assert set(DEFAULT_LISTS) <= set(LISTS)


def test_it_is_lean():
    """Home and the site import it; they carry no SDK and no models."""
    program = "import sys, gazette.subscriptions.public.channels; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not {"pydantic", "boto3", "aws_lambda_powertools", "email_validator", "dataclasses", "jinja2"} & loaded
