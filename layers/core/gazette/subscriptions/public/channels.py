"""The mailing lists, the Telegram channels and the consent texts, in each language.

The front page shows them. Consent texts are here and not among the site's texts: a text must stay retrievable by its
version for as long as the consent of a person is stored.
"""

import hashlib

from gazette.settings import Settings

LISTS = ("breaking", "daily", "weekly")
"""Ids of the mailing lists, in the order in which the site offers them."""

DEFAULT_LISTS = ("daily",)
"""Lists of a signup that names none."""

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

# The present text first, then all former texts. Never edit a text; add a new one before it.
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


def compute_consent_version(text: str) -> str:
    """The version of a consent text: it changes with every character."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


CONSENT_TEXTS = {compute_consent_version(text): text for texts in _CONSENT.values() for text in texts}
"""All present and former consent texts by version."""


def describe_channels(settings: Settings, lang: str) -> dict[str, object]:
    """The answer of `GET /v1/channels`. A language without texts gets the English ones."""
    titles = get_list_titles(lang)
    consent = _CONSENT.get(lang, _CONSENT["en"])[0]
    return {
        "telegram": _describe_telegram(settings, lang),
        "lists": [{"id": name, "title": titles[name][0], "description": titles[name][1]} for name in LISTS],
        "topics": [],
        "consent": {"version": compute_consent_version(consent), "text": consent},
    }


def get_list_titles(lang: str) -> dict[str, tuple[str, str]]:
    """List id → (title, description)."""
    return _TITLES.get(lang, _TITLES["en"])


def _describe_telegram(settings: Settings, lang: str) -> dict[str, str] | None:
    channel = settings.telegram_channels.get(lang)
    if not channel:
        return None
    title = _TELEGRAM.get(lang, _TELEGRAM["en"]).format(settings.site_name)
    return {"url": f"https://t.me/{channel}", "title": title}
