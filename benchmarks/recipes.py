"""How well the ready recipes learn: each with ten seeds, judged on samples that the network has never seen.

    python -m benchmarks.recipes [--seeds N]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine import Recipe, Trainer

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "recipes"
SEEDS = 10


@dataclass(frozen=True)
class Aim:
    """What a recipe must reach on held-out samples: an accuracy, or of numbers R²."""

    recipe: str  # the name of its file
    score: float

    def tried(self, seed: int) -> tuple[float, float]:
        """The score with this seed, and the seconds that it took."""
        recipe = Recipe.load(FOLDER / f"{self.recipe}.json").changed(seed=seed)
        began, trainer = time.perf_counter(), Trainer(recipe)
        trainer.train(recipe.epochs)
        test = trainer.evaluate_test()
        assert test is not None, f"{self.recipe} keeps nothing for testing"
        return test.score, time.perf_counter() - began


AIMS = (
    Aim("spirals", 0.98), Aim("moons", 0.99), Aim("five-blobs", 0.97), Aim("digits-convolution", 0.97),
    Aim("sine-curve", 0.99),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Try every recipe; the exit code is 1 where more than one seed in ten misses its aim."""
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recipes", description=about)
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"how many to try ({SEEDS})")
    seeds = parser.parse_args(arguments).seeds
    print(f"{'recipe':20} {'aim':>6} {'reached':>8} {'least':>7} {'median':>7} {'longest':>8}")
    missed = False
    for aim in AIMS:
        scores, seconds = zip(*(aim.tried(seed) for seed in range(seeds)), strict=True)
        reached = sum(score >= aim.score for score in scores)
        missed |= reached < 0.9 * seeds
        least, median = min(scores), sorted(scores)[seeds // 2]
        found = f"{reached:4}/{seeds:<3} {least:7.4f} {median:7.4f} {max(seconds):6.1f} s"
        print(f"{aim.recipe:20} {aim.score:6.2f} {found}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
