"""When a training ends badly or early, a person needs to hear why, and what to try next."""

from __future__ import annotations

import math

from engine.losses import Loss

WORSE = 1.1  # times the loss at the start: by so much minibatches alone hardly change it
TAME = 0.1  # a learning rate with which hardly any network of this size diverges
FLAT = 1e-10  # a gradient whose largest component is below this no longer moves anything that counts


def why_diverged(epochs: int, learning_rate: float, bad_loss: float, loss: Loss) -> str:
    """Why the training had to stop after so many epochs, at an update whose loss was ``bad_loss``."""
    if math.isnan(bad_loss) and loss.outputs != Loss.outputs:
        return (
            f"The loss is not a number after {epochs:,} epochs: {loss.name} takes outputs {loss.outputs}, and the "
            "network gave others. Choose an output activation that keeps to them, or another loss."
        )
    return (
        f"After {epochs:,} epochs the loss has grown beyond all bounds: each step overshoots the minimum by more than "
        f"the one before. Begin again with a smaller learning rate than {learning_rate:,.10g}, for instance "
        f"{min(learning_rate / 10, TAME):,.10g}, or with sigmoid or tanh in place of an activation without bounds."
    )


def why_stopped(best_epoch: int, patience: int, has_test_samples: bool) -> str:
    """What early stopping did."""
    where = "kept for testing" if has_test_samples else "to train on"
    return (
        f"Stopped early: on the samples {where} the loss was least after {best_epoch:,} epochs and has not fallen for "
        f"{patience:,}. The network is again the one of epoch {best_epoch:,}."
    )


def why_still(steepest: float, score: float, is_regression: bool) -> str | None:
    """What to try where the network stands still though it is not right; None while nothing is wrong.

    ``steepest`` is the largest component of its gradient, and ``score`` its accuracy or R²."""
    if score == 1.0 or not steepest <= FLAT:
        return None
    found = f"R² is only {score:.2f}" if is_regression else f"only {score:.0%} of the samples are right"
    return (
        f"The network stands still: its gradient is almost zero ({steepest:.1g}) though {found}. "
        "Its neurons are saturated (sigmoid, tanh) or dead (ReLU). "
        "Start again with a smaller learning rate, another seed or another activation."
    )


def why_worse(first: float, last: float, learning_rate: float) -> str | None:
    """What to try where the loss of the last epoch is greater than that of the first; None where it is not."""
    if last <= WORSE * first:
        return None
    return (
        f"The loss is {last:.3g}, greater than the {first:.3g} of the first epoch: each step goes too far to "
        f"come down. Start again with a smaller learning rate than {learning_rate:,.10g}, for instance "
        f"{learning_rate / 10:,.10g}."
    )
