"""A plain sentence for every operation: what its result is for or, of one on the way there, what numpy does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.activations import greatest
from engine.bell_curve import normal_cdf
from engine.dropout import uniform
from engine.layers import LAYERS, Dense
from engine.notation import result_of
from engine.program import Operation, copy
from engine.schedules import reduced_on_plateau

# What results are for, by the symbols that all neurons, activations, losses and optimizers use …
MEANINGS = {
    "z": "The sum of each neuron: every input times its weight, all added up, and the bias where there is one.",
    "a": "What each neuron answers: its sum, sent through the activation.",
    "e": "How far each output is from the truth: positive where it is too large, negative where it is too small.",
    "c": "What each output costs.",
    "L": "How wrong the network is on this batch, in one number; all that follows serves to make it smaller.",
    "dy": "How fast the loss grows with each output: here the way back begins.",
    "slope": "How steep the activation is at each neuron's sum: how fast its answer follows when the sum moves.",
    "dz": "The chain rule: how fast the loss grows with a sum is how fast it grows with the answer, times the slope.",
    "dW": "How fast the loss grows with each weight: δ of its neuron times what came in, added up over the batch.",
    "dx": "How fast the loss grows with what came in: δ of every sum it went into, times the weight, added up.",
    "m": "The running mean of the gradient: most of what it was, and a little of the gradient as it is now.",
    "v": "What is remembered of the updates before, with what this one adds.",
    "βᵗ": "How much of each memory is still its start at zero: less with every update.",
    "m̂": "The mean as it would be, had it not started at zero: divided by the share that is real by now.",
    "v̂": "The mean of the squares as it would be, had it not started at zero.",
    "step": "What is about to be subtracted from each weight and each bias.",
    "θ": "Every weight and every bias, together θ, takes its step; where the steps are small enough, the loss falls.",
    "ρ": "The learning rate with which this update works: the one that is set, times the schedule's share.",
    "share": "How much of the learning rate the schedule lets through in this epoch.",
    "epoch": "How many epochs are finished.",
    "updates": "How many updates were made, this one included.",
}
# … by those that one of them uses in a way of its own …
OWN = {
    "Softmax": {
        "a": "The share of each output in the sum of its sample, so that the answers add up to 1 like probabilities.",
        "dz": "The chain rule: a sum moves all answers of its sample, its own up and the others down.",
    },
    "SiLU": {"sigmoid": "Which share of each sum is let through."},
    "GELU": {"φ(z)": "How high the bell curve is at each sum."},
    "ELU": {"z⁺": "The positive part of each sum, else 0.", "z⁻": "The negative part of each sum, else 0."},
    "SELU": {"z⁺": "The positive part of each sum, else 0.", "z⁻": "The negative part of each sum, else 0."},
    "Conv2D": {
        "F": "The images in a frame of zeros, so that windows can stop at their edges as well.",
        "X": "All windows side by side, a column each: one matrix product answers all of them.",
        "z": "What each filter answers each window: its numbers times the filter's weights, added up, and the bias.",
        "dW": "How fast the loss grows with each weight: what lay under it in each window, times δ there, added up.",
        "D": "δ where each window stood, and zeros where none did.",
        "Z": "For each pixel, δ of all windows that it was in, in a column.",
        "V": "The filters turned around: what lay at the left of its window has its window to the right.",
        "dx": "How fast the loss grows with each pixel: δ of every window it was in, times the weight on it, added up.",
    },
    "GlobalAveragePool2D": {
        "p": "The mean of each image: how much of its filter's pattern there is, wherever it is.",
        "da": "Every pixel had the same small part in the mean, and so it has in the gradient.",
    },
    "AveragePool2D": {
        "P": "The blocks taken apart: a row for each place in them, so that they can be added up together.",
        "p": "The mean of each block.",
        "da": "Every pixel of a block had the same part in the mean, and so it has in the gradient.",
    },
    "MaxPool2D": {
        "P": "The blocks taken apart: a row for each place in them, so that they can be compared together.",
        "p": "The greatest number of each block: whether the pattern was found there, wherever exactly.",
        "won": "1 where this pixel is greater than all before it in its block, else 0.",
        "dP": "What this pixel of each block gets of what comes back: all that is left where it won, else nothing.",
        "rest": "What is left for the pixels before it.",
        "da": "The greatest pixel of each block gets all that comes back to the block; the others had no say.",
    },
    "Dropout": {
        "u": "A random number for each neuron and sample, new in each update.",
        "mask": "Which numbers are silenced, 0, and which pass and grow, so that their mean stays as it is.",
        "ã": "What is still heard: some of the numbers are silenced, others in each update.",
        "updates": "How many updates were made: from it follow the random numbers of the next one.",
        "da": "What was silenced hears nothing back; what passed gets its gradient, as much larger as it was.",
    },
    "BatchNorm": {
        "μ": "The mean of each feature over the batch.",
        "d": "How far each number is from its feature's mean.",
        "σ²": "The variance of each feature over the batch: the mean of the squared distances.",
        "s": "The standard deviation of each feature, kept a little above zero.",
        "x̂": "Each number in units of its feature's own scale: mean 0 and variance 1 over the batch.",
        "z": "The scale and the shift that training finds best, in place of those that the batch happened to have.",
        "dγ": "How fast the loss grows with each scale: δ times the normalized number, added up over the batch.",
        "dβ": "How fast the loss grows with each shift: δ, added up over the batch.",
        "dx": "Each number moves its own answer, and through mean and variance those of the whole batch.",
        "running": "What mean and variance are in the long run, for when the network is only asked.",
    },
    "MAE": {"sign e": "On which side of the truth each output is: 1 above, -1 below."},
    "Huber": {"ψ": "The errors, but none counts for more than δ."},
    "BCE with logits": {"p": "The probability of class 1 that each output stands for."},
    "Softmax cross-entropy": {
        "r": "How far each output is below the greatest of its sample: only that matters, and eʳ stays small.",
        "p": "The probability of each class that the outputs stand for; those of a sample add up to 1.",
    },
    "Hinge": {"s": "The truth as a sign: -1 for class 0, 1 for class 1."},
    "L2": {"w": "The weights alone: biases stay free.", "g": "The gradient and a pull to zero, on large weights most."},
    "L1": {"w": "The weights alone: biases stay free.", "g": "The gradient and a pull to zero, on all weights alike."},
    "Clipping": {
        "‖g‖": "How long the gradient is, all of it as one arrow.",
        "g": "The gradient in its old direction, but no longer than it may be.",
    },
    "Reduce on plateau": {"share": "It falls after an epoch that ends too long a wait for a better loss."},
    "Momentum": {"v": "How fast the ball rolls: most of its speed until now, and the slope here."},
    "Nesterov": {"v": "How fast the ball rolls: most of its speed until now, and the slope here."},
    "Adagrad": {"v": "All squared gradients so far, added up: how steep it has been for each parameter."},
    "RMSprop": {"v": "The running mean of the squared gradient: how steep it has been lately for each parameter."},
    "Adadelta": {
        "v": "The running mean of the squared gradient: how steep it has been lately for each parameter.",
        "Δ": "The gradient, measured by how steep it has been, and in units of the last steps.",
        "h": "The running mean of the squared steps: how far each parameter has been moved lately.",
    },
    "Adam": {"v": "The running mean of the squared gradient: how steep it has been lately for each parameter."},
    "AdamW": {"v": "The running mean of the squared gradient: how steep it has been lately for each parameter."},
    "NAdam": {
        "v": "The running mean of the squared gradient: how steep it has been lately for each parameter.",
        "μₜ": "The momentum of this update.",
        "μₜ₊₁": "The momentum of the update to come, at which this one looks ahead already.",
        "Π": "All momenta so far, multiplied: how much of the mean is still its start at zero.",
        "q": "What the momentum still lacks of its full strength: less with every update.",
        "m̂": "The mean as it would be, had it not started at zero, with a look ahead: more of the newest slope in it.",
        "β₂ᵗ": "How much of the memory of squares is still its start at zero: less with every update.",
    },
}  # fmt: skip
# … and what numpy does.
DEEDS: dict[Callable[..., Any], str] = {
    np.dot: "multiplies matrices: each row by each column, the products added up",
    np.add: "adds, number by number",
    np.subtract: "subtracts, number by number",
    np.multiply: "multiplies, number by number",
    np.divide: "divides, number by number",
    np.floor_divide: "divides, and leaves out what is behind the point",
    np.power: "raises to a power",
    np.negative: "turns the sign of each number",
    np.positive: "copies each number",
    np.absolute: "takes the size of each number, without its sign",
    np.exp: "raises e to the power of each number",
    np.expm1: "raises e to the power of each number and subtracts 1, exactly even near 0",
    np.reciprocal: "takes 1 over each number",
    np.log: "takes the natural logarithm of each number",
    np.log1p: "takes the natural logarithm of 1 plus each number, exactly even near 0",
    np.logaddexp: "takes the logarithm of the sum of two powers of e, without ever making these",
    np.sqrt: "takes the square root of each number",
    np.square: "squares each number",
    np.tanh: "takes the hyperbolic tangent of each number",
    np.cos: "takes the cosine",
    np.sign: "takes the sign of each number: 1, 0 or -1",
    np.maximum: "takes the greater of two, number by number",
    np.minimum: "takes the lesser of two, number by number",
    np.greater: "says 1 where the first is greater, else 0, number by number",
    np.greater_equal: "says 1 where the first is no less, else 0, number by number",
    np.add.reduce: "adds up all numbers of a row",
    copy: "copies each number to its new place",
    greatest: "takes the greatest number of each sample",
    normal_cdf: "takes the area below the bell curve to the left of each number",
    uniform: "draws random numbers, each value from 0 to 1 as likely as any other",
    reduced_on_plateau: "compares the loss of an epoch with the best so far",
}
INDEX = re.compile(r"\[\d+\]$")


def sentence(operation: Operation, *, is_last: bool) -> str:
    """What an operation does and why; ``is_last``: with it, its result is what it is called."""
    deed = DEEDS.get(operation.function, f"applies numpy's {getattr(operation.function, '__name__', 'function')}")
    if not is_last or " = " not in operation.formula:
        return f"On the way: {deed}."
    return _meaning(operation) or f"{deed[0].upper()}{deed[1:]}."


def _meaning(operation: Operation) -> str:
    name, result = operation.place.name, result_of(operation.formula).partition(",")[0]
    result = INDEX.sub("", result).removesuffix("ᵀ")
    own = OWN.get(name, {}).get(result, "")
    is_other_layer = name in LAYERS and name != Dense.name  # which uses the symbols in its own way
    return own or ("" if is_other_layer else MEANINGS.get(result, ""))
