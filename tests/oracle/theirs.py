"""PyTorch's answers: what torch.nn, torch.optim and torch's own backward pass say in float64."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from engine.program import Array
from tests.oracle import inputs
from tests.oracle.cases import Case, Part, Training
from tests.oracle.inputs import draw
from tests.oracle.stored import Answers

torch: Any = import_module("torch")
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

VERSION = f"PyTorch {torch.__version__}"
NAMES = {"weight": "W", "bias": "b", "running_mean": "running mean", "running_var": "running variance"}


def activation(case: Case) -> Answers:
    """What comes out and what goes back."""
    z = _tensor(inputs.signals(case)).requires_grad_()
    a = _made(torch.nn, case.theirs)(z)
    a.backward(_tensor(draw("da", case.shape)))
    return {"a": _array(a), "dz": _array(z.grad)}


def loss(case: Case) -> Answers:
    """The value and its gradient."""
    Y, T = inputs.outputs_and_truth(case)
    y = _tensor(Y).requires_grad_()
    L = _made(torch.nn, case.theirs)(y, _tensor(T))
    L.backward()
    return case.counting({"L": _array(L), "dy": _array(y.grad)})


def optimizer(case: Case) -> Answers:
    """The parameters after each update."""
    θ, path = _tensor(draw("θ", case.shape[1:])).requires_grad_(), []
    rule = _made(torch.optim, case.theirs, [θ])
    for gradient in inputs.gradients(case):
        θ.grad = _tensor(gradient)
        rule.step()
        path.append(_array(θ).copy())
    return {"θ": np.array(path)}


def layer(case: Case) -> Answers:
    """What comes out and goes back in each update, then what the layer remembers and what it predicts."""
    module, answers = _made(torch.nn, case.theirs), Answers()
    for name, values in module.named_parameters():
        values.data = _tensor(draw(NAMES[name], tuple(values.shape)))
    for update in range(1, case.updates + 1):
        module.zero_grad()
        x = _tensor(inputs.signals(case, update)).requires_grad_()
        y = module(x).flatten(1)
        y.backward(_tensor(draw(f"dy{update}", tuple(y.shape))))
        answers |= {f"y{update}": _array(y), f"dx{update}": _array(x.grad)}
        answers |= {f"d{NAMES[name]}{update}": _array(values.grad) for name, values in module.named_parameters()}
    answers |= {NAMES[name]: _array(values) for name, values in module.named_buffers() if name in NAMES}
    y = module.eval()(_tensor(inputs.signals(case, case.updates + 1)))
    return {**answers, "prediction": _array(y.flatten(1))}


def schedule(case: Case) -> Answers:
    """The learning rate of each epoch, for one that begins with 1."""
    rule = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    plan, rates = _made(torch.optim.lr_scheduler, case.theirs, rule), []
    for value in inputs.epoch_losses(case).tolist():
        rates.append(rule.param_groups[0]["lr"])
        rule.step()
        plan.step(*([value] if case.theirs.name == "ReduceLROnPlateau" else []))
    return {"ρ": np.array(rates)}


def network(case: Training) -> Answers:
    """The loss of each step, before its update; then the parameters and what the network predicts."""
    modules = torch.nn.Sequential(*(_made(torch.nn, theirs) for _, theirs in case.layers))
    for name, values in modules.named_parameters():
        values.data = 0.5 * _tensor(draw(_named(name), tuple(values.shape)))
    measure = _made(torch.nn, case.loss[1])
    rule = _made(torch.optim, case.optimizer[1], modules.parameters())
    X, T, losses = _tensor(draw("X", case.shape)), _tensor(inputs.classes(case)), []
    for _ in range(case.steps):
        rule.zero_grad()
        L = measure(modules(X), T)
        L.backward()
        rule.step()
        losses.append(L.item())
    answers = {_named(name): _array(values) for name, values in modules.named_parameters()}
    return {**answers, "L": np.array(losses), "prediction": _array(modules.eval()(X))}


def _named(name: str) -> str:
    """PyTorch's "4.weight" is the W of layer 5."""
    number, _, kind = name.partition(".")
    return f"{NAMES[kind]} of layer {int(number) + 1}"


def _made(module: Any, part: Part, *arguments: Any) -> Any:
    return getattr(module, part.name)(*arguments, **part.settings)


def _tensor(array: Array) -> Any:
    return torch.tensor(array)


def _array(tensor: Any) -> Array:
    return np.array(tensor.detach().numpy())
