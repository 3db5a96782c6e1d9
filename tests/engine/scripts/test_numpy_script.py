"""A run as one NumPy program: it ends where the run ended, stands on its own, and reads well."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import engine.step
from engine import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, SCHEDULES, Recipe, Trainer
from engine.scripts import ScriptError
from engine.scripts.numpy_script import numpy_script
from engine.trainer import Diverged
from tests.engine.scripts import numpy_cases
from tests.engine.scripts.numpy_cases import CASES, LAB, SLOWLY
from tests.engine.scripts.numpy_runs import replayed, same_bits, same_numbers, script_of, trained, with_layers
from tests.newcomers import SOURCES, imported, written_and_imported

PROJECT = Path(__file__).parents[3]
UPDATES = 50


# -- the same numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", LAB.values(), ids=LAB)
def test_the_labs_runs_are_the_same_to_the_last_bit(recipe: Recipe) -> None:
    """Losses, parameters and predictions."""
    trainer = trained(recipe, UPDATES)
    same_bits(replayed(script_of(trainer)[1]), trainer)


@pytest.mark.parametrize("recipe", CASES.values(), ids=CASES)
def test_every_run_ends_where_it_ended(recipe: Recipe) -> None:
    """To 1e-9 after 50 updates, whatever is in it; parameters even to the last bit."""
    trainer = trained(recipe, UPDATES)
    script = replayed(script_of(trainer)[1])
    same_numbers(script, trainer)
    assert np.array_equal(script.θ, trainer.network.parameters)


def test_there_is_a_case_for_everything_that_is_registered() -> None:
    """What is added must be exported too."""
    recipes = [*LAB.values(), *CASES.values()]
    listed = {type(layer).name for recipe in recipes for layer in Trainer(recipe).network.layers}
    for registry, used in (
        (ACTIVATIONS, listed), (LAYERS, listed), (LOSSES, {each.loss for each in recipes}),
        (OPTIMIZERS, {each.optimizer for each in recipes}), (SCHEDULES, {each.schedule for each in recipes}),
    ):  # fmt: skip
        assert set(registry) <= used


def test_learning_rates_change_when_they_did() -> None:
    """In the middle of an epoch, with the schedule's share of them."""
    recipe = Recipe(batch_size=6, schedule="Step", knobs={"schedule": {"every": 4}}, optimizer="Adam")
    trainer = trained(recipe, UPDATES, {7: 0.3, 30: 0.01})
    text = script_of(trainer)[1]
    assert "LEARNING_RATES = {0: 1.0, 7: 0.3, 30: 0.01}" in text
    same_bits(replayed(text), trainer)
    assert not np.array_equal(replayed(text).θ, trained(recipe, UPDATES).network.parameters)


@pytest.mark.parametrize("schedule", ["Constant", "Reduce on plateau"])
def test_learning_rates_change_in_runs_of_whole_epochs(schedule: str) -> None:
    """Where each update sees all samples."""
    trainer = trained(Recipe(schedule=schedule), UPDATES, {20: 0.25})
    same_bits(replayed(script_of(trainer)[1]), trainer)


def test_a_run_that_was_resumed_is_told_from_its_start() -> None:
    """The script knows nothing of the break."""
    recipe = numpy_cases.OTHERS["all of a run"]
    resumed = Trainer.resumed(trained(recipe, 21).run())
    resumed.advance(UPDATES - 21)
    assert script_of(resumed)[1] == script_of(trained(recipe, UPDATES))[1]


@pytest.mark.parametrize("test_fraction", [0.0, 0.3])
@pytest.mark.parametrize("layers", ["Dense(6), Tanh", "Dense(6), BatchNorm, Dropout(0.3), Tanh"])
def test_a_run_that_stopped_early_hands_back_the_best(layers: str, test_fraction: float) -> None:
    """At the same epoch, with what layers remember, even where it would be allowed to go on."""
    recipe = with_layers(layers, dataset="Moons", samples=30, batch_size=8, learning_rate=2.0, patience=3, seed=5,
                         test_fraction=test_fraction, optimizer="Momentum")  # fmt: skip
    trainer = Trainer(recipe)
    trainer.advance(2000)
    assert trainer.stopped_early
    text = script_of(trainer)[1]
    more = text.replace(f"UPDATES = {trainer.updates} ", "UPDATES = 2000 ")
    assert more != text
    for each in (text, more):
        assert np.array_equal(replayed(each).θ, trainer.network.parameters)
        assert np.allclose(replayed(each).answers, trainer.answers(), rtol=0, atol=1e-9)


