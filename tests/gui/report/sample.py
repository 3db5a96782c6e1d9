"""A report with everything in it that a report can have, and invented numbers: to look at, and for the tests."""

from __future__ import annotations

import math

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.report.document import (
    Document,
    Figure,
    Formula,
    Heading,
    Items,
    Listing,
    OwnWords,
    Paragraph,
    Part,
    Table,
    TitleBlock,
    marked,
)
from gui.theme import LIGHT, SMALL, font

OWN_WORDS = """學習率太大時，損失會上下震盪；太小時，
十萬個 epoch 也不夠。

A learning rate of 0.1 < 1 & > 0.01 was best."""
PRINTED = """epoch 5000 loss : 0.16234523253277644
epoch 10000 loss : 0.002535420483750353
epoch 15000 loss : 0.0009210273827212613
epoch 20000 loss : 0.000530247203498574
[[0.01025062]
 [0.99730607]
 [0.02141752]]
accuracy : 100.00%"""


def curve(painter: QPainter, rect: QRectF) -> None:
    """Two learning curves."""
    inside = rect.adjusted(44, 10, -10, -34)
    painter.setFont(font(SMALL))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = inside.bottom() - share * inside.height()
        painter.setPen(QPen(QColor(LIGHT.hairline), 1))
        painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        painter.setPen(QColor(LIGHT.muted))
        painter.drawText(QPointF(rect.left() + 4, y + 4), f"{share:.2f}")
    painter.drawText(QPointF(inside.center().x() - 20, rect.bottom() - 8), "epoch")
    for colour, pace in ((LIGHT.positive, 4.0), (LIGHT.negative, 1.6)):
        path = QPainterPath(QPointF(inside.left(), inside.top()))
        for k in range(1, 400):
            height = math.exp(-pace * k / 400) * (1 + 0.03 * math.sin(k / 5))
            path.lineTo(inside.left() + inside.width() * k / 400, inside.bottom() - inside.height() * min(1.0, height))
        painter.setPen(QPen(QColor(colour), 1.8))
        painter.drawPath(path)


def figure(name: str = "learning curve", aspect: float = 2.2) -> Figure:
    caption = marked("The loss $L$ by epoch, with $\\rho = 1$ (blue) and $\\rho = 0.1$ (orange).")
    return Figure(name, caption, curve, aspect)


def predictions(count: int) -> Table:
    rows = tuple(
        (str(k), f"{k / 100:.2f}", f"{1 - k / 100:.2f}", str(k % 2), f"{(k % 2) * 0.98 + 0.01:.4f}", "yes")
        for k in range(1, count + 1)
    )
    header = ("", marked("$x_1$"), marked("$x_2$"), marked("truth $t$"), marked("output $y$"), "correct")
    return Table(header, rows, "rrrrrl", marked("What the network answers, for each of the samples."), "predictions")


COMPARISON = Table(
    ("Learning rate", "Final loss", "Accuracy", "Epochs to 90 %", "Seconds", "Remarks"),
    (
        ("0.01", "0.2471 ± 0.0012", "61.9 % ± 4.8", "–", "1.02", "had not learned after 100,000 epochs"),
        ("0.1", "0.0021 ± 0.0004", "100.0 %", "12,400", "0.98", ""),
        ("1", "0.0002 ± 0.0000", "100.0 %", "1,310", "1.01", "the fastest"),
        ("10", "0.1905 ± 0.1222", "76.2 % ± 21", "840", "1.00", "2 of 5 runs diverged"),
    ),
    "rrrrrl",
    marked("Four learning rates, five seeds each: mean ± standard deviation."),
    "rates",
)

