"""The loop: batches, learning rates, updates, the printed losses, and when to stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.program import Array
from engine.run import Run
from engine.schedules import ByEpoch
from engine.scripts.layout import function_text
from engine.scripts.literals import WIDTH, number
from engine.scripts.network_part import NetworkText
from engine.scripts.update_part import UpdateText
from engine.trainer import Trainer

SAYING = '''
def say(epoch, loss):
    """Print the loss of an epoch: of every so many, and at the end of each of the last five."""
    if epoch % PRINT_EVERY == 0 or epoch > UPDATES // BATCHES - 5:
        print(f"epoch {epoch} loss : {loss}")
'''
ACCURACY = '''
def score(A, T):
    """The accuracy: the share of samples for which the answers say the class that the truth says."""
    return f"accuracy : {np.mean(CLASS_OF_A == CLASS_OF_T):.2%}"
'''
CLASSES = {1: ("(A > 0.5)", "(T > 0.5)"), 2: ("A.argmax(axis=1)", "T.argmax(axis=1)")}  # by how many outputs there are
BATCH = [
    "epoch, number = divmod(update, BATCHES)",
    "order = np.random.default_rng([SEED, 2, epoch]).permutation(samples)",
    "return order[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]",
]
RATE = ["return LEARNING_RATES[max(each for each in LEARNING_RATES if each <= update)]"]
R_SQUARED = '''
def score(A, T):
    """R², the share of the truth's variance that the answers explain."""
    missed, variation = ((A - T) ** 2).sum(axis=0), ((T - T.mean(axis=0)) ** 2).sum(axis=0)
    return f"R² : {np.mean(1 - missed / variation):.4f}"
