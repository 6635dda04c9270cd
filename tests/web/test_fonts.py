"""The font files: what letters they have, how the style sheet names them, what they weigh."""

import json
import re
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from cli.local.stack import ROOT
from gazette.about.language_names import ENDONYMS
from gazette.rates.public.headline import SYMBOLS
from gazette.words import list_languages, load_words
from tests.support import site_content

ASSETS, LICENCES = ROOT / "web/assets", ROOT / "web/licences"
FILES = sorted(path.name for path in ASSETS.glob("*.woff2"))
RULE = re.compile(r"@font-face\{([^}]*)\}")
FACES = ("head", "text", "italic", "sans")

LETTERS = (
    *("ABCXYZabcxyz0123456789", "ʻʼ", "ЎўҚқҒғҲҳ", "ЁёЪъЭэЯя", "ӘәҢңӨөҮүҰұҺһҶҷӢӣӮӯҖҗ", "ЄєІіЇїҐґ"),
    *("ÇçÑñÖöÜü", "ĞğŞşİıƏəŇňŽž", "ŁłŚśŻżĄąĘęČčŠšŘřŐőȚț", "–—-…“”„‘’«»‹›", "№×·•−±½°′″", "←→↑↓↗", "€$£¥₽₸₴₺"),
    *("\u00a0\u202f\u2009\u2010\u2011\u00ad", "\u0301"),
)
"""Of the languages of the region, of names in the news, of punctuation and of money."""

LIMITS = {
    "head": {"latin": 19_816, "cyr": 13_628, "cyrx": 4_096, "ext": 5_500},
    "text": {"latin": 33_772, "cyr": 23_744, "cyrx": 6_684, "ext": 9_500},
    "italic": {"latin": 18_756, "cyr": 12_636, "cyrx": 4_332, "ext": 5_500},
    "sans": {"latin": 23_260, "cyr": 16_992, "cyrx": 5_104, "ext": 8_500, "money": 1_492},
    "names": {"cyr": 4_572},
}
"""Bytes at most, by face and part."""


@cache
def font(file):
    return TTFont(ASSETS / file)


def letters(face):
    return {chr(code) for file in FILES if file.startswith(f"{face}-") for code in font(file).getBestCmap()}


def rules():
    """Declarations of the rules that load a file, by its name."""
    for body in RULE.findall((ASSETS / "fonts.css").read_text()):
        declarations = dict(part.split(":", 1) for part in body.split(";"))
        if url := re.match(r'url\("([^"]+)"\)', declarations["src"]):
            yield url[1], declarations


def parse_range(text):
    bounds = [part.removeprefix("U+").split("-") for part in text.split(",")]
    return [code for bound in bounds for code in range(int(bound[0], 16), int(bound[-1], 16) + 1)]


@pytest.mark.parametrize("face", FACES)
def test_every_face_has_all_letters_of_the_readers_words(face):
    words = json.dumps([load_words(lang) for lang in list_languages()], ensure_ascii=False)
    content = " ".join([*site_content.PARAGRAPHS, *site_content.RATES_LINES, *SYMBOLS.values()])
    assert set(words) | set(content) <= letters(face)


@pytest.mark.parametrize("face", FACES)
def test_every_face_has_the_letters_of_the_region_and_of_names(face):
    assert set("".join(LETTERS)) - letters(face) == set()


def test_the_names_of_languages_have_their_cyrillic_letters():
    for lang in ("ru", "uz-Cyrl"):
        assert set(ENDONYMS[lang]) <= letters("names")


def test_the_style_sheet_gives_each_file_the_letters_that_it_has():
    found = list(rules())
    assert sorted(file for file, _ in found) == FILES
    for file, declarations in found:
        assert parse_range(declarations["unicode-range"]) == sorted(font(file).getBestCmap()), file
        assert declarations["font-display"] == "swap"


def test_no_letter_is_in_two_files_of_a_font():
    """A browser would load the last one of them, and a page would not need the one that it has loaded first."""
    seen = set()
    for _, rule in rules():
        mine = {(rule["font-family"], rule.get("font-style"), code) for code in parse_range(rule["unicode-range"])}
        assert not seen & mine
        seen |= mine


@pytest.mark.parametrize(("face", "part"), [(face, part) for face, parts in LIMITS.items() for part in parts])
def test_a_file_is_no_heavier_than_planned(face, part):
    assert (ASSETS / f"{face}-{part}.woff2").stat().st_size <= LIMITS[face][part]


def test_there_are_no_files_beside_the_planned_ones():
    assert sorted(f"{face}-{part}.woff2" for face, parts in LIMITS.items() for part in parts) == FILES


def test_figures_are_of_one_width_in_tables_and_of_their_own_in_text():
    widths = {face: {font(f"{face}-latin.woff2").getBestCmap()[ord(figure)] for figure in "17"} for face in FACES}
    advances = {
        face: {font(f"{face}-latin.woff2")["hmtx"][glyph][0] for glyph in glyphs} for face, glyphs in widths.items()
    }
    assert {face: len(found) for face, found in advances.items()} == {"head": 2, "text": 2, "italic": 2, "sans": 1}


@pytest.mark.parametrize("file", [f"{face}-{part}.woff2" for face in FACES for part in ("latin", "cyr")])
def test_letters_are_kerned(file):
    assert "kern" in {record.FeatureTag for record in font(file)["GPOS"].table.FeatureList.FeatureRecord}


@pytest.mark.parametrize("file", FILES)
def test_no_font_has_the_reserved_name_and_each_keeps_its_copyright(file):
    """The Open Font License forbids the name Source for changed fonts (clause 3)."""
    names = font(file)["name"]
    assert all("Source" not in str(names.getDebugName(number)) for number in (1, 3, 4, 6, 16))
    notice = names.getDebugName(0)
    assert any(licence.read_text().startswith(f"{notice}\n") for licence in LICENCES.glob("*.txt"))
    assert names.getDebugName(14) == "http://scripts.sil.org/OFL"
