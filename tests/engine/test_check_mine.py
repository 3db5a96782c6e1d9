"""`check-mine`: a right implementation passes, and every planted mistake is found where it is, by its name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import Recipe
from engine.check_mine import MOST_SAMPLES, MineReport, NotComparable, check_module, make_case
from engine.diagnosis import State
from tests.engine.terminals import ROOT

EXAMPLE = ROOT / "assets" / "examples" / "my_lab.py"
SECONDS = 60.0  # a crowded machine may be slow; what is right does not take a second
RIGHT = EXAMPLE.read_text(encoding="utf-8")

COLUMNS = """
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(x, W, b):
    a, z = [x], []
    for w, bias in zip(W, b):
        z.append(w @ a[-1] + bias)
        a.append(sigmoid(z[-1]))
    return {"z": z, "a": a}

def loss(y, t):
    return np.mean((y - t) ** 2)

def backward(x, t, W, b, values):
    a = values["a"]
    da = 2 * (a[-1] - t) / t.size
    grads = {"dy": da}
    for k in (3, 2, 1):
        dz = da * a[k] * (1 - a[k])
        grads[f"dz{k}"], grads[f"dW{k}"], grads[f"db{k}"] = dz, dz @ a[k - 1].T, dz.sum(axis=1, keepdims=True)
        da = W[k - 1].T @ dz
        if k > 1:
            grads[f"da{k - 1}"] = da
    return grads
