"""Puts strips on pages: nothing is torn apart that belongs together, and no page is left half empty for a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gui.report.strip import Strip


@dataclass(frozen=True)
class Placed:
    """A strip, and how far below the top of the text it begins."""

    strip: Strip
    y: float


Page = list[Placed]
Bundle = Sequence[Strip]  # strips that stay on one page


def paged(strips: Iterable[Strip], height: float) -> list[Page]:
    """The pages, at least one; each has room for ``height``."""
    filling = _Filling(height)
    for bundle in _bundles(strips, height):
        filling.add(bundle)
    return filling.finished()


def _bundles(strips: Iterable[Strip], height: float) -> Iterable[Bundle]:
    bundle: list[Strip] = []
    for strip in strips:
        bundle.append(strip)
        if not strip.keeps:
            yield from _parted(bundle, height)
            bundle = []
    yield from _parted(bundle, height)


def _parted(bundle: Bundle, height: float) -> list[Bundle]:
    """What is too high for any page is broken after all, as late as can be: what comes last, such as a figure with its
    caption, belongs together most."""
    if len(bundle) <= 1 or _has_room(bundle, height):
        return [bundle] if bundle else []
    last = next((k for k in range(1, len(bundle)) if _has_room(bundle[k:], height)), len(bundle) - 1)
    return [*_parted(bundle[:last], height), bundle[last:]]


def _has_room(bundle: Bundle, height: float) -> bool:
    return _height(bundle) + sum(strip.height for strip in bundle[0].again) <= height


def _height(bundle: Bundle) -> float:
    """Without the room before it."""
    gaps = (max(one.after, other.before) for one, other in pairwise(bundle))
    return sum(strip.height for strip in bundle) + sum(gaps)


class _Filling:
    """The pages so far."""

    def __init__(self, height: float) -> None:
        self._height = height
        self._pages: list[Page] = [[]]
        self._y = 0.0
        self._waiting: list[Bundle] = []  # figures that had no room where they stand

    def add(self, bundle: Bundle) -> None:
        first = bundle[0]
        if first.breaks:
            self._turn()
        while first.begins and self._waiting:
            self._turn()
        if first.floats and (self._waiting or not self._fits(bundle)) and self._pages[-1]:
            self._waiting.append(bundle)
            return
        while not self._fits(bundle) and self._pages[-1]:
            self._turn()
        self._put(bundle)

    def finished(self) -> list[Page]:
        while self._waiting:
            self._turn()
        return self._pages

    def _fits(self, bundle: Bundle) -> bool:
        return self._y + self._gap(bundle[0]) + _height(bundle) <= self._height + 1e-6

    def _gap(self, strip: Strip) -> float:
        page = self._pages[-1]
        return max(page[-1].strip.after, strip.before) if page else sum(each.height for each in strip.again)

    def _turn(self) -> None:
        """Begins a page, with the figures that wait for it; a page that is still empty is as good as new."""
        if self._pages[-1]:
            self._pages.append([])
            self._y = 0.0
        waiting, self._waiting = self._waiting, []
        for number, bundle in enumerate(waiting):
            if self._pages[-1] and not self._fits(bundle):
                self._waiting = waiting[number:]
                return
            self._put(bundle)

    def _put(self, bundle: Bundle) -> None:
        page = self._pages[-1]
        if not page:
            for strip in bundle[0].again:
                page.append(Placed(strip, self._y))
                self._y += strip.height
        for strip in bundle:
            if page:
                self._y += max(page[-1].strip.after, strip.before)
            page.append(Placed(strip, self._y))
            self._y += strip.height
