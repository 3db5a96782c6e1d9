"""Lines that are too long, on several."""

from __future__ import annotations

import ast

import pytest

from engine.scripts.layout import fitted, function_text
from engine.scripts.literals import WIDTH

NAMES = ", ".join(f"something{k}" for k in range(20))


@pytest.mark.parametrize(
    "line",
    [
        f"    {NAMES} = kept", f"    {NAMES} = matrices(θ)", f"    return {NAMES}", f"    return y, ({NAMES},)",
        f"    g = np.concatenate([{NAMES}])", f"    ({NAMES}) = kept", f"    state = (np.zeros({NAMES}), 2)",
    ],
)  # fmt: skip
def test_long_lines_are_broken_and_mean_the_same(line: str) -> None:
    """At commas, inside brackets."""
    lines = fitted(line)
    assert len(lines) > 1
    assert all(each.startswith("    ") and len(each) <= WIDTH for each in lines)
    whole, broken = (ast.dump(ast.parse(f"def f():\n{text}")) for text in (line, "\n".join(lines)))
    assert whole == broken


def test_a_remark_goes_above_a_line_that_has_no_room_for_it() -> None:
    """With the same indentation; short lines stay as they are."""
    code = f"    x = {'a' * 60}"
    assert fitted(f"{code}  # {'why ' * 20}") == [f"    # {'why ' * 20}", code]
    assert fitted("    x = 1  # one") == ["    x = 1  # one"]
    assert fitted(f"    return {NAMES}  # all of them") == ["    # all of them", *fitted(f"    return {NAMES}")]


def test_a_function_has_its_sentence() -> None:
    """Broken between words where it is long."""
    text = function_text("f", ["x", "y"], "word " * 40, ["return x"])
    assert text.startswith('def f(x, y):\n    """word word')
    assert text.endswith('"""\n    return x')
    assert max(map(len, text.split("\n"))) <= WIDTH
