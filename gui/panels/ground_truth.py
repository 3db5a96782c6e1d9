"""Ground truth: what every sample really is."""

from __future__ import annotations

from typing import ClassVar

from gui.panels.base import PANELS, PicturePanel
from gui.pictures.base import Picture
from gui.pictures.images import TrueImages
from gui.pictures.planes import TrueClasses, TrueValues


@PANELS.register("Ground truth")
class GroundTruth(PicturePanel):
    """The samples with their class or their number; images as they are."""

    object_name = "truthScatter"
    area = "right bottom"
    comparison = "Truth and prediction"
    help = TrueClasses.help
    pictures: ClassVar[tuple[type[Picture], ...]] = (TrueClasses, TrueValues, TrueImages)
