"""Decision surface: what the network answers beyond the samples, and of what has no surface, how it is mistaken."""

from __future__ import annotations

from typing import ClassVar

from gui.panels.base import PANELS, PicturePanel
from gui.pictures.base import Picture
from gui.pictures.confusion import ConfusionMatrix
from gui.pictures.curve import AnswerCurve
from gui.pictures.errors import ErrorsPicture
from gui.pictures.surface import PlaneSurface


@PANELS.register("Decision surface")
class DecisionSurface(PicturePanel):
    """The surface over two features, the curve over one; otherwise which classes are mixed up, or the errors."""

    object_name = "decisionSurface"
    area = "left"
    help = PlaneSurface.help
    pictures: ClassVar[tuple[type[Picture], ...]] = (PlaneSurface, AnswerCurve, ConfusionMatrix, ErrorsPicture)
