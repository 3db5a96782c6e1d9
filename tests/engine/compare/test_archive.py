"""A comparison's file gives back all that came of it, to the last bit, and anything else a sentence."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import tracemalloc
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import engine.compare.archive as archive_module
from engine.compare.archive import MOST_BYTES, load_outcomes, outcomes_file, save_outcomes
from engine.compare.chunk import Progress, Task, train_chunk
from engine.compare.factor import CompareError
from engine.compare.outcome import Outcome, State
from engine.compare.plan import Comparison, Trial
from engine.compare.summary import are_numbers
from engine.csv_dataset import _names
from engine.recipe import Recipe
from engine.snapshot import Line, Surface
from engine.trainer import Trainer
from tests.engine.compare.trials import compared
from tests.engine.run_files import MUCH_MEMORY, Members, npy, packed, text_part

SHORT = Recipe(epochs=30)
SINE = SHORT.choosing("dataset", "Sine")
DIGITS = Recipe(epochs=1).choosing("dataset", "Digits")
SPIRALS = Recipe(epochs=20, precision="float32", test_fraction=0.2).choosing("dataset", "Spirals")
WILD = Recipe(epochs=30, activation="ReLU", output_activation="Linear", hidden=(4, 4))


@cache
def ended(trial: Trial) -> Outcome:
    """As a worker process gives it back."""
    (now,) = train_chunk(Task((trial.recipe,), trial.recipe.epochs, 10.0))
    return _outcome(trial, now)


def _outcome(trial: Trial, now: Progress) -> Outcome:
    return Outcome(
        trial, State(now.state), now.why, now.epoch, now.seconds, now.loss, now.score, now.test_loss, now.test_score,
        MappingProxyType(dict(now.reached)), now.curve, now.picture, now.run, now.points,
    )  # fmt: skip


def outcomes(of: Comparison) -> list[Outcome]:
    return [ended(trial) for trial in of.trials]


def same(one: Any, other: Any) -> bool:
    """Equal in all numbers, texts and shapes."""
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and all(same(value, getattr(other, name)) for name, value in vars(one).items())
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


# -- what comes back ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factors", "recipe", "state"),
    [
        (("lr=0.1,1", "hidden=2,4-4"), SHORT, State.DONE),
        (("lr=0.1,1",), SINE, State.DONE),
        (("optimizer=SGD,Adam",), DIGITS, State.DONE),
        (("lr=0.1,1",), SPIRALS, State.DONE),
        (("lr=1e5,1e6",), WILD, State.DIVERGED),
    ],
    ids=["two features", "one feature", "images", "single precision and test samples", "diverged"],
)
def test_all_comes_back_as_it_was(factors: Sequence[str], recipe: Recipe, state: State, tmp_path: Path) -> None:
    """State, numbers, curve, picture, samples and run, of all trials."""
    comparison = compared(*factors, recipe=recipe, seeds=2)
    before = outcomes(comparison)
    assert {each.state for each in before} == {state}
    save_outcomes(comparison, before, tmp_path / "it.npz")
    again, after = load_outcomes(tmp_path / "it.npz")
    assert again == comparison
    assert len(after) == len(before)
    assert all(map(same, before, after))


def test_pictures_are_of_the_kind_that_they_were() -> None:
    kinds = [type(ended(compared("lr=1", recipe=recipe).trials[0]).picture) for recipe in (SHORT, SINE, DIGITS)]
    assert kinds == [Surface, Line, type(None)]


def test_a_run_that_comes_back_goes_on_as_it_would_have(tmp_path: Path) -> None:
    comparison = compared("lr=1,2", recipe=SHORT)
    save_outcomes(comparison, outcomes(comparison), tmp_path / "it.npz")
    run = load_outcomes(tmp_path / "it.npz")[1][1].run
    assert run is not None
    trainer, alone = Trainer.resumed(run), Trainer(comparison.trials[1].recipe)
    trainer.train(5)
    alone.train(SHORT.epochs + 5)
    assert np.array_equal(trainer.network.parameters, alone.network.parameters)


def test_trials_that_failed_or_never_began_come_back(tmp_path: Path) -> None:
    """With nothing but what is known of them."""
    comparison = compared("lr=0.1,1,10", recipe=SHORT)
    one, *others = comparison.trials
    before = [ended(one), Outcome(others[0], State.FAILED, "There is no memory."), Outcome(others[1], State.CANCELLED)]
    save_outcomes(comparison, before, tmp_path / "it.npz")
    assert all(map(same, before, load_outcomes(tmp_path / "it.npz")[1]))


def test_what_was_under_way_is_cancelled_and_keeps_what_it_has_learned(tmp_path: Path) -> None:
    comparison = compared("lr=0.1,1", recipe=SHORT)
    trainer = Trainer(comparison.trials[0].recipe)
    trainer.train(7)
    half = Outcome(comparison.trials[0], State.TRAINING, epoch=7, loss=trainer.loss, run=trainer.run())
    save_outcomes(comparison, [half, Outcome(comparison.trials[1])], tmp_path / "it.npz")
    first, second = load_outcomes(tmp_path / "it.npz")[1]
    assert same(first, dataclasses.replace(half, state=State.CANCELLED))
    assert second.state is State.CANCELLED


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, np.float64(0.25), 1])
def test_any_score_comes_back(value: float, tmp_path: Path) -> None:
    """The test loss of a wild network may be infinite, which JSON cannot say."""
    comparison = compared("lr=0.1", recipe=SHORT)
    save_outcomes(comparison, [Outcome(comparison.trials[0], State.DONE, test_loss=value)], tmp_path / "it.npz")
    (after,) = load_outcomes(tmp_path / "it.npz")[1]
    assert after.test_loss is not None
    assert np.array_equal(after.test_loss, value, equal_nan=True)


def test_a_curve_and_a_picture_may_be_infinite(tmp_path: Path) -> None:
    comparison = compared("lr=0.1", recipe=SHORT)
    (before,) = outcomes(comparison)
    assert isinstance(before.picture, Surface)
    assert before.curve is not None
    answers, loss = before.picture.answers.copy(), before.curve.loss.copy()
    answers[0, 0, 0], loss[-1] = np.inf, np.nan
    before = dataclasses.replace(
        before, picture=dataclasses.replace(before.picture, answers=answers),
        curve=dataclasses.replace(before.curve, loss=loss),
    )  # fmt: skip
    save_outcomes(comparison, [before], tmp_path / "it.npz")
    assert same(before, load_outcomes(tmp_path / "it.npz")[1][0])


@pytest.mark.parametrize("has_file", [True, False])
def test_numbers_of_a_file_are_no_classes(has_file: bool, tmp_path: Path) -> None:
    """A program that was just started has not seen the file; where that is gone, what came of it is still there."""
    csv = tmp_path / "numbers.csv"
    csv.write_text("a,b,c\n" + "".join(f"{k},{k * k % 7},{k / 3}\n" for k in range(30)))
    recipe = Recipe(epochs=5).with_data("CSV file", {"path": str(csv)})
    recipe.make_dataset().generate(np.random.RandomState(0))  # as when a person has chosen it
    comparison = compared("lr=0.1,1", recipe=recipe)
    assert comparison.is_regression
    save_outcomes(comparison, outcomes(comparison), tmp_path / "it.npz")
    _names.clear()
    if not has_file:
        csv.unlink()
    again, after = load_outcomes(tmp_path / "it.npz")
    assert are_numbers(again, after), "the samples say so, with the file or without it"
    assert again.is_regression == has_file
    assert [each.score for each in after] == [each.score for each in outcomes(comparison)]


def test_what_is_shared_is_there_once(tmp_path: Path) -> None:
    """The samples of a seed: in the file, and in memory when it is read."""
    comparison = compared("lr=0.1,1,10", recipe=SPIRALS, seeds=2)
    save_outcomes(comparison, outcomes(comparison), tmp_path / "it.npz")
    after = load_outcomes(tmp_path / "it.npz")[1]
    assert len({id(each.points) for each in after}) == 2
    first = ended(comparison.trials[0]).points
    assert first is not None
    needle = np.asarray(first.X, np.float64).tobytes()
    assert (tmp_path / "it.npz").read_bytes().count(needle) == 1


def test_what_is_read_cannot_be_changed_by_mistake(tmp_path: Path) -> None:
    """Trials share their arrays."""
    comparison = compared("lr=0.1", recipe=SHORT)
    save_outcomes(comparison, outcomes(comparison), tmp_path / "it.npz")
    (after,) = load_outcomes(tmp_path / "it.npz")[1]
    assert after.points is not None
    assert after.curve is not None
    for array in (after.points.X, after.points.is_test, after.curve.loss):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_numpy_alone_can_read_it(tmp_path: Path) -> None:
    """In any program and in ten years, without pickle."""
    comparison = compared("lr=0.1", recipe=SHORT)
    save_outcomes(comparison, outcomes(comparison), tmp_path / "it.npz")
    with np.load(tmp_path / "it.npz", allow_pickle=False) as arrays:
        text = json.loads(str(arrays["comparison"]))
        assert text["comparison"]["vary"] == {"learning_rate": [0.1]}
        start, samples, features = text["points"][0]["X"]
        X = arrays["numbers"][start : start + samples * features].reshape(samples, features)
    (before,) = outcomes(comparison)
    assert before.points is not None
    assert np.array_equal(X, before.points.X)


# -- size --------------------------------------------------------------------------------------------------------------


def test_two_thousand_trials_have_room() -> None:
    """Of the lab's network over 1,000 epochs; from what one of them takes."""
    comparison = compared("lr=1", recipe=Recipe(epochs=1000))
    assert 2000 * len(outcomes_file(comparison, outcomes(comparison))) < MOST_BYTES


