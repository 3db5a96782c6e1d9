"""From first start, each idea of the lab is on the screen after at most three actions, in the person's own numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt5.QtCore import QPoint, Qt, QUrl
from PyQt5.QtWidgets import QLabel, QTabBar, QTextBrowser, QToolButton
from pytestqt.qtbot import QtBot

from engine.recipe import Recipe
from engine.trainer import Trainer
from gui.main_window import MainWindow
from gui.microscope.page import MicroscopePage
from gui.microscope.tours import load_tours
from gui.microscope.wording import printed
from gui.session import State
from tests.gui.conftest import OpenWindow
from tests.gui.sitting import wait_until

Floats = NDArray[np.floating[Any]]
RIGHT, LEFT, HOME, END = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


class Person:
    """Somebody before the window; every click and every key counts."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.actions = window, qtbot, 0

    def open_microscope(self) -> MicroscopePage:
        """Click the tab."""
        self.actions += 1
        tabs = self.window.findChild(QTabBar, "pages")
        assert tabs is not None
        self.qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
        page = self.window.findChild(MicroscopePage)
        assert page is not None
        wait_until(self.qtbot, lambda: page.microscope is not None)
        return page

    def click_result(self, page: MicroscopePage, result: str) -> None:
        """Click a result in the strip of operations."""
        self.actions += 1
        chip = next(chip for chip in page.steps._strip._map._chips if result in chip.stage.result.split(", "))
        centre = QPoint(round(chip.rect.center().x()), round(chip.rect.center().y()))
        self.qtbot.mouseClick(page.steps._strip._map, Qt.MouseButton.LeftButton, pos=centre)


class ByHand:
    """The lab's first step, calculated as a textbook has it; samples are columns."""

    def __init__(self, page: MicroscopePage) -> None:
        assert page.microscope is not None
        trainer = Trainer(page._session.recipe)
        self.W = [layer.W.copy() for layer in trainer.network.layers[::2]]  # type: ignore[attr-defined]
        self.b = [layer.b.copy()[:, None] for layer in trainer.network.layers[::2]]  # type: ignore[attr-defined]
        x, t = trainer.points.X.T, trainer.points.T.T
        self.a, self.z = [x], []
        for W, b in zip(self.W, self.b, strict=True):
            self.z.append(W @ self.a[-1] + b)
            self.a.append(1 / (1 + np.exp(-self.z[-1])))
        y = self.a[-1]
        if page._session.recipe.loss == "BCE":
            self.dy = (y - t) / (y * (1 - y)) / y.size
        else:
            self.dy = 2 * (y - t) / y.size
        self.delta: list[Floats] = [self.dy * y * (1 - y)]
        for W, a in zip(self.W[:0:-1], self.a[-2:0:-1], strict=True):
            self.delta.insert(0, (W.T @ self.delta[0]) * a * (1 - a))
        self.dW = [delta @ a.T for delta, a in zip(self.delta, self.a, strict=False)]
        self.db = [delta.sum(axis=1) for delta in self.delta]
        self.rate = page._session.recipe.learning_rate


@pytest.fixture
def person(window: MainWindow, qtbot: QtBot) -> Person:
    return Person(window, qtbot)


@pytest.fixture
def page(person: Person) -> MicroscopePage:
    return person.open_microscope()


def numbers(text: str) -> list[float]:
    """The numbers that a text writes as the window writes them."""
    text = text.replace("−", "-").replace(",", "").translate(RAISED)
    found = re.findall(r"(?<![\w\[₀-₉])-?\d+(?:\.\d+)?(?:·10-?\d+)?(?![\d\]])", text)
    return [float(each.replace("·10", "e")) for each in found]


def shows(text: str, value: float) -> bool:
    """Whether a text writes this number, to its four digits."""
    return any(np.isclose(each, value, rtol=6e-4, atol=1e-300) for each in numbers(text))


