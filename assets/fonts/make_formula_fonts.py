"""Makes the fonts of formulas from the full ones: python make_formula_fonts.py FOLDER-OF-STIX

It needs fonttools, which the program itself does not.  formulas/README.md says where the full fonts come from.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont
from making import rename, save

FOLDER = Path(__file__).parent / "formulas"
WEIGHTS = ("Regular", "Italic", "Bold")
OLD, NEW = "STIXGeneral", "Lab Formula"  # a changed font may not carry the name of the original
KEPT = [
    (0x0020, 0x00FF),  # Latin, its figures and punctuation
    (0x0131, 0x0131),  # i and j without dots, to put accents on
    (0x0237, 0x0237),
    (0x02C6, 0x02DD),  # accents: ˆ ˜ ˙
    (0x0391, 0x03F6),  # Greek
    (0x2013, 0x2026),  # dashes, quotes and dots
    (0x2016, 0x2016),  # ‖
    (0x2032, 0x2034),  # primes
    (0x2102, 0x2134),  # ℓ, ℒ, and the sets ℕ, ℝ, ℤ
    (0x2190, 0x2194),  # arrows
    (0x21A6, 0x21A6),
    (0x21D0, 0x21D4),
    (0x2200, 0x22FF),  # mathematics
    (0x2308, 0x230B),  # ⌈ ⌉ ⌊ ⌋
    (0x27E8, 0x27E9),  # ⟨ ⟩
]


def main(stix: Path) -> None:
    for weight in WEIGHTS:
        font = TTFont(stix / f"STIXGeneral-{weight}.otf")
        rename(font, OLD, NEW)
        rename_inside(font)
        # Formulas place each letter by themselves, and need no features.
        save(font, FOLDER / f"LabFormula-{weight}.otf", KEPT, [], [0, 1, 2, 3, 4, 5, 6, 7])


def rename_inside(font: TTFont) -> None:
    """In the table of its drawings, which has the names once more."""
    table = font["CFF "].cff
    table.fontNames = [name.replace(OLD, NEW.replace(" ", "")) for name in table.fontNames]
    top = table.topDictIndex[0]
    top.FamilyName, top.FullName = NEW, top.FullName.replace(OLD, NEW)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
