"""At the end of a program stands what the lab asks for: the last losses, every prediction, and how many are right."""

from __future__ import annotations

from engine.scripts.lines import lines
from engine.scripts.torch_parts import ANSWERS
from engine.trainer import Trainer


def results(trainer: Trainer, has_modes: bool) -> str:
    """The functions that say what the trained network has learned.

    ``has_modes``: whether the network does something else in training than when it is asked."""
    is_regression, many = trainer.points.is_regression, trainer.data.T.shape[1] > 1
    score = R_SQUARED if is_regression else ACCURACY_OF_MANY if many else ACCURACY
    return "\n\n\n".join([_answers(trainer, has_modes), score, _show(trainer)])


R_SQUARED = '''\
def score(a: torch.Tensor, t: torch.Tensor) -> str:
    """R², the share of the truth's variance that the answers explain."""
    missed, variation = ((a - t) ** 2).sum(dim=0), ((t - t.mean(dim=0)) ** 2).sum(dim=0)
    return f"R² : {(1 - missed / variation).mean().item():.4f}"'''

ACCURACY = '''\
def score(a: torch.Tensor, t: torch.Tensor) -> str:
    """The share of samples that are on the right side of ½."""
    return f"accuracy : {((a > 0.5) == (t > 0.5)).double().mean().item():.2%}"'''

ACCURACY_OF_MANY = '''\
def score(a: torch.Tensor, t: torch.Tensor) -> str:
    """The share of samples whose greatest answer is that of their class."""
    return f"accuracy : {(a.argmax(dim=1) == t.argmax(dim=1)).double().mean().item():.2%}"'''


def _answers(trainer: Trainer, has_modes: bool) -> str:
    loss, to_double = trainer.loss_function, "" if trainer.recipe.precision == "float64" else ".double()"
    reading, can_predict = ANSWERS.get(type(loss).name), trainer.recipe.patience > 0
    outputs = f"predict(net, x){to_double}" if can_predict else f"net(x){to_double}"
    return lines(
        not can_predict and "@torch.no_grad()",
        "def answers(net: Net, x: torch.Tensor) -> torch.Tensor:",
        f'    """What the network says (samples, outputs){"" if reading is None else " as people read it"}."""',
        has_modes and not can_predict and "    net.eval()",
        f"    return {outputs}" if reading is None else f"    y = {outputs}",
        reading is not None and f"    return {reading}",
    )


def _show(trainer: Trainer) -> str:
    is_scaled, has_test = trainer.recipe.standardise and trainer.points.is_regression, len(trainer.data.test) > 0
    train = "_TRAIN" if has_test else ""
    said = "answers(net, X)"
    return lines(
        "def show(net: Net, losses: list[float]) -> None:",
        '    """The losses of the last epochs, every prediction, and how good they are."""',
        "    for epoch in range(max(1, len(losses) - 4), len(losses) + 1):",
        "        if epoch % PRINT_EVERY:  # the others were printed on the way",
        '            print(f"epoch {epoch} loss : {losses[epoch - 1]!r}")',
        "    with np.printoptions(suppress=True):",
        f"        print({said}.numpy(){' * DEVIATION + MEAN' if is_scaled else ''})",
        f"    print(score(answers(net, X{train}), T{train}))",
        has_test and '    print("test", score(answers(net, X_TEST), T_TEST))',
    )
