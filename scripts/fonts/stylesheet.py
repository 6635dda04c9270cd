"""The rules @font-face: one for each file, and fall-backs of the same size from the reader's machine."""

from collections.abc import Iterable, Iterator
from itertools import count, groupby

from fontTools.ttLib import TTFont

from scripts.fonts.cuts import Face

HEAD = """\
/* Written by scripts/fonts: change it there. Gazette Names has the letters of the language switch (web/README.md). */
"""

CYRILLIC = "U+400-52F"
BOLD_SERIFS, SANS_SERIFS = ("Georgia Bold", "Noto Serif Bold"), ("Arial", "Liberation Sans", "Roboto")
FALLBACKS = (
    ("Head", "400 900", BOLD_SERIFS, 87, None),
    ("Head", "400 900", BOLD_SERIFS, 90, CYRILLIC),
    ("Text", None, ("Noto Serif",), 98, None),
    ("Text", None, ("Georgia",), 107, None),
    ("Sans", None, SANS_SERIFS, 94.5, None),
)
"""Family, its weight, fonts of machines, their size-adjust in percent, and the letters that it is for.

A size-adjust is the width of a text in our font divided by that in theirs. Of two rules for a letter the last one whose
font the machine has counts.
"""


def write_face(face: Face, file: str, font: TTFont) -> str:
    """Rule of a file. Its unicode-range is exactly what the font has."""
    return _write_rule(
        {
            "font-family": f'"{face.family}"',
            "src": f'url("{file}") format("woff2")',
            "font-weight": face.weight,
            "font-style": face.style if face.style != "normal" else None,
            "font-display": "swap",
            "unicode-range": ",".join(list_ranges(font.getBestCmap())),
        }
    )


def write_fallbacks(fonts: dict[str, TTFont]) -> Iterator[str]:
    """Rules of the fall-backs: as wide as our fonts on average, and with their ascent and descent.

    `fonts` has a font of each family. An override counts in units of the adjusted size.
    """
    for name, weight, sources, adjustment, letters in FALLBACKS:
        font = fonts[f"Gazette {name}"]
        ascent, descent = (value / font["head"].unitsPerEm for value in (font["hhea"].ascent, -font["hhea"].descent))
        yield _write_rule(
            {
                "font-family": f'"Gazette {name} Fallback"',
                "font-weight": weight,
                "src": ",".join(f'local("{source}")' for source in sources),
                "size-adjust": f"{adjustment}%",
                "ascent-override": f"{ascent / adjustment * 100:.1%}",
                "descent-override": f"{descent / adjustment * 100:.1%}",
                "line-gap-override": "0%",
                "unicode-range": letters,
            }
        )


def list_ranges(codes: Iterable[int]) -> Iterator[str]:
    """`U+41-43`, `U+2116`: the code points as ranges of CSS."""
    steps = count()
    for _, run in groupby(sorted(codes), key=lambda code: code - next(steps)):
        first, *rest = run
        yield f"U+{first:X}-{rest[-1]:X}" if rest else f"U+{first:X}"


def _write_rule(declarations: dict[str, str | None]) -> str:
    return "@font-face{" + ";".join(f"{name}:{value}" for name, value in declarations.items() if value) + "}\n"
