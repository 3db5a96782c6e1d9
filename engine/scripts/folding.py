"""What is used once, and has no name of its own, needs no line of its own: it goes into the line that uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.program import Operation, copy
from engine.scripts.reading import Source, Value


@dataclass(eq=False)
class Item:
    """Something that a body says: an operation, a ready line, or a remark."""

    group: int  # nothing is folded into another group
    makes: list[Value] = field(default_factory=list)
    sources: list[Any] = field(default_factory=list)  # Source, or what else a function was given
    operation: Operation | None = None
    lines: list[str] = field(default_factory=list)  # with {0}, {1} … for the sources, where there is no operation
    comment: str = ""
    is_named: bool = True  # whether its formula says what its result is called
    is_kept: bool = False  # whether it is said even if nobody asks for what it makes
    condition: str = ""  # under which it is said
    look: str = ""  # at the part of the result that is wanted, such as [:4]

    @property
    def reads(self) -> list[Value]:
        """The values that it needs."""
        return [value for each in self.sources if isinstance(each, Source) for value in each.values]

    @property
    def is_remark(self) -> bool:
        """Whether it makes nothing."""
        return not self.makes

    @property
    def is_alias(self) -> bool:
        """Whether it only gives what it reads another name."""
        return self.operation is not None and self.operation.function in (np.positive, copy)


def needed_for(items: Sequence[Item], returns: Iterable[Value]) -> list[Item]:
    """Those without which ``returns`` would not be there."""
    wanted, needed = set(returns), list[Item]()
    for item in reversed(items):
        if item.is_kept or any(each in wanted for each in item.makes):
            needed.append(item)
            wanted.update(item.reads)
    said = needed[::-1]
    return [each for each, after in zip(said, [*said[1:], None], strict=True) if not _is_empty(each, after)]


def _is_empty(item: Item, after: Item | None) -> bool:
    """Whether it is a remark on nothing."""
    return item.is_remark and (after is None or after.is_remark)


def cut_at_once(items: Sequence[Item], returns: Sequence[Value]) -> None:
    """Where all that is read of a value is its first rows, the value becomes no more than these."""
    sources: dict[Value, list[Source]] = {}
    for each in (source for item in items for source in item.sources if isinstance(source, Source)):
        for value in each.values:
            sources.setdefault(value, []).append(each)
    for item in items:
        if item.operation is None or item.makes[0] in returns:
            continue
        found = sources.get(item.makes[0], [])
        looks = {match[0] if (match := re.match(r"\{0\}\[:\d+\]", each.code)) else "" for each in found}
        if len(looks) == 1 and (look := looks.pop()):
            item.look = look.removeprefix("{0}")
            for each in found:
                each.code = "{0}" + each.code.removeprefix(look)


def folded_into_others(
    items: Sequence[Item], returns: Sequence[Value], is_expression: Callable[[Item], bool]
) -> set[Value]:
    """The values whose code goes into the one line that uses it.

    ``is_expression`` says of an operation whether it can stand inside a line."""
    users: dict[Value, list[int]] = {}
    for place, item in enumerate(items):
        for value in item.reads:
            users.setdefault(value, []).append(place)
    landing, folded = list(range(len(items))), set[Value]()  # landing: in the line of which item each stands
    for place in range(len(items) - 1, -1, -1):
        item = items[place]
        used = users.get(item.makes[0], []) if item.operation is not None else []
        if len(used) != 1 or item.makes[0] in returns or not _may_fold(item, items[used[0]]) or not is_expression(item):
            continue
        until = landing[used[0]]
        between = [each.name for k in range(place + 1, until) if landing[k] == k for each in items[k].makes]
        if not _names_inside(item, items[:place]) & set(between):  # what it reads is still called so down there
            landing[place] = until
            folded.add(item.makes[0])
    return folded


def _may_fold(item: Item, user: Item) -> bool:
    if item.group != user.group or any(isinstance(each, Source) and each.before for each in item.sources):
        return False
    if user.operation is None:
        return not item.is_named
    is_stage = user.makes[0].name == item.makes[0].name  # of one and the same result
    return is_stage or not item.is_named or item.is_alias


def _names_inside(item: Item, before: Sequence[Item]) -> set[str]:
    """The names that its code may read, with those of what may still be folded into it."""
    names, waiting = set[str](), list(item.reads)
    makers = {value: each for each in before for value in each.makes}
    while waiting:
        value = waiting.pop()
        names.add(value.name)
        maker = makers.get(value)
        if maker is not None and (not maker.is_named or value.name == item.makes[0].name):
            waiting += maker.reads
    return names
