"""An outcome as an entry of a JSON text: numbers and names stand there, its arrays lie in a pile, and it says where."""

from __future__ import annotations

import json
import math
import reprlib
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compare.factor import CompareError
from engine.compare.outcome import Outcome, State
from engine.compare.plan import Trial
from engine.program import Array
from engine.run import Run
from engine.snapshot import Curve, Line, Points, Surface, frozen
from engine.storage import BATCH_LOSSES, PARAMETERS, parts_of, run_of

CURVE = ("epochs", "loss", "least", "greatest", "test_epochs", "test_loss")
SCORES = ("loss", "score", "test_loss", "test_score")
SIDES = ("left", "right", "bottom", "top")
NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}  # for which JSON has no numbers
LONGEST_TEXT = 2000  # characters of a reason or a name
MOST_SHOWN, MOST_POINTS = 1_000_000, 2_000  # numbers of a picture, points of a curve: each trial's is drawn
MOST_EPOCHS, MOST_AXES = 10**15, 8
LARGEST = sys.float_info.max
Entry = Mapping[str, Any]


class Pile:
    """Arrays one after the other as one flat array, in which equal ones lie once."""

    def __init__(self) -> None:
        self._starts: dict[bytes, int] = {}  # by content, in their order
        self._size = 0

    def put(self, array: NDArray[Any]) -> list[int]:
        """Where it lies, and its shape."""
        content = array.astype("<f8").tobytes()
        start = self._starts.setdefault(content, self._size)
        if start == self._size:
            self._size += array.size
        return [start, *array.shape]

    def numbers(self) -> Array:
        """All of them."""
        return np.frombuffer(b"".join(self._starts), "<f8")


def entry_of(outcome: Outcome, pile: Pile, points: dict[str, int]) -> dict[str, Any]:
    """A trial as JSON; ``points`` has the samples of all trials, as texts, and takes in those of this one."""
    entry: dict[str, Any] = {
        "state": (outcome.state if outcome.state.is_over else State.CANCELLED).value,
        "why": outcome.why[:LONGEST_TEXT],
        "epoch": outcome.epoch,
        "seconds": float(outcome.seconds),
        "reached": [[mark, epoch] for mark, epoch in outcome.reached.items()],
        **{name: _number(getattr(outcome, name)) for name in SCORES},
    }
    if outcome.curve is not None:
        entry["curve"] = [pile.put(getattr(outcome.curve, name)) for name in CURVE]
    if outcome.picture is not None:
        entry["picture"] = _picture_entry(outcome.picture, pile)
    if outcome.points is not None:
        entry["points"] = points.setdefault(json.dumps(_points_entry(outcome.points, pile)), len(points))
    if outcome.run is not None:
        entries, arrays = parts_of(outcome.run)
        entry["run"] = {**entries, "arrays": {name: pile.put(array) for name, array in arrays.items()}}
    return entry


def _number(value: float | None) -> float | str | None:
    """As JSON can have it."""
    return None if value is None else float(value) if math.isfinite(value) else str(float(value))


def _picture_entry(picture: Surface | Line, pile: Pile) -> dict[str, Any]:
    if isinstance(picture, Line):
        return {"x": pile.put(picture.x), "answers": pile.put(picture.answers)}
    return {"answers": pile.put(picture.answers), "sides": [getattr(picture, name) for name in SIDES]}


def _points_entry(points: Points, pile: Pile) -> dict[str, Any]:
    return {
        "X": pile.put(points.X), "T": pile.put(points.T), "is_test": pile.put(points.is_test),
        "is_regression": points.is_regression, "classes": _short(points.class_names),
        "features": _short(points.feature_names),
    }  # fmt: skip


def _short(names: Sequence[str]) -> list[str]:
    return [name[:LONGEST_TEXT] for name in names]


# -- reading, of what anybody may have written -------------------------------------------------------------------------


def outcome_of(trial: Trial, entry: Entry, numbers: Array, points: Sequence[Points]) -> Outcome:
    """The outcome of a trial whose entry anybody may have written.  Raises CompareError, RunError or ValueError."""
    state = next((each for each in State if each.value == entry.get("state") and each.is_over), None)
    if state is None:
        raise CompareError(f"one of its trials is {reprlib.repr(entry.get('state'))}, which is no end.")
    place, picture, curve, run = (entry.get(name) for name in ("points", "picture", "curve", "run"))
    made = Outcome(
        trial=trial, state=state, why=_text(entry.get("why")), epoch=_whole(entry.get("epoch"), MOST_EPOCHS),
        seconds=_finite(entry.get("seconds")), **{name: _score(entry.get(name)) for name in SCORES},
        reached=MappingProxyType(dict(_mark(each) for each in listed(entry.get("reached")))),
        curve=None if curve is None else _curve(curve, numbers),
        picture=None if picture is None else _picture(mapping(picture), numbers),
        run=None if run is None else _run(trial, mapping(run), numbers),
        points=None if place is None else points[_whole(place, len(points) - 1)],
    )  # fmt: skip
    _check_fit(made)
    return made


