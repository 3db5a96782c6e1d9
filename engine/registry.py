"""A registry is a dictionary that classes add themselves to: one decorator above a class is all it takes to be found.

The window fills its combo boxes from registries, the terminal its lists, a recipe its checks, and the tests their
cases.
"""

from __future__ import annotations

import difflib
import inspect
import reprlib
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, Generic, TypeVar


class Registered:
    """What every class in a registry has: the name under which people choose it."""

    name: ClassVar[str] = ""


T = TypeVar("T", bound=Registered)


class UnknownName(KeyError):
    """Somebody asked a registry for a name that it does not have; the message lists the names that it has."""

    def __str__(self) -> str:  # KeyError would print the message in quotation marks
        return str(self.args[0])


class Registry(Mapping[str, type[T]], Generic[T]):
    """Classes of one family by name, in the order in which they were registered; upper and lower case do not matter."""

    def __init__(self, family: str) -> None:
        """``family`` is what messages call one member: "activation", "dataset" …"""
        self.family = family
        self._classes: dict[str, type[T]] = {}

    def register(self, name: str) -> Callable[[type[T]], type[T]]:
        """Class decorator that adds a class under ``name``.  Raises ValueError where the name is taken."""

        def add(cls: type[T]) -> type[T]:
            if name.casefold() in (known.casefold() for known in self._classes):
                raise ValueError(f'The {self.family} "{name}" is registered already; choose another name.')
            cls.name = name
            self._classes[name] = cls
            return cls

        return add

    def canonical(self, name: str) -> str:
        """The name as it was registered, whatever the case of ``name``.  Raises UnknownName."""
        for known in self._classes:
            if known.casefold() == str(name).casefold():
                return known
        close = difflib.get_close_matches(str(name), self._classes, n=1)
        hint = f' Did you mean "{close[0]}"?' if close else ""
        known_names = ", ".join(self._classes)
        raise UnknownName(f"There is no {self.family} {reprlib.repr(name)}.{hint} Known are: {known_names}.")

    def help(self, name: str) -> str:
        """One line on the class called ``name``: the first line of its docstring."""
        return (inspect.getdoc(self[name]) or "").partition("\n")[0]

    def __getitem__(self, name: str) -> type[T]:
        return self._classes[self.canonical(name)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and any(known.casefold() == name.casefold() for known in self._classes)

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)
