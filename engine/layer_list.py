"""A network as a list of layers, each by its name and settings: what a recipe stores, and what a person types.

    Conv2D(8, 3, padding=1), ReLU, MaxPool2D(2), Flatten, Dense(32), Tanh

Behind the list stand the layer that gives one number for each output and the output activation; both are in every
network and not in the list.
"""

from __future__ import annotations

import difflib
import inspect
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from engine.activations import ACTIVATIONS
from engine.initializers import Initializer
from engine.knobs import Knob, KnobError, knobs_of
from engine.layers import LAYERS, MOST_PARAMETERS, Layer, ShapeError
from engine.program import Shape

ITEM = re.compile(  # what is matched once is never tried again in parts: so the longest text takes no time
    r"\s*+(?P<name>[^(),;\n→\s][^(),;\n→]*+)(?:\((?P<settings>[^()]*+)\)[^\S\n]*+)?(?:[,;\n→]|$)"
)
SWITCHES = {"true": True, "false": False}
LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class LayerChoice:
    """One layer of a list.  Raises KnobError where the name is not known or a setting not allowed."""

    name: str  # in LAYERS or ACTIVATIONS
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)  # by knob; what is missing has its default

    def __post_init__(self) -> None:
        kind = _kind(self.name)
        object.__setattr__(self, "name", kind.name)
        known, checked = knobs_of(kind), {}
        for setting, value in self.settings.items():
            if setting not in known:
                raise KnobError(f"{kind.name} has no setting {setting!r:.100}; it has: {', '.join(known) or 'none'}.")
            checked[setting] = known[setting].check(f"{kind.name}'s {known[setting].label.lower()}", value)
        object.__setattr__(self, "settings", MappingProxyType(checked))

    @property
    def has_weights_to_draw(self) -> bool:
        """Whether the layer takes an initializer."""
        kind: object = _kind(self.name)
        return _takes_initializer(kind)

    def make(self, shape: Shape, **more: Any) -> Layer:
        """The layer for samples of ``shape``; ``more`` are arguments that no list sets.  Raises ShapeError."""
        kind = _kind(self.name)
        layer: Layer = kind(**kind.arguments_for(shape), **self.settings, **more)
        return layer

    def __str__(self) -> str:
        """As a person writes it: the first settings by their place, the others by name."""
        knobs, written = list(knobs_of(_kind(self.name))), []
        for place, name in enumerate(each for each in knobs if each in self.settings):
            value = _written(self.settings[name])
            written.append(value if knobs[place] == name else f"{name}={value}")
        return f"{self.name}({', '.join(written)})" if written else self.name


class LayersKnob(Knob):
    """A list of layers; its value is a tuple of LayerChoice, and text or JSON's lists are understood."""

    def check(self, name: str, value: Any) -> tuple[LayerChoice, ...]:
        if isinstance(value, str):
            value = read_layer_list(value)
        if isinstance(value, bytes | Mapping) or not isinstance(value, Iterable):
            raise KnobError(f"{name} is {reprlib.repr(value)}; {self.allowed()}.")
        value = list(value)
        if len(value) > self.longest:
            raise KnobError(f"{name} has {len(value):,} of them; up to {self.longest} are allowed.")
        return tuple(_choice(each) for each in value)

    def allowed(self) -> str:
        return f"layers by their names are allowed: {', '.join(layer_names())}"


def layer_names() -> list[str]:
    """Everything that may stand in a list."""
    return [*LAYERS, *ACTIVATIONS]


def read_layer_list(text: str) -> tuple[LayerChoice, ...]:
    """The layers in a text like the one above.  Raises KnobError with a sentence that names the layer."""
    if len(text) > LONGEST_TEXT:
        raise KnobError(f"The list of layers has {len(text):,} characters; up to {LONGEST_TEXT:,} are allowed.")
    layers, place, text = [], 0, text.strip().rstrip(",;→").rstrip()
    while place < len(text):
        found = ITEM.match(text, place)
        if found is None:
            raise KnobError(
                f"The list of layers cannot be read from {reprlib.repr(text[place:])} on; it is written like "
                '"Conv2D(8, 3, padding=1), ReLU, MaxPool2D(2), Flatten, Dense(32), Tanh".'
            )
        name = found["name"].strip()
        layers.append(LayerChoice(name, _settings(name, found["settings"] or "")))
        place = found.end()
    return tuple(layers)


def write_layer_list(layers: Sequence[LayerChoice]) -> str:
    """The text that `read_layer_list` reads."""
    return ", ".join(map(str, layers))


