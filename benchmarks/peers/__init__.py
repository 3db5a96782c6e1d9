"""The peers: other people's ways to train the same networks, each for those who have it installed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from benchmarks.contender import Contender
from benchmarks.sweep import Sweeper

# What it is called here, and what must be importable for benchmarks/peers/<file>.py.
PEERS = {"pytorch": "torch", "scikit_learn": "sklearn", "jax": "jax"}


def installed() -> list[type[Contender]]:
    """The contenders of every peer that is installed."""
    found: list[type[Contender]] = []
    for file, package in PEERS.items():
        if find_spec(package):
            found += import_module(f"{__name__}.{file}").CONTENDERS
    return found


def installed_sweepers() -> list[type[Sweeper]]:
    """Those that train many networks, in one way or another."""
    found: list[type[Sweeper]] = []
    for file, package in PEERS.items():
        if find_spec(package):
            found += import_module(f"{__name__}.{file}").SWEEPERS
    return found


def missing() -> list[str]:
    """The packages of the peers that are not."""
    return [package for package in PEERS.values() if not find_spec(package)]
