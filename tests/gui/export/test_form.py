"""The choices of an export: only what matters is shown, and the usual sizes are one click away."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PyQt5.QtCore import QObject
from PyQt5.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from gui.export.form import ALL, HISTORY, PREDICTIONS, ExportForm
from gui.theme import DARK, LIGHT, Theme

PLOTS = ["Learning curve", "Prediction"]
Kind = TypeVar("Kind", bound=QObject)


def make(qtbot: QtBot, theme: Theme = DARK) -> ExportForm:
    form = ExportForm(PLOTS, theme)
    qtbot.addWidget(form)
    form.show()
    return form


def find(form: ExportForm, kind: type[Kind], name: str) -> Kind:
    found = form.findChild(kind, name)
    assert found is not None
    return found


def shown(form: ExportForm) -> set[str]:
    """The object names of the controls that can be seen."""
    kinds = (QComboBox, QSpinBox, QCheckBox)
    return {each.objectName() for kind in kinds for each in form.findChildren(kind) if each.isVisible()}


def test_everything_can_be_chosen(qtbot: QtBot) -> None:
    form = make(qtbot)
    what = find(form, QComboBox, "exportWhat")
    assert [what.itemText(k) for k in range(what.count())] == [ALL, *PLOTS, HISTORY, PREDICTIONS]


SIZE = {"exportPreset", "exportWidth", "exportHeight"}
SIZE_MM = {"exportMmPreset", "exportMmWidth", "exportMmHeight"}


@pytest.mark.parametrize(
    ("what", "kind", "controls"),
    [
        (ALL, "", {"exportPng", "exportSvg", "exportPdf", "exportCsv", *SIZE, "exportColours"}),
        ("Prediction", "PNG", {"exportFormat", *SIZE, "exportColours"}),
        ("Prediction", "SVG", {"exportFormat", *SIZE_MM, "exportColours"}),
        ("Prediction", "PDF", {"exportFormat", *SIZE_MM, "exportColours"}),
        (HISTORY, "", set()),
        (PREDICTIONS, "", set()),
    ],
)
def test_only_what_matters_is_shown(qtbot: QtBot, what: str, kind: str, controls: set[str]) -> None:
    form = make(qtbot)
    form.choose(what)
    if kind:
        find(form, QComboBox, "exportFormat").setCurrentText(kind)
    assert shown(form) == {"exportWhat", *controls}


def test_a_light_window_offers_no_choice_of_colours(qtbot: QtBot) -> None:
    """Both would be the same."""
    form = make(qtbot, LIGHT)
    assert "exportColours" not in shown(form)
    assert form.look.theme == LIGHT


def test_reports_are_light_unless_the_person_wants_the_screen(qtbot: QtBot) -> None:
    form = make(qtbot)
    assert form.look.theme == LIGHT
    find(form, QComboBox, "exportColours").setCurrentIndex(1)
    assert form.look.theme == DARK


def test_formats_follow_what_is_chosen(qtbot: QtBot) -> None:
    form = make(qtbot)
    chosen = [form.formats]
    for name in ("exportPdf", "exportCsv", "exportPng"):
        find(form, QCheckBox, name).click()
        chosen.append(form.formats)
    form.choose("Learning curve")
    find(form, QComboBox, "exportFormat").setCurrentText("SVG")
    chosen.append(form.formats)
    form.choose(PREDICTIONS)
    chosen.append(form.formats)
    assert chosen == [("PNG",), ("PNG", "PDF"), ("PNG", "PDF", "CSV"), ("PDF", "CSV"), ("SVG",), ("CSV",)]


@pytest.mark.parametrize(("prefix", "place", "size"), [("export", 2, (3200, 2400)), ("exportMm", 0, (80, 60))])
def test_a_usual_size_fills_the_boxes_and_any_other_is_custom(
    qtbot: QtBot, prefix: str, place: int, size: tuple[int, int]
) -> None:
    form = make(qtbot)
    preset = find(form, QComboBox, f"{prefix}Preset")
    width, height = (find(form, QSpinBox, f"{prefix}{side}") for side in ("Width", "Height"))
    with qtbot.waitSignal(form.changed):
        preset.setCurrentIndex(place)
    assert (width.value(), height.value()) == size
    assert size in (form.look.pixels, form.look.millimetres)
    with qtbot.waitSignal(form.changed):
        width.setValue(size[0] + 1)
    assert preset.currentText() == "Custom"
    assert (size[0] + 1, size[1]) in (form.look.pixels, form.look.millimetres)
    width.setValue(size[0])
    assert preset.currentIndex() == place


def test_every_control_has_a_name_and_a_tooltip(qtbot: QtBot) -> None:
    form = make(qtbot)
    controls: list[QWidget] = [
        each for kind in (QComboBox, QSpinBox, QCheckBox) for each in form.findChildren(kind)
    ]  # fmt: skip
    assert len(controls) == 13
    for control in controls:
        assert control.objectName().startswith("export")
        assert control.accessibleName()
        assert control.toolTip().endswith(".")
