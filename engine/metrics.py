"""How good a network is, in terms that people care about: accuracy is the share of samples on the right side.

All of this works on *answers* A (samples, outputs): the outputs Y of a network as `Loss.answers` reads them, so that
one boundary serves every loss.  They are Y itself for MSE, MAE, Huber and BCE, the probability 1 / (1 + e⁻ʸ) for BCE
with logits, the probabilities eʸ / Σ eʸ for Softmax cross-entropy, and (y + 1) / 2 for Hinge, which wants -1 or 1.

A single output says class 1 above ½, and class 0 up to it.  Several outputs say the class of the greatest of them, of
equal ones the first.  An answer in which something is not a number says nothing, and is never right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.layers import ShapeError
from engine.program import Array, quiet
from engine.registry import Registered, Registry

BOUNDARY = 0.5  # halfway between class 0 and class 1
Counts = NDArray[np.intp]


def class_of(T: Array) -> Counts:
    """The class of each sample (samples,), T (samples, outputs): the greatest of several outputs; of a single one, 1
    above ½."""
    return np.asarray(T.argmax(axis=1) if T.shape[1] > 1 else (T[:, 0] > BOUNDARY).astype(np.intp))


def is_right(A: Array, T: Array) -> NDArray[np.bool_]:
    """Which samples (samples,) are said to be of the class that they are of; answers A, truth T (samples, outputs).

    Two classes may lie in one column or in two, in A and in T alike.  What is not a number is never right.  Raises
    ShapeError."""
    _check(A, T)
    return np.asarray((class_of(A) == class_of(T)) & ~np.isnan(A).any(axis=1))


def accuracy(A: Array, T: Array) -> float:
    """The share of samples that are right, 0 to 1."""
    return float(is_right(A, T).mean())


# -- class by class ----------------------------------------------------------------------------------------------------


def confusion_matrix(T: Array, A: Array) -> Counts:
    """How many samples of each class (rows) are said to be of each class (columns); (classes, classes).

    Its diagonal is what is right.  A sample whose answer is not a number is counted nowhere.  Raises ShapeError."""
    classes, said = _class_count(A, T), ~np.isnan(A).any(axis=1)
    pairs = class_of(T)[said] * classes + class_of(A)[said]
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def precision(A: Array, T: Array) -> Array:
    """Of what is said to be of a class, the share that is: for each class (classes,); 0 where nothing is said to be."""
    counts = confusion_matrix(T, A)
    return _share(counts.diagonal(), counts.sum(axis=0))


def recall(A: Array, T: Array) -> Array:
    """Of what is of a class, the share that is said to be: for each class (classes,); 0 where nothing is."""
    return _share(confusion_matrix(T, A).diagonal(), _class_sizes(A, T))


def f1(A: Array, T: Array) -> Array:
    """The harmonic mean of precision and recall, for each class (classes,); 0 where a class is neither said nor there.

    2 / (1 / precision + 1 / recall) = 2 right / (said + there).  Van Rijsbergen, "Information retrieval", 1979."""
    counts = confusion_matrix(T, A)
    return _share(2 * counts.diagonal(), counts.sum(axis=0) + _class_sizes(A, T))


def one_number(by_class: Array, A: Array, T: Array) -> float:
    """What people report of precision, recall or F1 (classes,).

    Of two classes, that of class 1, whether they lie in one column or in two.  Of more, the mean over the classes that
    there are or that are said, each counting alike (macro average); a share of nothing counts as 0.  Both are what
    scikit-learn does by default, with zero_division=0."""
    if len(by_class) == 2:
        return float(by_class[1])
    occurs = (_class_sizes(A, T) > 0) | (confusion_matrix(T, A).sum(axis=0) > 0)
    return float(by_class[occurs].mean())


def balanced_accuracy(A: Array, T: Array) -> float:
    """The mean recall of the classes that there are, 0 to 1: a rare class counts as much as a frequent one.

    Brodersen, Ong, Stephan and Buhmann, "The balanced accuracy and its posterior distribution", 2010."""
    return float(recall(A, T)[_class_sizes(A, T) > 0].mean())


def _class_count(A: Array, T: Array) -> int:
    _check(A, T)
    return int(max(2, A.shape[1], T.shape[1]))


def _class_sizes(A: Array, T: Array) -> Counts:
    """How many samples there are of each class (classes,)."""
    return np.bincount(class_of(T), minlength=_class_count(A, T))


def _share(part: Counts, whole: Counts) -> Array:
    """part / whole, and 0 where the whole is nothing."""
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)


def _check(A: Array, T: Array) -> None:
    both_of_two_classes = A.shape[1:] in ((1,), (2,)) and T.shape[1:] in ((1,), (2,))
    if A.ndim != 2 or len(A) != len(T) or not (A.shape == T.shape or both_of_two_classes):
        raise ShapeError(f"Answers and truth have one shape (samples, outputs), not {A.shape} and {T.shape}.")


# -- numbers -----------------------------------------------------------------------------------------------------------


def mean_squared_error(A: Array, T: Array) -> float:
    """The mean of the squared distances, over samples and outputs.  Raises ShapeError."""
    with quiet():
        return float(np.mean(_errors(A, T) ** 2))


def r_squared(A: Array, T: Array) -> float:
    """The share of the truth's variance that the answers explain; of several outputs, the mean.  Raises ShapeError.

    1 is perfect, 0 as good as always answering the truth's mean, and below 0 worse than that.  Where the truth of an
    output is the same for all samples there is nothing to explain: then it is 1 if all answers are right, else 0, as in
    scikit-learn."""
    with quiet():
        T = np.asarray(T, dtype=np.float64)
        missed, variation = (_errors(A, T) ** 2).sum(axis=0), ((T - T.mean(axis=0)) ** 2).sum(axis=0)
        varies = (np.ptp(T, axis=0) > 0) & (variation > 0)  # the mean of equal numbers may differ from them in a bit
        share = np.divide(missed, variation, out=(missed != 0).astype(np.float64), where=varies)
    return float(1 - share.mean())


def _errors(A: Array, T: Array) -> Array:
    if A.shape != T.shape:
        raise ShapeError(f"Answers and truth have one shape (samples, outputs), not {A.shape} and {T.shape}.")
    return np.subtract(A, T, dtype=np.float64)


# -- the list of them --------------------------------------------------------------------------------------------------


class Metric(ABC, Registered):
    """One number that says how good answers are.  To add one, write a class that says its value."""

    for_classes: ClassVar[bool] = True  # whether the truth is classes; else it is any numbers

    @abstractmethod
    def value(self, A: Array, T: Array) -> float:
        """For answers A and truth T, both (samples, outputs), of at least one sample."""


METRICS: Registry[Metric] = Registry("metric")


@METRICS.register("Accuracy")
class Accuracy(Metric):
    """The share of all samples that are right:  right / samples."""

    def value(self, A: Array, T: Array) -> float:
        return accuracy(A, T)


@METRICS.register("Balanced accuracy")
class BalancedAccuracy(Metric):
    """The accuracy if all classes were of one size, the mean recall:  Σ (right / there) / classes."""

    def value(self, A: Array, T: Array) -> float:
        return balanced_accuracy(A, T)


@METRICS.register("Precision")
class Precision(Metric):
    """Of what is said to be of class 1, the share that is, or of many classes the mean of that:  right / said."""

    def value(self, A: Array, T: Array) -> float:
        return one_number(precision(A, T), A, T)


@METRICS.register("Recall")
class Recall(Metric):
    """Of what is of class 1, the share that is said to be, or of many classes the mean of that:  right / there."""

    def value(self, A: Array, T: Array) -> float:
        return one_number(recall(A, T), A, T)


@METRICS.register("F1")
class F1(Metric):
    """Precision and recall in one, good only where both are:  2 precision · recall / (precision + recall)."""

    def value(self, A: Array, T: Array) -> float:
        return one_number(f1(A, T), A, T)


@METRICS.register("MSE")
class MeanSquaredError(Metric):
    """The mean of the squared distances from the truth, whatever the loss:  Σ (a - t)² / n."""

    for_classes = False

    def value(self, A: Array, T: Array) -> float:
        return mean_squared_error(A, T)


@METRICS.register("R²")
class RSquared(Metric):
    """The share of the truth's variance that is explained, 1 at best:  1 - Σ (a - t)² / Σ (t - mean of t)²."""

    for_classes = False

    def value(self, A: Array, T: Array) -> float:
        return r_squared(A, T)


def report(A: Array, T: Array, is_regression: bool) -> dict[str, float]:
    """The metrics that make sense, by name in the order of METRICS; answers A and truth T (samples, outputs)."""
    return {name: each().value(A, T) for name, each in METRICS.items() if each.for_classes != is_regression}
