"""Names of languages in the language itself, for lists that a reader chooses from."""

ENDONYMS = {
    "ar": "العربية",
    "az": "Azərbaycanca",
    "be": "Беларуская",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hi": "हिन्दी",
    "hy": "Հայերեն",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kaa": "Qaraqalpaqsha",
    "kk": "Қазақша",
    "ko": "한국어",
    "ky": "Кыргызча",
    "mn": "Монгол",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "tg": "Тоҷикӣ",
    "tk": "Türkmençe",
    "tr": "Türkçe",
    "tt": "Татарча",
    "uk": "Українська",
    "ur": "اردو",
    "uz": "Oʻzbekcha",
    "uz-Cyrl": "Ўзбекча",
    "zh": "中文",
}


def endonym(lang: str) -> str:
    """Endonym of a BCP 47 language: of the whole tag, else of its first subtag, else the tag itself."""
    return ENDONYMS.get(lang) or ENDONYMS.get(lang.partition("-")[0]) or lang
