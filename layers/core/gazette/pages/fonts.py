"""Which fonts a page loads before its style sheet asks for them."""

from gazette.about.language_names import find_endonym

CYRILLIC, LAST_LATIN = range(0x400, 0x530), 0x24F
PARTS = {"Cyrl": "cyr", "Latn": "latin"}
"""Part of a font by the code of a script (ISO 15924)."""


def list_preloads(lang: str) -> tuple[str, ...]:
    """Names of the fonts that every page of a language needs: heads and all but the text. Empty for other scripts.

    The script is that of the tag (`uz-Cyrl`), else that in which the language writes its own name.
    """
    part = PARTS.get(_find_script(lang))
    return (f"head-{part}.woff2", f"sans-{part}.woff2") if part else ()


def _find_script(lang: str) -> str:
    for subtag in lang.split("-")[1:]:
        if len(subtag) == 4:
            return subtag.title()
    first = ord(find_endonym(lang)[0])
    return "Cyrl" if first in CYRILLIC else "Latn" if first <= LAST_LATIN else ""
