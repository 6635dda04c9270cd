"""The channels that a reader may subscribe to."""

import subprocess
import sys

import pytest

from gazette.settings import SettingInvalid, Settings
from gazette.subscriptions.public.channels import (
    choose_default_lists,
    compute_consent_version,
    consent_texts,
    describe_channels,
    list_offered,
)

ENVIRONMENT = {
    "SITE_NAME": "Gazette",
    "TELEGRAM_CHANNELS": "en=@gazette_en,ru=gazette_ru",
    "MAIL_LISTS": "breaking,daily,weekly",
}
SETTINGS = Settings(ENVIRONMENT)


def choose_lists(lists):
    return Settings({**ENVIRONMENT, "MAIL_LISTS": lists})


@pytest.mark.parametrize("lang", ["en", "ru", "uz", "uz-Cyrl"])
def test_each_language_offers_the_lists_and_a_consent_text(lang):
    channels = describe_channels(SETTINGS, lang)
    assert [entry["id"] for entry in channels["lists"]] == ["breaking", "daily", "weekly"]
    assert all(entry["title"] and entry["description"] for entry in channels["lists"])
    consent = channels["consent"]
    assert consent["version"] == compute_consent_version(consent["text"])
    assert consent_texts()[consent["version"]] == consent["text"]


def test_each_language_has_its_own_texts():
    channels = [describe_channels(SETTINGS, lang) for lang in ("en", "ru", "uz", "uz-Cyrl")]
    assert len({entry["consent"]["text"] for entry in channels}) == 4
    assert len({entry["lists"][0]["title"] for entry in channels}) == 4


def test_telegram_is_offered_in_languages_with_a_channel():
    assert describe_channels(SETTINGS, "en")["telegram"] == {
        "url": "https://t.me/gazette_en",
        "title": "Gazette on Telegram",
    }
    assert describe_channels(SETTINGS, "ru")["telegram"] == {
        "url": "https://t.me/gazette_ru",
        "title": "Gazette в Telegram",
    }
    assert describe_channels(SETTINGS, "uz")["telegram"] is None


def test_a_language_without_texts_gets_the_english_texts():
    assert describe_channels(SETTINGS, "kaa")["lists"] == describe_channels(SETTINGS, "en")["lists"]


@pytest.mark.parametrize(
    ("setting", "offered", "checked"),
    [("", (), ()), ("weekly, daily,weekly", ("daily", "weekly"), ("daily",)), ("weekly", ("weekly",), ("weekly",))],
)
def test_the_site_offers_the_lists_of_its_setting(setting, offered, checked):
    settings = choose_lists(setting)
    assert tuple(entry["id"] for entry in describe_channels(settings, "ru")["lists"]) == offered
    assert (list_offered(settings), choose_default_lists(settings)) == (offered, checked)


def test_an_unknown_list_in_the_setting_is_an_error():
    with pytest.raises(SettingInvalid, match="hourly"):
        list_offered(choose_lists("daily,hourly"))


def test_channels_import_no_sdk_and_no_models():
    """The front page imports them."""
    program = "import sys, gazette.subscriptions.public.channels; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not {"pydantic", "boto3", "aws_lambda_powertools", "email_validator", "dataclasses", "jinja2"} & loaded
