"""What the documents say is so: their links lead somewhere, and every number of the worked example is the engine's."""

from __future__ import annotations

import doctest
import math
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from engine import ACTIVATIONS, LOSSES, OPTIMIZERS, Dense, Network, Record
from engine.program import Array

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
STORY = ROOT / "docs" / "backpropagation.md"
DRAWING = ROOT / "docs" / "images" / "backpropagation-example.svg"
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]+)\)")  # [text](target)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
LAST_DIGITS = 2e-6  # what a calculation with numbers of six digits may be off


# -- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_a_heading_or_a_name(page: str) -> None:
    """A file that moves, a heading that changes and a class that is renamed take their links with them."""
    path = ROOT / page
    links = LINK.findall(BLOCK.sub("", path.read_text("utf-8")))  # code may look like a link: names["SGD"](rate)
    assert [target for text, target in links if not leads_somewhere(path, text, target)] == []


def leads_somewhere(page: Path, text: str, target: str) -> bool:
    """Links to other machines are taken on trust."""
    if "://" in target:
        return True
    file, _, heading = target.partition("#")
    place = page.parent / file if file else page
    if not place.exists() or (heading and heading not in headings(place)):
        return False
    return place.suffix != ".py" or file.endswith(text.strip("`")) or defines(place, text.strip("`"))


def headings(page: Path) -> list[str]:
    """As the ends of links: "The lab's symbols" is the-labs-symbols."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]


def defines(module: Path, name: str) -> bool:
    """Whether a module has each part of a dotted name, such as Dense.record_forward."""
    code = module.read_text("utf-8")
    return all(re.search(rf"^ *(class|def) {part}\b", code, re.MULTILINE) for part in name.split("."))


# -- the story of one step ---------------------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    """The code blocks of one language; "" for those without a name, the calculations by hand."""
    return [code for name, code in BLOCK.findall(STORY.read_text("utf-8")) if name == language]


def test_the_sessions_print_what_the_page_says() -> None:
    """All of them, one after the other, as a reader would type them in."""
    sessions = "\n".join(blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(sessions, {}, STORY.name, str(STORY), 0)
    report: list[str] = []
    with np.printoptions():  # the page chooses its own digits
        result = doctest.DocTestRunner(verbose=False).run(test, out=report.append)
    assert result.attempted > 20
    assert result.failed == 0, "".join(report)


def test_the_calculations_by_hand_come_out_as_written() -> None:
    """In "name = symbols = calculation = result" the calculation gives the result, to the digits written."""
    wrong = [
        (name, calculation, result)
        for name, calculation, result in calculations()
        if abs(value(calculation) - float(result)) > LAST_DIGITS
    ]
    assert wrong == []


def test_the_results_by_hand_are_the_engines() -> None:
    """Each to its last digit, in the page and in its drawing."""
    engine = numbers_of_the_engine()
    results = [(name, result) for name, _, result in calculations()]
    drawn = list(numbers_in_the_drawing())
    assert len(results) > 20
    assert len(drawn) > 20
    assert [(name, result) for name, result in results + drawn if result != written(engine[name], result)] == []


def calculations() -> Iterator[tuple[str, str, str]]:
    """Name, calculation and result of each line by hand; the name of an updated parameter ends in ←."""
    for line in "".join(blocks("")).splitlines():
        name, *_, calculation, result = (part.strip() for part in re.split(" = | ← ", line))
        yield name + (" ←" if "←" in line else ""), calculation, result


def value(calculation: str) -> float:
    """What a calculation comes to: products with ·, σ and powers written out."""
    code = re.sub(r"e\^(-?[\d.]+)", r"exp(\1)", calculation).replace("·", "*").replace("²", "**2")
    return float(eval(code, {"__builtins__": {}}, {"exp": math.exp, "ln": math.log}))


def numbers_in_the_drawing() -> Iterator[tuple[str, str]]:
    """Name and number of each text "name = number"."""
    for element in ElementTree.parse(DRAWING).iter("{http://www.w3.org/2000/svg}text"):
        name, _, number = (element.text or "").partition(" = ")
        if NUMBER.fullmatch(number):
            yield name, number


def written(number: float, like: str) -> str:
    """A number with as many digits as another has."""
    return f"{number:.{len(like.partition('.')[2])}f}"


def numbers_of_the_engine() -> dict[str, float]:
    """Every quantity of the example under the page's name for it, from the engine's own passes."""
    first, second = Dense(2, 2), Dense(2, 1)
    network = Network([first, ACTIVATIONS["Sigmoid"](), second, ACTIVATIONS["Sigmoid"]()])
    network.parameters[:] = [0.5, -0.5, 0.1, 0.25, 1.0, -0.2, 0.8, -0.6, 0.2]
    X, T = np.array([[1.0, 0.5]]), np.array([[1.0]])
    numbers = {**forward(network, X), **named("x", X[0]), "t": 1.0, **parameters(first, second, "")}

    C = LOSSES["BCE"]()
    Y = network.forward(X)
    numbers |= {"C": C.value(Y, T), "∂C/∂y": C.gradient(Y, T).item()}
    network.backward(C.gradient(Y, T))
    numbers["∂C/∂z₂"] = gradient(second).item()

    L, optimizer = LOSSES["MSE"](), OPTIMIZERS["SGD"](learning_rate=0.5)
    numbers |= {"L": L.value(Y, T), "∂L/∂y": L.gradient(Y, T).item()}
    dX = network.backward(L.gradient(Y, T))
    numbers |= named("∂L/∂x", dX[0])
    numbers |= named("∂L/∂W₁", first.dW) | named("∂L/∂W₂", second.dW)
    numbers |= named("δ₁", gradient(first)) | {"δ₂": gradient(second).item()}
    numbers |= named("∂L/∂a₁", second.W[0] * gradient(second))
    optimizer.bind(network.parameters, network.gradients)
    optimizer.step()
    return numbers | parameters(first, second, " ←")


def forward(network: Network, X: Array) -> dict[str, float]:
    """z, a and slope of both layers; the slopes from the definition, since an engine keeps them to itself."""
    do = Record(samples=1)
    x = do.signal(2)
    x[:-1] = X.T
    _, z1, a1, z2, y = (signal[:-1, 0] for signal in network.record_signals(x, do))
    do.program().run()
    slopes = named("σ′(z₁", a1 * (1 - a1))
    return {
        **named("z₁", z1), **named("a₁", a1), "z₂": z2.item(), "y": y.item(), "σ′(z₂)": (y * (1 - y)).item(),
        **{f"{name})": slope for name, slope in slopes.items()},
    }  # fmt: skip


def parameters(first: Dense, second: Dense, mark: str) -> dict[str, float]:
    """The weights and biases as they are now; ``mark`` tells new ones from old ones."""
    assert first.b is not None
    assert second.b is not None
    numbers = {**named("W₁", first.W), **named("W₂", second.W), **named("b₁", first.b), "b₂": second.b.item()}
    return {name + mark: number for name, number in numbers.items()}


def gradient(layer: Dense) -> Array:
    """δ of a layer: with one sample it is the gradient of the bias."""
    assert layer.db is not None
    return layer.db.copy()


def named(name: str, array: Array) -> dict[str, float]:
    """Each number of an array with its place, counted from 1: W₁[2,1]."""
    return {f"{name}[{','.join(str(i + 1) for i in place)}]": number.item() for place, number in np.ndenumerate(array)}
