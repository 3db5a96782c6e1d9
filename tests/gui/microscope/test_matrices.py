"""What an operation shows of its arrays: what belongs together, laid out so that the formula can be followed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine import Recipe, Trainer
from engine.microscope import Look, Microscope
from gui.microscope.choice import Choice, feature_in, index_of, parameter_of, place_of, unit_of, with_parameter
from gui.microscope.layouts import MOST_CELLS
from gui.microscope.matrices import clicked, matrices, spelled_place
from gui.microscope.operation_view import Shown
from gui.microscope.wording import spelled_out
from gui.widgets.numbers import value_text
from tests.engine.layer_recipes import IMAGES, LAYER_RECIPES, with_layers

KINDS = pytest.mark.parametrize("name", LAYER_RECIPES)
PADDED = with_layers("Conv2D(2, 3, padding=1), Tanh, MaxPool2D(3)", IMAGES)


def opened(recipe: Recipe) -> Microscope:
    trainer = Trainer(recipe)
    trainer.advance(1)
    return Microscope.of(trainer.run())


def choices(of: Microscope, whole_batch: bool) -> Iterator[Choice]:
    """The first parameter of the first layer and the last of the second and the last layer, and the last sample."""
    yield Choice(of.samples - 1, whole_batch, 1, 0, 0)
    for layer in sorted({2, of.depth}):
        rows, columns = of.weighted_layer(layer).parameter_shape
        yield Choice(of.samples - 1, whole_batch, layer, rows - 1, columns - 1)


def shown(of: Microscope, result: str, choice: Choice) -> list[Shown]:
    return matrices(of.look(of.find(result)), of, choice)


def all_shown(of: Microscope, whole_batch: bool) -> Iterator[tuple[Look, list[Shown], Choice]]:
    for choice in choices(of, whole_batch):
        for line in of.lines:
            look = of.look(line.number)
            yield look, matrices(look, of, choice), choice


@KINDS
@pytest.mark.parametrize("whole_batch", [False, True], ids=["one sample", "whole batch"])
def test_everything_has_a_name_for_each_row_and_column_and_marks_a_cell_that_is_there(
    name: str, whole_batch: bool
) -> None:
    """A matrix that did not fit its labels or its mark would not be shown at all."""
    for look, all_of_them, _ in all_shown(opened(LAYER_RECIPES[name]), whole_batch):
        for each in all_of_them:
            assert each.values.shape == (len(each.rows), len(each.columns)), (look.line.formula, each.name)
            for place, count in zip(each.chosen, each.values.shape, strict=True):
                assert place is None or 0 <= place < count, (look.line.formula, each.name)
            assert each.name


@KINDS
def test_a_matrix_product_can_be_followed_in_what_is_shown_of_one_sample(name: str) -> None:
    """Rows times columns make the result, forward and on the way back; so of a convolution too."""
    followed = 0
    for look, (*read, result), _ in all_shown(opened(LAYER_RECIPES[name]), whole_batch=False):
        if look.function is np.dot and look.result.has_samples and len(read) == 2:
            np.testing.assert_allclose(read[0].values @ read[1].values, result.values, rtol=1e-9, atol=1e-12)
            followed += 1
    assert followed


@KINDS
def test_a_gradient_of_weights_can_be_followed_over_the_whole_batch(name: str) -> None:
    """δ times what came in, added up by the product; turned where the weights lie so."""
    followed = 0
    for look, (*read, result), _ in all_shown(opened(LAYER_RECIPES[name]), whole_batch=True):
        if look.function is np.dot and any(each.is_turned for each in look.inputs):
            np.testing.assert_allclose(read[0].values @ read[1].values, result.values, rtol=1e-9, atol=1e-12)
            followed += 1
    assert followed


@KINDS
@pytest.mark.parametrize("whole_batch", [False, True], ids=["one sample", "whole batch"])
def test_what_goes_number_by_number_goes_cell_by_cell(name: str, whole_batch: bool) -> None:
    """The operation itself, of what is shown, is what is shown of its result."""
    followed = 0
    for look, (*read, result), _ in all_shown(opened(LAYER_RECIPES[name]), whole_batch):
        is_all_there = len(read) == len(look.inputs) and all(each.values.shape == result.values.shape for each in read)
        if isinstance(look.function, np.ufunc) and look.line.phase != "update" and read and is_all_there:
            with np.errstate(all="ignore"):
                expected = look.function(*(each.values for each in read))
            np.testing.assert_array_equal(expected, result.values, look.line.formula)
            followed += 1
    assert followed


@KINDS
def test_the_number_that_is_written_out_is_the_one_in_the_marked_cell(name: str) -> None:
    """Wherever a cell of the result is marked."""
    marked = 0
    for look, (*_, result), choice in all_shown(of := opened(LAYER_RECIPES[name]), whole_batch=False):
        text = spelled_out(look, spelled_place(look, of, choice))
        if None not in result.chosen and text:
            row, column = result.chosen
            assert row is not None
            assert column is not None
            value = value_text(float(result.values[row, column])).replace(" ", "&nbsp;")
            assert text.endswith(f"<b>{value}</b>"), (look.line.formula, text, value)
            marked += 1
    assert marked > of.depth


@KINDS
def test_a_click_on_a_parameter_chooses_it_wherever_it_stands(name: str) -> None:
    """In W, in its gradient, turned or not, and in all that the update makes."""
    of, found = opened(LAYER_RECIPES[name]), set()
    for look, all_of_them, choice in all_shown(of, whole_batch=False):
        for each in (each for each in all_of_them if each.parameters is not None):
            row, column = each.values.shape[0] - 1, each.values.shape[1] - 1
            chosen = clicked(each, of, row, column)
            found.add(of.parameter_symbol(chosen["layer"], index_of(of, Choice(0, False, **chosen))))
            if None not in each.chosen:
                mine = {"layer": choice.layer, "row": choice.row, "column": choice.column}
                assert clicked(each, of, *each.chosen) == mine, look.line.formula  # type: ignore[arg-type]
    assert len(found) >= of.depth


def test_a_click_on_a_column_of_the_whole_batch_chooses_its_sample() -> None:
    """But not where the columns are something else."""
    of = opened(LAYER_RECIPES["Dense"])
    choice = Choice(0, True, 1, 0, 0)
    assert clicked(shown(of, "a₁", choice)[-1], of, 0, 3) == {"sample": 3}
    assert clicked(shown(of, "a₁", Choice(0, False, 1, 0, 0))[-1], of, 0, 0) == {}
    assert clicked(shown(of, "L", choice)[-1], of, 0, 0) == {}


def test_one_samples_pixels_lie_as_in_the_image() -> None:
    """The digit itself, in its frame of zeros; and of two filters one below the other, with their names."""
    of = opened(PADDED)
    digit = of.x[:, 2].reshape(8, 8)
    x, framed = shown(of, "F", Choice(2, False, 1, 0, 0))
    np.testing.assert_array_equal(x.values, digit)
    np.testing.assert_array_equal(framed.values, np.pad(digit, 1))
    a = shown(of, "a₁", Choice(2, False, 1, 0, 0))[-1]
    np.testing.assert_array_equal(a.values, of.said(of.parts[1].given)[:, 2].reshape(16, 8))
    assert (a.rows[0], a.rows[8], a.rows[-1], a.columns[-1]) == ("filter 1, 1", "filter 2, 1", "filter 2, 8", "8")


def test_a_column_of_windows_is_a_window() -> None:
    """Rows are its places, columns where it stands; the last row is that of the bias."""
    of = opened(PADDED)
    framed = np.pad(of.x[:, 0].reshape(8, 8), 1)
    W, X, z = shown(of, "z₁", Choice(0, False, 1, 3, 1))
    assert X.columns[10] == "2,3"
    np.testing.assert_array_equal(X.values[:-1, 10], framed[1:4, 2:5].ravel())
    assert (X.rows[5], X.rows[-1]) == ("1, 2,3", "(1)")
    assert (W.rows, W.columns[5], W.columns[-1]) == (("1", "2"), "1, 2,3", "b")
    assert W.chosen == (1, 3)
    assert z.chosen[0] == 1  # the filter, where it answers most
    assert z.values[z.chosen] == z.values[1].max()


def test_blocks_are_taken_apart_and_put_back_as_an_image() -> None:
    """A row for each place in a block; what fills no block stays zero."""
    of = opened(PADDED)
    a, P = shown(of, "P", Choice(0, False, 1, 0, 0))
    image = a.values.reshape(2, 8, 8)
    assert (P.rows[4], P.columns[5]) == ("2,2", "2, 1,2")
    assert P.values[4, 5] == image[1, 1, 4]
    back = shown(of, "∂L/∂a₁", Choice(0, False, 1, 0, 0))[-1].values.reshape(2, 8, 8)
    assert not back[:, 6:].any()
    assert not back[:, :, 6:].any()
    assert (np.count_nonzero(back.reshape(2, -1), axis=1) <= 4).all()


def test_of_a_whole_batch_only_so_much_is_shown_as_one_may_scroll_through() -> None:
    """And the name says how much that is."""
    of = opened(with_layers("Conv2D(2, 5)", IMAGES | {"samples": 1200, "batch_size": 0}))
    choice = Choice(0, True, 1, 0, 0)
    X = shown(of, "z₁", choice)[1]
    assert X.values.size <= MOST_CELLS
    assert X.name == f"X, the first {len(X.columns):,} columns of 19,200"


def test_units_and_features_are_those_of_the_chosen_parameter() -> None:
    """A filter and the pixel where it answers most; behind a scale it is the same filter."""
    of = opened(LAYER_RECIPES["BatchNorm of images"])
    place = parameter_of(of, 1, 1, None, is_bias=True)
    choice = Choice(1, False, **with_parameter(of, place))
    assert of.parameter_symbol(1, index_of(of, choice)) == "b₁[2]"
    assert (unit_of(of, choice), place_of(of, choice)) == (1, place)
    for part in of.parts[:4]:
        feature = feature_in(of, choice, part.given)
        assert feature is not None
        pixels = len(part.given.values) // 2
        assert feature // pixels == 1
        assert of.said(part.given)[feature, 1] == of.said(part.given)[pixels:, 1].max()
    assert feature_in(of, choice, of.parts[-1].given) is None
    γ = Choice(1, False, **with_parameter(of, parameter_of(of, 2, 0, None)))
    assert of.parameter_symbol(2, index_of(of, γ)) == "γ₂[1]"
    dense = Choice(0, False, **with_parameter(of, parameter_of(of, 3, 4, 2)))
    assert of.parameter_symbol(3, index_of(of, dense)) == "W₃[5,3]"
    assert feature_in(of, dense, of.weighted_part(3).taken) == 2
