"""What is read is traced to what was written there last."""

from __future__ import annotations

import numpy as np

from engine.program import Array
from engine.scripts.constants import Constants
from engine.scripts.helpers import Helpers
from engine.scripts.measures import SAMPLES, Measures
from engine.scripts.reading import Memory

Signals = tuple[Array, ...]


def memory() -> tuple[Memory, Signals]:
    """A memory with x, and signals with a row of ones in which x lies."""
    found = Memory(Measures((("N", SAMPLES),)), Constants({}, {}, np.dtype(np.float64), Helpers()))
    signals = tuple(np.ones((4, N)) for N in SAMPLES)
    found.made("x", tuple(each[:-1] for each in signals))
    return found, signals


def test_a_signal_is_a_value_and_ones() -> None:
    """The whole, a part and the whole turned."""
    found, signals = memory()
    assert found.source(signals).code == "with_ones({0})"
    assert found.source(tuple(each.T for each in signals)).code == "with_ones({0}).T"
    assert found.source(tuple(each[:2] for each in signals)).code == "{0}[:2]"


def test_a_row_that_somebody_wrote_is_no_row_of_ones() -> None:
    """Whatever lay there before."""
    found, signals = memory()
    found.made("last", tuple(each[3] for each in signals))
    found.made("x_new", tuple(each[:-1] for each in signals))
    source = found.source(signals)
    assert source.code == "buffer1"
    assert source.before == ["buffer1 = np.full((4, N), 1.0)", "buffer1[3] = {0}", "buffer1[:3] = {1}"]
    assert [each.name for each in source.values] == ["last", "x_new"]


def test_rows_that_were_written_one_by_one_stand_side_by_side() -> None:
    """As two probabilities do."""
    found = memory()[0]
    pairs = tuple(np.zeros((2, 3, N)) for N in SAMPLES)
    found.made("p0", tuple(each[0] for each in pairs))
    found.made("p1", tuple(each[1] for each in pairs))
    assert found.source(pairs).code == "np.stack([{0}, {1}])"
    assert found.source(tuple(each.reshape(-1) for each in pairs)).code == "np.stack([{0}, {1}]).ravel()"


def test_the_last_value_hides_those_before_it() -> None:
    """And what nobody wrote is a constant."""
    found, signals = memory()
    again = found.made("again", tuple(each[:-1] for each in signals))
    source = found.source(tuple(each[:-1] for each in signals))
    assert (source.code, source.values) == ("{0}", [again])
    assert found.source(tuple(np.array(0.5) for _ in SAMPLES)).written({}).code == "0.5"
