"""Run files: what was saved comes back to the last bit, and a damaged file is refused with a sentence."""

from __future__ import annotations

import io
import json
import os
import random
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Diverged, Recipe, RunError, Trainer, load_run, save_run
from tests.engine.run_files import (
    MINI,
    MUCH_MEMORY,
    Members,
    npy,
    numbers,
    opened_or_refused,
    packed,
    refused,
    some_run,
    text_part,
    use,
)
from tests.engine.strategies import recipes

# -- saving and opening ------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(recipe=recipes(), updates=st.integers(0, 40))
def test_any_run_comes_back_as_it_was(recipe: Recipe, updates: int, tmp_path: Path) -> None:
    """Any parts and sizes, also a run that diverged: every array to the last bit."""
    trainer = Trainer(recipe)
    try:
        trainer.advance(updates)
    except Diverged:
        assert trainer.updates < updates
    run = trainer.run()
    save_run(run, tmp_path / "run.npz")
    opened = load_run(tmp_path / "run.npz")
    assert opened.recipe == run.recipe
    assert (opened.updates, opened.interventions) == (run.updates, run.interventions)
    assert np.array_equal(opened.parameters, run.parameters)
    assert np.array_equal(opened.batch_losses, run.batch_losses)
    for mine, theirs in ((vars(opened.history), vars(run.history)), (opened.optimizer_state, run.optimizer_state)):
        assert mine.keys() == theirs.keys()
        assert all(np.array_equal(mine[key], theirs[key]) for key in mine)


def test_a_run_file_is_plain_arrays_and_one_json_text(good: bytes) -> None:
    """numpy alone can read it, without pickle, in any program and in ten years."""
    with np.load(io.BytesIO(good), allow_pickle=False) as arrays:
        text = json.loads(str(arrays["run"]))
        assert (text["format"], text["version"]) == ("backprop-lab/run", 1)
        assert text["recipe"]["format"] == "backprop-lab/recipe"
        assert text["interventions"] == [{"update": 6, "what": "learning_rate", "value": 0.05}]
        for name in arrays.files:
            assert arrays[name].dtype == (arrays["run"].dtype if name == "run" else np.float64)


def test_saving_is_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure leaves the older run of that name."""
    save_run(some_run().run(), path)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        save_run(Trainer(MINI).run(), path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_a_file_that_others_made_in_this_form_is_opened(members: Members, path: Path) -> None:
    """The files of these tests are made so: they are refused for what is wrong in them and for nothing else."""
    remade = {"run.npy": text_part(json.loads(str(np.load(io.BytesIO(members["run.npy"])))))}
    for name, content in members.items():
        if name != "run.npy":
            array = np.load(io.BytesIO(content))
            remade[name] = npy(array.shape, array.tobytes())
    path.write_bytes(packed(remade))
    use(Trainer.resumed(load_run(path)))


# -- damaged files -----------------------------------------------------------------------------------------------------


def test_a_file_that_was_cut_short_is_refused(good: bytes, path: Path) -> None:
    """Anywhere."""
    for end in [*range(0, len(good), 47), *range(len(good) - 30, len(good))]:
        assert refused(good[:end], path).startswith(f"The run {path} cannot be opened: ")


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bits_do_no_harm(good: bytes, path: Path, seed: int) -> None:
    """Wherever they are, half of them in the zip's directory at the end: refused, or of no consequence."""
    rng = random.Random(seed)
    for _ in range(400):
        damaged = bytearray(good)
        for _ in range(rng.choice([1, 1, 2, 6])):
            place = rng.randrange(len(good)) if rng.random() < 0.5 else len(good) - 1 - rng.randrange(1500)
            damaged[place] ^= 1 << rng.randrange(8)
        opened_or_refused(bytes(damaged), path)


