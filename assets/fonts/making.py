"""What both makers of fonts do with a font: give it another name, and save a part of it.  It needs fonttools."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont


def rename(font: TTFont, old: str, new: str) -> None:
    """In all its names, those that may not have spaces among them."""
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = record.toUnicode().replace(old, new)
        elif record.nameID in (3, 6):
            record.string = record.toUnicode().replace(old, new.replace(" ", ""))


def save(
    font: TTFont, path: Path, kept: Iterable[tuple[int, int]], features: list[str], names: list[int]
) -> None:  # fmt: skip
    """Only the characters that are ``kept``, from the first to the last of each range, and what they need."""
    options = Options()
    options.layout_features = features
    options.name_IDs = names
    options.notdef_outline = True
    options.glyph_names = False
    options.desubroutinize = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in kept for code in range(first, last + 1)])
    subsetter.subset(font)
    font.save(path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
