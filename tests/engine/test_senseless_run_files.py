"""Run files in good form that make no sense: each entry of the text and each column of the history is looked at."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine import Diverged, Recipe, Trainer, load_run, save_run
from tests.engine.numeric import Array
from tests.engine.run_files import (
    Members,
    altered_text,
    npy,
    numbers,
    packed,
    refused,
    text_part,
    use,
)

COLUMNS = ("mean", "least", "greatest")  # of the blocks of a long run


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "backprop-lab/recipe"}, {"format": ...}, {"version": 2}, {"version": ...}, {"version": "1"},
        {"recipe": ...}, {"recipe": None}, {"recipe": []}, {"recipe": {}},
        {"recipe": {"format": "backprop-lab/recipe", "version": 1}},
        {"recipe": {"format": "backprop-lab/recipe", "version": 1, "dataset": "Nowhere"}},
        {"recipe": {"format": "backprop-lab/recipe", "version": 1, "samples": 10**300}},
        {"recipe": {"format": "backprop-lab/recipe", "version": 1, "samples": 10**400}},
        {"updates": ...}, {"updates": -1}, {"updates": 1.5}, {"updates": True}, {"updates": "10"}, {"updates": 11},
        {"updates": 10**18}, {"updates": 10**400}, {"updates": None}, {"updates": [10]}, {"updates": 10.0},
        {"block_size": ...}, {"block_size": 0}, {"block_size": -1}, {"block_size": 3}, {"block_size": 1.0},
        {"block_size": None},
        {"interventions": {}}, {"interventions": 5}, {"interventions": "none"}, {"interventions": [5]},
        {"interventions": [[]]},
        {"interventions": [{}]}, {"interventions": [{"update": 1, "what": "learning_rate"}]},
        {"interventions": [{"update": 1, "what": "learning_rate", "value": 0}]},
        {"interventions": [{"update": 1, "what": "learning_rate", "value": "0.1"}]},
        {"interventions": [{"update": 1, "what": "learning_rate", "value": 10**400}]},
        {"interventions": [{"update": 1, "what": "learning_rate", "value": 0.1, "why": "hm"}]},
        {"interventions": [{"update": -1, "what": "learning_rate", "value": 0.1}]},
        {"interventions": [{"update": 0.5, "what": "learning_rate", "value": 0.1}]},
        {"interventions": [{"update": 11, "what": "learning_rate", "value": 0.1}]},
        {"interventions": [{"update": 10**400, "what": "learning_rate", "value": 0.1}]},
        {"interventions": [{"update": 1, "what": "epochs", "value": 7}]},
        {"interventions": [{"update": 1, "what": "seed", "value": 7}]},
        {"interventions": [{"update": 1, "what": ["learning_rate"], "value": 7}]},
        {"interventions": [{"update": 1, "what": None, "value": 7}]},
        {"interventions": [{"update": 1, "what": "x" * 100_000, "value": 7}]},
        {"interventions": [{"update": at, "what": "learning_rate", "value": 0.1} for at in (5, 2)]},
    ],
    ids=lambda changes: str(changes)[:70],
)  # fmt: skip
def test_a_text_that_makes_no_sense_is_refused(members: Members, path: Path, changes: dict[str, object]) -> None:
    """Missing, of the wrong kind, out of range, or not fitting the rest."""
    assert refused(packed(altered_text(members, **changes)), path)


@pytest.mark.parametrize(
    "part",
    [
        text_part(""), text_part("{"), text_part("[]"), text_part("null"), text_part("NaN"),
        text_part('{"a": 1, "a": 2}'),
        text_part("[" * 50_000), text_part(" " * 3_000_000), npy((), b"", "<U0"), npy((), b"\xff\xff\xff\x7f", "<U1"),
        npy((), b"\0\xd8\0\0", "<U1"), npy((1,), b"{\0\0\0", "<U1"), npy((), b"{}", "|S2"), numbers(1.0),
    ],
    ids=lambda part: repr(part[-40:]),
)  # fmt: skip
def test_a_text_that_is_no_text_is_refused(members: Members, path: Path, part: bytes) -> None:
    """Not JSON, too deep, too long, of no characters, of characters that do not exist, a list of texts, bytes."""
    assert refused(packed({**members, "run.npy": part}), path)


# -- histories ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"history/exact.npy": numbers()}, {"history/exact.npy": numbers(0.1)},
        {"history/exact.npy": numbers(0.1, 0.2, 0.3)},
        {"history/exact.npy": numbers(*[0.1] * 5000)},
        {"history/exact.npy": numbers(0.1), "history/open.npy": numbers(0.2)},
        {"history/exact.npy": numbers(0.1), **{f"history/{name}.npy": numbers(0.2) for name in COLUMNS}},
        {"history/least.npy": numbers(0.1)}, {"history/greatest.npy": numbers(0.1, 0.2)},
        {"history/mean.npy": numbers(0.1)},
        {"history/last.npy": numbers()}, {"history/last.npy": numbers(0.1)}, {"history/last.npy": numbers(*[0.1] * 6)},
        {"history/test_epochs.npy": numbers(1)}, {"history/test_loss.npy": numbers(1)},
        {"history/test_accuracy.npy": numbers()},
        {"history/test_epochs.npy": numbers(2, 1)}, {"history/test_epochs.npy": numbers(1, 1)},
        {"history/test_epochs.npy": numbers(-1, 2)}, {"history/test_epochs.npy": numbers(1, 1.5)},
        {"history/test_epochs.npy": numbers(1, 1e300)},
        {"history/exact.npy": npy((1, 2), b"\0" * 16)},
    ],
    ids=lambda changes: str(list(changes))[:80] + str(len(changes)),
)  # fmt: skip
def test_a_history_that_does_not_fit_is_refused(members: Members, path: Path, changes: Members) -> None:
    """Not as many losses as epochs, columns of different lengths, blocks before the exact losses are full."""
    assert refused(packed({**members, **changes}), path)


def test_blocks_of_a_long_run_must_fit_too(path: Path) -> None:
    """Columns of unequal length, a block size that is no power of two, an open block longer than a block."""
    trainer = Trainer(Recipe(hidden=(), seed=1))
    trainer.train(8195)
    save_run(trainer.run(), path)
    with zipfile.ZipFile(path) as archive:
        long = {info.filename: archive.read(info) for info in archive.infolist()}
    use(Trainer.resumed(load_run(path)))
    history = trainer.history
    assert (history.block_size, len(history.mean), len(history.open)) == (4, 1024, 3)

    def part(array: Array) -> bytes:
        return numbers(*array.tolist())

    for changes in (
        {"history/least.npy": part(history.least[1:])},
        {"history/greatest.npy": part(np.append(history.greatest, 0.1))},
        {"history/mean.npy": part(history.mean[2:]), "history/open.npy": numbers(*[0.1] * 11)},
        {"history/least.npy": part(history.greatest + 1)},
    ):
        assert refused(packed({**long, **changes}), path)
    odd = altered_text(long, block_size=3)
    columns = {f"history/{name}.npy": part(getattr(history, name)[:1024]) for name in COLUMNS}
    assert refused(packed({**odd, **columns, "history/open.npy": numbers(*[0.1] * 1027)}), path)


# -- numbers -----------------------------------------------------------------------------------------------------------

SINGLE = Recipe(precision="float32", layers="BatchNorm, Dense(3), Dropout(0.2), Tanh", optimizer="Adam", patience=5)  # type: ignore[arg-type]


def parts_of(recipe: Recipe, path: Path) -> Members:
    """The parts of a run file of this recipe, after three updates."""
    trainer = Trainer(recipe)
    trainer.advance(3)
    save_run(trainer.run(), path)
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


@pytest.mark.parametrize(
    "name", ["parameters", "optimizer/moments", "optimizer/best parameters", "network/layer 1 running mean"]
)
def test_numbers_beyond_the_runs_precision_are_refused(name: str, path: Path) -> None:
    """They would become infinite when they are copied."""
    parts = parts_of(SINGLE, path)
    use(Trainer.resumed(load_run(path)))
    array = np.load(io.BytesIO(parts[f"{name}.npy"]))
    huge = npy(array.shape, np.full(array.shape, -1e39).tobytes())
    assert "float32 does not reach" in refused(packed({**parts, f"{name}.npy": huge}), path)


@pytest.mark.parametrize("value", [-1.0, 0.5, 1e300])
@pytest.mark.parametrize("schedule", ["Constant", "Step", "Cosine", "Reduce on plateau"])
def test_nonsense_in_what_is_remembered_is_survived(schedule: str, value: float, path: Path) -> None:
    """Counts, shares and running statistics that training could never have written: it goes on, or says it diverged."""
    parts = parts_of(SINGLE.changed(schedule=schedule, precision="float64"), path)
    for name in parts:
        array = np.load(io.BytesIO(parts[name]))
        if name.startswith(("optimizer/", "network/")):
            path.write_bytes(packed({**parts, name: npy(array.shape, np.full(array.shape, value).tobytes())}))
            with contextlib.suppress(Diverged):
                use(Trainer.resumed(load_run(path)))


def test_the_learning_rate_is_that_of_the_recipe_and_the_changes(path: Path) -> None:
    """Where a schedule guides it, it is in the file a second time, and may be nonsense there."""
    recipe = SINGLE.changed(schedule="Step", learning_rate=0.25)
    parts = parts_of(recipe, path)
    assert "optimizer/ρ₀.npy" in parts
    path.write_bytes(packed({**parts, "optimizer/ρ₀.npy": npy((), np.array(-1e30).tobytes())}))
    trainer = Trainer.resumed(load_run(path))
    assert trainer.optimizer.base_rate == trainer.optimizer.learning_rate == 0.25


@pytest.mark.parametrize(
    "change",
    [
        {"network/layer 1 running mean.npy": b""},
        {"network/layer 1 running mean.npy": numbers(1.0)},
        {"network/layer 1 running mean.npy": npy((), b"\0" * 8)},
        {"network/layer 3 updates.npy": numbers(1.0)},
        {"network/layer 9 updates.npy": npy((), b"\0" * 8)},
        {"network/.npy": npy((), b"\0" * 8)},
        {"network/\x1b[31m\n.npy": npy((), b"\0" * 8)},
        {f"network/{k}.npy": npy((), b"\0" * 8) for k in range(900)},
        {"optimizer/best parameters.npy": b""},
    ],
    ids=lambda change: repr(next(iter(change))) + str(len(change)),
)
def test_what_layers_remember_must_be_that_of_their_network(change: Members, path: Path) -> None:
    """Missing (here: empty), of another shape, of layers that are not there, in any number."""
    parts = {**parts_of(SINGLE, path), **change}
    assert refused(packed({name: part for name, part in parts.items() if part}), path)


def test_there_are_no_more_parts_than_the_largest_network_has(path: Path) -> None:
    """A zip's directory is cheap to fill."""
    many = {f"network/{k}.npy": npy((), b"\0" * 8) for k in range(1100)}
    assert "parts; up to 1000 are allowed" in refused(packed({**parts_of(SINGLE, path), **many}), path)
    largest = Trainer(SINGLE.changed(layers="BatchNorm," * 200, schedule="Reduce on plateau"))
    save_run(largest.run(), path)
    use(Trainer.resumed(load_run(path)))
