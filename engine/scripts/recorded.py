"""One update of a run from its start, recorded for several sizes of the batch: what a program is printed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.layers import Layer
from engine.network import Network
from engine.notation import Symbols, symbols_of
from engine.penalties import weights_among
from engine.program import Array, Operation, Place, Record, Shape
from engine.schedules import ByEpoch
from engine.scripts import ScriptError
from engine.scripts.measures import SAMPLES
from engine.scripts.views import Arrays
from engine.trainer import Trainer

Several = tuple[Operation, ...]  # one and the same operation, in each of the batches that are compared


@dataclass(frozen=True)
class Passed:
    """One layer in a recorded step."""

    layer: Layer
    place: int  # in the order of the layers, from 1
    symbols: Symbols
    shape: Shape  # of a sample that comes in
    taken: Arrays  # (features, samples)
    given: Arrays
    forward: list[Several]
    backward: list[Several]
    heard: Arrays | None  # ∂L/∂ of what it gives (features, samples); None where no training is recorded
    told: Arrays | None  # ∂L/∂ of what it takes; None for the first layer, which is not asked


@dataclass(frozen=True)
class Recorded:
    """A pass through the network: for training, with the way back, or for asking."""

    x: Arrays
    y: Arrays
    dy: Arrays | None
    layers: list[Passed]
    symbols: dict[int, str]


@dataclass(frozen=True)
class Update:
    """What follows the gradients: penalties, a schedule that looks at losses, the optimizer."""

    operations: list[Several]
    L: Arrays
    symbols: dict[int, str]
    is_weight: Array | None  # (parameters,); None where no penalty asks


def recorded_pass(trainer: Trainer, *, training: bool, sizes: Sequence[int] = SAMPLES) -> Recorded:
    """A pass for batches of these sizes."""
    return _merged(trainer.network, [_pass(trainer, samples, training) for samples in sizes])


def recorded_update(trainer: Trainer) -> Update:
    """The operations that move the parameters.  A schedule that knows nothing but the epoch is not among them."""
    θ, g = trainer.network.parameters, trainer.network.gradients
    do = Record(SAMPLES[0], trainer.network.dtype)
    L = do.number()
    is_weight = weights_among(trainer.network.layers, θ)
    g = trainer.recipe.make_penalties().record(θ, g, is_weight, do)
    if not isinstance(trainer.schedule, ByEpoch):
        trainer.schedule.record(L, do)
    do.place = Place("update", type(trainer.optimizer).name)
    trainer.optimizer.record(θ, g, do)
    program = do.program()
    return Update([(each,) * len(SAMPLES) for each in program.operations], (L,) * len(SAMPLES), program.symbols,
                  is_weight if trainer.recipe.l1 or trainer.recipe.l2 else None)  # fmt: skip


def together(programs: Sequence[Sequence[Operation]], what: str) -> list[Several]:
    """Each operation of several records side by side.  Raises ScriptError where they are not the same."""
    said = [[(each.formula, getattr(each.function, "__code__", each.function)) for each in program]
            for program in programs]  # fmt: skip
    if any(each != said[0] for each in said[1:]):
        raise ScriptError(f"A script cannot do what {what} does: other operations for other sizes of a batch.")
    return list(zip(*programs, strict=True))


@dataclass
class _Pass:
    signals: list[Array]
    heard: dict[int, Array]  # by the place of the layer
    told: dict[int, Array]
    operations: list[Operation]
    symbols: dict[int, str]
    shapes: list[Shape]


def _pass(trainer: Trainer, samples: int, training: bool) -> _Pass:
    network, do = trainer.network, Record(samples, trainer.network.dtype, training=training)
    x = do.signal(int(np.prod(trainer.input_shape)))
    signals = network.record_signals(x, do, trainer.input_shape)
    heard, told = dict[int, Array](), dict[int, Array]()
    if training:
        dy = np.zeros(signals[-1][:-1].shape, do.dtype)
        for place, layer in reversed(list(enumerate(network.layers, 1))):
            do.place, heard[place] = Place("backward", type(layer).name, place), dy
            layer.record_gradients(dy, do)
            if place > 1:
                dy = told[place] = layer.record_backward(dy, do)
    program = do.program()
    return _Pass(signals, heard, told, list(program.operations), program.symbols, _shapes(network, trainer.input_shape))


def _shapes(network: Network, shape: Shape) -> list[Shape]:
    shapes = [shape]
    for layer in network.layers:
        shapes.append(layer.shape_after(shapes[-1]))
    return shapes


def _merged(network: Network, passes: Sequence[_Pass]) -> Recorded:
    symbols = {number: symbol for each in passes for number, symbol in each.symbols.items()}
    places = range(1, len(network.layers) + 1)
    ways = {(phase, place): _said(passes, phase, place, network.layers[place - 1]) for phase in ("forward", "backward")
            for place in places}  # fmt: skip
    last_formulas = [ways["forward", place][-1][0].formula if ways["forward", place] else "" for place in places]
    layers = []
    for place, names in zip(places, symbols_of(network.layers, last_formulas), strict=True):
        layers.append(Passed(
            network.layers[place - 1], place, names, passes[0].shapes[place - 1],
            tuple(each.signals[place - 1][:-1] for each in passes), tuple(each.signals[place][:-1] for each in passes),
            ways["forward", place], ways["backward", place],
            tuple(each.heard[place] for each in passes) if passes[0].heard else None,
            tuple(each.told[place] for each in passes) if place in passes[0].told else None,
        ))  # fmt: skip
    y = tuple(each.signals[-1][:-1] for each in passes)
    dy = tuple(each.heard[len(places)] for each in passes) if passes[0].heard else None
    return Recorded(tuple(each.signals[0][:-1] for each in passes), y, dy, layers, symbols)


def _said(passes: Sequence[_Pass], phase: str, place: int, layer: Layer) -> list[Several]:
    mine = [[op for op in each.operations if (op.place.phase, op.place.layer) == (phase, place)] for each in passes]
    return together(mine, f"layer {place}, {layer.name},")
