"""The package as a whole: its public names, and the lab's rule that it is numpy and the standard library alone."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

import engine

FILES = sorted(Path(engine.__file__).parent.rglob("*.py"))
STACK = "stack.py"  # multiplies stacks of matrices, in processes that have no window beside them


def imported(path: Path) -> set[str]:
    """The top-level packages that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("engine" if node.level else (node.module or "").partition(".")[0])
    return names


def test_the_check_below_sees_imports_wherever_they_hide(tmp_path: Path) -> None:
    """Within functions, under conditions, of submodules and by other names."""
    (tmp_path / "sly.py").write_text("if 1:\n    import torch.nn as t\ndef f():\n    from scipy.special import expit\n")
    assert imported(tmp_path / "sly.py") == {"torch", "scipy"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_engine_imports_numpy_and_the_standard_library_only(path: Path) -> None:
    """The lab's rule: no framework does the work."""
    assert imported(path) <= {"engine", "numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_opens_with_a_sentence(path: Path) -> None:
    """It tells a reader where he is."""
    first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
    assert first[:1].isupper()
    assert first.rstrip()[-1] in ".:!,"[:2] or len(first) > 60


@pytest.mark.parametrize("path", [each for each in FILES if each.name != STACK], ids=lambda path: path.name)
def test_products_that_training_repeats_give_the_interpreter_lock_away(path: Path) -> None:
    """np.dot does, np.matmul and @ do not on small arrays: with those a window beside the training stutters."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.MatMult)]
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"matmul", "einsum", "tensordot"}


def needed(path: Path) -> list[str]:
    """The files of the engine that a file imports when it is imported itself, in their order."""
    names: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module == "engine":
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine."):
            names.append(str(node.module).removeprefix("engine."))
    return list(dict.fromkeys(names))


def test_each_file_needs_only_those_before_it() -> None:
    """Whoever reads them in the order of the package never meets what he does not know; helpers may be anywhere."""
    folder = Path(engine.__file__).parent
    order = needed(folder / "__init__.py")
    assert order[:3] == ["registry", "knobs", "program"]
    for place, name in enumerate(order):
        known, ahead = {name}, [name]
        while ahead:
            found = set(needed(folder / f"{ahead.pop()}.py")) - known
            assert not found & set(order[place + 1 :]), f"{name} needs {found} before they are there"
            known |= found
            ahead += found - set(order)


def test_all_public_names_are_there() -> None:
    """And those that others rely on are among them."""
    assert all(hasattr(engine, name) for name in engine.__all__)
    promised = {
        "Recipe",
        "Trainer",
        "ACTIVATIONS",
        "LOSSES",
        "OPTIMIZERS",
        "INITIALIZERS",
        "LAYERS",
        "DATASETS",
        "Network",
        "Dense",
    }
    assert promised <= set(engine.__all__)


def test_the_version_is_that_of_the_project() -> None:
    """One number in two places must be one number."""
    import tomllib

    content = tomllib.loads((Path(engine.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert engine.__version__ == content["project"]["version"]


def test_the_example_that_others_rely_on() -> None:
    """As a user of the library writes it."""
    from engine import Recipe, Trainer

    trainer = Trainer(Recipe(dataset="XOR", hidden=(4, 4), activation="Sigmoid", seed=0))
    trainer.train(epochs=100)
    trainer.step()
    assert trainer.epoch == 101
    assert trainer.loss > 0
    assert trainer.network.predict(trainer.points.X).shape == (21, 1)
