"""The engine's answers to the same questions, through what it offers to everybody."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS, Layer, Network, Registry
from engine.program import Array
from engine.schedules import SCHEDULES
from tests.oracle import inputs
from tests.oracle.cases import Case, Part, Training
from tests.oracle.inputs import draw
from tests.oracle.stored import Answers


def activation(case: Case) -> Answers:
    """What comes out and what goes back."""
    network = Network([_made(ACTIVATIONS, case.ours)])
    return {"a": network.forward(inputs.signals(case)), "dz": network.backward(draw("da", case.shape))}


def loss(case: Case) -> Answers:
    """The value and its gradient."""
    measure = _made(LOSSES, case.ours)
    pair = inputs.outputs_and_truth(case)
    return case.counting({"L": np.array(measure.value(*pair)), "dy": measure.gradient(*pair)})


def optimizer(case: Case) -> Answers:
    """The parameters after each update."""
    θ, g, path = draw("θ", case.shape[1:]), np.zeros(case.shape[1]), []
    rule = _made(OPTIMIZERS, case.ours)
    rule.bind(θ, g)
    for gradient in inputs.gradients(case):
        g[:] = gradient
        rule.step()
        path.append(θ.copy())
    return {"θ": np.array(path)}


def layer(case: Case) -> Answers:
    """What comes out and goes back in each update, then what the layer remembers and what it predicts."""
    layer = _made(LAYERS, case.ours)
    network, answers = Network([layer]), Answers()
    for name, values in _parameters(layer).items():
        values[...] = draw(name, values.shape)
    for update in range(1, case.updates + 1):
        y = network.forward(inputs.signals(case, update))
        dx = network.backward(draw(f"dy{update}", y.shape))
        answers |= {f"y{update}": y, f"dx{update}": dx}
        answers |= {f"d{name}{update}": values.copy() for name, values in _gradients(layer).items()}
    answers |= {name: values for name, values in layer.state.items() if name in ("running mean", "running variance")}
    return {**answers, "prediction": network.predict(inputs.signals(case, case.updates + 1))}


def schedule(case: Case) -> Answers:
    """The learning rate of each epoch, for one that begins with 1."""
    return {"ρ": _made(SCHEDULES, case.ours).shares(inputs.epoch_losses(case).tolist())}


def network(case: Training) -> Answers:
    """The loss of each step, before its update; then the parameters and what the network predicts."""
    layers = [_made(LAYERS if ours.name in LAYERS else ACTIVATIONS, ours) for ours, _ in case.layers]
    network, X, T, losses = Network(layers), draw("X", case.shape), inputs.classes(case), []
    parameters = {
        f"{name} of layer {number}": values
        for number, each in enumerate(layers, 1)
        for name, values in _parameters(each).items()
    }
    for name, values in parameters.items():
        values[...] = 0.5 * draw(name, values.shape)
    measure, rule = _made(LOSSES, case.loss[0]), _made(OPTIMIZERS, case.optimizer[0])
    rule.bind(network.parameters, network.gradients)
    for _ in range(case.steps):
        Y = network.forward(X)
        network.backward(measure.gradient(Y, T))
        rule.step()
        losses.append(measure.value(Y, T))
    return {**parameters, "L": np.array(losses), "prediction": network.predict(X)}


def _made(registry: Registry[Any], part: Part) -> Any:
    return registry[part.name](**part.settings)


def _parameters(layer: Layer) -> dict[str, Array]:
    return _arrays(layer, {"W": "W", "b": "b"})


def _gradients(layer: Layer) -> dict[str, Array]:
    return _arrays(layer, {"W": "dW", "b": "db"})


def _arrays(layer: Layer, names: dict[str, str]) -> dict[str, Array]:
    """Those of the layer's arrays that it has."""
    found = {name: getattr(layer, attribute, None) for name, attribute in names.items()}
    return {name: values for name, values in found.items() if values is not None}
