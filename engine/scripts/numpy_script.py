"""A run as one program in plain numpy: the formulas of the lecture, each in its line, with the run's own numbers."""

from __future__ import annotations

import textwrap

from engine.recipe import RecipeError
from engine.run import Run
from engine.schedules import ByEpoch
from engine.scripts import ScriptError
from engine.scripts.data_part import DataPart
from engine.scripts.functions import Functions
from engine.scripts.helpers import Helpers
from engine.scripts.layout import function_text
from engine.scripts.lines import in_docstring
from engine.scripts.literals import UNPACKED, WIDTH
from engine.scripts.network_part import NetworkPart
from engine.scripts.parameters import Region
from engine.scripts.training_part import TrainingPart
from engine.scripts.update_part import UpdatePart
from engine.trainer import Trainer

SHORT = 100  # lines of data and first weights that may stand before the network


def numpy_script(run: Run) -> str:
    """The text of a Python program that trains as the run did, from its first weights, and prints its results.

    It needs numpy and nothing else.  Raises ScriptError where the run cannot be written so."""
    try:
        trainer = Trainer(run.recipe)
    except RecipeError as error:
        raise ScriptError(str(error)) from None
    return _Script(run, trainer).text()


class _Script:
    """The parts of a program."""

    def __init__(self, run: Run, trainer: Trainer) -> None:
        self.run, self.trainer, self.helpers = run, trainer, Helpers()
        self.network = NetworkPart(trainer, self.helpers).text()
        self.update = UpdatePart(trainer, self.network.regions, self.helpers).text()
        self.data = DataPart(trainer, self.helpers)
        self.training = TrainingPart(run, trainer, self.network, self.update)

    def text(self) -> str:
        """All of it."""
        numbers = [self.data.data(), self.data.first_weights(self.network.regions)]
        is_short = sum(each.count("\n") for each in numbers) <= SHORT
        middle, apart = self._sections(), ["\n".join(lines)] if (lines := self.data.constants()) else []
        if is_short:
            sections = {"data": [*apart, *numbers[:1]], "first weights": numbers[1:], **middle}
        else:
            sections = {**middle, "data and first weights": [*apart, *numbers]}
        packs = any("unpacked(" in each for each in (*numbers, *self.helpers.constants))
        constants = "\n".join(self.training.constants())
        parts = [f"{_head(self.run, self.network.regions, is_short)}\n\n{_imports(packs)}\n\n{constants}"]
        parts += [UNPACKED.strip()] if packs else []
        for title, texts in sections.items():
            parts += [_rule(title), *texts]
        return "\n\n\n".join([*parts, 'if __name__ == "__main__":\n    main()']) + "\n"

    def _sections(self) -> dict[str, list[str]]:
        """What stands between the data and the end, by heading."""
        functions, schedule = Functions(self.trainer.network.dtype, self.helpers), self.trainer.schedule
        shares = [functions.of_schedule(schedule)] if isinstance(schedule, ByEpoch) else []
        loss, answers = functions.of_loss(self.trainer.loss_function), self.data.answers()
        network = [_matrices(self.network.regions), *self.network.functions]
        bricks = [*self.helpers.constants, *_constants_apart(self.helpers.texts), *self.network.activations]
        return {
            **({"bricks: what the parts below are built of": bricks} if bricks else {}),
            "forward and backward": network,
            "the loss": [loss],
            "the update": [*self.update.constants, *shares, self.update.text],
            "training": self.training.functions(),
            "results": [*([answers] if answers else []), *self.training.results(bool(answers))],
        }


def _head(run: Run, regions: list[Region], is_short: bool) -> str:
    """The docstring."""
    where = "" if is_short else "  The data and the first weights stand at the end."
    losses, data = run.history.last, in_docstring(run.recipe.data_name)
    end = f"  The run's last loss was {float(losses[-1])}." if len(losses) else ""
    paragraphs = [
        f"It starts with the first weights of a run and makes the same updates again.{end}  To change what happens, "
        f"change the numbers at the top.{where}",
        "Samples are columns: x is (features, samples).  A layer says z1 = W1 x + b1 and its activation a1 = σ(z1), "
        "the last one y; t is the truth, L the loss, and dz1 stands for ∂L/∂z1.  All that the network learns lies in "
        "one row θ, and the slope of L for each number of it in g.  ρ is the learning rate.",
    ]
    if folded := next((each.name for each in regions if each.name.startswith("Wb")), ""):
        n = folded.removeprefix("Wb")
        paragraphs.append(
            f"{folded} is [W{n} b{n}]: the biases are its last column, which meets a row of ones below the signal.  So"
            f" W{n} x + b{n} is one product, and so are the slopes of both."
        )
    title = f'"""Generated by Backprop Lab: a network learns {data}, written out in numpy.'
    return "\n\n".join([title, *(textwrap.fill(each, WIDTH) for each in paragraphs)]) + '\n"""'


def _imports(packs: bool) -> str:
    return "import base64\nimport zlib\n\nimport numpy as np" if packs else "import numpy as np"


def _matrices(regions: list[Region]) -> str:
    lines = [f"{each.name} = {each.code}" for each in regions]
    names = ", ".join(each.name for each in regions) + ("," if len(regions) == 1 else "")
    return function_text("matrices", ["θ"], "What each layer learns, cut out of θ.",
                         [*lines, f"return {f'({names})' if len(regions) == 1 else names}"])  # fmt: skip


def _constants_apart(texts: dict[str, str]) -> list[str]:
    constants = [text for text in texts.values() if not text.startswith("def ")]
    functions = [text for text in texts.values() if text.startswith("def ")]
    return ["\n".join(constants), *functions] if constants else functions


def _rule(title: str) -> str:
    line = f"# -- {title} "
    return line + "-" * (WIDTH - len(line))
