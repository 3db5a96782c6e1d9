"""How the numbers of a kept run are written: in its line of the list, and below it for the one that is looked at."""

from __future__ import annotations

from gui.shelf.kept import End, KeptRun, counted
from gui.widgets.numbers import value_text
from gui.widgets.run_bar import duration, percent, r2_text

GAP = " · "
MILLION = 1_000_000


def score_text(score: float, is_regression: bool) -> str:
    """100 %, or of numbers R² 0.993."""
    return f"R² {r2_text(score)}" if is_regression else percent(score)


def epochs_text(kept: KeptRun) -> str:
    """How far it was trained; in its first epoch, how many updates."""
    if kept.epoch:
        return counted(kept.epoch, "epoch")
    return counted(kept.snapshot.update, "update")


def numbers_text(kept: KeptRun) -> str:
    """The line of the list: what went wrong, or else loss, score and epochs, in as little room as they need."""
    if kept.end.is_a_fault:
        return f"{kept.end.value} after {epochs_text(kept)}"
    score = score_text(kept.snapshot.score, kept.is_regression)
    epochs = f"{kept.epoch / MILLION:.3g}M" if kept.epoch >= MILLION else f"{kept.epoch:,}"
    last = f"{epochs} ep." if kept.epoch else epochs_text(kept)
    return GAP.join([value_text(kept.snapshot.loss, digits=3), score, last])


def results_text(kept: KeptRun) -> str:
    """Loss and score in words, those of the test samples too."""
    now = kept.snapshot
    text = f"Loss {value_text(now.loss)}, {_score(now.score, kept.is_regression)}"
    if now.test_loss is not None and now.test_score is not None:
        text += f"; test loss {value_text(now.test_loss)}, {_score(now.test_score, kept.is_regression)}"
    return text


def ending_text(kept: KeptRun) -> str:
    """How and when it ended: "Finished, 20,000 epochs in 0:08, 14:02"."""
    end = kept.end.value.capitalize() + ("," if kept.end is End.FINISHED else " after")
    watched = f" in {duration(kept.seconds)}" if kept.seconds >= 1 else ""
    day = "" if kept.number else f"{kept.when.day} {kept.when:%b %Y}, "
    return f"{end} {epochs_text(kept)}{watched}, {day}{kept.when:%H:%M}"


def spoken(kept: KeptRun, difference: str) -> str:
    """The whole line for a screen reader."""
    parts = [kept.title, "pinned" if kept.pinned else "", difference, results_text(kept), ending_text(kept)]
    return ", ".join(part for part in parts if part)


def _score(score: float, is_regression: bool) -> str:
    return score_text(score, True) if is_regression else f"accuracy {percent(score)}"
