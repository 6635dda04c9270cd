"""What languages call themselves, for a list that a reader picks from. Lean."""

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
    """Own name of a BCP 47 language: that of the whole tag, else of its first part, else the tag itself."""
    return ENDONYMS.get(lang) or ENDONYMS.get(lang.partition("-")[0]) or lang