def to_json(layer: LayerChoice) -> dict[str, Any]:
    """Name and settings in one flat object."""
    return {"layer": layer.name, **layer.settings}


# -- from choices to layers -------------------------------------------------------------------------------------------


def layers_for(
    shape: Shape, hidden: Sequence[LayerChoice], outputs: Sequence[LayerChoice], initializer: Initializer
) -> list[Layer]:
    """The layers of a network for samples of ``shape``: those of the list, then those of the outputs.

    Images are laid flat before the outputs, where the list has not done it.  ``initializer`` draws the weights, suited
    to the activation behind each layer.  Raises ShapeError, with the number of the layer, where something does not fit
    or the network is too large to hold, before its memory is taken."""
    layers: list[Layer] = []
    for choice, activation in _with_what_bends_it([*hidden, *outputs]):
        flat = [LayerChoice("Flatten")] if choice is outputs[0] and len(shape) > 1 else []
        for each in (*flat, choice):
            try:
                layer = _layer(each, shape, activation, initializer)
                shape = layer.shape_after(shape)
            except ShapeError as error:
                raise ShapeError(f"Layer {len(layers) + 1}: {error}") from None
            layers.append(layer)
            _check_parameters(layers)
    return layers


@cache  # to look at a signature takes longer than to make the layer
def _takes_initializer(kind: Any) -> bool:
    return "initializer" in inspect.signature(kind).parameters


def _layer(choice: LayerChoice, shape: Shape, activation: str, initializer: Initializer) -> Layer:
    """With first weights that suit the activation behind it, where it has weights to draw."""
    if not choice.has_weights_to_draw:
        return choice.make(shape)
    return choice.make(shape, initializer=initializer.suited_to(ACTIVATIONS[activation]) if activation else initializer)


def _with_what_bends_it(choices: Sequence[LayerChoice]) -> Iterator[tuple[LayerChoice, str]]:
    """Each layer with the activation that its sums go through next, "" for none."""
    activation, found = "", []
    for each in reversed(choices):
        found.append((each, activation))
        activation = each.name if each.name in ACTIVATIONS else "" if each.has_weights_to_draw else activation
    yield from reversed(found)


def _check_parameters(layers: Sequence[Layer]) -> None:
    count = sum(layer.parameter_count for layer in layers)
    if count > MOST_PARAMETERS:
        raise ShapeError(
            f"The network has {count:,} weights up to its layer {len(layers)}; up to {MOST_PARAMETERS:,} are allowed: "
            "make its layers narrower or fewer."
        )


# -- reading ----------------------------------------------------------------------------------------------------------


def _choice(value: Any) -> LayerChoice:
    """A layer as JSON has it: {"layer": "Dense", "outputs": 4}, or its name alone."""
    if isinstance(value, LayerChoice):
        return value
    if isinstance(value, str):
        return LayerChoice(value)
    if isinstance(value, Mapping) and "layer" in value:
        return LayerChoice(value["layer"], {str(name): each for name, each in value.items() if name != "layer"})
    raise KnobError(f'{reprlib.repr(value)} is no layer; one is written like {{"layer": "Dense", "outputs": 4}}.')


def _kind(name: Any) -> type[Any]:
    """The class of this name.  Raises KnobError that lists the known ones."""
    for registry in (LAYERS, ACTIVATIONS):
        if name in registry:
            return registry[name]
    names = layer_names()
    close = difflib.get_close_matches(str(name), names, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    raise KnobError(f"There is no layer {reprlib.repr(name)}.{hint} Known are: {', '.join(names)}.")


def _settings(name: str, text: str) -> dict[str, Any]:
    """What stands in a layer's parentheses: values in the order of its knobs, or by name."""
    knobs, settings = list(knobs_of(_kind(name))), {}
    for place, part in enumerate(each.strip() for each in text.split(",") if each.strip()):
        key, equals, value = (each.strip() for each in part.rpartition("="))
        if not equals:
            if place >= len(knobs):
                raise KnobError(f"{name} takes {len(knobs)} settings ({', '.join(knobs) or 'none'}), not {place + 1}.")
            key = knobs[place]
        if key in settings:
            raise KnobError(f"{name} has its setting {key} twice.")
        settings[key] = _read_value(name, key, value)
    return settings


def _read_value(name: str, key: str, text: str) -> Any:
    if text.lower() in SWITCHES:
        return SWITCHES[text.lower()]
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    raise KnobError(f"{name}'s {key} is {reprlib.repr(text)}; a number, true or false is expected.")


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
