"""The terminal's files: four of them, of the same run, never by mistake over another, also of a diverged one."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine import Recipe, Trainer, load_run
from tests.engine.terminals import RUNAWAY, Terminal, losses_in, strict


def test_out_writes_four_files_that_can_be_read_again(terminal: Terminal, tmp_path: Path) -> None:
    """Recipe, history, predictions and the run itself, all of the same run; the folder is made, parents too."""
    out = tmp_path / "new" / "folder"
    code, _, _ = terminal("train", "--epochs", 30, "--lr", 0.25, "--test-fraction", 0.2, "--out", out)
    assert code == 0
    assert sorted(os.listdir(out)) == ["history.csv", "predictions.csv", "recipe.json", "run.npz"]
    trainer = Trainer(Recipe.load(out / "recipe.json"))
    assert trainer.recipe == Recipe(epochs=30, learning_rate=0.25, test_fraction=0.2)
    trainer.train(30)
    resumed = Trainer.resumed(load_run(out / "run.npz"))
    assert np.array_equal(resumed.network.parameters, trainer.network.parameters)
    history = (out / "history.csv").read_text().splitlines()
    assert history[0].startswith("epoch,loss,")
    assert [float(line.split(",")[1]) for line in history[1:]] == trainer.history.exact.tolist()
    predictions = [line.split(",") for line in (out / "predictions.csv").read_text().splitlines()]
    assert predictions[0][:5] == ["x1", "x2", "truth", "prediction", "correct"]
    assert [float(row[3]) for row in predictions[1:]] == trainer.network.predict(trainer.points.X).ravel().tolist()


def test_a_run_that_is_there_is_not_overwritten_unless_forced(terminal: Terminal, tmp_path: Path) -> None:
    """It is refused before the training, not after an hour of it; any one of the four files is enough."""
    terminal("train", "--epochs", 1, "--seed", 1, "--out", tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    code, lines, err = terminal("train", "--epochs", 1, "--seed", 2, "--out", tmp_path)
    assert (code, lines) == (2, [])
    assert "--force" in err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    code, _, _ = terminal("train", "--epochs", 1, "--seed", 2, "--out", tmp_path, "--force")
    assert code == 0
    assert Recipe.load(tmp_path / "recipe.json").seed == 2
    for name in ("recipe.json", "history.csv", "predictions.csv"):
        (tmp_path / name).unlink()
    assert terminal("train", "--epochs", 1, "--out", tmp_path)[0] == 2


def test_other_files_in_the_folder_stay(terminal: Terminal, tmp_path: Path) -> None:
    """A folder with something else in it is no obstacle."""
    (tmp_path / "notes.txt").write_text("mine")
    assert terminal("train", "--epochs", 1, "--out", tmp_path)[0] == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_folder_that_becomes_unwritable_loses_only_the_files(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was learned is printed all the same, and the reason is one sentence."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    code, lines, err = terminal("train", "--epochs", 3, "--out", tmp_path)
    assert code not in (0, 2, 3)
    assert lines[-1].startswith("accuracy : ")
    assert "no space left on device" in err
    assert err.count("\n") == 1


# -- divergence --------------------------------------------------------------------------------------------------------


def test_a_diverged_run_ends_with_code_3_and_what_is_known(terminal: Terminal, tmp_path: Path) -> None:
    """The last losses, predictions and accuracy are printed, the files are written, and a sentence says what to try."""
    code, lines, err = terminal("train", *RUNAWAY, "--epochs", 1000, "--out", tmp_path)
    resumed = Trainer.resumed(load_run(tmp_path / "run.npz"))
    assert code == 3
    assert list(losses_in(lines)) == list(range(resumed.epoch - 4, resumed.epoch + 1))
    assert lines[-1].startswith("accuracy : ")
    assert err.count("\n") == 1
    assert "smaller learning rate" in err
    assert np.isfinite(list(losses_in(lines).values())).all()
    assert sorted(os.listdir(tmp_path)) == ["history.csv", "predictions.csv", "recipe.json", "run.npz"]


@pytest.mark.parametrize("more", [[], ["--test-fraction", 0.3], ["--batch-size", 4]], ids=str)
def test_a_diverged_run_is_honest_json_too(terminal: Terminal, more: list[object]) -> None:
    """No Infinity and no NaN, which no other program could read."""
    code, lines, _ = terminal("train", *RUNAWAY, *more, "--epochs", 1000, "--json", "--print-every", 7)
    *losses, last = map(strict, lines)
    assert code == 3
    assert losses[-1]["epoch"] == last["epochs"]
    epochs = [each["epoch"] for each in losses]
    assert epochs == sorted(set(epochs))