@pytest.mark.parametrize("seed", range(4))
def test_parts_that_somebody_has_altered_do_no_harm(members: Members, path: Path, seed: int) -> None:
    """With checksums that fit: headers, shapes, types and numbers that are anything."""
    rng = random.Random(seed)
    for _ in range(400):
        altered = dict(members)
        name = rng.choice(list(members))
        content = bytearray(members[name])
        for _ in range(rng.choice([1, 1, 2, 3, 6])):
            place = rng.randrange(min(128, len(content)) if rng.random() < 0.8 else len(content))
            content[place] = rng.choice([rng.randrange(256), *b"()[]{}',:-0123456789<>UfO \n\\"])
        altered[name] = bytes(content)
        opened_or_refused(packed(altered), path)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\0" * 1000, b"{}", b"\x80\x04N.", b"PK\x05\x06" + b"\0" * 18], ids=repr
)
def test_what_is_no_run_file_is_refused(content: bytes, path: Path) -> None:
    """An empty file, a text, a pickle, an empty zip."""
    assert str(path) in refused(content, path)


@pytest.mark.parametrize("place", ["missing.npz", "folder", "file/run.npz"])
def test_what_cannot_be_read_is_refused(tmp_path: Path, place: str) -> None:
    """With the system's reason and the file's name."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(RunError) as caught:
        load_run(tmp_path / place)
    assert str(tmp_path / place) in str(caught.value)
    assert "directory" in str(caught.value)


def test_a_file_that_is_too_large_is_refused_unread(path: Path) -> None:
    """900 megabytes, of which none is on the disk or comes into the memory."""
    with open(path, "wb") as file:
        file.truncate(900_000_000)
    tracemalloc.start()
    with pytest.raises(RunError, match="larger than"):
        load_run(path)
    assert tracemalloc.get_traced_memory()[1] < MUCH_MEMORY
    tracemalloc.stop()


@pytest.mark.parametrize(
    "name", ["run.npy", "parameters.npy", "batch_losses.npy", "optimizer/moments.npy", "history/exact.npy"]
)
def test_a_missing_part_is_refused(members: Members, path: Path, name: str) -> None:
    """None of these can be done without."""
    assert refused(packed({key: content for key, content in members.items() if key != name}), path)


def test_swapped_parts_are_refused(members: Members, path: Path) -> None:
    """Every array in every other one's place, where that makes a difference."""
    names = [name for name in members if name != "run.npy"]
    for one in names:
        for other in names:
            if members[one] != members[other]:
                swapped = {**members, one: members[other], other: members[one]}
                opened_or_refused(packed(swapped), path)
    assert refused(packed({**members, "parameters.npy": members["optimizer/moments.npy"]}), path)
    assert refused(packed({**members, "parameters.npy": members["run.npy"]}), path)
    assert refused(packed({**members, "run.npy": members["parameters.npy"]}), path)


def test_a_part_that_is_there_twice_is_refused(members: Members, path: Path) -> None:
    """Which of the two would count?  Also when only one of them has the ending."""
    assert refused(packed({**members, "parameters": members["parameters.npy"]}), path)
    buffer = io.BytesIO(packed(members))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("parameters.npy", members["parameters.npy"])
    assert refused(buffer.getvalue(), path)


@pytest.mark.parametrize(
    "name",
    ["x" * 60_000 + ".npy", "optimizer/" + "x" * 60_000, "two\nlines.npy"],
    ids=["long", "long part", "two lines"],
)
def test_strange_names_do_not_make_strange_messages(members: Members, path: Path, name: str) -> None:
    """A message quotes names from the file, but it stays one line that can be read."""
    for content in (b"", numbers(1.0), npy((), b"\0" * 4, "<U1"), npy((3,), b"")):
        opened_or_refused(packed({**members, name: content}), path)


def test_too_many_parts_are_refused(members: Members, path: Path) -> None:
    """A run has about fifteen."""
    assert "parts" in refused(
        packed({**members, **{f"x{k}.npy": members["parameters.npy"] for k in range(1000)}}), path
    )
