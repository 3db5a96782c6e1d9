"""The report has the lab's chapters in the lab's order, and everything in them that can be measured."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import DATASETS
from engine.layer_list import read_layer_list
from engine.recipe import Recipe
from gui.compare.pictures import PicturesCard
from gui.report.document import Figure, Formula, Listing, OwnWords, Paragraph, Reference, Table, TitleBlock, pieces
from gui.report.lab import PLACES, Author, Compared, Material, lab_report
from gui.report.markdown import Markdown
from gui.report.numbering import plain
from gui.report.pages import Pages
from gui.report.planned import Planned
from tests.gui.compare import made
from tests.gui.report.lab.reports import below, compared, figures, headings, material, words_of
from tests.gui.shelf.shelves import kept_run

pytestmark = pytest.mark.usefixtures("qapp")

ORDER = [
    "1  Introduction",
    "2  Experiment setups", "A  Sigmoid functions", "B  Neural network", "C  Backpropagation",
    "3  Results of your testing", "A  Comparison figure", "B  Accuracy", "C  Learning curve",
    "D  Anything you want to present",
    "4  Discussion", "A  Try different learning rates", "B  Try different numbers of hidden units",
    "C  Try without activation functions", "D  Anything you want to share",
]  # fmt: skip


def test_the_chapters_stand_in_the_labs_order() -> None:
    assert headings(lab_report(material())) == ORDER


def test_the_last_chapter_has_only_what_there_is() -> None:
    both = compared("optimizer=SGD,Adam"), compared("activation=Tanh,ReLU,Sigmoid")
    extra = headings(lab_report(material(comparisons=both)))[len(ORDER) :]
    assert extra == ["5  Extra", "A  Different optimizers", "B  Different activation functions"]


def test_convolution_is_told_of_when_a_run_has_it() -> None:
    layers = read_layer_list("Conv2D(2, 3), ReLU, Flatten")
    recipe = Recipe().choosing("dataset", "Digits").changed(layers=layers, samples=40, epochs=1)
    document = lab_report(material(runs=(kept_run(recipe, epochs=1),), comparisons=()))
    assert headings(document)[-2:] == ["5  Extra", "C  Convolutional layers"]
    assert "Conv2D" in words_of(below(document, "C  Convolutional layers"))


def test_title_author_id_and_day_stand_at_the_top() -> None:
    document = lab_report(material())
    assert document.parts[0] == TitleBlock(
        "Lab 1: Backpropagation", "Deep Learning", "王小明", "311554005", "21 March 2026"
    )  # fmt: skip
    assert (document.title, document.author) == ("Lab 1: Backpropagation", "王小明")


def test_every_run_has_its_comparison_figure_its_curve_and_its_last_losses() -> None:
    document = lab_report(material())
    beside = figures(below(document, "A  Comparison figure"))
    assert [figure.name for figure in beside] == ["prediction 1", "prediction 2"]
    curve = below(document, "C  Learning curve")
    assert [figure.name for figure in figures(curve)] == ["curve 1", "curve 2"]
    printed = [part.text for part in curve if isinstance(part, Listing)]
    assert [text.count("loss :") for text in printed] == [5, 5]
    assert printed[0].startswith("epoch 16 loss : 0.2")


def test_accuracy_and_predictions_are_those_of_the_runs() -> None:
    run = kept_run(Recipe(epochs=60), number=1, name="My XOR")
    parts = below(lab_report(material(runs=(run,), comparisons=())), "B  Accuracy")
    said, score = words_of(parts), run.snapshot.score
    assert f"My XOR | XOR | 21 | 20 | {run.snapshot.loss:.3g} | {100 * score:.1f} %" in said
    (printed,) = [part.text for part in parts if isinstance(part, Listing)]
    assert printed.count("[") == 21
    assert f"[{run.snapshot.prediction[20, 0]:.8f}]" in printed
    assert printed.endswith(f"accuracy : {score:.2%}")


def test_of_many_predictions_those_at_both_ends_are_printed() -> None:
    run = kept_run(Recipe(dataset="Linear", samples=300, epochs=60), number=1)
    parts = below(lab_report(material(runs=(run,), comparisons=())), "B  Accuracy")
    (printed,) = [part.text for part in parts if isinstance(part, Listing)]
    assert "…" in printed
    for place in (0, 299):
        assert f"[{run.snapshot.prediction[place, 0]:.8f}]" in printed


def test_of_a_few_classes_the_probabilities_of_each_sample_stand_in_a_row() -> None:
    """Below each other, so that the eye finds the column."""
    recipe = Recipe(samples=9, epochs=3).choosing("dataset", "Blobs").choosing("knobs", {"dataset": {"classes": 3}})
    run = kept_run(recipe.changed(samples=9, epochs=3), epochs=3)
    parts = below(lab_report(material(runs=(run,), comparisons=())), "B  Accuracy")
    (listing,) = [part for part in parts if isinstance(part, Listing)]
    *lines, empty, score = listing.text.splitlines()
    printed = [f"[{'  '.join(f'{value:.6f}' for value in row)}]" for row in run.snapshot.prediction.tolist()]
    assert [each for line in lines for each in line.split("    ")] == [
        printed[k + 5 * column] for k in range(5) for column in range(2) if k + 5 * column < 9
    ]
    assert (empty, score) == ("", f"accuracy : {run.snapshot.score:.2%}")
    assert "how sure it is of 0, 1 and 2." in plain(pieces(listing.caption))


@pytest.mark.parametrize("size", [1.0, 1e9])
def test_numbers_of_any_size_stand_below_each_other_in_lines_that_fit(size: float) -> None:
    run = kept_run(Recipe(dataset="Blobs", samples=9, knobs={"dataset": {"classes": 4}}), epochs=1)
    prediction = run.snapshot.prediction * size * np.array([-1.0, 1, 1, 1])
    run = replace(run, snapshot=replace(run.snapshot, prediction=prediction))
    parts = below(lab_report(material(runs=(run,), comparisons=())), "B  Accuracy")
    (printed,) = [part.text for part in parts if isinstance(part, Listing)]
    *lines, _, _ = printed.splitlines()
    assert max(map(len, lines)) <= 100
    assert len({tuple(k for k, letter in enumerate(line[:40]) if letter == ".") for line in lines}) == 1


def test_of_many_classes_it_is_said_that_the_predictions_are_left_out() -> None:
    run = kept_run(made.DIGITS.changed(samples=40, epochs=1), epochs=1, name="Mine")
    parts = below(lab_report(material(runs=(run,), comparisons=())), "B  Accuracy")
    assert not [part for part in parts if isinstance(part, Listing)]
    assert "The predictions of Mine are left out: each is a row of 10 numbers." in words_of(parts)


def test_own_data_are_called_by_the_name_of_their_file(tmp_path: Path) -> None:
    """Wherever data are named; and that they were standardised is told among what was chosen."""
    (tmp_path / "beans.csv").write_text("a,b,k\n" + "".join(f"{k},{k % 7},{k % 2}\n" for k in range(20)), "utf-8")
    recipe = Recipe(epochs=3).with_data("CSV file", {"path": str(tmp_path / "beans.csv")})
    document = lab_report(material(runs=(kept_run(recipe, epochs=3), kept_run(number=2)), comparisons=()))
    assert "training on beans.csv and XOR." in words_of(below(document, "1  Introduction"))
    chosen = words_of(below(document, "B  Neural network"))
    assert "Dataset | beans.csv | XOR" in chosen
    assert "Standardise | on | –" in chosen
    assert "Run 1 | beans.csv | 20" in words_of(below(document, "B  Accuracy"))
    assert "(beans.csv): the truth beside" in words_of(below(document, "A  Comparison figure"))
    said = words_of(list(document.parts))
    assert "CSV file" not in said
    assert str(tmp_path) not in said


def test_that_nothing_was_standardised_goes_without_saying() -> None:
    assert "Standardise" not in words_of(below(lab_report(material()), "B  Neural network"))


def test_a_comparison_has_its_table_its_figures_and_what_was_found() -> None:
    parts = below(lab_report(material()), "A  Try different learning rates")
    said = words_of(parts)
    assert "Learning rate: 2 settings were trained for 60 epochs with one seed." in said
    assert "0.1 | " in said
    assert "The loss at the end was least with learning rate" in said
    names = [figure.name for figure in figures(parts)]
    assert names == ["learning rate 1 Learning curves", "learning rate 1 Final surfaces"]


def test_a_comparison_comes_with_what_was_noted_of_it_and_without_what_it_varies() -> None:
    noted = replace(compared("lr=0.1,1"), note="0.1 is too slow.\n\n  1 is *right*. ")
    said = below(lab_report(Material(comparisons=(noted,))), "A  Try different learning rates")
    paragraphs = [plain(part.text) for part in said if isinstance(part, Paragraph)]
    assert "Everything else was as in: XOR, 4-4 Sigmoid, SGD." in paragraphs[0]
    assert paragraphs[-2:] == ["0.1 is too slow.", "1 is *right*."]


def test_a_comparison_of_two_things_has_a_heat_map() -> None:
    both = compared("lr=0.1,1", "hidden=2-2,4-4")
    parts = below(lab_report(material(comparisons=(both,))), "B  Try different numbers of hidden units")
    assert any("Heat map" in figure.name for figure in figures(parts))


def small_pictures(one: str, other: str, seeds: int = 1) -> tuple[str, str, int]:
    """Of a comparison of two things: the caption, and what the figure itself says, and how many pictures it shows."""
    plan = made.comparison(*filter(None, (one, other)), recipe=made.SHORT.changed(epochs=1), seeds=seeds)
    both = Compared(plan, tuple(made.outcomes(plan)))
    document = lab_report(material(runs=(), comparisons=(both,)))
    (figure,) = [part for part in document.parts if isinstance(part, Figure) and "Final surfaces" in part.name]
    assert isinstance(figure.drawing, Planned)
    assert figure.drawing.size.height() <= 200 * 96 / 25.4
    (part,) = figure.drawing.plot.parts
    card = part._panel
    assert isinstance(card, PicturesCard)
    return plain(pieces(figure.caption)), part.note, len(card.miniatures.places)


@pytest.mark.parametrize(
    ("one", "other"),
    [("lr=0.1,0.2,0.3,0.4,1", "hidden=1,2,3,4,5"), ("lr=0.1,1", "hidden=2,3"), ("lr=0.1,0.2,1", "hidden=1,2,3"),
     ("hidden=" + ",".join(map(str, range(1, 41))), ""), ("hidden=1,2,3,4,5", ""), ("lr=0.1,1", "")],
)  # fmt: skip
def test_all_small_pictures_have_room(one: str, other: str) -> None:
    caption, note, count = small_pictures(one, other)
    assert count == math.prod(len(each.split(",")) for each in (one, other))
    assert caption.endswith(": final surfaces.")
    assert note == ""


def test_of_very_many_pictures_it_is_said_how_many_are_shown() -> None:
    caption, note, count = small_pictures("hidden=" + ",".join(map(str, range(1, 101))), "")
    assert 40 < count < 100
    assert caption.endswith(f": final surfaces, the first {count} of 100.")
    assert note == f"{100 - count} more"


def test_pictures_of_the_first_of_several_seeds_say_so() -> None:
    caption, note, _ = small_pictures("lr=0.1,1", "", seeds=2)
    assert caption.endswith(": final surfaces, with the first seed.")
    assert note == "first seed"


def test_numbers_have_r2_and_no_accuracy() -> None:
    sine = made.SINE.changed(epochs=3)
    document = lab_report(material(runs=(kept_run(sine, epochs=3),), comparisons=(compared("lr=0.1,1", recipe=sine),)))
    assert "R²" in words_of(below(document, "B  Accuracy"))
    assert "right" not in words_of(below(document, "A  Try different learning rates"))
    Pages(document)


@pytest.mark.parametrize(
    ("recipes", "header", "is_told"),
    [
        ((Recipe(epochs=3),), "Accuracy", False),
        ((made.SINE.changed(epochs=3),), "R²", True),
        ((Recipe(epochs=3), made.SINE.changed(epochs=3)), "Accuracy", True),
    ],
    ids=["classes", "numbers", "both"],
)
def test_r2_is_told_of_only_where_there_is_one(recipes: tuple[Recipe, ...], header: str, is_told: bool) -> None:
    runs = tuple(kept_run(recipe, epochs=3, number=k) for k, recipe in enumerate(recipes, 1))
    parts = below(lab_report(material(runs=runs, comparisons=())), "B  Accuracy")
    (table,) = [part for part in parts if isinstance(part, Table)]
    assert table.header[-1] == header
    assert ("R²" in words_of([table]) + "".join(map(plain, table.header))) is is_told
    assert ("right" in plain(table.caption)) is (header == "Accuracy")


def test_many_runs_stand_in_several_tables() -> None:
    runs = tuple(kept_run(Recipe(epochs=3), epochs=3, number=k) for k in range(1, 9))
    parts = below(lab_report(material(runs=runs, comparisons=())), "B  Neural network")
    tables = [part for part in parts if isinstance(part, Table) and "What was chosen" in plain(part.caption)]
    assert [len(table.header) for table in tables] == [5, 5]
    assert [plain(table.caption) for table in tables] == [f"What was chosen, part {k} of 2." for k in (1, 2)]
    assert [plain(name) for name in tables[1].header] == ["Choice", "Run 5", "Run 6", "Run 7", "Run 8"]


def test_a_report_made_again_has_its_figures_already() -> None:
    """Somebody types his name: for that, no plot is drawn again."""
    first = material()
    again = replace(first, author=Author("Ada Lovelace"))
    plans = [[figure.drawing for figure in figures(list(lab_report(of).parts))] for of in (first, again)]
    assert plans[0] == plans[1]
    assert len(plans[0]) == 12


def test_no_figure_is_drawn_before_it_is_wanted() -> None:
    drawings = [figure.drawing for figure in figures(list(lab_report(material()).parts))]
    assert not any(drawing.is_over for drawing in drawings if isinstance(drawing, Planned))


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_its_figures(name: str, tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("a,b,c\n" + "1,2,x\n3,4,y\n2,2,x\n" * 4)
    recipe = Recipe().choosing("dataset", name).changed(epochs=1)
    if name == "CSV file":
        recipe = recipe.changed(knobs={"dataset": {"path": str(tmp_path / "own.csv")}}, loss="BCE")
    document = lab_report(material(runs=(kept_run(recipe, epochs=1),), comparisons=()))
    for figure in figures(list(document.parts)):
        if isinstance(figure.drawing, Planned):
            assert figure.drawing.plot.size == figure.drawing.size


def test_every_figure_of_a_comparison_is_spoken_of() -> None:
    both = compared("lr=0.1,1", "hidden=2-2,4-4")
    parts = below(lab_report(material(comparisons=(both,))), "B  Try different numbers of hidden units")
    (said, *_) = [part.text for part in parts if isinstance(part, Paragraph)]
    assert [part.name for part in said if isinstance(part, Reference)] == [
        "hidden 1", *(figure.name for figure in figures(parts)),
    ]  # fmt: skip
    assert plain(said).endswith(", and hidden 1 Heat map of accuracy the heat map of accuracy.")


def test_words_about_what_was_not_compared_have_their_chapter() -> None:
    document = lab_report(material(words={"optimizers": "Adam has a memory."}))
    assert headings(document)[-2:] == ["5  Extra", "A  Different optimizers"]


def test_the_formulas_are_those_of_the_network() -> None:
    deep = Recipe(hidden=(3, 3, 3), activation="Tanh", bias=False, loss="BCE", epochs=60)
    parts = below(lab_report(material(runs=(kept_run(deep),), comparisons=())), "C  Backpropagation")
    forward, loss, backward, _ = [part.text for part in parts if isinstance(part, Formula)]
    assert r"z_4 &= W_4 a_3, & y &= \sigma(z_4)" in forward
    assert "a_3 &= g(z_3)" in forward
    assert "b_" not in forward
    assert r"\ln" in loss
    assert r"\delta_1 &= \left( W_2^\top \delta_2 \right) \odot g'(z_1)" in backward


def test_the_loss_of_many_classes_is_a_formula_as_the_others_are() -> None:
    run = kept_run(made.DIGITS.changed(epochs=1), epochs=1)
    assert run.recipe.loss == "Softmax cross-entropy"
    parts = below(lab_report(material(runs=(run,), comparisons=())), "C  Backpropagation")
    loss = [part.text for part in parts if isinstance(part, Formula)][1]
    assert r"t_{ki} \ln p_{ki}" in loss
    assert r"\frac{1}{n} (p_{ki} - t_{ki})" in loss
    assert not any("Softmax" in plain(part.text) for part in parts if isinstance(part, Paragraph))


def test_without_an_activation_no_bend_stands_in_the_formulas() -> None:
    parts = below(lab_report(material(runs=(kept_run(Recipe(activation="Linear", epochs=60)),))), "C  Backpropagation")
    forward, _, backward, _ = [part.text for part in parts if isinstance(part, Formula)]
    assert "a_1 &= z_1" in forward
    assert r"\delta_1 &= W_2^\top \delta_2, &" in backward


def test_the_students_words_take_their_place_and_the_others_are_asked_for() -> None:
    document = lab_report(material(words={"learning rate": "Too small is slow."}))
    places = {part.place: part.text for part in document.parts if isinstance(part, OwnWords)}
    assert places["learning rate"] == "Too small is slow."
    assert places["hidden"] == ""
    assert set(places) == {place.key for place in PLACES} - {"optimizers", "activations", "convolution"}


@pytest.mark.parametrize("recipes", [(), (made.DIGITS.changed(samples=60, epochs=1),)], ids=["none", "digits"])
def test_it_can_be_laid_out_whatever_there_is(recipes: tuple[Recipe, ...]) -> None:
    document = lab_report(Material(tuple(kept_run(recipe, epochs=1) for recipe in recipes)))
    assert len(Pages(document)) > 1
    assert Markdown(document).text.startswith("# ")


def test_a_name_full_of_marks_is_only_a_name() -> None:
    run = kept_run(number=1, name="$x$ **<b>** [[nothing]] `")
    Pages(lab_report(material(runs=(run,), comparisons=())))


def test_layers_that_are_many_are_laid_out() -> None:
    recipe = Recipe(layers=read_layer_list("Dense(3), Tanh, " * 12 + "Dense(2)"), epochs=1)
    Pages(lab_report(material(runs=(kept_run(recipe, epochs=1),), comparisons=())))
