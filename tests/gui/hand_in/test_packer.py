"""The packer: one thing after the other, the window free all the while, and a sentence for whatever goes wrong."""

from __future__ import annotations

import errno
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.hand_in import Content, HandInError
from gui.hand_in.offer import Offer
from gui.hand_in.packer import Packer
from gui.jobs import Jobs


class Onlooker:
    """Notes all that a packer says."""

    def __init__(self, folder: Path) -> None:
        self.owner = QObject()
        self.jobs = Jobs(self.owner)
        self.packer = Packer(self.jobs, self.owner)
        self.zip = folder / "a.zip"
        self.said: list[str] = []
        self.packer.progressed.connect(self.said.append)
        self.packer.finished.connect(lambda path: self.said.append(f"made {path.name}"))
        self.packer.failed.connect(lambda sentence: self.said.append(f"failed: {sentence}"))
        self.packer.stopped.connect(lambda: self.said.append("stopped"))

    def pack(self, *offers: Offer, files: tuple[Content, ...] = ()) -> str:
        """Packs and waits; the last that was said."""
        self.packer.pack(self.zip, offers, files)
        return self.wait()

    def wait(self) -> str:
        """Until it is over; the last that was said."""
        while self.packer.is_busy:
            self.jobs.wait()
            QApplication.processEvents()
        return self.said[-1]

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.zip) as archive:
            return archive.namelist()


@pytest.fixture
def onlooker(qapp: QApplication, tmp_path: Path) -> Iterator[Onlooker]:
    onlooker = Onlooker(tmp_path)
    yield onlooker
    onlooker.jobs.wait()
    onlooker.owner.deleteLater()


def offer(
    make: Callable[[], bytes], title: str = "Report", prepare: Callable[[], Iterator[object]] | None = None
) -> Offer:
    return Offer(title, f"{title.lower()}.pdf", "…", make, prepare)


def raising(error: Exception) -> Callable[[], bytes]:
    def make() -> bytes:
        raise error

    return make


def test_offers_come_first_and_then_files(onlooker: Onlooker) -> None:
    """In their order, and it says what it is at."""
    files = (Content("main.py", b"1"), Content("b.py", b"2"))
    folder = Offer("Text", "text/", "…", lambda: {"report.md": b"#", "loss.svg": b"<svg/>"})
    assert onlooker.pack(offer(lambda: b"%PDF"), folder, files=files) == "made a.zip"
    assert onlooker.names() == ["report.pdf", "text/report.md", "text/loss.svg", "main.py", "b.py"]
    assert onlooker.said == ["Making Report…", "Making Text…", "Writing a.zip…", "made a.zip"]


def test_it_can_pack_again(onlooker: Onlooker) -> None:
    """Nothing of the zip before is in the next."""
    onlooker.pack(offer(lambda: b"1"))
    onlooker.pack(offer(lambda: b"2", "Other"))
    assert onlooker.names() == ["other.pdf"]


def test_what_is_made_is_made_beside_the_window(onlooker: Onlooker, qtbot: QtBot) -> None:
    """While it takes its time, the window has all of its own."""
    may_end, threads = threading.Event(), list[int]()

    def make() -> bytes:
        threads.append(threading.get_ident())
        assert may_end.wait(20)
        return b""

    onlooker.packer.pack(onlooker.zip, [offer(make)], ())
    qtbot.waitUntil(lambda: bool(threads))  # the window's loop turns
    assert threads != [threading.get_ident()]
    assert onlooker.packer.is_busy
    may_end.set()
    qtbot.waitUntil(lambda: not onlooker.packer.is_busy)


def test_what_only_the_window_can_draw_is_drawn_in_steps(onlooker: Onlooker) -> None:
    """Between two of them the window has its turn, and what was drawn is there when the content is made."""
    pages: list[str] = []

    def draw() -> Iterator[object]:
        for page in "abc":
            assert threading.current_thread() is threading.main_thread()
            pages.append(page)
            yield page

    onlooker.packer.pack(onlooker.zip, [offer(lambda: "".join(pages).encode(), prepare=draw)], ())
    assert pages == ["a"]
    assert onlooker.wait() == "made a.zip"
    with zipfile.ZipFile(onlooker.zip) as archive:
        assert archive.read("report.pdf") == b"abc"


def test_drawing_can_be_stopped_between_two_steps(onlooker: Onlooker) -> None:
    def draw() -> Iterator[object]:
        onlooker.packer.stop()
        yield "a page"
        raise AssertionError("this step comes too late")

    assert onlooker.pack(offer(lambda: b"", prepare=draw)) == "stopped"
    assert not onlooker.zip.exists()


def test_making_can_be_stopped(onlooker: Onlooker) -> None:
    """After what is in hand; the next is not begun."""

    def make() -> bytes:
        onlooker.packer.stop()
        return b""

    assert onlooker.pack(offer(make), offer(raising(AssertionError()), "Next")) == "stopped"
    assert onlooker.said == ["Making Report…", "stopped"]
    assert onlooker.pack(offer(lambda: b"")) == "made a.zip"  # it does not stop for ever


def test_writing_can_be_stopped(onlooker: Onlooker) -> None:
    """And leaves nothing."""
    onlooker.packer.progressed.connect(
        lambda words: onlooker.packer.stop() if words.startswith("Writing") else None
    )
    assert onlooker.pack(offer(lambda: b"1")) == "stopped"
    assert not onlooker.zip.exists()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (HandInError("It has no counterpart there."), "It has no counterpart there."),
        (OSError(errno.EIO, "Input/output error"), "input/output error."),
        (MemoryError(), "there is not enough memory for it."),
    ],
)
def test_why_something_was_not_made_is_said(onlooker: Onlooker, error: Exception, why: str) -> None:
    """Whether it happens in the window's thread or beside it; a zip without it is not written unasked."""

    def draw() -> Iterator[object]:
        yield raising(error)()

    for each in (offer(raising(error)), offer(lambda: b"", prepare=draw)):
        sentence = onlooker.pack(each, offer(lambda: b"", "Next"))
        assert sentence.startswith(f"failed: Report: {why} Nothing was written.")
    assert not onlooker.zip.exists()


def test_a_fault_of_the_program_is_told_as_one(onlooker: Onlooker, qtbot: QtBot) -> None:
    """The student hears of it, and so does whoever looks after exceptions."""
    with qtbot.captureExceptions() as exceptions:
        sentence = onlooker.pack(offer(raising(ZeroDivisionError("oh"))))
    assert "Report was not made because of a fault in this program." in sentence
    assert [kind for kind, *_ in exceptions] == [ZeroDivisionError]


def test_a_fault_while_writing_is_told_as_one(
    onlooker: Onlooker, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.hand_in.packer.make_zip", lambda *_: 1 / 0)
    with qtbot.captureExceptions() as exceptions:
        sentence = onlooker.pack(offer(lambda: b""))
    assert sentence == "failed: The zip was not written because of a fault in this program."
    assert [kind for kind, *_ in exceptions] == [ZeroDivisionError]


def test_too_little_memory_to_pack_is_said(onlooker: Onlooker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.hand_in.write_atomically", raising_any(MemoryError()))
    assert onlooker.pack(offer(lambda: b"")).startswith("failed: There is not enough memory to pack so much.")


def raising_any(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_names_that_are_known_only_when_they_are_made_are_checked(onlooker: Onlooker) -> None:
    folder = Offer("Text", "text/", "…", lambda: {"../../evil.py": b""})
    assert onlooker.pack(folder).startswith('failed: ".." is no name for a file.')