INTRODUCTION: tuple[Part, ...] = (
    TitleBlock("Backpropagation by hand", "Deep Learning · Lab 1", "王小明 Hsiao-Ming Wang", "0716001", "March 2023"),
    Heading("1  Introduction"),
    Paragraph(
        marked(
            "A network with two hidden layers learns to tell two classes of points apart. Its loss $L(\\theta)$ is a "
            "landscape over all weights $\\theta = \\{w_1, w_2, \\ldots\\}$, and training walks downhill: **each step "
            "goes against the gradient** $\\nabla L(\\theta)$, as far as the learning rate $\\rho$ says. "
            "[[learning curve]] shows how that went, and [[rates]] compares four learning rates."
        )
    ),
    Formula(r"\theta^{t+1} = \theta^{t} - \rho\, \nabla L(\theta^{t})", "update"),
    OwnWords("introduction", "What is the lab about, and what did you expect? Two or three sentences."),
    Heading("2  Set-up"),
    Heading("Sigmoid", 2),
    Paragraph(marked("Each neuron bends its sum $z = \\sum_j w_j x_j + b$ with the sigmoid function, whose slope "
                     "$\\sigma'(z)$ is known as soon as its value is:")),
    Formula(r"\sigma(z) = \frac{1}{1 + e^{-z}}, \qquad \sigma'(z) = \sigma(z)\,(1 - \sigma(z))"),
    Heading("Network", 2),
    Paragraph(marked("Two inputs, two hidden layers of four neurons and one output: `2-4-4-1`, with 37 parameters.")),
    Formula(
        r"\begin{aligned} a_1 &= \sigma(W_1 x + b_1) \\ a_2 &= \sigma(W_2 a_1 + b_2) \\ y &= \sigma(W_3 a_2 + b_3) "
        r"\end{aligned}"
    ),
    Heading("Backpropagation", 2),
    Paragraph(marked("The loss is the mean squared error. Its slope goes back through the layers, and at each one the "
                     "slope of the weights, $\\frac{\\partial L}{\\partial W_\\ell}$, falls off on the way:")),
    Formula(r"L(\theta) = \frac{1}{n} \sum_{i=1}^{n} (y_i - t_i)^2, \qquad "
            r"\delta_\ell = \left( W_{\ell+1}^\top \delta_{\ell+1} \right) \odot \sigma'(z_\ell), \qquad "
            r"\frac{\partial L}{\partial W_\ell} = \delta_\ell\, a_{\ell-1}^\top", "backward"),
    Formula(r"\nabla L(\theta) = \begin{bmatrix} \partial L / \partial w_1 \\ \partial L / \partial w_2 \\ \vdots \\ "
            r"\partial L / \partial w_{37} \end{bmatrix}"),
    Items((
        marked("**forward**: the samples go through the layers, and an answer comes out;"),
        marked("**backward**: each weight learns from [[backward]] which way, and how strongly, it moves the loss, "
               "which takes as long as two more forward passes and not as long as one for each weight;"),
        marked("**update**: each weight takes a small step the other way, as [[update]] says."),
    ), are_numbered=True),
)  # fmt: skip

RESULTS: tuple[Part, ...] = (
    Heading("3  Results"),
    Heading("Learning curve", 2),
    Paragraph(marked("The run reached an accuracy of **100.00 %** after 1,310 epochs, in 1.01 seconds.")),
    figure(),
    Paragraph(marked("In the last epochs the loss no longer changes in its third figure. " * 5)),
    Listing(PRINTED, marked("What the training printed.")),
    Heading("Predictions", 2),
    predictions(21),
    Heading("4  Discussion"),
    Heading("Different learning rates", 2),
    COMPARISON,
    OwnWords("discussion/learning-rate", "Why is a small learning rate slow, and a large one unstable?", OWN_WORDS),
    OwnWords("discussion/hidden", "What changed with the number of hidden units, and why?"),
    figure("again", 3.0),
)  # fmt: skip


def sample(*more: Part) -> Document:
    return Document("Lab 1: Backpropagation", "王小明 Hsiao-Ming Wang", (*INTRODUCTION, *RESULTS, *more))


