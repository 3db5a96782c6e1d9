"""How the numbers of a kept run are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.shelf.kept import End, KeptRun
from gui.shelf.wording import ending_text, numbers_text, results_text, spoken
from tests.gui.shelf.shelves import DIVERGING, PATIENT, SHORT, kept_from, kept_run


def with_numbers(kept: KeptRun, **numbers: Any) -> KeptRun:
    return replace(kept, snapshot=replace(kept.snapshot, **numbers))


def test_a_line_has_loss_score_and_epochs() -> None:
    kept = with_numbers(kept_run(), loss=0.03126, score=20 / 21)
    assert numbers_text(kept) == "0.0313 · 95.2 % · 20 ep."
    assert numbers_text(with_numbers(kept, epoch=20_000)) == "0.0313 · 95.2 % · 20,000 ep."
    assert numbers_text(with_numbers(kept, epoch=1_250_000)) == "0.0313 · 95.2 % · 1.25M ep."


def test_of_numbers_the_score_is_r2() -> None:
    kept = with_numbers(kept_run(Recipe().choosing("dataset", "Sine"), 3), loss=0.5, score=0.25)
    assert numbers_text(kept) == "0.500 · R² 0.250 · 3 ep."
    assert results_text(kept) == "Loss 0.5000, R² 0.250"


def test_a_fault_is_said_in_words() -> None:
    assert numbers_text(kept_run(DIVERGING, 100)).startswith("diverged after 2")
    assert numbers_text(replace(kept_run(epochs=1), end=End.FAILED)) == "failed after 1 epoch"


def test_in_the_first_epoch_updates_are_counted() -> None:
    trainer = Trainer(SHORT.changed(batch_size=8))
    trainer.advance(2)
    kept = with_numbers(kept_from(trainer, end=End.PAUSED), loss=0.25, score=0.5)
    assert numbers_text(kept) == "0.250 · 50.0 % · 2 updates"
    assert ending_text(kept) == "Paused after 2 updates, 12:01"


def test_results_of_test_samples_are_told_too() -> None:
    kept = with_numbers(kept_run(PATIENT, 2), loss=0.25, score=0.5, test_loss=0.125, test_score=1.0)
    assert results_text(kept) == "Loss 0.2500, accuracy 50.0 %; test loss 0.1250, accuracy 100 %"


def test_an_ending_says_how_long_it_took_and_when() -> None:
    kept = with_numbers(kept_run(), epoch=20_000)
    assert ending_text(kept) == "Finished, 20,000 epochs, 12:01"
    assert ending_text(replace(kept, seconds=8.2)) == "Finished, 20,000 epochs in 0:08, 12:01"
    assert ending_text(replace(kept, end=End.EARLY)) == "Stopped early after 20,000 epochs, 12:01"
    assert ending_text(replace(kept, number=0)) == "Finished, 20,000 epochs, 5 Mar 2026, 12:01"


def test_a_screen_reader_says_all_of_it() -> None:
    kept = with_numbers(kept_run(pinned=True), loss=0.25, score=0.5)
    assert spoken(kept, "seed 3") == (
        "Run 1, pinned, seed 3, Loss 0.2500, accuracy 50.0 %, Finished, 20 epochs, 12:01"
    )
    assert spoken(replace(kept, pinned=False), "").startswith("Run 1, Loss")