def _check_fit(outcome: Outcome) -> None:
    """Whether its picture and its samples are of one kind, as whoever draws the two expects."""
    picture, points = outcome.picture, outcome.points
    if picture is None:
        return
    features = 1 if isinstance(picture, Line) else 2
    if points is None or points.X.shape[1:] != (features,) or len(picture.answers) != points.T.shape[1]:
        raise CompareError("one of its pictures does not fit its samples.")


def _mark(content: Any) -> tuple[float, int]:
    mark, epoch = listed(content, 2)
    return _finite(mark), _whole(epoch, MOST_EPOCHS)


def _curve(content: Any, numbers: Array) -> Curve:
    columns = [_array(each, numbers, 1) for each in listed(content, len(CURVE))]
    epochs, *losses, test_epochs, test_loss = columns
    lengths = {len(epochs), *map(len, losses)}, {len(test_epochs), len(test_loss)}
    grow = (np.all(np.diff(each, prepend=0) > 0) and np.isfinite(each).all() for each in (epochs, test_epochs))
    if any(len(each) > 1 for each in lengths) or max(lengths[0] | lengths[1]) > MOST_POINTS or not all(grow):
        raise CompareError("one of its learning curves makes no sense.")
    return Curve(*columns)


def _picture(entry: Entry, numbers: Array) -> Surface | Line:
    if "x" in entry:
        x, answers = _array(entry["x"], numbers, 1), _array(entry.get("answers"), numbers, 2)
        if not 0 < len(x) <= MOST_SHOWN or answers.shape[1] != len(x) or not np.isfinite(x).all():
            raise CompareError("one of its pictures makes no sense.")
        return Line(x, answers)
    answers = _array(entry.get("answers"), numbers, 3)
    left, right, bottom, top = (_finite(each) for each in listed(entry.get("sides"), len(SIDES)))
    if not 0 < answers.size <= MOST_SHOWN or left >= right or bottom >= top:
        raise CompareError("one of its pictures makes no sense.")
    return Surface(answers, left, right, bottom, top)


def points_of(entries: Sequence[Any], numbers: Array) -> list[Points]:
    """The samples that the trials of a comparison share."""
    made: list[Points] = []
    room = len(numbers)
    for each in entries:
        made.append(_points(mapping(each), numbers, room))
        room -= len(made[-1].is_test)  # no two are the same, so that each has numbers of its own
    return made


def _points(entry: Entry, numbers: Array, most: int) -> Points:
    X, T, is_test = (_array(entry.get(name), numbers, axes) for name, axes in (("X", None), ("T", 2), ("is_test", 1)))
    if not 0 < len(is_test) <= most or X.ndim < 2 or not len(X) == len(T) == len(is_test):
        raise CompareError("some of its samples make no sense.")
    if not (np.isfinite(X).all() and np.isfinite(T).all()):
        raise CompareError("some of its samples are not finite.")
    classes, features = (tuple(map(_text, listed(entry.get(name)))) for name in ("classes", "features"))
    return Points(X, T, frozen(is_test != 0), entry.get("is_regression") is True, classes, features)


def _run(trial: Trial, entry: Entry, numbers: Array) -> Run:
    arrays = {name: _array(place, numbers) for name, place in mapping(entry.get("arrays")).items()}
    return run_of(trial.recipe, entry, {PARAMETERS: np.empty(0), BATCH_LOSSES: np.empty(0), **arrays})


def _array(place: Any, numbers: Array, axes: int | None = None) -> Array:
    """The part of ``numbers`` that is said to lie at this place, if it is there and has so many axes."""
    whole = listed(place)[: MOST_AXES + 2]  # the product of very many takes long
    start, *shape = (_whole(each, len(numbers)) for each in (whole or [-1]))
    if len(shape) > MOST_AXES or axes not in (None, len(shape)) or start + math.prod(shape) > len(numbers):
        raise CompareError(f"it has no such array as the one that is said to be at {reprlib.repr(place)}.")
    return numbers[start : start + math.prod(shape)].reshape(shape)


def mapping(value: Any) -> Entry:
    """The value, if it is names with values.  Raises CompareError."""
    if not isinstance(value, Mapping):
        raise CompareError(f"names with values are expected, where it has {reprlib.repr(value)}.")
    return value


def listed(value: Any, length: int | None = None) -> list[Any]:
    """The value, if it is a list, of this length.  Raises CompareError."""
    if not isinstance(value, list) or length not in (None, len(value)):
        many = "" if length is None else f" of {length}"
        raise CompareError(f"a list{many} is expected, where it has {reprlib.repr(value)}.")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        found = reprlib.repr(value)
        raise CompareError(f"a text of up to {LONGEST_TEXT:,} characters is expected, where it has {found}.")
    return value


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise CompareError(f"a whole number from 0 to {most:,} is expected, where it has {reprlib.repr(value)}.")
    return value


def _finite(value: Any) -> float:
    if type(value) not in (int, float) or not abs(value) <= LARGEST:
        raise CompareError(f"a number is expected, where it has {reprlib.repr(value)}.")
    return float(value)


def _score(value: Any) -> float | None:
    """As `_number` wrote it."""
    if isinstance(value, str) and value in NOT_FINITE:
        return NOT_FINITE[value]
    return None if value is None else _finite(value)
