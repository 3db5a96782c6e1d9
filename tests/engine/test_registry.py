"""Registries: classes are found by name, whatever the case, and a wrong name is answered with the right ones."""

from __future__ import annotations

import re

import pytest

from engine import ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, Registry, UnknownName
from engine.registry import Registered

REGISTRIES = [ACTIVATIONS, DATASETS, INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS]


class Fruit(Registered):
    """Something to register.

    Not part of the one-line help."""


@pytest.fixture
def fruits() -> Registry[Fruit]:
    registry: Registry[Fruit] = Registry("fruit")
    registry.register("Apple")(type("Apple", (Fruit,), {"__doc__": "Round and red.\n\nGrows on trees."}))
    registry.register("Blood orange")(type("BloodOrange", (Fruit,), {"__doc__": "Round and orange."}))
    return registry


def test_a_registered_class_knows_its_name_and_is_returned_unchanged(fruits: Registry[Fruit]) -> None:
    """The decorator adds, it does not wrap: the class can be used as before."""
    pear = type("Pear", (Fruit,), {})
    assert fruits.register("Pear")(pear) is pear
    assert pear.name == "Pear"
    assert fruits["Pear"] is pear


@pytest.mark.parametrize("name", ["Blood orange", "blood orange", "BLOOD ORANGE", "bLoOd OrAnGe"])
def test_upper_and_lower_case_do_not_matter(fruits: Registry[Fruit], name: str) -> None:
    """A person may type a name as she likes; what is stored is the registered spelling."""
    assert fruits[name].name == "Blood orange"
    assert fruits.canonical(name) == "Blood orange"
    assert name in fruits


def test_names_come_in_the_order_of_registration(fruits: Registry[Fruit]) -> None:
    """Families are sorted from simple to hard, and lists show them so."""
    assert list(fruits) == ["Apple", "Blood orange"]
    assert len(fruits) == 2


@pytest.mark.parametrize("name", ["Appel", "", "Apple ", "grape", 5, None, ["Apple"], 1.5])
def test_an_unknown_name_raises_a_key_error_that_lists_the_known_ones(fruits: Registry[Fruit], name: object) -> None:
    """Whoever catches KeyError catches it, and its message helps."""
    with pytest.raises(KeyError) as caught:
        fruits[name]  # type: ignore[index]
    assert isinstance(caught.value, UnknownName)
    assert "Known are: Apple, Blood orange." in str(caught.value)
    assert "fruit" in str(caught.value)
    assert name not in fruits


def test_a_small_mistake_is_answered_with_a_suggestion(fruits: Registry[Fruit]) -> None:
    """A typing mistake should cost seconds."""
    with pytest.raises(UnknownName, match='Did you mean "Apple"'):
        fruits["Appel"]


def test_the_message_of_an_unknown_name_has_no_quotation_marks_around_it(fruits: Registry[Fruit]) -> None:
    """KeyError prints the repr of its message; a sentence for people must not look like that."""
    with pytest.raises(UnknownName) as caught:
        fruits["x"]
    assert str(caught.value).startswith("There is no fruit")


@pytest.mark.parametrize("name", ["Apple", "apple", "APPLE"])
def test_a_name_is_given_only_once(fruits: Registry[Fruit], name: str) -> None:
    """Two classes that answer to one name would make recipes ambiguous."""
    with pytest.raises(ValueError, match="registered already"):
        fruits.register(name)(type("Other", (Fruit,), {}))
    assert len(fruits) == 2


def test_help_is_the_first_line_of_the_docstring(fruits: Registry[Fruit]) -> None:
    """The listings in the terminal and the tooltips of the window show it."""
    assert fruits.help("apple") == "Round and red."


@pytest.mark.parametrize(
    ("registry", "names"),
    [
        (ACTIVATIONS, ["Linear", "Sigmoid", "Tanh", "ReLU"]),
        (LOSSES, ["MSE", "BCE"]),
        (OPTIMIZERS, ["SGD", "Momentum", "Adam"]),
        (DATASETS, ["XOR", "Linear"]),
        (LAYERS, ["Dense"]),
        (INITIALIZERS, []),
    ],
)
def test_the_names_that_others_rely_on(registry: Registry[Registered], names: list[str]) -> None:
    """Recipes and scripts name these classes: they may gain companions, but never lose their names."""
    assert set(names) <= set(registry)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.family)
def test_every_class_has_one_line_of_help(registry: Registry[Registered]) -> None:
    """Each name in a combo box and in a listing says what it is."""
    for name in registry:
        assert re.fullmatch(r"\S.*[.:)²₀-₉}\w]", registry.help(name)), name
        assert registry[name].name == name
