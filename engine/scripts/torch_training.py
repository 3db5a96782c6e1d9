"""In PyTorch a training is a loop of four lines, forward, loss, backward, update; all else is what a run adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.scripts.lines import call, lines

HINGE = '''\
def hinge(y: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Σ max(0, 1 - s y) / n, with the truth as a sign: s = 2 t - 1 is -1 for class 0 and 1 for class 1."""
    s = 2 * t - 1
    return torch.relu(1 - s * y).mean()'''

EARLY_STOPPING = '''\
class EarlyStopping:
    """Keeps the best network that there was, and takes it back when patience is at its end."""

    def __init__(self, net: Net) -> None:
        self.best, self.best_loss, self.waited = copy.deepcopy(net.state_dict()), math.inf, 0

    def ends(self, net: Net, loss: float) -> bool:
        """Takes note of the {watched} after an epoch; whether the training is over."""
        if loss < self.best_loss:
            self.best, self.best_loss, self.waited = copy.deepcopy(net.state_dict()), loss, 0
        else:
            self.waited += 1
        is_over = self.waited >= PATIENCE
        if is_over:
            net.load_state_dict(self.best)
        return is_over'''


@dataclass(frozen=True)
class Plan:
    """All that shapes the training of a run, in words of PyTorch and in numbers."""

    loss: str  # "nn.MSELoss()"
    optimizer: str  # "Adam" …
    settings: Sequence[str]  # … and what it is called with beside the parameters and the learning rate: "eps=1e-08"
    scheduler: str  # "StepLR(optimizer, …)", or "" for none
    has_batches: bool  # whether an epoch has more than one update
    is_unfinished: bool  # whether the run ended between the updates of an epoch
    has_changes: bool  # whether the learning rate was changed by hand
    has_modes: bool  # whether the network does something else in training than when it is asked
    has_test: bool  # whether samples are kept for testing
    l1: float
    l2: float
    clip_norm: float
    patience: int

    @property
    def changes_gradients(self) -> bool:
        """Between the backward pass and the update."""
        return bool(self.l1 or self.l2 or self.clip_norm)

    @property
    def train(self) -> str:
        """What the samples to train on are called behind X and T."""
        return "_TRAIN" if self.has_test else ""

    @property
    def watched(self) -> str:
        """What those are called that early stopping goes by."""
        return "_TEST" if self.has_test else ""


def training(plan: Plan) -> str:
    """The functions from the batches to the training loop."""
    return "\n\n\n".join(
        each
        for each in (
            HINGE if plan.loss == "hinge" else "",
            _batches(plan) if plan.has_batches else "",
            _regularised(plan) if plan.changes_gradients else "",
            _predict(plan) if plan.patience else "",
            EARLY_STOPPING.format(watched="test loss" if plan.has_test else "loss") if plan.patience else "",
            _train(plan),
        )
        if each
    )


def _batches(plan: Plan) -> str:
    return lines(
        "def batches(epoch: int) -> Sequence[torch.Tensor]:",
        '    """Which samples each update of an epoch looks at: all of them in a new order, BATCH_SIZE at a time."""',
        f"    order = np.random.default_rng([SEED, 2, epoch]).permutation(len(X{plan.train}))",
        f"    {'parts =' if plan.is_unfinished else 'return'} torch.from_numpy(order).split(BATCH_SIZE)",
        plan.is_unfinished and "    return parts if epoch < EPOCHS else parts[:MORE_UPDATES]",
    )


def _regularised(plan: Plan) -> str:
    pulls = [*(["L2 * weights"] if plan.l2 else []), *(["L1 * weights.sign()"] if plan.l1 else [])]
    return lines(
        "@torch.no_grad()",
        "def regularise(net: Net) -> None:",
        '    """Changes the gradients before the optimizer sees them."""',
        bool(pulls) and "    for weights in net.parameters():",
        bool(pulls) and "        if weights.dim() > 1:  # biases only move bends, and stay free",
        bool(pulls) and f"            weights.grad += {' + '.join(pulls)}",
        bool(plan.clip_norm) and "    nn.utils.clip_grad_norm_(net.parameters(), CLIP_NORM)",
    )


def _predict(plan: Plan) -> str:
    return lines(
        "@torch.no_grad()",
        "def predict(net: Net, x: torch.Tensor) -> torch.Tensor:",
        '    """The outputs (samples, outputs) when nothing is to be learned."""',
        plan.has_modes and "    net.eval()",
        "    return net(x)",
    )


def _train(plan: Plan) -> str:
    has_rate = bool(plan.scheduler) and plan.has_changes
    return lines(
        "def train(net: Net) -> list[float]:",
        '    """Forward, loss, backward, update, over and over; the loss of each epoch, as training saw it."""',
        f"    loss_function = {plan.loss}",
        call(
            f"    optimizer = torch.optim.{plan.optimizer}",
            ["net.parameters()", "lr=LEARNING_RATE", *plan.settings],
        ),
        bool(plan.scheduler) and f"    scheduler = torch.optim.lr_scheduler.{plan.scheduler}",
        bool(plan.patience) and "    stopping = EarlyStopping(net)",
        has_rate and "    learning_rate = LEARNING_RATE",
        plan.has_batches and plan.has_changes and "    update = 0",
        "    losses: list[float] = []",
        f"    for epoch in range(EPOCHS{' + 1' if plan.is_unfinished else ''}):",
        plan.has_modes and "        net.train()",
        *(_epoch_of_batches(plan) if plan.has_batches else _epoch_in_one(plan)),
        *_end_of_epoch(plan),
        "    return losses",
    )


def _epoch_in_one(plan: Plan) -> tuple[str | bool, ...]:
    return (
        *_change(plan, "epoch", 8),
        *_update(plan, "", 8),
        "        losses.append(loss.item())",
    )


def _epoch_of_batches(plan: Plan) -> tuple[str | bool, ...]:
    return (
        "        batch_losses: list[float] = []",
        "        for rows in batches(epoch):",
        *_change(plan, "update", 12),
        *_update(plan, "[rows]", 12),
        "            batch_losses.append(loss.item())",
        plan.has_changes and "            update += 1",
        plan.is_unfinished and "        if epoch == EPOCHS:",
        plan.is_unfinished and "            break  # in the middle of an epoch, which has no loss yet",
        "        losses.append(sum(batch_losses) / len(batch_losses))",
    )


def _update(plan: Plan, rows: str, indent: int) -> tuple[str | bool, ...]:
    """The four lines."""
    to = " " * indent
    return (
        f"{to}loss = loss_function(net(X{plan.train}{rows}), T{plan.train}{rows})  # forward",
        f"{to}optimizer.zero_grad()",
        f"{to}loss.backward()  # ∂loss/∂w for every weight w",
        plan.changes_gradients and f"{to}regularise(net)",
        f"{to}optimizer.step()  # the update",
    )


def _change(plan: Plan, update: str, indent: int) -> tuple[str | bool, ...]:
    """The learning rate as it was changed by hand; of what a schedule made of it, the same share of the new one."""
    if not plan.has_changes:
        return ()
    to, rate = " " * indent, 'optimizer.param_groups[0]["lr"]'
    if not plan.scheduler:
        return f"{to}if {update} in CHANGES:", f"{to}    {rate} = CHANGES[{update}]"
    starts_anew = plan.scheduler.startswith(("CosineAnnealingLR", "LambdaLR"))
    return (
        f"{to}if {update} in CHANGES:  # the schedule goes on with the same share of it",
        f"{to}    {rate} *= CHANGES[{update}] / learning_rate",
        f"{to}    learning_rate = CHANGES[{update}]",
        starts_anew and f"{to}    scheduler.base_lrs = [learning_rate]",
    )


def _end_of_epoch(plan: Plan) -> tuple[str | bool, ...]:
    at = plan.watched
    return (
        bool(plan.scheduler) and f"        scheduler.step({'losses[-1]' if 'Plateau' in plan.scheduler else ''})",
        "        if (epoch + 1) % PRINT_EVERY == 0:",
        '            print(f"epoch {epoch + 1} loss : {losses[-1]!r}")',
        bool(plan.patience) and f"        if stopping.ends(net, loss_function(predict(net, X{at}), T{at}).item()):",
        bool(plan.patience) and "            break",
    )
