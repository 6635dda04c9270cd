"""What one can subscribe to, in every language, and the exact text that one consents to.

The texts are in gazette/words. What a person consented to must stay retrievable by its version for as long as the
consent is kept, so former consent texts stay there too.
"""

import hashlib
from functools import cache

from gazette.settings import Settings
from gazette.words import load_words, written_languages

LISTS = ("breaking", "daily", "weekly")
"""Ids of the mailing lists, in the order in which they are offered."""

DEFAULT_LISTS = ("daily",)
"""What a signup that names no list asks for."""

TOPICS: tuple[str, ...] = ()
"""Slugs that a subscription can be narrowed to; none yet."""


def consent_version(text: str) -> str:
    """Name of a consent text: it changes with every letter of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def consent_texts() -> dict[str, str]:
    """Each consent text that was ever shown, by its version."""
    texts = (text for lang in written_languages() for text in load_words(lang)["channels"]["consent"])
    return {consent_version(text): text for text in texts}


def describe_channels(settings: Settings, lang: str) -> dict[str, object]:
    """What `GET /v1/channels` answers."""
    titles = list_titles(lang)
    consent = load_words(lang)["channels"]["consent"][0]
    return {
        "telegram": _telegram(settings, lang),
        "lists": [{"id": name, "title": titles[name][0], "description": titles[name][1]} for name in LISTS],
        "topics": [],
        "consent": {"version": consent_version(consent), "text": consent},
    }


def list_titles(lang: str) -> dict[str, tuple[str, str]]:
    """(title, description) of each list."""
    titles = load_words(lang)["channels"]["lists"]
    return {name: (words["title"], words["description"]) for name, words in titles.items()}


def _telegram(settings: Settings, lang: str) -> dict[str, str] | None:
    channel = settings.telegram_channels.get(lang)
    if not channel:
        return None
    title = load_words(lang)["channels"]["telegram"].format(site=settings.site_name)
    return {"url": f"https://t.me/{channel}", "title": title}