"""

# (what stands there, what a beginner writes, the quantity, words of the explanation), for the example with rows
PLANTED = [
    ("x @ W[0] + b[0]", "x @ W[0]", "z₁", "bias b₁ is left out"),
    ("a1 @ W[1] + b[1]", "a1 @ W[1].T + b[1]", "z₂", "W₂ is transposed"),
    ("a1 @ W[1] + b[1]", "z1 @ W[1] + b[1]", "z₂", "z₁ is used in place of a₁"),
    ("a1 @ W[1] + b[1]", "a1 @ W[1] - b[1]", "z₂", "subtracted"),
    ("a2 = sigmoid(z2)", "a2 = z2", "a₂", "activation is missing"),
    ("a2 = sigmoid(z2)", "a2 = np.tanh(z2)", "a₂", "Tanh, where the recipe has Sigmoid"),
    ("a2 = sigmoid(z2)", "a2 = sigmoid(sigmoid(z2))", "a₂", "twice"),
    ("y = sigmoid(z3)", "y = z3", "a₃", "activation is missing"),
    ("np.exp(-z)", "np.exp(z)", "a₁", "sign of z₁"),
    ("np.mean((y - t) ** 2)", "np.sum((y - t) ** 2)", "L", "1/n is missing"),
    ("np.mean((y - t) ** 2)", "np.mean((y - t) ** 2) / 2", "L", "half"),
    ("np.mean((y - t) ** 2)", "np.mean(y - t)", "L", "not squared"),
    ("np.mean((y - t) ** 2)", "np.mean(np.abs(y - t))", "L", "|y - t|"),
    ("dy = 2 * (y - t) / y.size", "dy = 2 * (t - y) / y.size", "∂L/∂y", "sign is wrong"),
    ("dy = 2 * (y - t) / y.size", "dy = 2 * (y - t)", "∂L/∂y", "1/n is missing"),
    ("dy = 2 * (y - t) / y.size", "dy = (y - t) / y.size", "∂L/∂y", "factor 2 is missing"),
    ("dy = 2 * (y - t) / y.size", "dy = y - t", "∂L/∂y", "both the factor 2 and 1/n are missing"),
    ("dy = 2 * (y - t) / y.size", "dy = (y - t) / (y * (1 - y)) / y.size", "∂L/∂y", "derivative of BCE"),
    ("dz3 = dy * y * (1 - y)", "dz3 = dy", "δ₃", "slope σ′(z₃) is missing"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T", "δ₂", "slope σ′(z₂) is missing"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T * sigmoid(a2) * (1 - sigmoid(a2))", "δ₂", "σ′(a₂)"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T * values['z'][1] * (1 - values['z'][1])", "δ₂", "computed from z₂"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T * y * (1 - y)", "δ₂", "output y in place of a₂"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T * a1 * (1 - a1)", "δ₂", "slope is that of layer 1"),
    ("@ W[2].T * a2 * (1 - a2)", "@ W[2].T * (1 - a2 ** 2)", "δ₂", "formula of Tanh"),
    ("dz2 @ W[1].T * a1", "dz2 @ W[1] * a1", "δ₁", "which was not returned, is wrong: W₂ is transposed"),
    ("dz2 @ W[1].T * a1", "dz2 @ W[1].T * -a1", "δ₁", "sign is wrong"),
    ("dz1 = dz2 @", "dz1 = (dz3 @ W[2].T) @", "δ₁", "∂L/∂a₂ was sent back in place of δ₂"),
    ("    dz2 =", "    W[2] -= 0.5 * a2.T @ dz3\n    dz2 =", "δ₂", "W₃ had been updated before it was used"),
    ("a1.T @ dz2", "(a1.T @ dz2).T", "∂L/∂W₂", "transposed"),
    ("a2.T @ dz3", "dz3.T @ a2", "∂L/∂W₃", "transposed"),
    ("a1.T @ dz2", "a2.T @ dz2", "∂L/∂W₂", "a₂, what comes out of the layer"),
    ("a1.T @ dz2", "values['z'][0].T @ dz2", "∂L/∂W₂", "z₁ is used in place of a₁"),
    ("a1.T @ dz2", "a1.T @ dz2 / len(x)", "∂L/∂W₂", "divided by n = 21 once too often"),
    ("x.T @ dz1", "-x.T @ dz1", "∂L/∂W₁", "sign is wrong"),
    ("a1.T @ dz2", "a1.T @ (dz3 @ W[2].T)", "∂L/∂W₂", "slope σ′(z₂) is missing"),
    ("dz2.sum(axis=0)", "dz2.mean(axis=0)", "∂L/∂b₂", "mean over the samples"),
    ("dz2.sum(axis=0)", "dz2.sum(axis=1)", "∂L/∂b₂", "wrong axis"),
    ("dz2.sum(axis=0)", "dz2", "∂L/∂b₂", "not summed"),
    ("dz2.sum(axis=0)", "dz2.sum()", "∂L/∂b₂", "one number"),
    ("dz1.sum(axis=0)", "(dz2 @ W[1].T).sum(axis=0)", "∂L/∂b₁", "slope σ′(z₁) is missing"),
]  # fmt: skip


def check(tmp_path: Path, source: str, recipe: Recipe | None = None, seconds: float = SECONDS) -> MineReport:
    path = tmp_path / "mine.py"
    path.write_text(source, encoding="utf-8")
    return check_module(path, recipe or Recipe(), seconds)


def planted(old: str, new: str, source: str = RIGHT) -> str:
    assert old in source
    return source.replace(old, new)


def states(report: MineReport) -> dict[str, State]:
    return {each.quantity.symbol: each.state for each in report.lines}


@pytest.mark.parametrize(("old", "new", "symbol", "words"), PLANTED, ids=[new.strip() for _, new, _, _ in PLANTED])
def test_a_planted_mistake_is_found_and_named(tmp_path: Path, old: str, new: str, symbol: str, words: str) -> None:
    report = check(tmp_path, planted(old, new))
    print(report.sentence)
    assert not report.right
    assert report.sentence.startswith(f"The first to differ is {symbol}")
    assert words in report.sentence


def test_the_example_passes() -> None:
    """The module that the documentation shows is right, and says so."""
    report = check_module(EXAMPLE, Recipe(), SECONDS)
    assert report.right
    assert "it is right" in report.sentence
    assert report.understood == "samples as rows, z = x W + b"
    assert State.DIFFERS not in states(report).values()
    assert states(report)["∂L/∂W₁"] is State.AGREES


def test_samples_as_columns_are_understood(tmp_path: Path) -> None:
    """As in the lab's backward slides: W (outputs, inputs), b (outputs, 1); and a begins with a₀ = x."""
    report = check(tmp_path, COLUMNS)
    assert report.right
    assert report.understood == "samples as columns, z = W x + b"
    assert set(states(report).values()) == {State.AGREES}


