"""What is cut from the source fonts: the packages, the faces of the site, and the parts of each face."""

from collections.abc import Mapping
from dataclasses import dataclass

from gazette.about.language_names import ENDONYMS

PACKAGES = {
    "source-serif-4": "4Rtay22SC4lMvw11r/+9kxANB6P3M0X8s1NudBC2v0J1KU2y3DcMoNcT3lBoZ/CqLirzf+StlO6UlJilyrvaUg==",
    "source-sans-3": "u0p5Z/PM2e1uxYOMiodLM6NVzxHwULcB6Oi7QSr2WU/sdoLBFP/BeOZ3YYHeJ6rHsjPZA1nZweZVaV7sf2MAyQ==",
}
"""npm packages of @fontsource-variable, and the SHA-512 of their archives."""
VERSION = "5.3.1"

SERIF, SERIF_ITALIC = "source-serif-4-{}-opsz-normal", "source-serif-4-{}-opsz-italic"
SANS = "source-sans-3-{}-wght-normal"
"""Files of the packages, without the name of their subset."""

LATIN = (
    *(
        "20-7E",
        "A0-FF",
        "131",
        "152-153",
        "2BB-2BC",
        "2C6",
        "2DA",
        "2DC",
        "2009",
        "2010-2011",
        "2013-2014",
        "2018-201A",
    ),
    *(
        "201C-201E",
        "2022",
        "2026",
        "202F",
        "2032-2033",
        "2039-203A",
        "2044",
        "20AC",
        "2122",
        "2190-2193",
        "2197",
        "2212",
    ),
)
"""Code points in hexadecimal, or first-last. Punctuation, figures and signs are here only, for Cyrillic text too."""
CYRILLIC = ("301", "400-45F", "490-491", "4B0-4B1", "2116")


def list_letters(*ranges: str) -> frozenset[int]:
    """Code points of ranges: `list_letters("41-43", "2116")` are A, B, C and №."""
    bounds = [(int(first, 16), int(last or first, 16)) for first, _, last in (part.partition("-") for part in ranges)]
    return frozenset(code for first, last in bounds for code in range(first, last + 1))


def _in_both_cases(small: str) -> frozenset[int]:
    return frozenset(map(ord, small + small.upper()))


COMMON_PARTS = {
    "latin": ("latin", list_letters(*LATIN)),
    "cyr": ("cyrillic", list_letters(*CYRILLIC)),
    # Of Uzbek, Karakalpak, Kazakh, Kyrgyz, Tajik, Tatar and Mongolian.
    "cyrx": ("cyrillic-ext", _in_both_cases("ғҗқңүҳҷһәӣөӯ")),
}
"""Parts of every face: the subset of the package, and the letters that are taken from it if it has them."""
# Of Turkic languages, then of names from Central Europe and the Baltic.
LATIN_EXTENDED = _in_both_cases("ğşəňžǵńŋčšćśźżąęłőűřěășț") | frozenset(map(ord, "İ₴₺"))
MONEY = frozenset(map(ord, "₸₽"))
"""In a file of their own for the strip of rates, which most pages have."""
NAMES = frozenset(map(ord, "".join(ENDONYMS.values()))) & list_letters(*CYRILLIC)
"""Letters of the names of languages in the switch, so that a Latin page does not load a whole part for them."""
SERIF_PARTS = {**COMMON_PARTS, "ext": ("latin-ext", LATIN_EXTENDED | MONEY)}
SANS_PARTS = {**COMMON_PARTS, "ext": ("latin-ext", LATIN_EXTENDED), "money": ("latin-ext", MONEY)}


@dataclass(frozen=True)
class Face:
    """One font of the style sheet, in files `<name>-<part>.woff2`.

    `parts` are the letters of each file with the subset of the package that has them. `axes` are a value or
    (least, most) by axis. `weight` is the descriptor font-weight: heads have one weight for a range, so that no browser
    makes them bolder. `proportional` replaces the figures of one width, which are the default of the sources.
    """

    name: str
    family: str
    source: str
    axes: Mapping[str, float | tuple[float, float]]
    weight: str
    parts: Mapping[str, tuple[str, frozenset[int]]]
    style: str = "normal"
    proportional: bool = False


FACES = (
    Face("head", "Gazette Head", SERIF, {"opsz": 32, "wght": 650}, "400 900", SERIF_PARTS, proportional=True),
    Face("text", "Gazette Text", SERIF, {"opsz": 15, "wght": (400, 700)}, "400 700", SERIF_PARTS, proportional=True),
    Face(
        "italic",
        "Gazette Text",
        SERIF_ITALIC,
        {"opsz": 15, "wght": 400},
        "400",
        SERIF_PARTS,
        "italic",
        proportional=True,
    ),
    Face("sans", "Gazette Sans", SANS, {"wght": (400, 700)}, "400 700", SANS_PARTS),
    Face("names", "Gazette Names", SANS, {"wght": 400}, "400", {"cyr": ("cyrillic", NAMES)}),
)
