r"""The second chapter: the bend, the network, and how the error goes back through it, in the lecture's symbols.

Samples are columns, as in the lecture's slides on the backward pass:  z = W x + b,  a = σ(z),  output y, truth t.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.compare.factor import level_text
from engine.compare.results import NOTHING
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.recipe import CHOICES, Recipe
from engine.snapshot import Snapshot
from gui.report.document import Code, Figure, Formula, Heading, Maths, Name, Paragraph, Part, Table, Text, marked
from gui.report.lab.figures import NETWORK, draw_sigmoid, panel_plot
from gui.report.lab.material import Material
from gui.shelf.kept import KeptRun

SHOWN = (
    "dataset", "samples", "noise", "test_fraction", "standardise", "hidden", "activation", "layers",
    "output_activation", "bias", "initializer", "loss", "optimizer", "learning_rate", "schedule", "batch_size",
    "epochs", "seed", "precision", "l2", "l1", "clip_norm", "patience",
)  # fmt: skip
UNUSUAL = (  # and told of only where they are
    "layers", "schedule", "l2", "l1", "clip_norm", "patience", "test_fraction", "noise", "precision", "standardise",
)  # fmt: skip
MOST_ABREAST = 6  # runs in a table
LONGEST = 32  # letters of a name above its column
NETWORK_CAPTION = (
    " after its training. Each neuron is shown with what it says all over the plane, each weight as a line: the wider, "
    "the larger."
)
FORMULAS = {
    "MSE": r"L(\theta) = \frac{1}{n} \sum_{i=1}^{n} (y_i - t_i)^2, \qquad "
           r"\frac{\partial L}{\partial y_i} = \frac{2}{n} (y_i - t_i)",
    "BCE": r"L(\theta) = -\frac{1}{n} \sum_{i=1}^{n} \left( t_i \ln y_i + (1 - t_i) \ln (1 - y_i) \right), \qquad "
           r"\frac{\partial L}{\partial y_i} = \frac{y_i - t_i}{n \, y_i (1 - y_i)}",
    "Softmax cross-entropy":
           r"L(\theta) = -\frac{1}{n} \sum_{i=1}^{n} \sum_{k} t_{ki} \ln p_{ki}, \quad "
           r"p_{ki} = \frac{e^{y_{ki}}}{\sum_{j} e^{y_{ji}}}, \qquad "
           r"\frac{\partial L}{\partial y_{ki}} = \frac{1}{n} (p_{ki} - t_{ki})",
}  # fmt: skip


def setup(material: Material) -> Iterator[Part]:
    """The parts of the chapter."""
    yield Heading("2  Experiment setups")
    yield Heading("A  Sigmoid functions", 2)
    yield from _sigmoid(material)
    yield Heading("B  Neural network", 2)
    yield from _network(material)
    yield Heading("C  Backpropagation", 2)
    yield from _backpropagation(material)


def _sigmoid(material: Material) -> Iterator[Part]:
    yield Paragraph(marked(
        "A neuron adds up what it is given, $z = \\sum_j w_j x_j + b$, and bends the sum. The sigmoid function "
        "squeezes it between 0 and 1, and its slope follows from its value alone:"
    ), keeps=True)  # fmt: skip
    yield Formula(r"\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma'(z) = \sigma(z) \, (1 - \sigma(z))", "sigmoid")
    caption = marked("The sigmoid function and its slope, which is ¼ at most and almost zero far from $z = 0$.")
    yield Figure("sigmoid curve", caption, draw_sigmoid, aspect=2.6, width=0.82)
    yield material.own_words("sigmoid")


def _network(material: Material) -> Iterator[Part]:
    if material.runs:
        first = material.runs[0]
        yield Paragraph(_network_words(first.snapshot))
        if first.snapshot.neurons:  # of others the layers stand in a table
            plan = material.planned((NETWORK, first.id), lambda: panel_plot((NETWORK,), first.snapshot, NETWORK, 78))
            yield Figure("network", ("The network of ", Name(first.title), NETWORK_CAPTION), plan)
        yield _layers_table(first.snapshot, first.title)
        yield from _recipe_tables(material.runs)
    yield material.own_words("network")


def _network_words(snapshot: Snapshot) -> Text:
    """How many layers and numbers it has."""
    stages = snapshot.stages
    numbers = sum(stage.parameters for stage in stages)
    with_weights = sum(stage.parameters > 0 for stage in stages)
    hidden = "one hidden layer comes" if with_weights == 2 else f"{with_weights - 1} hidden layers come"
    inputs, outputs = stages[0].shape, stages[-1].shape
    return (
        f"The network takes {_shape_text(inputs)} and gives {_shape_text(outputs)}. Beside the last layer, {hidden} "
        f"with weights: it learns {numbers:,} numbers, which together are ",
        Maths(r"\theta"), ".",
    )  # fmt: skip


def _shape_text(shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"{shape[0]:,} number{'s' if shape[0] != 1 else ''}"
    return " × ".join(map(str, shape)) + " numbers"


def _layers_table(snapshot: Snapshot, title: str) -> Table:
    rows = [
        (str(number), stage.name or "Input", " × ".join(map(str, stage.shape)), _count_text(stage.parameters))
        for number, stage in enumerate(snapshot.stages)
    ]
    caption: Text = ("The layers of ", Name(title), ", what each makes of one sample, and how many numbers it learns.")
    return Table(("Layer", "Kind", "Shape", "Parameters"), tuple(rows), "rllr", caption, "layers")


def _count_text(count: int) -> str:
    return f"{count:,}" if count else NOTHING


def _recipe_tables(runs: Sequence[KeptRun]) -> Iterator[Table]:
    """What was chosen for each run; what none of them uses is left out.  Many runs stand in several tables."""
    names = [name for name in SHOWN if any(_matters(name, run.recipe) for run in runs)]
    count = math.ceil(len(runs) / MOST_ABREAST)
    each = math.ceil(len(runs) / count)
    for number, start in enumerate(range(0, len(runs), each), 1):
        shown = runs[start : start + each]
        rows = [(CHOICES[name].label, *(_choice_text(name, run.recipe) for run in shown)) for name in names]
        header: list[Text] = ["Choice", *((Name(run.title, LONGEST),) for run in shown)]
        which = "" if count == 1 else f", part {number} of {count}"
        yield Table(tuple(header), tuple(rows), "l" + "r" * len(shown), f"What was chosen{which}.", f"choices {number}")


def _matters(name: str, recipe: Recipe) -> bool:
    """Whether a choice says something of this recipe."""
    if not recipe.uses(name) or (name in ("hidden", "activation") and recipe.layers):
        return False
    knob, value = CHOICES[name], getattr(recipe, name)
    return name not in UNUSUAL or value != knob.default


def _choice_text(name: str, recipe: Recipe) -> Text:
    """A choice as people read it; a dash where it says nothing of this recipe."""
    knob, value = CHOICES[name], getattr(recipe, name)
    if not _matters(name, recipe):
        return NOTHING
    if name == "dataset":
        return (Name(recipe.data_name, LONGEST),)
    if knob.zero and not value:
        return knob.zero
    if knob.unit == "%":
        return f"{100 * value:g} %"
    if isinstance(value, int) and not isinstance(value, bool) and name != "seed":
        return f"{value:,}"
    return level_text(value)


# -- forward and back --------------------------------------------------------------------------------------------------


def _backpropagation(material: Material) -> Iterator[Part]:
    recipe = next(iter(material.recipes), Recipe())
    layers = len(recipe.hidden) + 1 if not recipe.layers else 3
    yield Paragraph(marked(
        "Forward, the samples go through the layers, one after the other, and the loss says how wrong the last one is:"
    ), keeps=True)  # fmt: skip
    yield Formula(_forward(layers, recipe))
    yield from _loss(recipe)
    yield Paragraph(marked(
        "Backward, the chain rule takes the slope of the loss through the same layers in the opposite order. Let "
        "$\\delta_k = \\partial L / \\partial z_k$ be what layer $k$ is to blame for. It comes from the layer behind "
        "it, and the gradients of the layer's own numbers fall off on the way:"
    ), keeps=True)  # fmt: skip
    yield Formula(_backward(layers, recipe), "backward")
    yield Paragraph(_update_words(recipe), keeps=recipe.optimizer == "SGD")
    if recipe.optimizer == "SGD":
        yield Formula(r"\theta^{t+1} = \theta^{t} - \rho \, \nabla L(\theta^{t})", "update")
    yield material.own_words("backpropagation")


def _bend(layer: int, layers: int, recipe: Recipe) -> str:
    """The symbol of a layer's activation; "" where it lets its sums pass."""
    name = recipe.output_activation if layer == layers else recipe.activation
    return "" if name == "Linear" else r"\sigma" if name == "Sigmoid" else "g" if layer < layers else "h"


