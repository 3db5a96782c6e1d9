"""Characters that no font has are told of before they are printed as boxes."""

from __future__ import annotations

import pytest

from gui.report.characters import complaint, missing_characters
from gui.report.document import Document, OwnWords, Paragraph, Table
from tests.gui.report.sample import sample

UNKNOWN = "\U0001193f\U0001e4d0"  # scripts that hardly anybody has a font for
NO_SUCH_IDEOGRAPH = "\U00031fff"


def test_what_can_be_shown_is_no_reason_to_complain() -> None:
    assert complaint(sample()) == ""


@pytest.mark.parametrize("text", ["\n\t\x00\u00a0\u200b\u2060\u2029", "Å é ß ł", "→ ≤ ∂", "a\u0302"])
def test_spaces_and_ordinary_letters_are_none_either(text: str) -> None:
    assert missing_characters(Document("", "", (Paragraph(text),))) == ""


def test_missing_characters_are_found_wherever_they_stand_and_named_once() -> None:
    parts = (Table(("a",), ((f"x{UNKNOWN[0]}",),), "l", ""), OwnWords("a", "b", UNKNOWN + UNKNOWN))
    assert missing_characters(Document("", "", parts)) == UNKNOWN


def test_the_sentence_says_what_to_do() -> None:
    said = complaint(Document("", NO_SUCH_IDEOGRAPH, ()))
    assert NO_SUCH_IDEOGRAPH in said
    assert "fonts-noto-cjk" in said
    assert "fonts-noto-cjk" not in complaint(Document("", UNKNOWN, ()))


def test_a_long_list_is_cut_short() -> None:
    many = "".join(chr(0x31F00 + k) for k in range(100))
    assert many[:12] + "…" in complaint(Document("", many, ()))
