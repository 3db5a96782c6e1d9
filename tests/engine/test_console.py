"""The terminal: the lab's form to the letter, JSON that any program can read, and one line when it is misused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import ACTIVATIONS, DATASETS, INITIALIZERS, LOSSES, OPTIMIZERS, Recipe, Registry, Trainer, load_run
from tests.engine.terminals import Terminal, losses_in, strict

# -- the lab's form ----------------------------------------------------------------------------------------------------


def test_it_prints_what_the_lab_asks_for(terminal: Terminal) -> None:
    """Losses every so often and for the last five epochs, then the predictions, then the accuracy: nothing else."""
    code, lines, err = terminal("train", "--epochs", 23, "--print-every", 10)
    trainer = Trainer(Recipe())
    trainer.train(23)
    exact = trainer.history.exact.tolist()
    expected = [f"epoch {epoch} loss : {exact[epoch - 1]!r}" for epoch in (10, 19, 20, 21, 22, 23)]
    with np.printoptions(suppress=True):
        expected += str(trainer.network.predict(trainer.points.X)).splitlines()
    expected.append(f"accuracy : {100 * trainer.evaluate().accuracy:.2f}%")
    assert lines == expected
    assert (code, err) == (0, "")


def test_the_form_is_that_of_the_slides(terminal: Terminal) -> None:
    """Brackets, a row for each sample, and a percentage with two decimals."""
    _, lines, _ = terminal("train", "--epochs", 20_000)
    assert re.fullmatch(r"epoch 5000 loss : 0\.\d{10,}", lines[0])
    assert re.fullmatch(r"\[\[0\.\d{8}\]", lines[-22])
    assert re.fullmatch(r" \[0\.\d{1,8} *\]\]", lines[-2])
    assert lines[-1] == "accuracy : 100.00%"
    assert len(lines) == 3 + 5 + 21 + 1


@pytest.mark.parametrize(
    ("epochs", "every", "printed"),
    [
        (1, 5000, [1]),
        (3, 5000, [1, 2, 3]),
        (5, 5000, [1, 2, 3, 4, 5]),
        (6, 5000, [2, 3, 4, 5, 6]),
        (10, 1, list(range(1, 11))),
        (12, 4, [4, 8, 9, 10, 11, 12]),
        (20, 7, [7, 14, 16, 17, 18, 19, 20]),
        (14, 7, [7, 10, 11, 12, 13, 14]),
    ],
)
@pytest.mark.parametrize("batch_size", [0, 5])
def test_each_loss_is_printed_once_at_its_epoch(
    terminal: Terminal, epochs: int, every: int, printed: list[int], batch_size: int
) -> None:
    """Every N epochs and each of the last five, in order; with minibatches an epoch is several updates."""
    _, lines, _ = terminal("train", "--epochs", epochs, "--print-every", every, "--batch-size", batch_size)
    assert list(losses_in(lines)) == printed
    assert len([line for line in lines if line.startswith("epoch")]) == len(printed)


def test_losses_are_printed_every_5000_epochs_by_default(terminal: Terminal) -> None:
    """As on the slide."""
    _, lines, _ = terminal("train", "--epochs", 10_007, "--hidden", 2)
    assert list(losses_in(lines)) == [5000, 10_000, 10_003, 10_004, 10_005, 10_006, 10_007]


def test_the_terminal_trains_the_same_run_as_the_library(terminal: Terminal) -> None:
    """Bit for bit, with minibatches, test samples and options of every kind."""
    options = ["--dataset", "linear", "--samples", 37, "--noise", 0.05, "--test-fraction", 0.25, "--hidden", 5, 3]
    options += ["--activation", "tanh", "--loss", "bce", "--optimizer", "adam", "--lr", 0.02, "--batch-size", 8]
    _, lines, _ = terminal("train", *options, "--epochs", 40, "--seed", 11, "--print-every", 1)
    trainer = Trainer(
        Recipe(
            dataset="Linear", samples=37, noise=0.05, test_fraction=0.25, hidden=(5, 3), activation="Tanh", loss="BCE",
            optimizer="Adam", learning_rate=0.02, batch_size=8, epochs=40, seed=11,
        )
    )  # fmt: skip
    trainer.train(40)
    assert losses_in(lines) == dict(enumerate(trainer.history.exact.tolist(), 1))
    test = trainer.evaluate_test()
    assert test is not None
    assert lines[-2:] == [f"accuracy : {trainer.evaluate().accuracy:.2%}", f"test accuracy : {test.accuracy:.2%}"]


# -- options -----------------------------------------------------------------------------------------------------------


def parameters_after(terminal: Terminal, folder: Path, *options: object) -> int:
    """How many parameters the trained network has."""
    code, _, err = terminal("train", "--epochs", 1, "--out", folder, "--force", *options)
    assert (code, err) == (0, "")
    return len(load_run(folder / "run.npz").parameters)


def test_hidden_takes_any_depth(terminal: Terminal, tmp_path: Path) -> None:
    """From none at all, which is a linear model, to many."""
    assert parameters_after(terminal, tmp_path, "--hidden") == 3
    assert parameters_after(terminal, tmp_path, "--hidden", 5) == 3 * 5 + 6
    assert parameters_after(terminal, tmp_path, "--hidden", *[2] * 20) == 6 + 19 * 6 + 3
    assert parameters_after(terminal, tmp_path) == 12 + 20 + 5


def test_no_bias_takes_the_biases_away(terminal: Terminal, tmp_path: Path) -> None:
    """As on the slide."""
    assert parameters_after(terminal, tmp_path, "--no-bias") == 8 + 16 + 4


def test_names_are_case_insensitive(terminal: Terminal, tmp_path: Path) -> None:
    """All of them, and the files have the registered spelling."""
    options = ["--dataset", "LINEAR", "--activation", "rElU", "--output-activation", "SIGMOID", "--loss", "bce"]
    parameters_after(terminal, tmp_path, *options, "--optimizer", "MOMENTUM", "--initializer", "normal")
    recipe = Recipe.load(tmp_path / "recipe.json")
    chosen = (
        recipe.dataset,
        recipe.activation,
        recipe.output_activation,
        recipe.loss,
        recipe.optimizer,
        recipe.initializer,
    )
    assert chosen == ("Linear", "ReLU", "Sigmoid", "BCE", "Momentum", "Normal")


def test_options_default_to_the_recipes_values(terminal: Terminal, tmp_path: Path) -> None:
    """A recipe says most, the options the rest."""
    recipe = Recipe(hidden=(3,), activation="Tanh", epochs=7, seed=9, optimizer="Momentum",
                    knobs={"optimizer": {"momentum": 0.5}})  # fmt: skip
    recipe.save(tmp_path / "mine.json")
    out = tmp_path / "out"
    terminal("train", "--recipe", tmp_path / "mine.json", "--lr", 0.25, "--out", out)
    assert Recipe.load(out / "recipe.json") == recipe.changed(learning_rate=0.25)


def test_knobs_of_the_parts_can_be_set(terminal: Terminal, tmp_path: Path) -> None:
    """``--knob optimizer.momentum=0.95``."""
    parameters_after(terminal, tmp_path, "--optimizer", "momentum", "--knob", "optimizer.momentum=0.95")
    assert Recipe.load(tmp_path / "recipe.json").knobs == {"optimizer": {"momentum": 0.95}}


BAD_USAGE: list[tuple[list[object], list[str]]] = [
    (["--lr", "nan"], ["--lr", "nan", "0.0000001"]),
    (["--lr", "0"], ["--lr", "0.0000001"]),
    (["--lr", "-1"], ["--lr"]),
    (["--lr", "1e999"], ["--lr"]),
    (["--lr", "fast"], ["--lr", "fast", "a number"]),
    (["--lr", ""], ["--lr"]),
    (["--lr"], ["--lr"]),
    (["--samples", "0"], ["--samples", "2 to 1,000,000"]),
    (["--samples", "2.5"], ["--samples", "whole number"]),
    (["--samples", "9" * 400], ["--samples"]),
    (["--samples", "9" * 5000], ["--samples"]),
    (["--noise", "-1"], ["--noise"]),
    (["--test-fraction", "1"], ["--test-fraction", "0.9"]),
    (["--hidden", "0"], ["hidden", "1 to 4,096"]),
    (["--hidden", "4", "x"], ["--hidden", "x"]),
    (["--hidden", "4.5"], ["--hidden", "4.5"]),
    (["--hidden", "-4"], ["hidden", "-4"]),
    (["--hidden", "9" * 400], ["hidden"]),
    (["--hidden", "9" * 5000], ["hidden"]),
    (["--hidden", *["4"] * 101], ["hidden", "100"]),
    (["--hidden", *["4096"] * 50], ["hidden", "weights"]),
    (["--dataset", "spirall"], ["spirall", "XOR", "Linear"]),
    (["--dataset", "x" * 100_000], ["dataset"]),
    (["--dataset", "a\nb"], ["dataset"]),
    (["--activation", "sigmoit"], ["Sigmoid"]),
    (["--output-activation", ""], ["--output-activation"]),
    (["--loss", "MSEE"], ["MSE"]),
    (["--optimizer", "Adamant"], ["Adam"]),
    (["--batch-size", "-1"], ["--batch-size"]),
    (["--epochs", "-1"], ["--epochs"]),
    (["--epochs", "many"], ["--epochs", "many"]),
    (["--seed", "-1"], ["--seed"]),
    (["--seed", "2147483648"], ["--seed", "2,147,483,647"]),
    (["--print-every", "0"], ["--print-every"]),
    (["--print-every", "x"], ["--print-every"]),
    (["--print-every", "9" * 5000], ["--print-every"]),
    (["--unknown"], ["--unknown", "--help"]),
    (["--epoch", "5"], ["--epoch", "--help"]),  # abbreviations would change their meaning with every new option
    (["unexpected"], ["unexpected"]),
    (["a\nb"], ["a"]),
    (["--recipe", "/missing/recipe.json"], ["/missing/recipe.json", "no such file"]),
    (["--recipe", "/"], ["directory"]),
    (["--recipe"], ["--recipe"]),
    (["--out", "/dev/null"], ["--out", "/dev/null"]),
    (["--out", "/dev/null/folder"], ["--out", "/dev/null/folder", "not a directory"]),
    (["--out", "/dev/null/a\nb"], ["--out"]),
    (["--knob", "x"], ["--knob x", "PART.NAME=VALUE"]),
    (["--knob", "optimizer.momentum=0.5"], ["momentum"]),
    (["--knob", "engine.power=1"], ["engine"]),
    (["--optimizer", "momentum", "--knob", "optimizer.momentum=2"], ["momentum", "0.999"]),
    (["--optimizer", "momentum", "--knob", "optimizer.momentum=much"], ["much"]),
    (["--optimizer", "momentum", "--knob", "optimizer.momentum="], ["momentum"]),
    (["--optimizer", "momentum", "--knob", "optimizer.momentum=nan"], ["nan"]),
]


@pytest.mark.parametrize(("options", "words"), BAD_USAGE, ids=lambda value: " ".join(map(str, value))[:50])
def test_bad_usage_is_answered_in_one_line(terminal: Terminal, options: list[object], words: list[str]) -> None:
    """Exit code 2, nothing on stdout, and one line that says what was wrong and what is allowed."""
    code, lines, err = terminal("train", "--epochs", 1, *options)
    assert code == 2
    assert lines == []
    assert err.startswith("main.py train: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert len(err) < 2000
    for word in words:
        assert word in err


def test_a_bad_recipe_is_answered_in_one_line(terminal: Terminal, tmp_path: Path) -> None:
    """The file's name, and what is wrong in it."""
    for content in ('{"format": "backprop-lab/recipe", "version": 1, "lr": 1}', "{", '{"a": NaN}', ""):
        (tmp_path / "bad.json").write_text(content)
        code, lines, err = terminal("train", "--recipe", tmp_path / "bad.json")
        assert (code, lines) == (2, [])
        assert err.count("\n") == 1
        assert "bad.json" in err


