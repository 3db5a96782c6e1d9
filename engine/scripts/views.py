"""A record looks at a piece of memory in many ways, turned, cut, as one long row: here each has its name in numpy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.program import Array, start_of
from engine.scripts import ScriptError
from engine.scripts.measures import Measures, tuple_of

Arrays = tuple[Array, ...]  # one and the same array of the record, in each of the batches that are compared


def seen(wholes: Arrays, parts: Arrays, measures: Measures) -> str:
    """How ``parts`` are seen in ``wholes``, as code with {} for the whole: "{}.T" or "{}[:4]"; "" for not at all."""
    if _are_same(wholes, parts):
        return "{}"
    for text, once in _looks(wholes, parts, measures):
        if _are_same(once, parts):
            return text
    for first, once in _looks(wholes, parts, measures):
        for text, twice in _looks(once, parts, measures):
            if _are_same(twice, parts):
                return text.replace("{}", first)
    return _strided(wholes, parts, measures)


def overlap(one: Array, other: Array) -> bool:
    """Whether the two have memory in common."""
    return np.may_share_memory(one, other)


def _are_same(some: Sequence[Array], others: Sequence[Array]) -> bool:
    return all(_is_same(one, other) for one, other in zip(some, others, strict=True))


def _is_same(one: Array, other: Array) -> bool:
    steps = [(a, b) for a, b, side in zip(one.strides, other.strides, one.shape, strict=False) if side > 1]
    return one.shape == other.shape and start_of(one) == start_of(other) and all(a == b for a, b in steps)


def _looks(wholes: Arrays, parts: Arrays, measures: Measures) -> Iterator[tuple[str, Arrays]]:
    """What may be seen at one look: the code, and the arrays."""
    for text in _ways(wholes, parts, measures):
        try:
            code = re.sub(r"\[(\d+)\]$", r"[\1, ...]", text).format("it")  # with … a view even of a single number
            yield text, tuple(eval(code, {"it": it, "np": np, **_sizes(measures, k)}) for k, it in enumerate(wholes))
        except (ValueError, IndexError):
            continue


def _sizes(measures: Measures, k: int) -> dict[str, Any]:
    return {name: known[k] for name, known in measures.names if name.isidentifier()}


def _ways(wholes: Arrays, parts: Arrays, measures: Measures) -> Iterator[str]:
    whole, part = wholes[0], parts[0]
    if part.ndim == 1 and whole.ndim > 1:
        yield "{}.ravel()"
    if whole.ndim:
        place = (start_of(part) - start_of(whole)) // (whole.strides[0] or 1)
        if 0 <= place < len(whole):
            yield f"{{}}[{place}]"
    yield from _cuts(whole, part)
    if whole.ndim > 1:
        yield "{}.T"
        yield "{}[::-1]"
    if part.ndim == whole.ndim + 1:
        yield "{}[:, np.newaxis]"
        yield "{}[np.newaxis]"
    if part.size == whole.size or part.ndim != whole.ndim:
        yield from _reshaped(wholes, parts)
    if whole.ndim > 2 and part.ndim == whole.ndim:
        order = np.argsort([-step for step in part.strides], kind="stable")
        yield f"{{}}.transpose({', '.join(map(str, np.argsort(order)))})"


def _cuts(whole: Array, part: Array) -> Iterator[str]:
    if not whole.ndim:
        return
    place = (start_of(part) - start_of(whole)) // (whole.strides[0] or 1)
    for rows in dict.fromkeys([len(part) if part.ndim else 1, part.size * len(whole) // max(whole.size, 1)]):
        if place >= 0 and place + rows <= len(whole):
            yield f"{{}}[{place or ''}:{place + rows}]"
    if whole.ndim > 1 and part.ndim > 1:
        yield f"{{}}[:, :{part.shape[1]}]"


def _reshaped(wholes: Arrays, parts: Arrays) -> Iterator[str]:
    """In another shape: the side that follows from the batch is left to numpy."""
    for side in range(parts[0].ndim - 1, -1, -1):
        sides = {each.shape[:side] + each.shape[side + 1 :] for each in parts}
        if len(sides) == 1:
            shape = [str(each) for each in parts[0].shape]
            shape[side] = "-1"
            if len({each.shape for each in parts}) == 1:
                shape[side] = str(parts[0].shape[side])
            yield f"{{}}.reshape({', '.join(shape)})"
            return


def _strided(wholes: Arrays, parts: Arrays, measures: Measures) -> str:
    """Any view at all, by its steps in memory: nobody reads that gladly, but it is right."""
    if not all(_lies_in(part, whole) for part, whole in zip(parts, wholes, strict=True)):
        return ""
    try:
        first, shape, steps = (_counted(parts, wholes, measures, what) for what in (_first, _shape, _steps))
    except ScriptError:
        return ""
    return f"strided({{}}, {first[0]}, {tuple_of(shape)}, {tuple_of(steps)})"


def _lies_in(part: Array, whole: Array) -> bool:
    first, last = (0, whole.nbytes) if whole.flags.c_contiguous else (1, 0)
    start = start_of(part) - start_of(whole)
    reach = [step * (side - 1) for step, side in zip(part.strides, part.shape, strict=True)]
    least, most = sum(each for each in reach if each < 0), sum(each for each in reach if each > 0)
    return bool(start + least >= first and start + most + part.itemsize <= last)


def _counted(parts: Arrays, wholes: Arrays, measures: Measures, what: Any) -> list[str]:
    counts = [what(*pair) for pair in zip(parts, wholes, strict=True)]
    return [measures.size(each) for each in zip(*counts, strict=True)]


def _first(part: Array, whole: Array) -> list[int]:
    return [(start_of(part) - start_of(whole)) // part.itemsize]


def _shape(part: Array, whole: Array) -> list[int]:
    return list(part.shape)


def _steps(part: Array, whole: Array) -> list[int]:
    return [each // part.itemsize for each in part.strides]