def _forward(layers: int, recipe: Recipe) -> str:
    lines = []
    for k in range(1, layers + 1):
        before, out, bend = f"a_{k - 1}" if k > 1 else "x", f"a_{k}" if k < layers else "y", _bend(k, layers, recipe)
        bias = f" + b_{k}" if recipe.bias else ""
        applied = rf"{bend}(z_{k})" if bend else f"z_{k}"
        lines.append(rf"z_{k} &= W_{k} {before}{bias}, & {out} &= {applied}")
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def _backward(layers: int, recipe: Recipe) -> str:
    lines = []
    for k in range(layers, 0, -1):
        bend = _bend(k, layers, recipe)
        slope = rf" \odot {bend}'(z_{k})" if bend else ""
        source = r"\frac{\partial L}{\partial y}" if k == layers else rf"W_{k + 1}^\top \delta_{k + 1}"
        source = rf"\left( {source} \right)" if slope and k < layers else source
        before = f"a_{k - 1}" if k > 1 else "x"
        bias = rf", & \frac{{\partial L}}{{\partial b_{k}}} &= \sum \delta_{k}" if recipe.bias else ""
        gradient = rf"\frac{{\partial L}}{{\partial W_{k}}} &= \delta_{k} \, {before}^\top"
        lines.append(rf"\delta_{k} &= {source}{slope}, & {gradient}{bias}")
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def _loss(recipe: Recipe) -> Iterator[Part]:
    if recipe.loss in FORMULAS:
        yield Formula(FORMULAS[recipe.loss], "loss")
    else:
        yield Paragraph(("The loss is ", recipe.loss, ": ", LOSSES.help(recipe.loss)))


def _update_words(recipe: Recipe) -> Text:
    if recipe.optimizer == "SGD":
        return (*marked("Then every number takes a step against its gradient, as long as the learning rate $\\rho$ = "),
                level_text(recipe.learning_rate), " says:")  # fmt: skip
    return ("The step is made by ", recipe.optimizer, ": ", OPTIMIZERS.help(recipe.optimizer), " Learning rate ",
            Code(level_text(recipe.learning_rate)), ".")  # fmt: skip
