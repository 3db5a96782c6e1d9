"""How the tests read what was exported: images as arrays of colours, and pages of a PDF as what is drawn on them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject
from PyQt5.QtGui import QColor, QImage

MILLIMETRES = 25.4 / 72  # of a PDF's unit
FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}
NEAR = 40  # of 441, the distance from black to white

Pixels = NDArray[np.floating[Any]]
Place = tuple[float, float, float, float]


def pixels(image: QImage) -> Pixels:
    """(height, width, 3) red, green, blue, 0 to 255."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.bits()
    assert bits is not None
    bits.setsize(plain.sizeInBytes())
    rows = np.frombuffer(bits.asstring(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    blue_to_alpha = rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4)
    return blue_to_alpha[:, :, 2::-1].astype(np.float64)


def rgb(colour: str) -> Pixels:
    return np.array(QColor(colour).getRgb()[:3], dtype=np.float64)


def share_of(colour: str, image: QImage) -> float:
    """The share of the pixels that look like ``colour``."""
    return float((np.linalg.norm(pixels(image) - rgb(colour), axis=2) < NEAR).mean())


def coverage(picture: Pixels, colour: str, ground: str) -> NDArray[np.floating[Any]]:
    """(height, width): how much of each pixel is covered by ``colour`` on ``ground``, 0 to 1."""
    way = rgb(colour) - rgb(ground)
    along: NDArray[np.floating[Any]] = (picture - rgb(ground)) @ way / (way @ way)
    return along.clip(0.0, 1.0)


class Page:
    """The first page of a PDF as what is drawn on it: operators, and in millimetres the places of images and grounds
    (left, bottom, right, top) and the widths of lines."""

    def __init__(self, content: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(content), strict=True)
        page = self.reader.pages[0]
        self.text = page.extract_text().replace("\t", " ")  # Qt calls a space a tab, since they look alike
        self.size = tuple(float(side) * MILLIMETRES for side in (page.mediabox.width, page.mediabox.height))
        self.operators: list[str] = []
        self.images: list[Place] = []
        self.grounds: list[Place] = []  # rectangles that are filled
        self.widths: list[float] = []
        self._matrix, self._width = np.diag([MILLIMETRES, MILLIMETRES, 1.0]), 1.0
        self._kept: list[tuple[NDArray[np.floating[Any]], float]] = []
        for operands, operator in ContentStream(page.get_contents(), self.reader).operations:
            self._read(operator.decode(), [float(each) for each in operands if isinstance(each, int | float)])

    def fonts(self) -> dict[str, bool]:
        """Whether the file brings it, by name."""
        resources = self.reader.pages[0]["/Resources"]
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"]
        assert isinstance(fonts, DictionaryObject)
        descendants = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
        described = [descendant["/FontDescriptor"].get_object() for descendant in descendants]
        return {str(each["/FontName"]).rpartition("+")[2]: bool({*each} & FONT_FILES) for each in described}

    def _read(self, operator: str, numbers: list[float]) -> None:
        match operator:
            case "q":
                self._kept.append((self._matrix, self._width))
            case "Q":
                self._matrix, self._width = self._kept.pop()
            case "cm":
                self._matrix = np.column_stack([np.reshape(numbers, (3, 2)), [0, 0, 1]]) @ self._matrix
            case "w":
                self._width = numbers[0]
            case "S" | "B" | "B*":
                self.widths.append(self._width * float(np.sqrt(abs(np.linalg.det(self._matrix[:2, :2])))))
            case "re":
                self._rectangle = numbers
            case "f" if self.operators[-1] == "re":
                self.grounds.append(self._placed(*self._rectangle))
            case "Do":
                self.images.append(self._placed(0, 0, 1, 1))
        self.operators.append(operator)

    def _placed(self, x: float, y: float, width: float, height: float) -> Place:
        corners = np.array([[x, y, 1], [x + width, y + height, 1]]) @ self._matrix
        (left, bottom), (right, top) = corners[:, :2].min(axis=0), corners[:, :2].max(axis=0)
        return float(left), float(bottom), float(right), float(top)
