"""The bell curve of the normal distribution has no formula for the area below it: here it is as a quotient.

numpy does not know this area, and Python's own function for it takes one number at a time.
"""

from __future__ import annotations

import numpy as np

from engine.program import Array

FURTHEST = 39.0  # beyond it the area is smaller than the smallest number

# P and Q, side by side and from the highest power down.  They are chosen so that P(x) / Q(x) is exactly
# e^(x²/2) · Φ(-x) at twenty places x between 0 and 39, worked out with 60 digits; between these it is off by 1e-16.
# All are positive: in a sum of positive numbers no digits get lost.
COEFFICIENTS = np.array(
    [
        (0.0, 3.5075370062550254e-06),
        (1.3993048118643566e-06, 9.4196998423354649e-05),
        (3.7579165358709895e-05, 0.0012421595801411335),
        (0.00049415067064288157, 0.010411436397331717),
        (0.0041159830172124252, 0.060767445051094208),
        (0.023751350888201744, 0.25610651306627151),
        (0.098130895965834512, 0.78480131625423712),
        (0.29031329314335411, 1.718839864814702),
        (0.59544467196938032, 2.5655989100829702),
        (0.77585772090300019, 2.3496000026088592),
        (0.5, 1.0),
    ]
)


def normal_cdf(z: Array, out: Array) -> Array:
    """Φ(z), the area below the bell curve φ(z) = e^(-z²/2) / √(2π) to the left of z; number by number, into ``out``.

    Right to 2e-15 of itself for z above -8, and to 2e-14 above -20.  For the shape of the quotient see Cody, "Rational
    Chebyshev approximations for the error function", 1969: the error function is erf(x) = 2 Φ(√2 x) - 1."""
    x = np.minimum(np.absolute(z), FURTHEST)
    quotient = np.empty((2, *z.shape), z.dtype)  # P(x) above, Q(x) below, both at once
    first, *others = COEFFICIENTS.astype(z.dtype).reshape(-1, 2, *[1] * z.ndim)
    quotient[:] = first
    for each in others:
        quotient *= x
        quotient += each
    np.divide(quotient[0], quotient[1], out=out)
    out *= np.exp(-0.5 * x * x)  # Φ(-|z|) …
    np.subtract(1, out, out=out, where=z > 0)  # … and, since the bell is the same on both sides, Φ(z)
    return out