def test_a_run_in_the_middle_of_an_epoch_ends_there() -> None:
    """The number of updates counts, not that of epochs."""
    trainer = trained(Recipe(batch_size=6), 10)
    assert trainer.updates % trainer.batches.per_epoch
    script = replayed(script_of(trainer)[1])
    assert np.array_equal(script.θ, trainer.network.parameters)
    assert script.losses == trainer.history.exact.tolist()


def test_a_run_that_has_not_begun_has_its_first_weights() -> None:
    """And prints no losses."""
    trainer = Trainer(Recipe())
    script = replayed(script_of(trainer)[1])
    assert script.losses == []
    assert np.array_equal(script.θ, trainer.network.parameters)


def test_a_run_that_diverged_ends_before_that() -> None:
    """With the last numbers that were any."""
    trainer = Trainer(Recipe(activation="ReLU", output_activation="Linear", learning_rate=1e6, seed=1))
    with pytest.raises(Diverged):
        trainer.advance(UPDATES)
    assert np.array_equal(replayed(script_of(trainer)[1]).θ, trainer.network.parameters)


def test_steps_that_two_threads_share_are_written_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half by half a sum may differ in its last digits, and no more."""
    monkeypatch.setattr(engine.step, "WORTH_TWO_THREADS", 0)
    trainer = trained(Recipe(dataset="Linear", activation="Tanh", learning_rate=0.1), UPDATES)
    assert any(each.place.name == "both halves" for each in trainer.program.operations)
    same_numbers(replayed(script_of(trainer)[1]), trainer)


def test_changing_a_number_at_the_top_changes_the_run() -> None:
    """More updates, another learning rate: as a trainer would go on."""
    text = script_of(trained(Recipe(), 20))[1]
    longer = text.replace("UPDATES = 20 ", f"UPDATES = {UPDATES} ").replace("RATE = 1.0 ", "RATE = 0.5 ")
    same_bits(replayed(longer), trained(Recipe(learning_rate=0.5), UPDATES))


# -- a program that stands on its own ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of all cases."""
    folder = tmp_path_factory.mktemp("scripts")
    for number, recipe in enumerate([*LAB.values(), *CASES.values()]):
        text = numpy_script(Trainer(recipe).run())
        (folder / f"case{number}.py").write_text(text, encoding="utf-8")
    return folder


def test_ruff_finds_nothing(written: Path) -> None:
    """By the project's own rules: no long line, nothing unused, nothing undefined."""
    rules = str(PROJECT / "pyproject.toml")
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", rules, str(written)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_scripts_import_numpy_and_what_python_has(written: Path) -> None:
    """And say in their first line where they come from."""
    for path in written.iterdir():
        text = path.read_text(encoding="utf-8")
        assert text.startswith('"""Generated by Backprop Lab: ')
        tree = list(ast.walk(ast.parse(text)))
        imports = {each.name for node in tree if isinstance(node, ast.Import) for each in node.names}
        assert {"numpy"} <= imports <= {"numpy", "base64", "zlib"}
        assert not [node for node in tree if isinstance(node, ast.ImportFrom)]
        assert "strided(" not in text, "every view has a name"
        assert "buffer1" not in text


