"""What one can subscribe to, in every language, and the exact text that one consents to.

Lean: home and the site show it on every first screen. The texts are here and not among the site's, because what a
person consented to must stay retrievable by its version for as long as the consent is kept.
"""

import hashlib

from gazette.settings import Settings

LISTS = ("breaking", "daily", "weekly")
"""Ids of the mailing lists, in the order in which they are offered."""

DEFAULT_LISTS = ("daily",)
"""What a signup that names no list asks for."""

TOPICS: tuple[str, ...] = ()
"""Slugs that a subscription can be narrowed to; none yet."""

_TITLES = {
    "en": {
        "breaking": ("Breaking news", "A letter at once when something important happens"),
        "daily": ("Daily digest", "Each morning: what happened in a day"),
        "weekly": ("Weekly digest", "Once a week: what is worth reading again"),
    },
    "ru": {
        "breaking": ("Срочные новости", "Письмо сразу, когда происходит что-то важное"),
        "daily": ("Ежедневный обзор", "Каждое утро: что произошло за день"),
        "weekly": ("Еженедельный обзор", "Раз в неделю: что стоит перечитать"),
    },
    "uz": {
        "breaking": ("Shoshilinch xabarlar", "Muhim voqea yuz berganda darhol xat keladi"),
        "daily": ("Kunlik sharh", "Har tongda: bir kun ichida nima boʻldi"),
        "weekly": ("Haftalik sharh", "Haftada bir marta: yana oʻqishga arziydiganlari"),
    },
    "uz-Cyrl": {
        "breaking": ("Шошилинч хабарлар", "Муҳим воқеа юз берганда дарҳол хат келади"),
        "daily": ("Кунлик шарҳ", "Ҳар тонгда: бир кун ичида нима бўлди"),
        "weekly": ("Ҳафталик шарҳ", "Ҳафтада бир марта: яна ўқишга арзийдиганлари"),
    },
}

# The text shown today first, behind it each one that was ever shown: never edit one, put a new one before it.
_CONSENT = {
    "en": (
        "I agree that this site sends the letters I have chosen to my e-mail address. "
        "I can end this at any time, with one click in any letter.",
    ),
    "ru": (
        "Я согласен, чтобы этот сайт присылал выбранные мной письма на мой адрес электронной почты. "
        "Я могу отказаться в любой момент, одним нажатием в любом письме.",
    ),
    "uz": (
        "Men tanlagan xatlarni ushbu sayt elektron pochtamga yuborishiga roziman. "
        "Istalgan xatdagi bir bosish bilan buni istalgan vaqtda toʻxtata olaman.",
    ),
    "uz-Cyrl": (
        "Мен танлаган хатларни ушбу сайт электрон почтамга юборишига розиман. "
        "Исталган хатдаги бир босиш билан буни исталган вақтда тўхтата оламан.",
    ),
}

_TELEGRAM = {"en": "{} on Telegram", "ru": "{} в Telegram", "uz": "{} Telegramda", "uz-Cyrl": "{} Телеграмда"}


def consent_version(text: str) -> str:
    """Name of a consent text: it changes with every letter of it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


CONSENT_TEXTS = {consent_version(text): text for texts in _CONSENT.values() for text in texts}
"""Each consent text that was ever shown, by its version."""


def describe_channels(settings: Settings, lang: str) -> dict[str, object]:
    """What `GET /v1/channels` answers. A language without texts of its own is offered the English ones."""
    titles = list_titles(lang)
    consent = _CONSENT.get(lang, _CONSENT["en"])[0]
    return {
        "telegram": _telegram(settings, lang),
        "lists": [{"id": name, "title": titles[name][0], "description": titles[name][1]} for name in LISTS],
        "topics": [],
        "consent": {"version": consent_version(consent), "text": consent},
    }


def list_titles(lang: str) -> dict[str, tuple[str, str]]:
    """(title, description) of each list."""
    return _TITLES.get(lang, _TITLES["en"])


def _telegram(settings: Settings, lang: str) -> dict[str, str] | None:
    channel = settings.telegram_channels.get(lang)
    if not channel:
        return None
    title = _TELEGRAM.get(lang, _TELEGRAM["en"]).format(settings.site_name)
    return {"url": f"https://t.me/{channel}", "title": title}