'''


@dataclass(frozen=True)
class TrainingPart:
    """Prints the loop for a run."""

    run: Run
    trainer: Trainer  # of the run, at its start
    network: NetworkText
    update: UpdateText

    @property
    def is_simple(self) -> bool:
        """Whether each update sees all samples, and is an epoch."""
        return self.trainer.batches.per_epoch == 1

    def constants(self) -> list[str]:
        """Statements at the top of the program."""
        batches, recipe = self.trainer.batches, self.run.recipe
        unit = "each sees all samples, and is an epoch" if self.is_simple else f"{batches.per_epoch} make an epoch"
        lines = [f"UPDATES = {self.run.updates}  # how often the parameters are moved; {unit}"]
        rates = {each.update: each.value for each in self.run.interventions}
        if rates:
            all_rates = ", ".join(f"{at}: {rate}" for at, rate in {0: recipe.learning_rate, **rates}.items())
            lines.append(f"LEARNING_RATES = {{{all_rates}}}  # ρ, by the update from which on it holds")
        else:
            lines.append(f"LEARNING_RATE = {recipe.learning_rate}  # {self._rate_name}")
        if not self.is_simple:
            lines += [f"BATCH_SIZE = {batches.size}", f"BATCHES = {batches.per_epoch}  # in an epoch",
                      f"SEED = {recipe.seed}  # of the order of the samples"]  # fmt: skip
        if recipe.patience:
            lines.append(f"PATIENCE = {recipe.patience}  # epochs without a better loss until the training stops")
        return [*lines, "PRINT_EVERY = 5000  # epochs between two printed losses"]

    @property
    def what_learns(self) -> str:
        """θ and, where layers remember something, that too."""
        return "θ, state" if self.network.state else "θ"

    def functions(self) -> list[str]:
        """The loop, and what it needs."""
        texts = [self._outputs(), SAYING.strip() if not self.is_simple else SAYING.strip().replace(" // BATCHES", "")]
        if not self.is_simple:
            text = "Which samples an update looks at: they are shuffled anew for every epoch."
            texts.append(function_text("batch_of", ["update", "samples"], text, BATCH))
        if self.run.interventions:
            text = "The learning rate that holds in an update."
            texts.append(function_text("learning_rate", ["update"], text, RATE))
        return [*texts, function_text("train", ["X", "T"], "Update after update; what was learned.", self._train())]

    def _outputs(self) -> str:
        name = "predict" if self.network.asks_apart else "forward"
        most, text = self.trainer.network.at_once(self.trainer.input_shape), "What the network answers, a row for each"
        part = "X" if len(self.trainer.points.X) <= most else f"X[k : k + {most}]"
        answer = f"{name}({part}.T.copy(), {self.what_learns})" + ("" if self.network.asks_apart else "[0]")
        if part == "X":
            return function_text("outputs", ["X", self.what_learns], f"{text} sample.", [f"return {answer}.T"])
        body = [f"parts = [{answer}.T for k in range(0, len(X), {most})]", "return np.concatenate(parts)"]
        return function_text("outputs", ["X", self.what_learns], f"{text} of many samples: {most} at once.", body)

    # -- the loop -----------------------------------------------------------------------------------------------------

    def _train(self) -> list[str]:
        patience, has_test = self.run.recipe.patience, self.trainer.points.is_test.any()
        lines = ["θ = first_weights()", *self._memories()]
        if has_test:
            lines += ["X_test, T_test = X[TEST], T[TEST]"] if patience else []
            lines += ["X, T = np.delete(X, TEST, axis=0), np.delete(T, TEST, axis=0)"]
        as_columns = "x, t = X.T.copy(), T.T.copy()  # in here, samples are columns"
        lines.append(as_columns if self.is_simple else "losses = []  # of the epoch under way")
        if patience:
            best = f"({self.what_learns})" if self.network.state else "θ"
            lines += [f"best, best_loss, waited = {best}, np.inf, 0"]
        return [*lines, *(self._epochs() if self.is_simple else self._batches()), f"return {self.what_learns}"]

    def _epochs(self) -> list[str]:
        """The loop in which each update sees all samples."""
        lines = ["y, kept = forward(x, ASKED)", "L = loss(y, t)", "g = backward(loss_gradient(y, t), kept, ASKED)",
                 "MOVED = update(θ, g)", "say(epoch, L)"]  # fmt: skip
        return ["for epoch in range(1, UPDATES + 1):", *self._inside(lines, "epoch - 1", "epoch - 1")]

    def _batches(self) -> list[str]:
        """The loop over batches; the loss of an epoch is the mean of theirs."""
        lines = ["batch = batch_of(update_number, len(X))",
                 "x, t = X[batch].T.copy(), T[batch].T.copy()  # in here, samples are columns",
                 "y, kept = forward(x, ASKED)", "losses.append(loss(y, t))",
                 "g = backward(loss_gradient(y, t), kept, ASKED)", "MOVED = update(θ, g)",
                 "if len(losses) == BATCHES:", "    epoch = (update_number + 1) // BATCHES",
                 "    say(epoch, np.mean(losses, dtype=float))", "    losses = []"]  # fmt: skip
        inside = self._inside(lines, "update_number", "update_number // BATCHES")
        return ["for update_number in range(UPDATES):", *inside]

    def _inside(self, lines: list[str], update: str, epoch: str) -> list[str]:
        """The lines of the loop with what this run has beside them."""
        loss = "L" if self.is_simple else "losses[-1]"
        arguments = ", ".join(loss if each == "L" else each for each in ("θ", "g", *self.update.arguments))
        exchange = {
            "ASKED": self.what_learns, "update(θ, g)": f"update({arguments})",
            "g = backward": "g, state = backward" if self.network.state else "g = backward",
            "MOVED": "θ, memory" if self.update.memory else "θ",
        }  # fmt: skip
        rate = f"learning_rate({update})" if self.run.interventions else "LEARNING_RATE"
        if isinstance(self.trainer.schedule, ByEpoch):
            precise = epoch if self.trainer.network.dtype is np.float64 else f"np.float32({epoch})"
            lines = [f"ρ = {rate} * share_of({precise})", *lines]
        elif self.run.interventions:
            lines = [f"{self._rate_name} = {rate}", *lines]
        else:
            exchange["update(θ, g)"] = exchange["update(θ, g)"].replace(self._rate_name, rate)
        for old, new in exchange.items():
            lines = [line.replace(old, new) for line in lines]
        indent = "    " if self.is_simple else "        "
        stopping = [f"{indent[4:]}{line}" for line in self._stopping()] if self.run.recipe.patience else []
        return [f"    {line}" for line in [*lines, *stopping]]

    @property
    def _rate_name(self) -> str:
        return "ρ0" if "ρ0" in self.update.arguments or isinstance(self.trainer.schedule, ByEpoch) else "ρ"

    def _stopping(self) -> list[str]:
        X, T = ("X_test", "T_test") if self.trainer.points.is_test.any() else ("X", "T")
        best = f"({self.what_learns})" if self.network.state else "θ"
        return [
            f"watched = loss(outputs({X}, {self.what_learns}).T.astype(float), {T}.T.astype(float))",
            "if watched < best_loss:",
            f"    best, best_loss, waited = {best}, watched, 0",
            "else:",
            "    waited += 1",
            "if waited == PATIENCE:",
            "    return best  # what had been learned when that loss was least",
        ]

    # -- what it starts with ------------------------------------------------------------------------------------------

    def _memories(self) -> list[str]:
        """What layers and the optimizer remember, at first."""
        lines = []
        for name, what in (("state", self.network.state), ("memory", self.update.memory)):
            if what:
                values = ", ".join(_start(value) for _, value in what)
                line = f"{name} = ({values}{',' if len(what) == 1 else ''})"
                comment = f"# {', '.join(each for each, _ in what)}"
                lines += [f"{line}  {comment}"] if len(line) + len(comment) < WIDTH - 6 else [comment, line]
        return lines

    # -- results ------------------------------------------------------------------------------------------------------

    def results(self, has_answers: bool) -> list[str]:
        """What is printed at the end; ``has_answers``: whether there is a function that reads the outputs."""
        learned, has_test = self.what_learns, self.trainer.points.is_test.any()
        Y = f"outputs(X, {learned})" + ("" if self.trainer.network.dtype is np.float64 else ".astype(float)")
        body = [f"A = answers({Y})" if has_answers else f"A = {Y}"]
        if self.run.recipe.standardise and self.trainer.points.is_regression:
            body.append("A, T = (each * T_DEVIATION + T_MEAN for each in (A, T))  # in their own units")
        body += ["with np.printoptions(suppress=True):", "    print(A)"]
        if has_test:
            body += ["print(score(np.delete(A, TEST, axis=0), np.delete(T, TEST, axis=0)))",
                     'print("test", score(A[TEST], T[TEST]))']  # fmt: skip
        else:
            body.append("print(score(A, T))")
        main = ['np.seterr(all="ignore")  # e⁻ᶻ may be beyond all numbers: then 1 / (1 + e⁻ᶻ) is 0, as it should be',
                "X, T = data()", f"{learned} = train(X, T)", f"results(X, T, {learned})"]  # fmt: skip
        text = "Print what the network says to each sample, and how good that is."
        return [
            self._score(),
            function_text("results", ["X", "T", learned], text, body),
            function_text("main", [], "Train, and print the results.", main),
        ]

    def _score(self) -> str:
        if self.trainer.points.is_regression:
            return R_SQUARED.strip()
        A, T = CLASSES[min(2, self.trainer.points.T.shape[1])]
        return ACCURACY.strip().replace("CLASS_OF_A", A).replace("CLASS_OF_T", T)


def _start(value: Array) -> str:
    """An array as code, as short as it can be."""
    kind = "" if value.dtype == np.float64 else f", np.{value.dtype.name}"
    if value.ndim == 0:
        return repr(float(str(value[()]))) if not kind else f"np.{value.dtype.name}({value[()]!s})"
    first, shape = value.flat[0], value.shape if value.ndim > 1 else value.shape[0]
    if (value == first).all() and first in (0, 1):
        return f"np.{'ones' if first else 'zeros'}({shape}{kind})"
    if value.ndim > 1:
        return f"np.stack([{', '.join(_start(row) for row in value)}])"
    return f"np.array([{', '.join(number(each) for each in value)}]{kind})"
