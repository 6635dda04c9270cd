"""Names of languages, each in the language itself, for lists that readers choose from."""

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


def find_endonym(lang: str) -> str:
    """The language's own name, by its BCP 47 tag, else by the tag's first part; the tag itself if there is no name."""
    return ENDONYMS.get(lang) or ENDONYMS.get(lang.partition("-")[0]) or lang
