"""The mailing lists, the Telegram channels and the consent texts, in each language.

The texts are in `gazette/words`. A consent text must stay retrievable by its version for as long as the consent of a
person is stored, so the former texts stay there too.
"""

import hashlib
from functools import cache

from gazette.settings import Settings
from gazette.words import list_languages, load_words

LISTS = ("breaking", "daily", "weekly")
"""Ids of the mailing lists, in the order in which the site offers them."""

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


def describe_channels(settings: Settings, lang: str) -> dict[str, object]:
    """The answer of `GET /v1/channels`."""
    titles = get_list_titles(lang)
    consent = load_words(lang)["channels"]["consent"][0]
    return {
        "telegram": _describe_telegram(settings, lang),
        "lists": [{"id": name, "title": titles[name][0], "description": titles[name][1]} for name in LISTS],
        "topics": list(TOPICS),
        "consent": {"version": compute_consent_version(consent), "text": consent},
    }


def get_list_titles(lang: str) -> dict[str, tuple[str, str]]:
    """(title, description) of each list."""
    titles = load_words(lang)["channels"]["lists"]
    return {name: (words["title"], words["description"]) for name, words in titles.items()}


def _describe_telegram(settings: Settings, lang: str) -> dict[str, str] | None:
    channel = settings.telegram_channels.get(lang)
    if not channel:
        return None
    title = load_words(lang)["channels"]["telegram"].format(site=settings.site_name)
    return {"url": f"https://t.me/{channel}", "title": title}