def text_of(page: MicroscopePage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return re.sub(r"<[^>]+>|&nbsp;", " ", label.text())


def chain_text(page: MicroscopePage) -> str:
    browser = page.findChild(QTextBrowser, "chainRule")
    assert browser is not None
    return browser.toPlainText()


def result_values(page: MicroscopePage) -> Floats:
    """What the matrix behind the arrow shows."""
    matrix = page._operation._views[-1].cells.matrix
    assert matrix is not None
    return np.asarray(matrix.values)


# --- at most three actions from first start ---------------------------------------------------------------------------


def test_a_sigmoids_value_and_slope(person: Person, page: MicroscopePage) -> None:
    person.click_result(page, "a₁")
    hand, sample = ByHand(page), page._choice.sample
    z, a = hand.z[0][0, sample], hand.a[1][0, sample]
    note = page.curve._note.text()
    assert shows(note, z)
    assert shows(note, a)
    assert shows(note, a * (1 - a))
    np.testing.assert_allclose(result_values(page)[:, 0], hand.a[1][:, sample], rtol=1e-12)
    assert person.actions <= 3


def test_a_sum_written_out(person: Person, page: MicroscopePage) -> None:
    person.click_result(page, "z₁")
    hand, sample = ByHand(page), page._choice.sample
    spelled = text_of(page, "spelledOut")
    for value in (*hand.W[0][0], *hand.a[0][:, sample], hand.z[0][0, sample]):
        assert shows(spelled, value)
    np.testing.assert_allclose(result_values(page)[:, 0], hand.z[0][:, sample], rtol=1e-12)
    assert person.actions <= 3


def test_the_chain_rule_across_two_layers(person: Person, page: MicroscopePage) -> None:
    hand, sample, text = ByHand(page), page._choice.sample, chain_text(page)
    slope1 = hand.a[1][0, sample] * (1 - hand.a[1][0, sample])
    da1 = hand.W[1][:, 0] @ hand.delta[1][:, sample]
    expected = [hand.a[0][0, sample], slope1, da1, *hand.W[1][:, 0], *hand.delta[1][:, sample], *hand.W[2][0]]
    expected += [hand.dW[0][0, 0], hand.dy[0, sample], hand.a[0][0, sample] * slope1 * da1]
    for value in expected:
        assert shows(text, value), value
    assert person.actions <= 3


def test_the_gradient_of_a_chosen_weight(person: Person, page: MicroscopePage) -> None:
    person.click_result(page, "∂L/∂W₂")
    hand = ByHand(page)
    np.testing.assert_allclose(result_values(page)[:, :-1], hand.dW[1], rtol=1e-9)
    person.actions += 1
    page._operation._views[-1].cells.cell_clicked.emit(2, 1)
    assert page.reason._title.text() == "Why W₂[3,2] changes"
    assert shows(chain_text(page), hand.dW[1][2, 1])
    assert shows(text_of(page, "spelledOut"), hand.dW[1][2, 1])
    assert person.actions <= 3


def test_the_gradient_of_a_bias(person: Person, page: MicroscopePage) -> None:
    person.click_result(page, "∂L/∂b₁")
    hand = ByHand(page)
    np.testing.assert_allclose(result_values(page)[:, -1], hand.db[0], rtol=1e-9)
    person.actions += 1
    page.network.bias_clicked.emit(1, 3)
    assert page.reason._title.text() == "Why b₁[4] changes"
    assert shows(chain_text(page), hand.db[0][3])
    assert person.actions <= 3


def test_the_derivative_of_the_cross_entropy(open_window: OpenWindow, qtbot: QtBot) -> None:
    person = Person(open_window(), qtbot)
    page = person.open_microscope()
    person.actions += 2  # the menu of tours, and a tour in it
    page.begin_tour(next(tour for tour in load_tours() if tour.recipe.get("loss") == "BCE"))
    wait_until(qtbot, lambda: page._session.recipe.loss == "BCE" and page.microscope is not None)
    wait_until(qtbot, lambda: any(line.name == "BCE" for line in page.microscope.lines))  # type: ignore[union-attr]
    page.go(page.microscope.find("∂L/∂y"))  # type: ignore[union-attr]
    hand, sample = ByHand(page), page._choice.sample
    np.testing.assert_allclose(result_values(page)[:, 0], hand.dy[:, sample], rtol=1e-9)
    samples = hand.dy.shape[1]
    assert shows(page.curve._note.text(), samples * hand.dy[0, sample])  # the slope of this sample's own loss
    assert person.actions <= 3


def test_one_update_before_and_after(person: Person, page: MicroscopePage) -> None:
    person.click_result(page, "θ")
    hand = ByHand(page)
    after = hand.W[0] - hand.rate * hand.dW[0]
    np.testing.assert_allclose(result_values(page)[:, :-1], after, rtol=1e-12)
    assert page._operation._views[-1].cells.matrix is not None
    before = page._operation._views[-1].cells.matrix.before
    assert before is not None
    np.testing.assert_allclose(before[:, :-1], hand.W[0], rtol=1e-12)
    for value in (hand.W[0][0, 0], after[0, 0], hand.rate * hand.dW[0][0, 0]):
        assert shows(chain_text(page), value)
    assert person.actions <= 3


# --- going through the step -------------------------------------------------------------------------------------------


def test_keys_go_forward_and_back_and_to_the_ends(page: MicroscopePage, qtbot: QtBot) -> None:
    last = len(page.microscope.lines) - 1  # type: ignore[union-attr]
    keys = (RIGHT, RIGHT, LEFT, END, RIGHT, HOME)
    for key, number in zip(keys, (1, 2, 1, last, last, 0), strict=True):
        qtbot.keyClick(page, key)
        assert page._number == number


def test_play_goes_to_the_end_and_stops_there(page: MicroscopePage, qtbot: QtBot) -> None:
    page._playing.setInterval(1)
    page.go(len(page.microscope.lines) - 4)  # type: ignore[union-attr]
    button = page.findChild(QToolButton, "microscopePlay")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_until(qtbot, lambda: not page._playing.isActive())
    assert page._number == len(page.microscope.lines) - 1  # type: ignore[union-attr]
    assert not button.isChecked()


def test_every_operation_of_every_sample_and_the_whole_batch_can_be_shown(page: MicroscopePage) -> None:
    """Whatever one chooses, there is something to see and no error."""
    assert page.microscope is not None
    for whole in (False, True):
        page.choose(whole_batch=whole)
        for line in page.microscope.lines:
            page.go(line.number)
            assert page._operation._formula.text() == printed(line.formula)
            assert result_values(page).size


def test_a_link_in_the_chain_rule_leads_to_its_operation(page: MicroscopePage) -> None:
    number = page.microscope.find("δ₂")  # type: ignore[union-attr]
    browser = page.findChild(QTextBrowser, "chainRule")
    assert browser is not None
    assert f'href="{number}"' in browser.toHtml()
    browser.anchorClicked.emit(QUrl(str(number)))
    assert page._number == number


# --- the moment -------------------------------------------------------------------------------------------------------


def test_opening_it_pauses_the_training_and_loses_nothing(person: Person, qtbot: QtBot) -> None:
    """The run goes on afterwards from where it stood."""
    window = person.window
    window.session.change(Recipe(epochs=0))
    wait_until(qtbot, lambda: window.session.state is State.READY)
    window.actions_by_name["train"].trigger()
    wait_until(qtbot, lambda: window.session.latest is not None and window.session.latest.update > 100)
    page = person.open_microscope()
    wait_until(qtbot, lambda: window.session.state is State.PAUSED)

    def is_opened() -> bool:
        """The last picture may come after the training has paused."""
        known = window.session.latest
        return page.microscope is not None and known is not None and page.microscope.update == known.update

    wait_until(qtbot, is_opened)
    update = window.session.latest.update  # type: ignore[union-attr]
    page.go(10**6)
    assert window.session.latest.update == update  # type: ignore[union-attr]
    window.actions_by_name["step"].trigger()
    wait_until(qtbot, lambda: page.microscope is not None and page.microscope.update == update + 1)


def test_training_turns_to_the_page_where_one_sees_it(person: Person, page: MicroscopePage, qtbot: QtBot) -> None:
    person.window.actions_by_name["train"].trigger()
    assert person.window.pages.current() == 0
    assert not page.isVisible()
    wait_until(qtbot, lambda: person.window.session.state is not State.READY)


def test_another_network_is_shown_from_its_beginning(person: Person, page: MicroscopePage, qtbot: QtBot) -> None:
    page.go(20)
    page.choose(layer=3, row=0, column=4)
    person.window.session.change(Recipe(hidden=(2,), bias=False, optimizer="Adam", batch_size=5))
    wait_until(qtbot, lambda: page.microscope is not None and page.microscope.depth == 2)
    assert page._number == 0
    assert page.microscope is not None
    assert page.microscope.samples == 5
    assert page._choice.layer == 2


# --- more -------------------------------------------------------------------------------------------------------------


def test_the_gradient_check_says_that_all_agree(page: MicroscopePage, qtbot: QtBot) -> None:
    button = page.findChild(QToolButton, "showGradientCheck")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    table = page.findChild(QTextBrowser, "gradientTable")
    assert table is not None
    wait_until(qtbot, lambda: "Backpropagation is right" in table.toPlainText())
    assert "W₃" in table.toPlainText()
    assert not page._operation_card.isVisible()


def test_every_tour_can_be_walked(page: MicroscopePage, qtbot: QtBot) -> None:
    """Each stop shows its text and an operation of its phase; one that needs another network gets it."""
    for tour in load_tours():
        page.begin_tour(tour)
        wanted = page._session.recipe.changed(**tour.recipe)
        wait_until(qtbot, lambda wanted=wanted: page._session.recipe == wanted and page.is_up_to_date)  # type: ignore[misc]
        wait_until(qtbot, lambda: page.microscope is not None and page.is_up_to_date)
        for stop in tour.stops:
            assert page.tour._text.text() == stop.text
            assert page.microscope is not None
            assert page.microscope.lines[page._number].phase == stop.phase
            page.tour._next.click()
        assert not page.tour.isVisible()




# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "recipe", [Recipe(hidden=(5,)), Recipe(dataset="Linear", samples=37)], ids=["21 parameters", "37 parameters"]
)
def test_as_many_samples_as_parameters_are_no_parameters(
    open_window: OpenWindow, qtbot: QtBot, recipe: Recipe
) -> None:
    """A signal is shown as one, however long it is."""
    person = Person(open_window(recipe=recipe), qtbot)
    page = person.open_microscope()
    hand, sample = ByHand(page), page._choice.sample
    for result, values in (("z₁", hand.z[0]), ("∂L/∂y", hand.dy), ("δ₁", hand.delta[0])):
        page.go(page.microscope.find(result))  # type: ignore[union-attr]
        np.testing.assert_allclose(result_values(page)[:, 0], values[:, sample], rtol=1e-9)


