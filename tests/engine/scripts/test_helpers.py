"""The functions that a program brings along."""

from __future__ import annotations

import numpy as np
import pytest

from engine.bell_curve import normal_cdf
from engine.program import Array
from engine.schedules import reduced_on_plateau
from engine.scripts import ScriptError
from engine.scripts.helpers import Helpers, sources_of

HALF = 0.5


def halved(x: Array, /, out: Array, *, more: float = HALF) -> Array:  # with all that a signature may have
    """Half of x."""
    y: Array = np.multiply(x, more, out=out)  # a comment stays
    return y


def test_types_go_and_everything_else_stays() -> None:
    """Comments, defaults, docstrings, and the constants that are used."""
    assert sources_of(halved) == {
        "HALF": "HALF = 0.5",
        "halved": "def halved(x, /, out, *, more = HALF):  # with all that a signature may have\n"
        '    """Half of x."""\n    y = np.multiply(x, more, out=out)  # a comment stays\n    return y',
    }


@pytest.mark.parametrize("function", [normal_cdf, reduced_on_plateau])
def test_what_the_project_has_runs_by_itself(function: object) -> None:
    """With numpy, and nothing else."""
    names: dict[str, object] = {"np": np}
    exec("\n".join(sources_of(function).values()), names)
    z = np.linspace(-3, 3, 7)
    if function is normal_cdf:
        assert np.array_equal(names["normal_cdf"](z, np.zeros(7)), normal_cdf(z, np.zeros(7)))  # type: ignore[operator]
    assert callable(names[function.__name__])  # type: ignore[attr-defined]


def test_a_method_cannot_be_brought_along() -> None:
    """It would bring its object."""
    with pytest.raises(ScriptError, match="cannot bring need_for along"):
        sources_of(Helpers().need_for)
    with pytest.raises(ScriptError, match="cannot bring len along"):
        sources_of(len)


def test_each_helper_is_there_once() -> None:
    """However often it is asked for."""
    helpers = Helpers()
    for _ in range(2):
        helpers.need_for("with_ones(x) + strided(x, 0, (2,), (1,))")
    assert list(helpers.texts) == ["with_ones", "strided"]
