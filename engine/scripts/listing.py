"""A program is the record with names in place of buffers: each result has its line, or its place in another's line.

A listing is the body of one function: operations, and lines that are ready, in the order in which they are made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.program import Operation
from engine.scripts.expressions import ATOM, Text, written
from engine.scripts.folding import Item, cut_at_once, folded_into_others, needed_for
from engine.scripts.helpers import Helpers, is_from_numpy
from engine.scripts.identifiers import SMALL, WORDS
from engine.scripts.layout import INDENT
from engine.scripts.measures import dimensions, tuple_of
from engine.scripts.reading import Memory, Source, Value

LONGEST = 88  # columns of a line of code; a longer one is cut in two where that can be done


@dataclass
class _Page:
    """The lines of a body so far, and what they have given names to."""

    texts: dict[Value, Text]
    bound: dict[str, Value] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def add(self, condition: str, lines: Sequence[str]) -> None:
        """Lines below their condition, which need not be said twice."""
        inside = [" " * INDENT + line for line in lines] if condition else lines
        above = [line for line in self.lines if not line.startswith(" ")]
        self.lines += [condition] if condition and above[-1:] != [condition] else []
        self.lines += inside

    def taken_by(self, values: Sequence[Value]) -> Value | None:
        """What has the name of one of the values by now; None where each name still means what it should."""
        return next((new for each in values if (new := self.bound.get(each.name, each)) is not each), None)


class Listing:
    """The body of one function."""

    def __init__(self, memory: Memory, helpers: Helpers) -> None:
        self.memory, self.helpers = memory, helpers
        self.items: list[Item] = []
        self._group = 0

    def remark(self, text: str) -> None:
        """A comment of its own; what follows belongs together."""
        self._group += 1
        self.items.append(Item(self._group, lines=[f"# {text}"], is_kept=True))

    def say(self, line: str, sources: Sequence[Source], makes: Value, keep: bool = False) -> None:
        """A ready line, with {0}, {1} … for the ``sources``; ``keep`` it even if nobody asks for what it makes."""
        self.items.append(Item(self._group, [makes], list(sources), lines=[line], is_kept=keep))

    def operate(
        self, several: Sequence[Operation], name: str, is_named: bool, comment: str = "", condition: str = ""
    ) -> Value:
        """An operation, as it was recorded for several sizes of the batch; what it makes.

        ``is_named``: whether its formula says what the result is called."""
        first, outs = several[0], tuple(each.out for each in several)
        sources = [self._source([each.inputs[k] for each in several]) for k in range(len(first.inputs))]
        before = self.memory.before(outs)
        if not is_from_numpy(first.function) and before is not None:
            sources.append(Source("{0}", [before]))  # it may go on from what lies there
        value = self.memory.made(name, outs)
        self.items.append(Item(self._group, [value], sources, first, [], comment, is_named, condition=condition))
        return value

    def reads(self, returns: Sequence[Value]) -> set[Value]:
        """The values that the body reads."""
        return {value for each in needed_for(self.items, returns) for value in each.reads}

    def body(self, returns: Sequence[Value]) -> list[str]:
        """The lines, without indentation; ``returns`` are the values that are asked for after it."""
        items = needed_for(self.items, returns)
        cut_at_once(items, returns)
        folded = folded_into_others(items, returns, self._is_expression)
        while True:
            page, wrong = self._page(items, folded, returns)
            if wrong is None:
                return [re.sub(r"\.reshape\([^()]*\)\.reshape\(", ".reshape(", line) for line in page.lines]
            if wrong in folded:  # its line is too long
                folded.discard(wrong)
            else:  # its name is still needed for something else
                wrong.name = f"{wrong.name}_new"

    def _source(self, inputs: Sequence[Any]) -> Any:
        if not isinstance(inputs[0], np.ndarray):
            return inputs[0]
        source = self.memory.source(tuple(inputs))
        self.helpers.need_for(source.code)
        return source

    def _is_expression(self, item: Item) -> bool:
        assert item.operation is not None
        return is_from_numpy(item.operation.function) or self.helpers.is_expression(item.operation.function)

    def _page(self, items: list[Item], folded: set[Value], returns: Sequence[Value]) -> tuple[_Page, Value | None]:
        """All lines, or as many as there are up to a value that must be said in another way, and that value."""
        page = _Page({each: Text(each.name, is_scalar=each.arrays[0].ndim == 0) for each in self.memory.values})
        for item in items:
            if newer := page.taken_by([each for each in item.reads if each not in folded]):
                return page, newer
            inputs = [each.written(page.texts) if isinstance(each, Source) else each for each in item.sources]
            if item.operation is None:
                page.add(item.condition, [*_before(item, page), *(_filled(line, inputs) for line in item.lines)])
                page.bound |= {each.name: each for each in item.makes}
            elif too_long := self._operation(item, inputs, page, folded):
                return page, too_long
        return page, page.taken_by(returns)

    def _operation(self, item: Item, inputs: list[Any], page: _Page, folded: set[Value]) -> Value | None:
        """Say an operation; the value that should not be folded into its line, where that gets too long."""
        (value,), made = item.makes, self._made(item, inputs)
        if item.look:
            made = Text(f"{made.inside(ATOM)}{item.look}")
        if value in folded:
            page.texts[value] = made
            return None
        line = made.call.format(name=value.name) if made.call else f"{value.name} = {made.code}"
        inside = [each for each in item.reads if each in folded]
        if len(line) > LONGEST and inside:
            return max(inside, key=lambda each: len(page.texts[each].code))
        self.helpers.need_for(line)
        page.bound[value.name] = value
        page.texts[value] = Text(value.name, is_scalar=value.arrays[0].ndim == 0, is_truth=made.is_truth)
        page.add(item.condition, [*_before(item, page), *_with_comment(line, item)])
        return None

    def _made(self, item: Item, inputs: list[Any]) -> Text:
        """The code for what an operation makes."""
        assert item.operation is not None
        function, outs = item.operation.function, item.makes[0].arrays
        if item.is_alias:
            return inputs[0] if isinstance(inputs[0], Text) else Text(repr(inputs[0]))
        if is_from_numpy(function):
            return _in_precision(written(function, _as_numbers(inputs, outs[0].dtype)), item)
        shape = tuple_of(dimensions(outs, self.memory.measures)) if outs[0].ndim else "()"
        alike = [text.code for each, text in zip(item.sources, inputs, strict=True) if _has_shape(each, outs)]
        codes = [each.code if isinstance(each, Text) else repr(each) for each in inputs]
        given, like = len(item.operation.inputs), "".join(alike[:1])
        return self.helpers.called(function, codes, shape, outs[0].dtype, given, like)


def _before(item: Item, page: _Page) -> list[str]:
    """The lines that must stand before an item, since they put together what it reads."""
    sources = [each for each in item.sources if isinstance(each, Source)]
    return [line.format(*(page.texts[value].inside(ATOM) for value in each.values))
            for each in sources for line in each.before]  # fmt: skip


def _filled(line: str, inputs: Sequence[Any]) -> str:
    return line.format(*(each.code for each in inputs))


def _as_numbers(inputs: Sequence[Any], dtype: np.dtype[Any]) -> Sequence[Any]:
    """True and False as numbers of single precision, where that is the run's: times one of Python's they are none."""
    if dtype != np.float32:
        return inputs
    return [Text(f"np.float32({each.code})") if isinstance(each, Text) and each.is_truth else each for each in inputs]


def _in_precision(made: Text, item: Item) -> Text:
    """In single precision, where that is the run's, though something that counts in double precision is read."""
    reads = [each.values[0].arrays[0] for each in item.sources if isinstance(each, Source) and each.values]
    if item.makes[0].arrays[0].dtype == np.float32 and any(each.dtype == np.float64 for each in reads):
        return Text(f"np.float32({made.code})", is_scalar=made.is_scalar)
    return made


def _has_shape(source: Any, arrays: Sequence[Any]) -> bool:
    """Whether what is read is one value with as many rows and columns, and of the same precision."""
    if not isinstance(source, Source) or source.code != "{0}":
        return False
    mine = source.values[0].arrays
    return all(one.shape == other.shape and one.dtype == other.dtype for one, other in zip(mine, arrays, strict=True))


def _with_comment(line: str, item: Item) -> list[str]:
    comment = f"{item.comment}; the last row, of b, is left out" if item.look and "Wb" in line else item.comment
    if not comment or _alike(line, comment):
        return line.split("\n")
    return [f"{line}  # {comment}"] if "\n" not in line else [f"# {comment}", *line.split("\n")]


def _alike(code: str, formula: str) -> bool:
    """Whether a comment would only say once more what the code says."""
    said = unicodedata.normalize("NFD", formula)
    for mark, word in WORDS.items():
        said = said.replace(mark, word)
    code = code.replace("np.", "").replace("sqrt", "√").replace("**2", "_squared").replace("vdot", "")
    return _letters(unicodedata.normalize("NFD", code)) == _letters(said.translate(SMALL))


def _letters(text: str) -> list[str]:
    return sorted(re.sub(r"[\s*·()\d.,]", "", text))
