"""The fonts that a page loads first, by the script of its language."""

import pytest

from cli.local.stack import ROOT
from gazette.pages.fonts import list_preloads

LATIN, CYRILLIC = ("head-latin.woff2", "sans-latin.woff2"), ("head-cyr.woff2", "sans-cyr.woff2")


@pytest.mark.parametrize(
    ("lang", "fonts"),
    [
        ("en", LATIN),
        ("uz", LATIN),
        ("pt-BR", LATIN),
        ("ru", CYRILLIC),
        ("uz-Cyrl", CYRILLIC),
        ("kk", CYRILLIC),
        ("kk-Latn", LATIN),
        ("ru-KZ", CYRILLIC),
        ("ar", ()),
    ],
)
def test_are_those_of_heads_and_labels_in_its_script(lang, fonts):
    assert list_preloads(lang) == fonts


@pytest.mark.parametrize("font", [*LATIN, *CYRILLIC])
def test_are_there(font):
    assert (ROOT / "web/assets" / font).exists()
