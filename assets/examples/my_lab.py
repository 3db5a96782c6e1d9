"""Backpropagation for the lab, in plain numpy: two hidden layers of sigmoids and the mean squared error."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(x, W, b):
    z1 = x @ W[0] + b[0]
    a1 = sigmoid(z1)
    z2 = a1 @ W[1] + b[1]
    a2 = sigmoid(z2)
    z3 = a2 @ W[2] + b[2]
    y = sigmoid(z3)
    return {"z": [z1, z2, z3], "a": [a1, a2, y], "y": y}


def loss(y, t):
    return np.mean((y - t) ** 2)


def backward(x, t, W, b, values):
    a1, a2, y = values["a"]
    dy = 2 * (y - t) / y.size
    dz3 = dy * y * (1 - y)
    dz2 = dz3 @ W[2].T * a2 * (1 - a2)
    dz1 = dz2 @ W[1].T * a1 * (1 - a1)
    return {
        "dy": dy,
        "dz": [dz1, dz2, dz3],
        "dW": [x.T @ dz1, a1.T @ dz2, a2.T @ dz3],
        "db": [dz1.sum(axis=0), dz2.sum(axis=0), dz3.sum(axis=0)],
    }
