"""A comparison's file gives the same comparison again, and anything else a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.compare.factor import CompareError
from engine.compare.files import from_dict, load_comparison, save_comparison, to_dict
from engine.recipe import Recipe, RecipeError
from tests.engine.compare.trials import LAB, compared


@pytest.mark.parametrize(
    "factors",
    [
        ("lr=0.1234567890123456,1e-7",), ("hidden=2x2,none,8", "bias=on,off"), ("activation=ReLU,Tanh", "lr=1"),
        ("layers=Dense(3), Dropout(0.25); Dense(2), Tanh",), ("features=x1 x2,x1 x1^2",), ("optimizer.momentum=0,0.5",),
    ],
)  # fmt: skip
def test_it_is_the_same_comparison_again(factors: tuple[str, ...], tmp_path: Path) -> None:
    """To the last digit, also from a file."""
    recipe = Recipe(optimizer="Momentum", epochs=77, seed=5)
    comparison = compared(*factors, recipe=recipe, seeds=4)
    save_comparison(comparison, tmp_path / "comparison.json")
    again = load_comparison(tmp_path / "comparison.json")
    assert again == comparison
    assert again.trials == comparison.trials


GOOD = to_dict(compared("lr=0.1,1", seeds=2))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"format": "backprop-lab/recipe"}, "this is not a comparison"),
        ({"version": 2}, "version is 2"),
        ({"seeds": "2"}, '"seeds"'),
        ({"seeds": True}, '"seeds"'),
        ({"seeds": 0}, "0 seeds"),
        ({"seeds": 10**9}, "1,000,000,000 seeds"),
        ({"vary": {}}, "0 things"),
        ({"vary": ["learning_rate"]}, '"vary"'),
        ({"vary": {"learning_rate": 1}}, "a list of values"),
        ({"vary": {"learning_rate": ["fast"]}}, "'fast'"),
        ({"vary": {"learning_rate": [[1]]}}, "learning rate"),
        ({"vary": {"hidden": [4]}}, "hidden layers"),
        ({"vary": {"hidden": [{"a": 1}]}}, "hidden layers"),
        ({"vary": {"seed": [1]}}, "number of seeds"),
        ({"vary": {"power": [1]}}, "power"),
        ({"recipe": None}, "a recipe"),
        ({"recipe": LAB.to_dict() | {"hidden": "x"}}, "hidden layers"),
        ({"more": 1}, "'more'"),
    ],
)
def test_what_is_no_comparison_is_refused_in_a_sentence(change: dict[str, Any], named: str, tmp_path: Path) -> None:
    """Whatever stands in the file."""
    with pytest.raises((CompareError, RecipeError)) as error:
        from_dict(GOOD | change)
    assert named in str(error.value)
    path = tmp_path / "comparison.json"
    path.write_text(json.dumps(GOOD | change))
    with pytest.raises(CompareError) as error:
        load_comparison(path)
    assert str(error.value).startswith(f"The comparison {path} cannot be read: ")
    assert named in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "3", "[" * 1000, '{"format": NaN}', "\x00"])
def test_no_json_is_a_sentence_too(text: str, tmp_path: Path) -> None:
    path = tmp_path / "comparison.json"
    path.write_text(text)
    with pytest.raises(CompareError, match="cannot be read"):
        load_comparison(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CompareError, match="no such file"):
        load_comparison(tmp_path / "comparison.json")
