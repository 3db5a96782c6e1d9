"""The record of a step: nothing is computed while it is written, and a replay computes all of it in order."""

from __future__ import annotations

import numpy as np

from engine import Operation, Program, Record
from engine.program import Place, quiet


def test_saying_an_operation_computes_nothing_and_running_computes_it() -> None:
    """The record is a description: numbers move only when it is replayed."""
    do = Record(samples=3)
    x = np.array([[1.0, 2.0, 3.0]])
    y = do("y = x x", np.multiply, x, x, out=do.array(1))
    assert not y.any()
    do.program().run()
    assert y.tolist() == [[1.0, 4.0, 9.0]]


def test_a_program_can_be_replayed_with_new_numbers_in_the_same_arrays() -> None:
    """That is the whole point: record once, replay for ever."""
    do = Record(samples=2)
    x = do.array(1)
    y = do("y = -x", np.negative, x, out=do.array(1))
    z = do("z = y y", np.multiply, y, y, out=do.array(1))
    program = do.program()
    for numbers in ([1.0, -2.0], [3.0, 4.0]):
        x[:] = numbers
        program.run()
        assert y.tolist() == [[-number for number in numbers]]
        assert z.tolist() == [[number * number for number in numbers]]


def test_matrix_products_write_into_the_array_that_was_named() -> None:
    """np.dot is replayed through the array's own method: the result must be the same and in the same place."""
    do = Record(samples=5)
    rng = np.random.default_rng(0)
    W, x = rng.normal(size=(3, 4)), rng.normal(size=(4, 5))
    z = do("z = W x", np.dot, W, x, out=do.array(3))
    program = do.program()
    program.run()
    assert np.array_equal(z, W @ x)
    W *= 2
    program.run()
    assert np.array_equal(z, W @ x)


def test_one_operation_can_be_run_alone() -> None:
    """Whoever shows a step runs it operation by operation, with the same results as the replay of all."""
    do = Record(samples=2)
    x = np.array([[0.5, 0.25]])
    do("y = √x", np.sqrt, x, out=do.array(1))
    do("z = max(y, 0)", np.maximum, do.program().operations[0].out, do.constant(0), out=do.array(1))
    alone = [operation.run().copy() for operation in do.program().operations]
    do.program().run()
    assert [each.tolist() for each in alone] == [operation.out.tolist() for operation in do.program().operations]


def test_an_operation_keeps_formula_function_inputs_result_and_place() -> None:
    """The record serves people too: it can be listed, explained and exported."""
    do = Record(samples=4)
    do.place = Place("forward", "Dense", 1)
    x, out = do.array(2), do.array(2)
    do("y = x + 1", np.add, x, do.constant(1), out=out)
    operation = do.program().operations[0]
    assert isinstance(operation, Operation)
    assert (operation.formula, operation.function, operation.place) == ("y = x + 1", np.add, do.place)
    assert operation.inputs[0] is x
    assert operation.out is out


def test_a_program_prints_as_a_table_with_a_line_for_each_operation() -> None:
    """A reader sees where, what and how large."""
    do = Record(samples=4)
    do.place = Place("forward", "Sigmoid", 2)
    do("a = -z", np.negative, do.array(3), out=do.array(3))
    do("a = eᵃ", np.exp, do.array(3), out=do.array(3))
    program = do.program()
    assert isinstance(program, Program)
    assert len(program) == 2
    lines = str(program).splitlines()
    assert len(lines) == 2
    for words in ("layer 2, Sigmoid, forward", "a = -z", "(3, 4)"):
        assert words in lines[0]


def test_arrays_have_samples_last_and_signals_end_in_a_row_of_ones() -> None:
    """A bias is a column of the weight matrix only because every signal brings a one for it."""
    do = Record(samples=7)
    assert do.array(3).shape == (3, 7)
    assert do.array().shape == (7,)
    signal = do.signal(3)
    assert signal.shape == (4, 7)
    assert signal[-1].tolist() == [1.0] * 7


def test_constants_are_arrays_without_axes_that_can_be_rewritten() -> None:
    """The learning rate is one: a running program reads its new value in the next replay."""
    do = Record(samples=1)
    rate, x = do.constant(0.5, "ρ"), np.array([2.0])
    y = do("y = ρ x", np.multiply, x, rate, out=np.zeros(1))
    program = do.program()
    program.run()
    rate[...] = 3.0
    program.run()
    assert y.tolist() == [6.0]
    assert list(program.symbols.values()) == ["ρ"]


def test_a_record_in_single_precision_has_no_other_arrays() -> None:
    """One array of double precision would make numpy calculate everything it meets in double precision."""
    do = Record(samples=2, dtype=np.float32)
    arrays = (do.array(3), do.signal(3), do.number(), do.constant(0.1))
    assert {each.dtype for each in arrays} == {np.dtype(np.float32)}


def test_overflow_is_quiet_inside_and_loud_outside() -> None:
    """Only the replay of a step is quiet about infinities; everywhere else numpy goes on warning."""
    with quiet():
        assert np.isinf(np.multiply(np.float64(1e308), np.float64(10)))
    assert np.geterr()["over"] == "warn"