def test_weights_as_pytorch_has_them_are_understood(tmp_path: Path) -> None:
    """Samples as rows, W (outputs, inputs)."""
    source = RIGHT
    for k in range(3):
        source = planted(f"@ W[{k}] + b", f"@ W[{k}].T + b", source)
    source = source.replace("@ W[2].T * a2", "@ W[2] * a2").replace("@ W[1].T * a1", "@ W[1] * a1")
    for old, new in (("x.T @ dz1", "dz1.T @ x"), ("a1.T @ dz2", "dz2.T @ a1"), ("a2.T @ dz3", "dz3.T @ a2")):
        source = planted(old, new, source)
    report = check(tmp_path, source)
    assert report.right
    assert report.understood == "samples as rows, z = x Wᵀ + b"


def test_a_mistake_in_columns_is_found_in_its_own_shapes(tmp_path: Path) -> None:
    """The convention is the one that comes farthest; places are those of the person's own array."""
    report = check(tmp_path, planted("da = W[k - 1].T @ dz", "da = W[k - 1].T @ dz + 0.001 * (k == 2)", COLUMNS))
    assert report.understood == "samples as columns, z = W x + b"
    assert report.sentence.startswith("The first to differ is ∂L/∂a₁ (layer 1), your da1: it differs most at [")
    assert "none of the usual mistakes" in report.sentence


def test_a_mistake_in_a_loop_is_named_once_and_for_all_layers(tmp_path: Path) -> None:
    """The layers behind inherit it and repeat it: one sentence explains all of it."""
    report = check(tmp_path, planted("dz = da * a[k] * (1 - a[k])", "dz = da", COLUMNS))
    assert report.sentence.startswith("The first to differ is δ₃")
    assert "The other layers have it too. That explains every other number that differs." in report.sentence


def test_a_second_mistake_is_announced(tmp_path: Path) -> None:
    """The first explanation does not claim what it does not explain."""
    report = check(tmp_path, planted("a1.T @ dz2", "-a1.T @ dz2").replace("dz1.sum(axis=0)", "3 * dz1.sum(axis=0)"))
    assert "∂L/∂W₂" in report.sentence
    assert "It does not explain ∂L/∂b₁ (layer 1): there is another mistake." in report.sentence


def test_less_is_said_of_less(tmp_path: Path) -> None:
    """With dW and db alone the mistake is still found, and what was not returned is named."""
    source = RIGHT[: RIGHT.index("    return {\n")] + (
        "    return [x.T @ dz1, a1.T @ dz2, a2.T @ dz3], [dz.sum(axis=0) for dz in (dz1, dz2, dz3)]\n"
    )
    source = source.replace('return {"z": [z1, z2, z3], "a": [a1, a2, y], "y": y}', "return y")
    source = source.replace('a1, a2, y = values["a"]', "y = values\n    a1 = sigmoid(x @ W[0] + b[0])\n"
                            "    a2 = sigmoid(a1 @ W[1] + b[1])")  # fmt: skip
    report = check(tmp_path, source)
    assert report.right
    assert "not compared: z₁, a₁, z₂, a₂, z₃, ∂L/∂y" in report.sentence
    report = check(tmp_path, planted("* a2 * (1 - a2)", "", source))
    assert "The first to differ is ∂L/∂W₂ (layer 2)" in report.sentence
    assert "δ₂ = ∂L/∂z₂ (layer 2), which was not returned, is wrong: the slope σ′(z₂) is missing" in report.sentence


def test_of_a_backward_that_returns_nothing_nothing_is_claimed(tmp_path: Path) -> None:
    """The forward pass alone agrees; that backward is right is not said."""
    report = check(tmp_path, RIGHT[: RIGHT.index("    return {\n")] + "    return {}\n")
    assert states(report)["L"] is State.AGREES
    assert "Of backward nothing is known: it returned no dW." in report.sentence


