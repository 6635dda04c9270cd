"""Makes one font file: instance, subset, figures, arrows, names."""

import io
from collections.abc import Iterable
from math import cos, radians, sin
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from scripts.fonts.cuts import Face

FEATURES = ["ccmp", "kern", "liga", "mark"]
ALIASES = {0x2010: 0x2D, 0x2011: 0x2D, 0x202F: 0x2009}
"""Hyphens and the narrow no-break space, which the sources lack: they look like a glyph that is there."""
ARROWS = {0x2190: 90, 0x2192: -90, 0x2197: -45}
"""← → ↗ are the arrow ↑, turned by so many degrees."""
UPWARDS, MINUS = 0x2191, 0x2212
NO_VARIATION = 0xFFFFFFFF
COPYRIGHT, FAMILY, STYLE, FULL_NAME, POSTSCRIPT_NAME, LICENCE = 0, 1, 2, 4, 6, 14


def cut(source: Path, face: Face, letters: Iterable[int]) -> bytes:
    """WOFF2 with those of the letters that the source has, at the face's place on the axes."""
    font = TTFont(source, recalcTimestamp=False)
    figures = _find_single_substitutions(font, "pnum") if face.proportional else {}
    _map(font, figures)
    _subset(font, letters)
    instantiateVariableFont(font, face.axes, inplace=True, updateFontNames=False)
    if UPWARDS in font.getBestCmap():
        _add_arrows(font)
    _rename(font, face)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def _find_single_substitutions(font: TTFont, feature: str) -> dict[str, str]:
    """Glyphs that a feature replaces one by one, and their replacements."""
    if "GSUB" not in font:
        return {}
    table = font["GSUB"].table
    records = [record.Feature for record in table.FeatureList.FeatureRecord if record.FeatureTag == feature]
    lookups = {index for found in records for index in found.LookupListIndex}
    found: dict[str, str] = {}
    for index in sorted(lookups):
        for part in table.LookupList.Lookup[index].SubTable:
            found |= getattr(part, "ExtSubTable", part).mapping
    return found


def _map(font: TTFont, figures: dict[str, str]) -> None:
    """Give characters other glyphs: the figures, and the characters of ALIASES."""
    for table in font["cmap"].tables:
        if not table.isUnicode():
            continue
        table.cmap = {code: figures.get(glyph, glyph) for code, glyph in table.cmap.items()}
        table.cmap |= {alias: table.cmap[code] for alias, code in ALIASES.items() if code in table.cmap}


def _subset(font: TTFont, letters: Iterable[int]) -> None:
    options = subset.Options(
        layout_features=FEATURES,
        name_IDs=[COPYRIGHT, LICENCE],
        drop_tables=["BASE", "DSIG", "MVAR", "STAT"],
        hinting=False,
        notdef_outline=True,
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)


def _add_arrows(font: TTFont) -> None:
    """Arrows in more directions: turned components, so that they follow the weight, of one width at all weights."""
    cmap, glyphs = font.getBestCmap(), font["glyf"]
    upwards, minus = cmap[UPWARDS], cmap[MINUS]
    arrow, side = glyphs[upwards], font["hmtx"][upwards][1]
    x, y = (arrow.xMin + arrow.xMax) / 2, (arrow.yMin + arrow.yMax) / 2
    height, width = (glyphs[minus].yMin + glyphs[minus].yMax) / 2, arrow.yMax - arrow.yMin + 2 * side
    for code, degrees in ARROWS.items():
        a, b = cos(radians(degrees)), sin(radians(degrees))
        pen = TTGlyphPen(glyphs)
        pen.addComponent(upwards, (a, b, -b, a, round(width / 2 - a * x + b * y), round(height - b * x - a * y)))
        name = f"arrow{code:X}"
        glyphs[name] = pen.glyph()
        glyphs[name].recalcBounds(glyphs)
        font["hmtx"][name] = (width, glyphs[name].xMin)
        if "gvar" in font:
            font["gvar"].variations[name] = []
            font["HVAR"].table.AdvWidthMap.mapping[name] = NO_VARIATION
        for table in font["cmap"].tables:
            table.cmap[code] = name
    font.setGlyphOrder(font["glyf"].glyphOrder)


def _rename(font: TTFont, face: Face) -> None:
    """The licence reserves the name Source for the fonts of Adobe. Copyright and licence stay."""
    names = font["name"]
    copyright_notice, licence = names.getDebugName(COPYRIGHT), names.getDebugName(LICENCE)
    kept = [name for name in names.names if name.nameID > POSTSCRIPT_NAME and name.nameID != LICENCE]
    names.names = kept  # what the axis is called
    values = {
        COPYRIGHT: copyright_notice,
        FAMILY: face.family,
        STYLE: "Italic" if face.style == "italic" else "Regular",
        FULL_NAME: face.family,
        POSTSCRIPT_NAME: face.family.replace(" ", ""),
        LICENCE: licence,
    }
    for number, value in values.items():
        names.setName(value, number, 3, 1, 0x409)
