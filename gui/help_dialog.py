"""A page of help: what the window shows, and the keys."""

from __future__ import annotations

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from gui.actions import Actions

WIDTH, TEXT_WIDTH, MARGIN, GAP = 920, 540, 20, 32  # pixels
TEXT = """
<p><b>Press Train</b> and watch: the loss falls, the prediction comes to look like the ground truth, and the decision
surface bends until every point lies on its own colour. The slider at the top sets how many updates a second are made;
its right end is full speed.</p>
<p><b>Ready recipes</b>, in the File menu, learn well, also what is hard: spirals, digits. <b>Open Data</b> learns from
a table of your own. <b>Layers</b> in the form builds any network, layer by layer.</p>
<p><b>Change anything</b> in the form. The learning rate and the epochs act at once. Everything else makes a new
network; the run before it can be brought back.</p>
<p><b>Orange</b> is class 0 and every number below zero, <b>blue</b> is class 1 and every number above. A solid line is
training, a dashed one testing.</p>
<p><b>Epochs</b> are passes through all samples. With a <b>batch size</b>, each epoch makes several updates of the
weights, each from that many samples. The <b>test share</b> of the samples is never trained on.</p>
<p><b>Plots</b> zoom with the wheel and move with the left button. A right click offers to show everything again, to
copy the plot or to export it.</p>
<p><b>The microscope</b> goes through the next update, operation by operation: the keys Right and Left go on and back,
Home and End to its ends, Space plays. Click a weight, in the drawing or in a matrix, to see why it changes.</p>
<p><b>Compare</b> trains the same again with one choice or two varied, several times each, and shows what difference it
makes. Every run that you train is kept there, under <b>Runs</b>; pinned, it is there the next time too.</p>
<p><b>Report</b>, in the File menu, puts the lab's report together from what was kept, and marks the places for your own
words. <b>Hand In</b> makes the zip, and <b>Export as NumPy Script</b> a program that trains the same numbers again.</p>
"""


def _what(action: QAction) -> str:
    return "Train or Pause" if action.objectName() == "train" else action.text().removesuffix("…")


class HelpDialog(QDialog):
    """Shows the text above and the shortcut of every action that has one."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        native = QKeySequence.SequenceFormat.NativeText
        rows = [
            f"<tr><td><b>{action.shortcut().toString(native)}</b></td><td>&nbsp;&nbsp;{_what(action)}</td></tr>"
            for action in actions.by_name.values()
            if not action.shortcut().isEmpty() and action.objectName() != "pause"  # it shares the key of Train
        ]
        keys = f"<p><b>Keys</b></p><table cellpadding='1'>{''.join(rows)}</table>"
        columns = f"<td width='{TEXT_WIDTH}'>{TEXT}</td><td style='padding-left: {GAP}px'>{keys}</td>"
        text = QLabel(f"<table><tr>{columns}</tr></table>")  # side by side, for screens that are not high
        text.setObjectName("helpText")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 16, MARGIN, 16)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.setFixedWidth(WIDTH)
        text.setMinimumHeight(text.heightForWidth(WIDTH - 2 * MARGIN))  # a label alone does not ask for enough