def test_help_names_every_option(terminal: Terminal) -> None:
    """With its default and, for each choice of a recipe, the sentence that the window's tooltip has."""
    code, lines, err = terminal("train", "--help")
    assert (code, err) == (0, "")
    text = "\n".join(lines)
    promised = (
        "--recipe --dataset --samples --noise --test-fraction --hidden --activation --output-activation --loss "
        "--optimizer "
        "--lr --batch-size --epochs --seed --no-bias --print-every --out --json --force"
    )
    for option in promised.split():
        assert option in text


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_is_one_object_a_line(terminal: Terminal) -> None:
    """Losses at full precision at the same epochs, and at the end accuracy, loss, epochs and seconds."""
    code, lines, err = terminal("train", "--json", "--epochs", 12, "--print-every", 4)
    trainer = Trainer(Recipe())
    trainer.train(12)
    *losses, last = map(strict, lines)
    exact = trainer.history.exact.tolist()
    assert losses == [{"epoch": epoch, "loss": exact[epoch - 1]} for epoch in (4, 8, 9, 10, 11, 12)]
    assert last.pop("seconds") > 0
    assert last == {"accuracy": trainer.evaluate().accuracy, "loss": exact[-1], "epochs": 12}
    assert (code, err) == (0, "")


def test_json_has_the_test_results_too(terminal: Terminal) -> None:
    """Where samples were kept for testing."""
    _, lines, _ = terminal("train", "--json", "--epochs", 3, "--test-fraction", 0.3)
    last = strict(lines[-1])
    assert 0 <= last["test_accuracy"] <= 1
    assert last["test_loss"] > 0


# -- listings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "registry"),
    [
        ("datasets", DATASETS), ("activations", ACTIVATIONS), ("losses", LOSSES), ("optimizers", OPTIMIZERS),
        ("initializers", INITIALIZERS),
    ],
)  # fmt: skip
def test_listings_name_everything_with_its_help(terminal: Terminal, command: str, registry: Registry[Any]) -> None:
    """One a line, in the order from simple to hard."""
    code, lines, err = terminal(command)
    assert (code, err) == (0, "")
    assert len(lines) == len(registry)
    for line, name in zip(lines, registry, strict=True):
        assert re.fullmatch(re.escape(name) + r" +" + re.escape(registry.help(name)), line)


def test_a_listing_takes_no_options(terminal: Terminal) -> None:
    """One line, exit code 2."""
    code, lines, err = terminal("datasets", "--json")
    assert (code, lines) == (2, [])
    assert "--json" in err
    assert err.count("\n") == 1
