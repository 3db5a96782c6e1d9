"""The lab's report: what goes into it, and its five chapters in the order in which the lab wants them."""

from __future__ import annotations

from gui.report.lab.content import lab_report, reporting
from gui.report.lab.material import Author, Compared, Material
from gui.report.lab.places import PLACES, Place

__all__ = ["PLACES", "Author", "Compared", "Material", "Place", "lab_report", "reporting"]