@pytest.mark.parametrize(
    ("room", "has_run", "has_picture"),
    [
        (1.0, [True] * 4, [True] * 4), (0.7, [True, True, False, False], [True, True, False, False]),
        (0.5, [False] * 4, [True, True, False, False]), (0.2, [False] * 4, [False] * 4),
    ],
)  # fmt: skip
def test_what_has_no_room_is_left_out_and_the_first_seed_last(
    room: float, has_run: list[bool], has_picture: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Numbers and curves always stay."""
    comparison = compared("lr=0.1,1", recipe=SHORT.changed(epochs=2000), seeds=2)
    before = outcomes(comparison)
    monkeypatch.setattr(archive_module, "MOST_BYTES", int(room * archive_module._bytes_of(before)))
    save_outcomes(comparison, before, tmp_path / "it.npz")
    after = load_outcomes(tmp_path / "it.npz")[1]
    assert [each.run is not None for each in after] == has_run
    assert [each.picture is not None for each in after] == [each.points is not None for each in after] == has_picture
    assert [each.loss for each in after] == [each.loss for each in before]
    assert all(same(each.curve, was.curve) for each, was in zip(after, before, strict=True))


# -- faults ------------------------------------------------------------------------------------------------------------


def test_saving_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the file that was there."""
    comparison, path = compared("lr=0.1", recipe=SHORT), tmp_path / "it.npz"
    path.write_bytes(b"before")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        save_outcomes(comparison, outcomes(comparison), path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "it.npz"


@cache
def members() -> Members:
    """The parts of an honest file."""
    comparison = compared("lr=0.1,1", recipe=SPIRALS)
    with zipfile.ZipFile(io.BytesIO(outcomes_file(comparison, outcomes(comparison)))) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def text() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(str(np.load(io.BytesIO(members()["comparison.npy"]))))
    return content


def refused(content: bytes, path: Path) -> str:
    """Why this content is refused, which does not take much memory."""
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(CompareError) as caught:
            load_outcomes(path)
        assert tracemalloc.get_traced_memory()[1] < MUCH_MEMORY + 10 * len(content)
    finally:
        tracemalloc.stop()
    message = str(caught.value)
    start = f"The comparison {path} cannot be opened: "
    assert message.startswith(start)
    assert len(message) < 1000
    assert "\n" not in message
    return message.removeprefix(start)


def put(*keys: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    """Puts another value in the place that these keys lead to; ... takes it out."""

    def change(content: Any) -> None:
        for key in keys[:-1]:
            content = content[key]
        if value is ...:
            del content[keys[-1]]
        else:
            content[keys[-1]] = value

    return change


TRIAL = ("trials", 0)
POINTS = ("points", 0)


@pytest.mark.parametrize(
    ("keys", "value", "named"),
    [
        (("format",), "backprop-lab/run", "backprop-lab/compared"), (("version",), 2, "version 1"),
        (("comparison",), ..., "names with values"), (("comparison", "seeds"), 0, "0 seeds"),
        (("comparison", "recipe", "hidden"), "x", "hidden"), (("comparison", "vary", "learning_rate"), [0.1], "1"),
        (("points",), {}, "a list"), (("points",), [1], "names with values"), (("trials",), [], "0 trials"),
        (("trials",), 5, "a list"), ((*TRIAL,), [], "names with values"),
        ((*TRIAL, "state"), "training", "'training'"), ((*TRIAL, "state"), "asleep", "'asleep'"),
        ((*TRIAL, "state"), ["done"], "['done']"), ((*TRIAL, "state"), ..., "None"),
        ((*TRIAL, "why"), 5, "a text"), ((*TRIAL, "why"), "x" * 2001, "2,000 characters"),
        ((*TRIAL, "epoch"), -1, "whole number"), ((*TRIAL, "epoch"), 1.0, "whole number"),
        ((*TRIAL, "epoch"), True, "whole number"), ((*TRIAL, "epoch"), 10**400, "whole number"),
        ((*TRIAL, "seconds"), "1", "a number"), ((*TRIAL, "seconds"), 10**400, "a number"),
        ((*TRIAL, "seconds"), None, "a number"),
        ((*TRIAL, "loss"), "many", "a number"), ((*TRIAL, "score"), [], "a number"),
        ((*TRIAL, "test_loss"), True, "a number"),
        ((*TRIAL, "reached"), 1, "a list"), ((*TRIAL, "reached"), [[0.9]], "a list of 2"),
        ((*TRIAL, "reached"), [["0.9", 1]], "a number"), ((*TRIAL, "reached"), [[0.9, -1]], "whole number"),
        ((*TRIAL, "curve"), {}, "a list of 6"), ((*TRIAL, "curve", 0), [0, 5], "curve"),
        ((*TRIAL, "curve", 0), [0, 2, 2], "no such array"), ((*TRIAL, "curve", 0), [], "whole number"),
        ((*TRIAL, "curve", 0), [0, 10**30], "whole number"), ((*TRIAL, "curve", 0), [10**6, 10**6], "whole number"),
        ((*TRIAL, "curve", 0), ["0", 5], "whole number"), ((*TRIAL, "curve", 4), [0, 1], "curve"),
        ((*TRIAL, "picture"), 5, "names with values"), ((*TRIAL, "picture", "answers"), [0, 1], "no such array"),
        ((*TRIAL, "picture", "answers"), [0, 0, 3, 3], "picture"),
        ((*TRIAL, "picture", "answers"), [0, 2, 3, 3], "does not fit its samples"),
        ((*TRIAL, "picture", "sides"), [0, 1, 2], "a list of 4"),
        ((*TRIAL, "picture", "sides"), [1, 0, 0, 1], "picture"),
        ((*TRIAL, "picture", "sides"), [0, "1", 0, 1], "a number"),
        ((*TRIAL, "picture"), {"x": [0, 3], "answers": [0, 1, 4]}, "picture"),
        ((*TRIAL, "picture"), {"x": [0, 4], "answers": [0, 1, 4]}, "does not fit its samples"),
        ((*TRIAL, "points"), ..., "does not fit its samples"), ((*TRIAL, "points"), 7, "whole number"),
        ((*TRIAL, "points"), -1, "whole number"), ((*TRIAL, "points"), "0", "whole number"),
        ((*POINTS, "X"), [0, 4], "samples"), ((*POINTS, "T"), [0, 3, 1], "samples"),
        ((*POINTS, "T"), [0, 3], "no such array"), ((*POINTS, "is_test"), [0, 0], "samples"),
        ((*POINTS, "is_test"), ..., "a list"), ((*POINTS, "classes"), "ab", "a list"),
        ((*POINTS, "features"), [1], "a text"), ((*POINTS, "classes"), ["x" * 2001], "2,000 characters"),
        ((*TRIAL, "run"), [], "names with values"), ((*TRIAL, "run", "arrays"), [], "names with values"),
        ((*TRIAL, "run", "arrays", "parameters"), [0, 2, 2], "parameters"),
        ((*TRIAL, "run", "updates"), -1, "updates"), ((*TRIAL, "run", "block_size"), 3, "power of two"),
        ((*TRIAL, "run", "arrays", "history/exact"), [0, 3], "history"),
        ((*TRIAL, "run", "interventions"), [5], "names with values"),
        ((*TRIAL, "run", "arrays", "more"), [0, *[1] * 9], "no such array"),
    ],
    ids=str,
)  # fmt: skip
def test_a_text_that_makes_no_sense_is_a_sentence(
    keys: tuple[str | int, ...], value: Any, named: str, path: Path
) -> None:
    """Missing, of the wrong kind, out of range, or not fitting the rest."""
    content = text()
    put(*keys, value=value)(content)
    assert named in refused(packed({**members(), "comparison.npy": text_part(content)}), path)


@pytest.mark.parametrize("name", ["samples", "parameters"])
def test_numbers_that_are_not_finite_are_refused_where_all_would_be_lost_by_them(name: str, path: Path) -> None:
    content = text()
    place = content["trials"][0]["run"]["arrays"]["parameters"] if name == "parameters" else content["points"][0]["X"]
    numbers = np.load(io.BytesIO(members()["numbers.npy"])).copy()
    numbers[place[0]] = np.nan
    buffer = io.BytesIO()
    np.save(buffer, numbers)
    assert "finite" in refused(packed({**members(), "numbers.npy": buffer.getvalue()}), path)


@pytest.mark.parametrize(
    "part",
    [
        npy((2**40,), b""), npy((2, 2), b"\0" * 32), npy((1,), b"\0" * 4, "<f4"), npy((1,), b"\0" * 8, "|O"), b"",
        text_part("[]"),
    ],
    ids=["claimed", "not flat", "another type", "objects", "empty", "text"],
)  # fmt: skip
def test_numbers_that_are_none_are_a_sentence(part: bytes, path: Path) -> None:
    """The headers of arrays are read by the pattern of run files: see test_hostile_run_files."""
    assert refused(packed({**members(), "numbers.npy": part}), path)


def test_an_array_that_ends_beyond_the_numbers_is_refused(path: Path) -> None:
    content, size = text(), len(np.load(io.BytesIO(members()["numbers.npy"])))
    content["trials"][0]["curve"][0] = [size - 1, 2]
    assert "no such array" in refused(packed({**members(), "comparison.npy": text_part(content)}), path)


def test_an_array_of_very_many_axes_is_refused_at_once(path: Path) -> None:
    """To multiply them would take minutes."""
    content = text()
    content["trials"][0]["curve"][0] = [0, *[2] * 400_000]
    assert "no such array" in refused(packed({**members(), "comparison.npy": text_part(content)}), path)


def test_a_curve_has_no_more_points_than_can_be_drawn(path: Path) -> None:
    """Each trial may have one, and they may all be the same numbers of the file."""
    content, many = text(), 2001
    numbers = np.concatenate((np.load(io.BytesIO(members()["numbers.npy"])), np.arange(1.0, many + 1)))
    place = [len(numbers) - many, many]
    content["trials"][0]["curve"] = [place] * 6
    buffer = io.BytesIO()
    np.save(buffer, numbers)
    changed = {**members(), "comparison.npy": text_part(content), "numbers.npy": buffer.getvalue()}
    assert "learning curves makes no sense" in refused(packed(changed), path)


def test_a_curve_must_go_forward(path: Path) -> None:
    """Its epochs are in the place of its losses, and as many."""
    content = text()
    curve = content["trials"][0]["curve"]
    curve[0], curve[1] = curve[1], curve[0]
    why = refused(packed({**members(), "comparison.npy": text_part(content)}), path)
    assert "learning curves makes no sense" in why


def test_numbers_must_be_a_flat_list(path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.load(io.BytesIO(members()["numbers.npy"])).reshape(-1, 1))
    assert "flat list" in refused(packed({**members(), "numbers.npy": buffer.getvalue()}), path)


def test_samples_that_are_there_many_times_are_refused(path: Path) -> None:
    """Each would take memory for which the file has no bytes."""
    content = text()
    content["points"] *= 5000
    why = refused(packed({**members(), "comparison.npy": text_part(content)}), path)
    assert "some of its samples make no sense" in why


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_what_is_packed_is_refused(compression: int, path: Path) -> None:
    assert "packed" in refused(packed(members(), compression), path)


def test_what_is_no_such_file_is_a_sentence(path: Path) -> None:
    good = packed(members())
    for content in (b"", b"nothing", good[:-100], good[: len(good) // 2], packed({"numbers.npy": npy((0,))})):
        assert refused(content, path)
    path.unlink()
    with pytest.raises(CompareError, match="no such file"):
        load_outcomes(path)


def test_a_flipped_bit_is_found(path: Path) -> None:
    """Anywhere in the numbers: the zip has checksums."""
    good = packed(members())
    for place in range(len(good) // 2, len(good) // 2 + 40):
        damaged = bytearray(good)
        damaged[place] ^= 4
        assert "CRC" in refused(bytes(damaged), path)