@pytest.mark.parametrize(
    ("recipe", "changes"),
    [
        (Recipe(bias=False), {}),
        (Recipe(dataset="Linear", batch_size=7, seed=3), {}),
        (Recipe(dataset="Linear", samples=500), {}),
        (
            Recipe(loss="BCE"),
            {
                "np.mean((y - t) ** 2)": "-np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))",
                "dy = 2 * (y - t) / y.size": "dy = ((1 - t) / (1 - y) - t / y) / y.size",
            },
        ),
        (Recipe(hidden=(2, 2)), {}),
    ],
    ids=["no bias", "a minibatch", "many samples", "cross-entropy", "square weights"],
)
def test_other_recipes(tmp_path: Path, recipe: Recipe, changes: dict[str, str]) -> None:
    """What the recipe changes, a right module for it still passes."""
    source = RIGHT
    for old, new in changes.items():
        source = planted(old, new, source)
    report = check(tmp_path, source, recipe)
    assert report.right, report.sentence


def test_another_activation_in_the_hidden_layers_alone_is_one_difference(tmp_path: Path) -> None:
    """ReLU in all hidden layers, with its own slope; the output is as it should be."""
    source = RIGHT
    for k in (1, 2):
        source = planted(f"a{k} = sigmoid(z{k})", f"a{k} = np.maximum(z{k}, 0)", source)
        source = planted(f"* a{k} * (1 - a{k})", f"* (a{k} > 0)", source)
    report = check(tmp_path, source)
    assert "a₁ (layer 1), your a[0]: it is ReLU, where the recipe has Sigmoid." in report.sentence
    assert report.sentence.endswith("The other layers have it too. That explains every other number that differs.")


def test_a_constant_factor_that_nobody_knows_is_told(tmp_path: Path) -> None:
    """Better than one place and one number; and enormous numbers are numbers too."""
    assert "your dW[1]: it is 0.3 times the right numbers everywhere" in check(
        tmp_path, planted("a1.T @ dz2", "0.3 * a1.T @ dz2")
    ).sentence  # fmt: skip
    assert "your dW[1]: it" in check(tmp_path, planted("a1.T @ dz2", "1e200 + a1.T @ dz2")).sentence


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        (Recipe(loss="BCE"), "L, your loss: it is MSE, where the recipe has BCE."),
        (Recipe(activation="ReLU"), "it is Sigmoid, where the recipe has ReLU. The other layers have it too."),
        (Recipe(output_activation="Tanh"), "your a[2]: it is Sigmoid, where the recipe has Tanh."),
    ],
    ids=["loss", "hidden layers", "output"],
)
def test_what_the_recipe_wants_otherwise_is_named(tmp_path: Path, recipe: Recipe, words: str) -> None:
    """The person wrote what they wanted to write, forward and backward: that is one difference, and not two."""
    report = check(tmp_path, RIGHT, recipe)
    assert f"{words} That explains every other number that differs." in report.sentence


# -- modules that do not behave ----------------------------------------------------------------------------------------

