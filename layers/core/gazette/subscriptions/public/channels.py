"""The mailing lists, the Telegram channels and the consent texts, in each language.

The texts are in `gazette/words`. A consent text must stay retrievable by its version for as long as the consent of a
person is stored, so the former texts stay there too.
"""

import hashlib
from functools import cache

from gazette.settings import SettingInvalid, Settings
from gazette.words import list_languages, load_words

LISTS = ("breaking", "daily", "weekly")
"""Ids of all mailing lists, in the order in which a site offers them. A site offers those that it sends."""

DEFAULT_LISTS = ("daily",)
"""Lists of a signup that names none."""

TOPICS: tuple[str, ...] = ()
"""Slugs that a subscription can be narrowed to; none yet."""


def compute_consent_version(text: str) -> str:
    """The version of a consent text: it changes with every character."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def consent_texts() -> dict[str, str]:
    """All present and former consent texts by version."""
    texts = (text for lang in list_languages() for text in load_words(lang)["channels"]["consent"])
    return {compute_consent_version(text): text for text in texts}


def list_offered(settings: Settings) -> tuple[str, ...]:
    """Ids of the lists that the site sends and offers, in the order of `LISTS`: the setting MAIL_LISTS.

    Raises `SettingInvalid` if the setting has an unknown list.
    """
    chosen = settings.mail_lists
    unknown = sorted(chosen - set(LISTS))
    if unknown:
        raise SettingInvalid(f"MAIL_LISTS has unknown lists: {', '.join(unknown)}")
    return tuple(list_id for list_id in LISTS if list_id in chosen)


def choose_default_lists(settings: Settings) -> tuple[str, ...]:
    """Ids of the lists that are checked in a new form: the default lists, or the first list if they are not offered."""
    offered = list_offered(settings)
    return tuple(list_id for list_id in DEFAULT_LISTS if list_id in offered) or offered[:1]


def describe_channels(settings: Settings, lang: str, consent_version: str | None = None) -> dict[str, object]:
    """The answer of `GET /v1/channels`: with the present consent text, or with that of a version.

    Raises KeyError for a version that no text has ever had.
    """
    present = load_words(lang)["channels"]["consent"][0]
    consent = present if consent_version is None else consent_texts()[consent_version]
    return {
        "telegram": _describe_telegram(settings, lang),
        "lists": [{"id": name, **describe_list(lang, name)} for name in list_offered(settings)],
        "topics": list(TOPICS),
        "consent": {
            "version": compute_consent_version(consent),
            "text": consent,
            "privacy_url": settings.privacy_url(lang),
        },
    }


def describe_list(lang: str, list_id: str) -> dict[str, str]:
    """`title` and `description` of a list. A list that does not exist any more has its id as title."""
    words: dict[str, dict[str, str]] = load_words(lang)["channels"]["lists"]
    return words.get(list_id) or {"title": list_id, "description": ""}


def _describe_telegram(settings: Settings, lang: str) -> dict[str, str] | None:
    channel = settings.telegram_channels.get(lang)
    if not channel:
        return None
    title = load_words(lang)["channels"]["telegram"].format(site=settings.site_name)
    return {"url": f"https://t.me/{channel}", "title": title}
