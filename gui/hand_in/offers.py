"""What the program can make for a hand-in: the report, and code and run of what is in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.hand_in import HandInError
from engine.run import Run
from engine.scripts import ScriptError
from gui.hand_in.offer import Offer
from gui.scripts import NUMPY, RUN, TORCH, content, file_stem
from gui.shelf.kept import KeptRun

REPORT = "report.pdf"
KINDS = (
    (NUMPY, "NumPy script", "-numpy.py", "A program that reproduces the run, with numpy alone.", True),
    (TORCH, "PyTorch script", "-pytorch.py", "A program that reproduces the run with PyTorch.", False),
    (RUN, "Run", ".npz", "The run itself: Backprop Lab opens it.", False),
)


def offers(pdf: bytes, runs: Sequence[KeptRun]) -> list[Offer]:
    """``pdf``: the report, b"" where there is none; ``runs``: those that are in it."""
    made = [Offer("Report", REPORT, "The pages as they were shown.", lambda: pdf)] if pdf else []
    taken: list[str] = []
    for run in runs:
        stem = file_stem(f"{run.recipe.data_name} {run.title}")
        taken.append(stem)
        if taken.count(stem) > 1:
            stem = f"{stem}-{taken.count(stem)}"
        for kind, what, ending, help, is_ticked in KINDS:
            name = f"{stem}{ending}"
            made.append(Offer(f"{what} of {run.title}", name, help, _maker(kind, run.run), is_ticked=is_ticked))
    return made


def _maker(kind: str, run: Run) -> Callable[[], bytes]:
    def make() -> bytes:
        try:
            return content(kind, run)
        except ScriptError as error:
            raise HandInError(str(error)) from None

    return make