FORWARD, BACKWARD = '    z1 = x @ W[0] + b[0]\n', '    a1, a2, y = values["a"]\n'
TROUBLE = {
    "raises": (planted(FORWARD, FORWARD + "    raise ValueError('too bad')\n"), "ValueError in forward, line 12"),
    "raises in backward": (
        planted(BACKWARD, BACKWARD + "    1 / 0\n"),
        "agrees with the engine, but: mine.py raises ZeroDivisionError in backward, line 26 (`1 / 0`): division",
    ),
    "shapes do not fit": (planted("a1 @ W[1] + b[1]", "W[1] @ a1 + b[1]"), "raises ValueError in forward, line 13"),
    "raises when imported": ("x = 1\nraise KeyError('x')\n", "raises KeyError while it is imported, line 2"),
    "no Python": ("def forward(x, W, b)\n", "raises SyntaxError while it is imported, line 1 (`def forward(x, W, b)`)"),
    "exits": ("import sys\nsys.exit(3)\n", "leaves Python by sys.exit while it is imported, line 2"),
    "exits for good": ("import os\nos._exit(7)\n", "it ended the process itself (exit code 7) and left no result"),
    "imports what is missing": ("import torch_of_tomorrow\n", "ModuleNotFoundError while it is imported, line 1"),
    "asks": ("name = input()\n", "raises EOFError while it is imported, line 1"),
    "no backward": (RIGHT[: RIGHT.index("def backward")], "it has no function backward(x, t, W, b, values)."),
    "other arguments": (planted("forward(x, W, b)", "forward(x)"), "forward must take (x, W, b)"),
    "z is no list": (planted('"z": [z1, z2, z3]', '"z": z1'), '"z" is a ndarray; a list'),
    "too few": (planted('"z": [z1, z2, z3]', '"z": [z1]'), '"z" is a list of 1; one array for each of the 3 layers'),
    "backward gives nothing": (planted("    return {\n        \"dy\"", "    {\n        \"dy\""), "returned NoneType"),
    "nothing to compare": (
        "def forward(x, W, b): return {}\ndef backward(x, t, W, b, values): return {'grad': 1}\n",
        "returned nothing that could be compared",
    ),
    "a wrong shape": (planted('"y": y}', '"y": y}').replace("dz2.sum(axis=0)", "dz2[:3, :2]"),
                      "∂L/∂b₂ (layer 2), your db[1]: it has the shape (3, 2), where (4,) is expected"),
    "text": (planted("dz2.sum(axis=0)", "'much'"), "your db[1]: it is not an array of numbers but of type str"),
    "ragged": (planted("dz2.sum(axis=0)", "[[1], [1, 2]]"), "your db[1]: it is not an array: its rows differ"),
    "objects": (planted("dz2.sum(axis=0)", "np.array([object()] * 4)"), "not an array of numbers"),
    "not a number": (planted("dz2.sum(axis=0)", "dz2.sum(axis=0) * np.nan"), "4 numbers of 4 that are not finite"),
    "far too large": (planted("dz2.sum(axis=0)", "np.zeros(2_000_000)"), "which is far too large"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "words"), TROUBLE.values(), ids=TROUBLE)
def test_a_module_that_does_not_behave_gets_a_sentence(tmp_path: Path, source: str, words: str) -> None:
    report = check(tmp_path, source)
    assert not report.right
    assert words in report.sentence


@pytest.mark.parametrize("patience", ["pass", "try:\n            time.sleep(60)\n        except BaseException: pass"])
def test_a_module_that_hangs_is_ended(tmp_path: Path, patience: str) -> None:
    """At the line where it is, if it can be told; also when it catches everything that is thrown at it."""
    source = planted(FORWARD, f"    import time\n    while True:\n        {patience}\n")
    report = check(tmp_path, source, seconds=2)
    assert "was still running after 2 s" in report.sentence
    assert ("in forward, line 1" in report.sentence) is (patience == "pass")


def test_what_a_module_prints_disturbs_nobody(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Not even when it is more than a pipe holds, and comes from below Python."""
    noise = "import os, sys, warnings\nprint('x' * 200_000)\nos.write(1, b'y' * 200_000)\nsys.stderr.write('z' * 9)\n"
    report = check(tmp_path, noise + RIGHT)
    assert report.right
    assert capfd.readouterr() == ("", "")


def test_a_module_finds_its_neighbours_and_nothing_of_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is imported from its own folder, where nothing is left behind; the engine's files are no modules of its."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (tmp_path / "helpers.py").write_text("from numpy import exp\n", encoding="utf-8")
    assert check(tmp_path, planted("import numpy as np", "import numpy as np\nfrom helpers import exp")).right
    assert "ModuleNotFoundError" in check(tmp_path, planted("import numpy as np", "import files")).sentence
    assert sorted(each.name for each in tmp_path.iterdir()) == ["helpers.py", "mine.py"]


def test_what_is_not_understood_is_named(tmp_path: Path) -> None:
    """A name in the wrong case is no quantity of ours."""
    report = check(tmp_path, planted('"dy": dy', '"DY": dy'))
    assert report.right
    assert "Not understood, and so left out: DY." in report.sentence


def test_the_case_has_biases_and_no_more_samples_than_are_needed() -> None:
    """In training biases start at zero, and one that was forgotten would not show."""
    case, _ = make_case(Recipe(dataset="Linear", samples=5000))
    assert case.samples == MOST_SAMPLES
    assert all((np.abs(b) > 1e-3).any() for b in case.b)


def test_a_large_network_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotComparable, match="20,000 are compared"):
        make_case(Recipe(hidden=(200, 200)))
