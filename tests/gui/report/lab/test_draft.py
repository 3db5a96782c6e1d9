"""Nothing that a student has typed is ever lost, and nothing strange in the settings does harm."""

from __future__ import annotations

import json

import pytest

from gui.report.lab.draft import LONGEST, WORDS, Draft
from gui.report.lab.material import Author
from gui.settings import Settings


def test_words_and_author_are_there_the_next_time() -> None:
    settings = Settings()
    draft = Draft(settings)
    assert (draft.author, draft.words) == (Author(), {})
    draft.write("introduction", "學習 <b>\nand more")
    draft.write("hidden", "Few.")
    draft.write_author(Author("王小明", "311", "DL", "Lab 1"))
    again = Draft(settings)
    assert again.words == {"introduction": "學習 <b>\nand more", "hidden": "Few."}
    assert again.author == Author("王小明", "311", "DL", "Lab 1")


def test_two_drafts_at_once_lose_nothing() -> None:
    settings = Settings()
    one, other = Draft(settings), Draft(settings)
    one.write("introduction", "From one window.")
    other.write("hidden", "From another.")
    assert Draft(settings).words == {"introduction": "From one window.", "hidden": "From another."}


def test_name_and_id_are_those_of_the_hand_in() -> None:
    settings = Settings()
    settings.remember("handInName", "Ada")
    settings.remember("handInId", "1815")
    assert (Draft(settings).author.name, Draft(settings).author.student_id) == ("Ada", "1815")


@pytest.mark.parametrize("stored", ["{", "[1]", "null", '{"nowhere": "x", "hidden": 3}', "[" * 10_000], ids=range(5))
def test_what_is_no_words_is_left_out(stored: str) -> None:
    settings = Settings()
    settings.remember(WORDS, stored)
    assert Draft(settings).words == {}


def test_a_novel_is_cut_off() -> None:
    settings = Settings()
    Draft(settings).write("hidden", "x" * (LONGEST + 5))
    assert len(json.loads(settings.text(WORDS))["hidden"]) == LONGEST
