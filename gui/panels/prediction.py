"""Prediction: what the network says of every sample."""

from __future__ import annotations

from typing import ClassVar

from gui.panels.base import PANELS, PicturePanel
from gui.pictures.against import AgainstTruth
from gui.pictures.base import Picture
from gui.pictures.images import SaidImages
from gui.pictures.planes import SaidClasses


@PANELS.register("Prediction")
class Prediction(PicturePanel):
    """The samples in the class that the network puts them in, or their number beside the true one."""

    object_name = "predictionScatter"
    area = "right bottom"
    comparison = "Truth and prediction"
    help = SaidClasses.help
    pictures: ClassVar[tuple[type[Picture], ...]] = (SaidClasses, AgainstTruth, SaidImages)
