"""Short guided tours through a training step: what to look at, and why.  Each is a file in assets/tours, data alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.files import parse_json, read_text
from engine.microscope import Line, Microscope
from engine.notation import result_of
from engine.recipe import Recipe

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "tours"
FORMAT, VERSION = "backprop-lab/tour", 1
LARGEST = 100_000  # bytes of a file
PHASES = ("forward", "loss", "backward", "update")
BIAS = 1_000_000_000  # a column beyond any weight's: the last there is gets chosen, and that is the bias


class TourError(ValueError):
    """A tour's file does not say what a tour must say; the message says where and what."""


@dataclass(frozen=True)
class Stop:
    """One thing to look at."""

    text: str  # what there is to see and why, in a few sentences
    phase: str  # of the step
    result: str  # of the operation, as its class writes it: "z", "a", "dW" …; "" for the last of the phase
    layer: int  # with weights: from 1, or -1 for the last
    row: int  # of the weight or neuron to look at, from 1
    column: int  # of the weight, from 1, or BIAS, which a file calls "b"
    weight_layer: int = 0  # of the weight or neuron, from 1; 0: the layer of the operation


@dataclass(frozen=True)
class Tour:
    """``recipe``: the choices that it needs, by name; none where it goes through any network."""

    title: str
    order: int  # among the tours
    recipe: dict[str, Any]
    stops: tuple[Stop, ...]


def load_tours(folder: Path = FOLDER) -> list[Tour]:
    """All tours in their order.  Raises TourError."""
    return sorted((load_tour(path) for path in folder.glob("*.json")), key=lambda tour: tour.order)


def load_tour(path: Path) -> Tour:
    """Raises TourError, which names the file and says why."""
    try:
        return _tour(parse_json(read_text(path, LARGEST)))
    except KeyError as error:
        raise TourError(f'{path.name} is no tour: "{error.args[0]}" is missing.') from error
    except (TypeError, ValueError) as error:  # FileError and RecipeError are ValueErrors
        raise TourError(f"{path.name} is no tour: {str(error).removesuffix('.')}.") from error


def _tour(content: Any) -> Tour:
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("version") != VERSION:
        raise ValueError(f'it must say "format": "{FORMAT}" and "version": {VERSION}')
    stops = tuple(_stop(each) for each in content["stops"])
    if not stops:
        raise ValueError("it has no stops")
    recipe = dict(content.get("recipe", {}))
    Recipe().changed(**recipe)  # which refuses what no recipe knows
    return Tour(str(content["title"]), int(content["order"]), recipe, stops)


def _stop(content: dict[str, Any]) -> Stop:
    phase = content["phase"]
    if phase not in PHASES:
        raise ValueError(f"{phase} is no phase of a step; one of {', '.join(PHASES)} is")
    column = content.get("column", 1)
    return Stop(
        text=str(content["text"]), phase=phase, result=str(content.get("result", "")),
        layer=int(content.get("layer", 1)), row=int(content.get("row", 1)),
        column=BIAS if column == "b" else int(column), weight_layer=int(content.get("weight_layer", 0)),
    )


def layer_of(stop: Stop, of: Microscope) -> int:
    """The layer that a stop means, in this network."""
    return of.depth if stop.layer < 0 else min(stop.layer, of.depth)


def weight_layer_of(stop: Stop, of: Microscope) -> int:
    """The layer of the weight or neuron that a stop looks at: that of the operation, unless it names another."""
    return min(stop.weight_layer, of.depth) if stop.weight_layer else layer_of(stop, of)


def operation_of(stop: Stop, of: Microscope) -> int:
    """The operation that a stop means, in this step: the last of that name in its layer and phase, or of the phase."""
    layer = layer_of(stop, of) if stop.phase in ("forward", "backward") else 0
    lines = [line for line in of.lines if line.phase == stop.phase]
    here = [line for line in lines if line.layer == layer]
    named = [line for line in here if stop.result and stop.result in _results(of, line)]
    return (named or here or lines)[-1].number


def _results(of: Microscope, line: Line) -> list[str]:
    """What an operation makes, as its class writes it; of one on the way there, nothing."""
    written = result_of(of.operations[line.number].formula).replace("ᵀ", "")
    return written.split(", ") if line.is_last else []
