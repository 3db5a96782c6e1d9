"""What a student has written so far: remembered as it is typed, so that no word is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping

from engine.files import FileError, parse_json
from gui.report.lab.material import Author
from gui.report.lab.places import PLACES
from gui.settings import Settings

NAME, STUDENT_ID, COURSE, TITLE, WORDS = "handInName", "handInId", "reportCourse", "reportTitle", "reportWords"
LONGEST = 20_000  # characters of one place


class Draft:
    """Author and words, in the settings; name and student id are those of the hand-in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._words = _read(settings.text(WORDS))

    @property
    def author(self) -> Author:
        """As remembered; at first only the lab's own title."""
        usual, text = Author(), self._settings.text
        return Author(text(NAME), text(STUDENT_ID), text(COURSE, usual.course), text(TITLE, usual.title))

    @property
    def words(self) -> Mapping[str, str]:
        """By the key of their place."""
        return self._words

    def write_author(self, author: Author) -> None:
        """Who hands it in."""
        for name, value in (
            (NAME, author.name), (STUDENT_ID, author.student_id), (COURSE, author.course), (TITLE, author.title),
        ):  # fmt: skip
            self._settings.remember(name, value)

    def write(self, key: str, text: str) -> None:
        """The words of one place; those of the others may have been changed in another window meanwhile."""
        self._words = {**self._words, **_read(self._settings.text(WORDS)), key: text[:LONGEST]}
        self._settings.remember(WORDS, json.dumps(self._words, ensure_ascii=False))


def _read(text: str) -> dict[str, str]:
    """Whatever of it is words for a place that there is."""
    if not text:
        return {}
    try:
        found = parse_json(text)
    except FileError:
        return {}
    if not isinstance(found, dict):
        return {}
    known = {place.key for place in PLACES}
    return {key: value[:LONGEST] for key, value in found.items() if key in known and isinstance(value, str)}