def test_a_script_runs_by_itself(tmp_path: Path) -> None:
    """Without the project, in the form of the lab: losses, predictions, accuracy."""
    trainer = trained(Recipe(dataset="Linear", samples=12, test_fraction=0.25), UPDATES)
    (tmp_path / "script.py").write_text(script_of(trainer)[1], encoding="utf-8")
    command = [sys.executable, "-I", "-W", "error", "-X", "utf8", "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    lines = done.stdout.splitlines()
    assert done.stderr == ""
    last = trainer.history.last.tolist()[-5:]
    assert lines[:5] == [f"epoch {epoch} loss : {loss!r}" for epoch, loss in zip(range(46, 51), last, strict=True)]
    assert len(lines) == 5 + 12 + 2
    assert lines[-2] == f"accuracy : {trainer.evaluate().accuracy:.2%}"
    test = trainer.evaluate_test()
    assert test is not None
    assert lines[-1] == f"test accuracy : {test.accuracy:.2%}"


def test_the_answers_to_numbers_are_judged_by_r_squared() -> None:
    """In their own units."""
    trainer = trained(Recipe(dataset="Plane", samples=20, output_activation="Linear", standardise=True), UPDATES)
    assert replayed(script_of(trainer)[1]).printed.endswith(f"R² : {trainer.evaluate().r2:.4f}\n")


# -- what a student looks for ------------------------------------------------------------------------------------------


def test_the_labs_formulas_stand_there_as_the_lecture_has_them() -> None:
    """The weighted sum, the chain rule, the gradients and the update."""
    text = script_of(trained(Recipe(), UPDATES))[1]
    for line in (
        "    z1 = Wb1 @ with_ones(x)  # z1 = W1 x + b1",
        "    a1 = sigmoid(z1)",
        "    dz3 = dy * sigmoid_slope(y)  # ∂L/∂z3 = ∂L/∂y · ∂y/∂z3",
        "    dWb3 = dz3 @ with_ones(a2).T  # dW3 = dz3 a2ᵀ,  db3 = Σ dz3",
        "    da2 = (Wb3.T @ dz3)[:4]  # da2 = W3ᵀ dz3; the last row, of b, is left out",
        "    step = ρ * g",
        "    return θ - step",
        "    return 1 / (1 + np.exp(-z))",
        "    return a * (1 - a)",
        "    e = y - t",
    ):
        assert line in text.split("\n"), line


def test_adam_reads_as_its_authors_wrote_it() -> None:
    """With its constants by name."""
    text = script_of(trained(Recipe(optimizer="Adam", learning_rate=0.01), 1))[1]
    for line in (
        "    β1 = 0.9  # first moment",
        "    m = β1 * m + (1 - β1) * g",
        "    v = β2 * v + (1 - β2) * g**2",
        "    step = ρ * (m_hat / (np.sqrt(v_hat) + ε))",
    ):
        assert line in text.split("\n"), line


def test_penalties_and_the_optimizer_have_their_headings() -> None:
    """Each where it begins; a lonely optimizer needs none."""
    texts = [script_of(Trainer(each))[1] for each in (CASES["all of a run"], Recipe(optimizer="Adam"))]
    headings = ["    # L2", "    # Clipping", "    # Adam"]
    assert [[line for line in text.split("\n") if line in headings] for text in texts] == [headings, []]


def test_long_data_stand_at_the_end() -> None:
    """Packed, where nobody has to scroll past them."""
    short, long = (script_of(trained(recipe, 1))[1] for recipe in (Recipe(), CASES["numbers that are packed"]))
    assert short.index("def data(") < short.index("def forward(")
    assert "unpacked" not in short
    assert long.index("def data(") > long.index("def results(")
    assert "X = unpacked(  # 800 numbers" in long


# -- newcomers ---------------------------------------------------------------------------------------------------------

ODD = '''"""A newcomer that looks at memory in ways that no other layer does."""
import numpy as np
from engine import LAYERS, Layer

PULL = 0.25


def pulled(x: np.ndarray, out: np.ndarray) -> None:
    """A little less of each."""
    y: np.ndarray = np.multiply(x, less(PULL), out=out)
    assert y is out


def less(share: float) -> float:
    """What is left."""
    return 1 - share


def mirrored(x, out):
    """The other way round."""
    out[:] = x[::-1]
    return out


@LAYERS.register("Odd")
class Odd(Layer):
    """Each number and its neighbours, in odd ways:  z = mirror(¾ (x₋₁ + x + x₊₁)) + every other x."""

    def record_forward(self, x, do):
        x, n = x[:-1], len(x) - 1
        z, framed = do.signal(n), np.zeros((n + 2, do.samples), do.dtype)
        do("F = x, framed", np.positive, x, out=framed[1:-1])
        both = do("before and after", np.add, framed[:-2], framed[2:], out=do.array(n))
        do("x and both", np.add, both, framed[1:-1], out=both)
        do("less of it", pulled, both, out=z[:-1])
        do("mirrored", mirrored, z[:-1], out=both)
        some = do("every other", np.positive, x[::2], out=np.zeros(x[::2].shape, do.dtype))
        do("z = mirrored + x", np.add, both, x, out=z[:-1])
        do("z = z + every other", np.add, z[:-1][: len(some)], some, out=z[:-1][: len(some)])
        return z

    def record_backward(self, dz, do):
        n, half = len(dz), len(dz[::2])
        turned = do("dz turned", np.multiply, dz[::-1], do.constant(1 - PULL), out=do.array(n))
        framed = np.zeros((n + 2, do.samples), do.dtype)
        do("D = dz, framed", np.positive, turned, out=framed[1:-1])
        out = do("both", np.add, framed[:-2], framed[2:], out=do.array(n))
        do("all three", np.add, out, framed[1:-1], out=out)
        do("all three + dz", np.add, out, dz, out=out)
        do("dx = all three + dz, and every other", np.add, out[::2], dz[:half], out=out[::2])
        return out
'''


@pytest.fixture
def newcomers(tmp_path: Path, restored_registries: None) -> None:
    """A file for each family, each with one class, and a layer that is odd."""
    written_and_imported(tmp_path, **SOURCES, odd=ODD)


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_newcomers_are_exported_unasked(precision: str) -> None:
    """A layer that learns and remembers, an activation, a loss, an optimizer, a schedule and features."""
    layers = "Dense(5), limiter(2, limits=false), soft step(1.5), Dense(4), Limiter, Tanh"
    recipe = with_layers(
        layers, dataset="ring", samples=40, features=("x1", "radius"), initializer="COIN", loss="fourth Power",
        optimizer="signs", learning_rate=0.02, schedule="harmonic", batch_size=12, test_fraction=0.25,
        precision=precision, knobs={"schedule": {"decay": 0.1}, "loss": {"weight": 2}},
    )  # fmt: skip
    trainer = trained(recipe, UPDATES)
    text = script_of(trainer)[1]
    same_bits(replayed(text), trainer)
    for line in ("    s = 1.5  # steepness", "    m = β * m + g", "    step = ρ * np.sign(m)",
                 "    return 1 / (1 + epoch * d)", "    z2 = z1 * θ2[:, np.newaxis]  # z2 = s z1"):  # fmt: skip
        assert line in text.split("\n"), line


@pytest.mark.usefixtures("newcomers")
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_the_oddest_layer_is_exported_through_its_record(precision: str) -> None:
    """Frames, mirrors, every other row, and functions of its own with what they need."""
    recipe = with_layers("Dense(5), Odd, Tanh, Dense(3), Odd", batch_size=8, learning_rate=0.1, precision=precision)
    trainer = trained(recipe, UPDATES)
    text = script_of(trainer)[1]
    same_bits(replayed(text), trainer)
    for part in ("PULL = 0.25\n", "def pulled(x, out):\n", "    y = np.multiply(x, less(PULL), out=out)\n"):
        assert part in text


TWO_WAYS = '''"""A newcomer that does something else with large batches."""
import numpy as np
from engine import ACTIVATIONS, Activation

@ACTIVATIONS.register("Moody")
class Moody(Activation):
    """Depends on the size of the batch:  a = z."""

    def record_forward(self, z, do):
        do("z", np.positive if do.samples < 6 else np.negative, z[:-1], out=z[:-1])
        return z

    def record(self, z, a, do): ...
    def record_slope(self, z, a, slope, do): ...
    def record_backward(self, da, do):
        return da
'''
CLUMSY = '''"""A newcomer that uses a name for two things, and an old value after the new one."""
from dataclasses import dataclass
import numpy as np
from engine import OPTIMIZERS, Optimizer
from engine.optimizers import learning_rate_knob

@OPTIMIZERS.register("Clumsy")
@dataclass(eq=False)
class Clumsy(Optimizer):
    """What it does is of no use:  θ = θ - ρ (2 g + 3 m + m / 2)."""

    learning_rate: float = learning_rate_knob(0.01)

    def record(self, θ, g, do):
        m, (old, one, two) = self.remember("mean", θ.size), np.zeros((3, θ.size), θ.dtype)
        do("m / 2", np.multiply, m, do.constant(0.5), out=old)
        do("m = m + g", np.add, m, g, out=m)
        do("w = 2 g", np.multiply, g, do.constant(2), out=one)
        do("w = 3 m", np.multiply, m, do.constant(3), out=two)
        do("both", np.add, two, one, out=two)
        do("both and m / 2", np.add, two, old, out=two)
        do("step = ρ (both and m / 2)", np.multiply, two, self.rate, out=two)
        do("θ = θ - step", np.subtract, θ, two, out=θ)
'''


def test_names_never_stand_for_the_wrong_thing(tmp_path: Path, restored_registries: None) -> None:
    """Neither where two results have one name, nor where a value is read after its successor."""
    (tmp_path / "new.py").write_text(CLUMSY, encoding="utf-8")
    imported(tmp_path / "new.py")
    trainer = trained(Recipe(optimizer="Clumsy", learning_rate=0.01, batch_size=8), UPDATES)
    text = script_of(trainer)[1]
    same_bits(replayed(text), trainer)
    assert "w_new = 3 * m" in text


UNEVEN = '''"""A newcomer with a constant for each parameter, and one for each feature."""
from dataclasses import dataclass
import numpy as np
from engine import LAYERS, OPTIMIZERS, Layer, Optimizer
from engine.optimizers import learning_rate_knob

@OPTIMIZERS.register("Uneven")
@dataclass(eq=False)
class Uneven(Optimizer):
    """Each parameter has a pace of its own:  θ = θ - ρ pace g."""

    learning_rate: float = learning_rate_knob(0.1)

    def record(self, θ, g, do):
        pace = np.linspace(0.5, 1.5, θ.size).astype(θ.dtype)
        step = do("pace g", np.multiply, pace, g, out=np.zeros_like(θ))
        do("step = ρ pace g", np.multiply, step, self.rate, out=step)
        do("θ = θ - step", np.subtract, θ, step, out=θ)

@LAYERS.register("Tilted")
class Tilted(Layer):
    """Each number is weighed by its place:  z = c x."""

    def record_forward(self, x, do):
        self.c = np.linspace(1, 2, len(x) - 1).astype(do.dtype)[:, np.newaxis]
        z = do.signal(len(x) - 1)
        do("z = c x", np.multiply, x[:-1], self.c, out=z[:-1])
        return z

    def record_backward(self, dz, do):
        return do("dx = c dz", np.multiply, dz, self.c, out=do.array(len(dz)))
'''


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("neurons", [6, 20, 150])
def test_large_constants_have_names(
    tmp_path: Path, restored_registries: None, neurons: int, precision: str
) -> None:
    """Each once, whoever needs it: forward, back, and where the network is only asked."""
    (tmp_path / "new.py").write_text(UNEVEN, encoding="utf-8")
    imported(tmp_path / "new.py")
    layers = f"Dense({neurons}), Tilted, Tanh, Dropout(0.1)"
    trainer = trained(with_layers(layers, optimizer="Uneven", batch_size=8, precision=precision), UPDATES)
    text = script_of(trainer)[1]
    same_bits(replayed(text), trainer)
    assert len([line for line in text.split("\n") if line.startswith("CONSTANT")]) == (1 if neurons == 6 else 2)
    assert ("CONSTANT2 = unpacked(" in text) == (neurons == 150)


def test_layers_in_a_row_have_names_of_their_own() -> None:
    """What each remembers is unpacked by one name."""
    text = script_of(Trainer(CASES["Dropout"]))[1]
    unpacked = {line.strip().removesuffix(" = state") for line in text.split("\n") if line.endswith(" = state")}
    assert unpacked == {"updates0, updates1, updates1_4"}


WAYS_OUT = {
    "a function without a name": ("np.tanh, z", "lambda z, out: np.tanh(z, out=out), z", "cannot bring <lambda> along"),
    "a function that needs a module": ("np.tanh, z", "with_module, z", "with_module along: it needs os"),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_what_no_script_can_bring_along_is_said(tmp_path: Path, restored_registries: None, way: str) -> None:
    """In a sentence that names it."""
    old, new, words = WAYS_OUT[way]
    source = SOURCES["activation"].replace("np.tanh, a", "np.tanh, z").replace(old, new)
    source = source.replace("import numpy as np\n", "import os\nimport numpy as np\n\n"
                            "def with_module(z, out):\n    np.tanh(z + len(os.sep) - 1, out=out)\n", 1)  # fmt: skip
    (tmp_path / "new.py").write_text(source, encoding="utf-8")
    imported(tmp_path / "new.py")
    with pytest.raises(ScriptError, match=words):
        numpy_script(Trainer(Recipe(activation="Soft step")).run())


def test_other_operations_for_other_batches_are_told_of(tmp_path: Path, restored_registries: None) -> None:
    """A program must take batches of any size."""
    (tmp_path / "new.py").write_text(TWO_WAYS, encoding="utf-8")
    imported(tmp_path / "new.py")
    with pytest.raises(ScriptError, match="layer 2, Moody, does: other operations for other sizes"):
        numpy_script(Trainer(Recipe(activation="Moody")).run())


def test_samples_that_are_gone_are_told_of(tmp_path: Path) -> None:
    """A run of somebody's file needs the file."""
    path = tmp_path / "points.csv"
    path.write_text("x1,x2,class\n" + "".join(f"{k},{k % 3},{k % 2}\n" for k in range(12)), encoding="utf-8")
    recipe = Recipe(**SLOWLY).with_data("CSV file", {"path": str(path), "target": "class"})
    run = trained(recipe, 10).run()
    assert numpy_script(run).startswith('"""Generated by Backprop Lab: a network learns points.csv, written out')
    path.unlink()
    with pytest.raises(ScriptError, match=r"points\.csv"):
        numpy_script(run)
