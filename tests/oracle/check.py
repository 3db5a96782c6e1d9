"""Asks PyTorch anew, and compares its answers with those that are stored and with those of the engine.

    python -m tests.oracle.check             where PyTorch is installed (make check-torch sees to that)
    python -m tests.oracle.check --write     stores the new answers, after cases.py has changed
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

import numpy as np

from tests.oracle import ours, theirs
from tests.oracle.cases import FAMILIES, WITHOUT_COUNTERPART
from tests.oracle.stored import ALLOWED, FILE, SMALL, Answers, difference, store, stored

WHOSE = {"stored": "the stored answer", "engine": "the engine's answer"}


def main(arguments: Sequence[str]) -> int:
    """Compare, or store; the exit code, 1 where something differs."""
    parser = argparse.ArgumentParser("python -m tests.oracle.check", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="store the new answers instead of comparing")
    if parser.parse_args(arguments).write:
        new = {str(case): getattr(theirs, family)(case) for family, cases in FAMILIES.items() for case in cases}
        store(new)
        print(f"Stored the answers of {theirs.VERSION} to {len(new)} cases in {FILE.name}.")
        return 0
    print(f"{theirs.VERSION}, asked anew, beside what is stored and beside the engine (numpy {np.__version__}).")
    print(f"The greatest |difference| / (|number| + {SMALL:g}) of all numbers; up to {ALLOWED:g} is allowed.\n")
    print(f"{'family':12}{'cases':>6}{'numbers':>9}{'stored':>10}{'engine':>10}")
    troubles = [trouble for family in FAMILIES for trouble in _compare(family, stored())] + _stale(stored())
    for family, excused in WITHOUT_COUNTERPART.items():
        for name, reason in excused.items():
            print(f"\nNot compared: the {family} {name}, which PyTorch does not have ({reason}).")
    print("\n".join(["", *troubles] if troubles else ["", "All agree."]))
    return 1 if troubles else 0


def _compare(family: str, kept: Mapping[str, Answers]) -> list[str]:
    """Print the family's line; a sentence for each case whose answers differ."""
    numbers, worst, troubles = 0, {"stored": 0.0, "engine": 0.0}, []
    for case in FAMILIES[family]:
        new = getattr(theirs, family)(case)
        numbers += sum(array.size for array in new.values())
        for whose, answers in (("stored", kept.get(str(case), {})), ("engine", getattr(ours, family)(case))):
            apart = difference(answers, new)
            worst[whose] = max(worst[whose], apart)
            if apart > ALLOWED:
                troubles.append(f"The {family} {case}: {WHOSE[whose]} differs by {apart:.1e}.")
    print(f"{family:12}{len(FAMILIES[family]):6}{numbers:9,}{worst['stored']:10.1e}{worst['engine']:10.1e}", flush=True)
    return troubles


def _stale(kept: Mapping[str, Answers]) -> list[str]:
    asked = {str(case) for cases in FAMILIES.values() for case in cases}
    return [f"{case} is stored, but is no case: store the answers anew." for case in kept if case not in asked]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