def test_another_learning_rate_opens_the_step_anew(person: Person, page: MicroscopePage, qtbot: QtBot) -> None:
    """The walk ends where the trainer would go with the rate as it is now."""
    person.window.pages.turn_to(0)
    person.window.session.change(person.window.session.recipe.changed(learning_rate=10.0))
    person.window.pages.turn_to(1)
    wait_until(qtbot, lambda: page.microscope is not None and float(page.microscope.trainer.optimizer.rate) == 10.0)
    page.go(page.microscope.find("θ"))  # type: ignore[union-attr]
    hand = ByHand(page)
    np.testing.assert_allclose(result_values(page)[:, :-1], hand.W[0] - 10.0 * hand.dW[0], rtol=1e-12)


def test_what_goes_back_belongs_to_the_layer_before(page: MicroscopePage) -> None:
    """The neuron that the chosen weight leads to, or comes from, is written out and marked."""
    page.go(page.microscope.find("∂L/∂a₁"))  # type: ignore[union-attr]
    for layer, row, column, neuron in ((1, 2, 0, 2), (2, 2, 3, 3)):
        page.choose(layer=layer, row=row, column=column)
        assert page._operation._views[-1].chosen == (neuron, 0)
        assert shows(text_of(page, "spelledOut"), result_values(page)[neuron, 0])


