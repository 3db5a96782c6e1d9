"""What an operation reads was made before: by which operation, or does it lie there from the beginning?

A record reuses its buffers, a program gives each result its name.  So every piece of memory that is read is traced to
the last result that was written there, and to the way in which it is looked at: turned, cut, with its row of ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.parts import owner
from engine.program import Array, Operation, start_of
from engine.scripts import ScriptError
from engine.scripts.constants import Constants
from engine.scripts.expressions import ATOM, Text
from engine.scripts.measures import Measures, dimensions, tuple_of
from engine.scripts.views import Arrays, overlap, seen


@dataclass(eq=False)
class Value:
    """One array at one moment: it keeps its numbers for ever, whatever is written over it in the record."""

    name: str  # in the program
    arrays: Arrays  # where it lies, in each of the batches that are compared


@dataclass(eq=False)
class Source:
    """What an operation reads, as code with {0}, {1} … for the values that it is made of."""

    code: str
    values: list[Value] = field(default_factory=list)
    text: Text | None = None  # of a constant, which is made of no values
    before: list[str] = field(default_factory=list)  # lines that must stand before, with the same places for values
    is_scalar: bool = False

    def written(self, texts: Mapping[Value, Text]) -> Text:
        """The code with the values' own in their places."""
        if self.text is not None:
            return self.text
        if self.code == "{0}":
            return texts[self.values[0]]
        in_brackets = self.code.startswith("{0}")
        codes = [texts[each].inside(ATOM) if in_brackets else texts[each].code for each in self.values]
        return Text(self.code.format(*codes), ATOM, self.is_scalar)


