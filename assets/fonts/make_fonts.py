"""Makes the fonts of this folder from the full ones: python make_fonts.py FOLDER-OF-INTER FOLDER-OF-JETBRAINS-MONO

It needs fonttools, which the program itself does not.  README.md says where the full fonts come from.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.misc.transform import Transform
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from making import rename, save

HERE = Path(__file__).parent
WEIGHTS = {"Regular": "SemiBold", "Medium": "Bold", "SemiBold": "ExtraBold"}  # and where its raised letter comes from
FIGURES = "0123456789+−"
KEPT = [
    (0x0020, 0x024F),  # Latin
    (0x02B0, 0x036F),  # raised letters, accents that combine: ẑ, m̂
    (0x0370, 0x03FF),  # Greek
    (0x1D2C, 0x1D6A),  # raised and lowered letters: ᵀ ᵗ ᶻ
    (0x1DA0, 0x1DBF),
    (0x1E00, 0x1EFF),  # Latin with more accents
    (0x2000, 0x20BF),  # punctuation, raised and lowered figures, currencies
    (0x2100, 0x22FF),  # letter-like symbols, fractions, arrows, mathematics
    (0x2318, 0x23CF),  # keys of a keyboard
    (0x25A0, 0x2713),  # shapes and ticks
    (0xFB00, 0xFB04),
]


def main(inter: Path, jetbrains_mono: Path) -> None:
    for weight, heavier in WEIGHTS.items():
        font = TTFont(inter / f"Inter-{weight}.otf")
        add_symbols(font, TTFont(inter / f"Inter-{heavier}.otf"))
        keep(font, f"Inter-{weight}.otf", ["kern", "mark", "mkmk", "ccmp"])
        if weight != "Medium":
            font = TTFont(inter / f"Inter-{weight}.otf")
            bake_tabular_figures(font)
            rename(font, "Inter", "Inter Tabular")
            keep(font, f"InterTabular-{weight}.otf", ["mark", "mkmk", "ccmp"])
    # No ligatures: in a log, <= is two characters.
    keep(TTFont(jetbrains_mono / "JetBrainsMono-Regular.ttf"), "JetBrainsMono-Regular.ttf", ["mark", "mkmk", "ccmp"])


def bake_tabular_figures(font: TTFont) -> None:
    """Makes the figures of equal width the ordinary ones."""
    table = font["GSUB"].table
    indices = {i for r in table.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex}
    tabular: dict[str, str] = {}
    for index in indices:
        for subtable in table.LookupList.Lookup[index].SubTable:
            tabular |= getattr(subtable, "ExtSubTable", subtable).mapping
    for cmap in font["cmap"].tables:
        for figure in FIGURES:
            name = cmap.cmap.get(ord(figure))
            if name in tabular:
                cmap.cmap[ord(figure)] = tabular[name]


def add_symbols(font: TTFont, heavier: TTFont) -> None:
    """Draws the two symbols that Inter lacks: ∇ is ∆ upside down, ᵀ a T made smaller and raised."""
    increment = font.getBestCmap()[0x2206]
    height = font["OS/2"].sCapHeight
    advance = font["hmtx"][increment][0]
    add_glyph(font, 0x2207, "nabla", font, increment, Transform(1, 0, 0, -1, 0, height), advance)
    letter = heavier.getBestCmap()[ord("T")]
    wide = heavier["hmtx"][letter][0]
    scale = 0.6
    raised = Transform(scale, 0, 0, scale, 0, height * (1 - scale) + height * 0.06)
    add_glyph(font, 0x1D40, "uni1D40", heavier, letter, raised, round(wide * scale))


def add_glyph(
    font: TTFont, code: int, name: str, source: TTFont, original: str, transform: Transform, advance: int
) -> None:
    pen = T2CharStringPen(advance, None)
    source.getGlyphSet()[original].draw(TransformPen(pen, transform))
    top = font["CFF "].cff.topDictIndex[0]
    private = top.FDArray[0].Private if hasattr(top, "FDArray") else top.Private
    drawn = pen.getCharString(private, top.GlobalSubrs)
    strings = top.CharStrings
    strings.charStringsIndex.append(drawn)
    strings.charStrings[name] = len(strings.charStringsIndex) - 1
    top.charset.append(name)
    if hasattr(top, "FDSelect"):
        top.FDSelect.append(0)
    font.setGlyphOrder([*font.getGlyphOrder(), name] if name not in font.getGlyphOrder() else font.getGlyphOrder())
    font["hmtx"][name] = (advance, 0)
    for cmap in font["cmap"].tables:
        cmap.cmap[code] = name


def keep(font: TTFont, name: str, features: list[str]) -> None:
    save(font, HERE / name, KEPT, features, [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