def test_after_a_tour_the_persons_own_network_is_back(person: Person, page: MicroscopePage, qtbot: QtBot) -> None:
    """Even one that was never trained."""
    own = Recipe(hidden=(7, 5), learning_rate=0.3)
    person.window.session.begin(own)
    wait_until(qtbot, lambda: page.is_up_to_date and page.microscope is not None and page.microscope.depth == 3)
    tour = next(tour for tour in load_tours() if tour.recipe.get("loss") == "BCE")
    page.begin_tour(tour)
    wait_until(qtbot, lambda: page.is_up_to_date and page._session.recipe.loss == "BCE")
    page.tour.end()
    assert page._session.recipe == own
    wait_until(qtbot, lambda: page.is_up_to_date)


def test_play_stops_where_another_network_begins(person: Person, page: MicroscopePage, qtbot: QtBot) -> None:
    page.play(True)
    person.window.session.change(Recipe(hidden=(2,)))
    wait_until(qtbot, lambda: page.microscope is not None and page.microscope.depth == 2)
    assert not page._playing.isActive()
    assert page._number == 0


def test_a_check_that_nobody_waits_for_ends(open_window: OpenWindow, qtbot: QtBot) -> None:
    """Turning away cancels it, and no report comes."""
    recipe = Recipe(dataset="Linear", samples=300, hidden=(64,) * 6, batch_size=256)
    page = Person(open_window(recipe=recipe), qtbot).open_microscope()
    reports: list[object] = []
    page._follower.checked.connect(reports.append)
    page.check(True)
    page.check(False)
    page._follower._jobs.wait()
    assert reports == []


def test_a_late_refusal_leaves_the_newer_request(page: MicroscopePage) -> None:
    """Only what was asked for last can be refused."""
    refusals: list[str] = []
    page._follower.refused.connect(refusals.append)
    page._follower._on_refused((0, 0, 0.0), MemoryError())
    assert refusals == []
    assert page.is_up_to_date


def test_keys_go_on_after_a_click_into_the_text(page: MicroscopePage, qtbot: QtBot) -> None:
    text = page.findChild(QTextBrowser, "chainRule")
    assert text is not None
    page.setFocus()
    qtbot.mouseClick(text.viewport(), Qt.MouseButton.LeftButton)
    assert not text.hasFocus()