class Memory:
    """All values so far, and where they lie."""

    def __init__(self, measures: Measures, constants: Constants) -> None:
        self.measures, self.constants = measures, constants
        self.values: list[Value] = []
        self.buffers = 0

    def made(self, name: str, arrays: Arrays) -> Value:
        """From now on this is what lies there."""
        self.values.append(Value(name, arrays))
        return self.values[-1]

    def extra(self, name: str) -> Value:
        """Something that only the program has, and that lies nowhere in the record."""
        return self.made(name, tuple(np.zeros(1) for _ in self.values[0].arrays))

    def source(self, arrays: Arrays) -> Source:
        """Where the numbers in ``arrays`` come from."""
        found = [each for each in reversed(self.values) if overlap(each.arrays[0], arrays[0])]
        if not found:
            return Source("", text=self.constants.written(arrays, self.measures))
        scalar = arrays[0].ndim == 0
        last, look = found[0], seen(found[0].arrays, arrays, self.measures)
        if look:
            return Source(look.replace("{}", "{0}"), [last], is_scalar=scalar)
        source = self._with_ones(last, arrays, found) or self._side_by_side(arrays, found)
        return source or self._put_together(arrays, found)

    def before(self, arrays: Arrays) -> Value | None:
        """The value that lies exactly there."""
        for each in reversed(self.values):
            if overlap(each.arrays[0], arrays[0]):
                return each if seen(each.arrays, arrays, self.measures) == "{}" else None
        return None

    def _with_ones(self, last: Value, arrays: Arrays, found: list[Value]) -> Source | None:
        """A signal and its row of ones, or a view of both."""
        wholes = tuple(_root(each) for each in last.arrays)
        if wholes[0].ndim != 2 or wholes[0].size != last.arrays[0].size + wholes[0].shape[1]:
            return None
        rows = [whole[-1] for whole in wholes]
        written = any(overlap(rows[0], each.arrays[0]) for each in self.values)
        if written or not all((row == 1).all() for row in rows):
            return None
        rest, look = (seen(*pair, self.measures) for pair in ((last.arrays, _without_last(wholes)), (wholes, arrays)))
        return Source(look.replace("{}", f"with_ones({rest.replace('{}', '{0}')})"), [last]) if rest and look else None

    def _side_by_side(self, arrays: Arrays, found: list[Value]) -> Source | None:
        """Several values, each a row of what is read."""
        for wholes in (arrays, tuple(_root(each) for each in arrays)):
            look = seen(wholes, arrays, self.measures) if wholes[0].ndim else ""
            count = len(wholes[0]) if look else 0
            rows = [self._row(wholes, k, found) for k in range(count if count <= len(found) else 0)]
            live = [each for each in rows if each is not None]
            if rows and len(live) == len(rows):
                inside = ", ".join(f"{{{k}}}" for k in range(len(rows)))
                return Source(look.replace("{}", f"np.stack([{inside}])"), live)
        return None

    def _row(self, wholes: Arrays, k: int, found: list[Value]) -> Value | None:
        parts = tuple(each[k] for each in wholes)
        for value in found:
            if overlap(value.arrays[0], parts[0]):
                return value if seen(value.arrays, parts, self.measures) == "{}" else None
        return None

    def _put_together(self, arrays: Arrays, found: list[Value]) -> Source:
        """Anything else: a buffer, and all that was written into it."""
        wholes = tuple(_root(each) for each in arrays)
        look = seen(wholes, arrays, self.measures)
        self.buffers += 1
        name = f"buffer{self.buffers}"
        old_to_new = [each for each in self.values if overlap(each.arrays[0], wholes[0])]
        old_to_new = [each for k, each in enumerate(old_to_new) if not any(
            seen(later.arrays, each.arrays, self.measures) for later in old_to_new[k + 1 :])]  # fmt: skip
        sides = tuple_of(dimensions(wholes, self.measures))
        fill = self.constants.rest(wholes)
        lines = [f"{name} = np.full({sides}, {fill}{self.constants.kind})"]
        for k, each in enumerate(old_to_new):
            where = seen(wholes, each.arrays, self.measures)
            if not where:
                raise ScriptError(f"A script cannot write into an array of shape {wholes[0].shape} as the record does.")
            place = where.replace("{}", name) + ("" if re.fullmatch(r"\{\}\[[^\]]*\]", where) else "[...]")
            lines.append(f"{place} = {{{k}}}")
        if not look:
            raise ScriptError(f"A script cannot look at an array of shape {wholes[0].shape} as the record does.")
        return Source(look.replace("{}", name), old_to_new, before=lines)


def _without_last(arrays: Arrays) -> Arrays:
    """All rows but the last."""
    return tuple(each[:-1] for each in arrays)


def _root(array: Array) -> Array:
    return owner(array)


def state_of(
    operations: Sequence[tuple[Operation, ...]], known: Iterable[Value], remembered: Iterable[Array]
) -> list[Arrays]:
    """What is read before anything was written there, and written later: it lives from update to update.

    So does what is ``remembered``: a function may write into it beside its result."""
    memories = list(remembered)
    roots, states = list(known), list[Arrays]()
    written: list[Array] = []
    outs = [each[0].out for each in operations]
    for several in operations:
        for k, read in enumerate(several[0].inputs):
            if not isinstance(read, np.ndarray) or any(overlap(read, each) for each in written):
                continue
            is_known = any(overlap(read, each.arrays[0]) for each in roots)
            if not is_known and any(overlap(read, each) for each in (*outs, *memories)) :
                arrays = tuple(each.inputs[k] for each in several)
                if not any(overlap(read, each[0]) for each in states):
                    states.append(_whole_if_parted(arrays, outs))
        written.append(several[0].out)
    return states


def _whole_if_parted(arrays: Arrays, outs: Sequence[Array]) -> Arrays:
    """The whole memory, where operations write into it in pieces other than this one."""
    mine = [out for out in outs if overlap(out, arrays[0])]
    is_one = all(start_of(out) == start_of(arrays[0]) and out.shape == arrays[0].shape for out in mine)
    return arrays if is_one else tuple(_root(each) for each in arrays)
