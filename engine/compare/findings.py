"""What a comparison measured, in sentences: facts for a report, whose reasons are left to the person who writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from engine.compare.outcome import Outcome
from engine.compare.plan import Comparison
from engine.compare.results import epochs_text, number_text, share_text, spread_text
from engine.compare.summary import Spread, Summary, summaries

ENOUGH = 0.9  # the accuracy that the lab asks for


def findings(comparison: Comparison, outcomes: Sequence[Outcome], is_regression: bool = False) -> list[str]:
    """A sentence for each thing that can be said, the set-up first.  Settings that were broken off are not ranked."""
    rows = summaries(comparison, outcomes)
    whole = [row for row in rows if row.learned + row.diverged + row.failed == row.trials]
    said = [_setup(comparison), _cancelled(rows), _least_loss(comparison, whole)]
    if not is_regression:
        said += [_enough(comparison, whole), _first(comparison, whole)]
    said += [_unseen(comparison, whole, is_regression)]
    said += [_faults(comparison, row) for row in rows]
    return [*filter(None, said), *comparison.remarks]


def _setup(comparison: Comparison) -> str:
    variants = comparison.variants
    epochs = {variant.recipe.epochs for variant in variants}
    length = f"for {next(iter(epochs)):,} epochs" if len(epochs) == 1 else "for as many epochs as the table says"
    seeds = "one seed" if comparison.seeds == 1 else f"{comparison.seeds} seeds each"
    return (
        f"{comparison.title}: {len(variants)} settings were trained {length} with {seeds}. Trials of one seed had the "
        "same samples and batches and, where the shapes allow, the same first weights."
    )


def _cancelled(rows: Sequence[Summary]) -> str:
    """What was broken off is compared with nothing: it stands at other epochs."""
    cancelled, trials = sum(row.cancelled for row in rows), sum(row.trials for row in rows)
    if not cancelled:
        return ""
    short = sum(row.cancelled > 0 for row in rows)
    many = "setting is" if short == 1 else "settings are"
    return f"Before they ended, {cancelled} of {trials} trials were cancelled; {short} {many} not ranked for that."


def _least_loss(comparison: Comparison, rows: Sequence[Summary]) -> str:
    best = _best(rows, lambda row: row.loss, -1)
    if best is None:
        return ""
    return f"The loss at the end was least with {_named(comparison, best)}: {spread_text(best.loss, number_text)}."


def _enough(comparison: Comparison, rows: Sequence[Summary]) -> str:
    """Which settings learned as well as the lab asks for."""
    known = [row for row in rows if row.score.count]
    there = [row for row in known if row.score.mean >= ENOUGH]
    short = [row for row in known if row.score.mean < ENOUGH]
    if not known:
        return ""
    if not short:
        return f"All of them had at least {100 * ENOUGH:.0f} % of the samples right at the end."
    below = ", ".join(f"{_named(comparison, row)} ({share_text(row.score.mean)})" for row in short)
    if not there:
        return f"None of them had {100 * ENOUGH:.0f} % of the samples right at the end: {below}."
    reached = ", ".join(_named(comparison, row) for row in there)
    return f"At least {100 * ENOUGH:.0f} % of the samples were right at the end with {reached}; fewer with {below}."


def _first(comparison: Comparison, rows: Sequence[Summary]) -> str:
    """Which setting was the quickest, of those whose seeds all came so far."""
    sure = [row for row in rows if row.to_ninety.count == row.trials]
    if len(sure) < 2:
        return ""
    quick, slow = (extreme(sure, key=lambda row: row.to_ninety.mean) for extreme in (min, max))
    if quick.to_ninety.mean == slow.to_ninety.mean:
        return ""
    texts = [f"{_named(comparison, row)} ({spread_text(row.to_ninety, epochs_text)} epochs)" for row in (quick, slow)]
    return f"Of the settings that came to 90 % with every seed, {texts[0]} was the first and {texts[1]} the last."


def _unseen(comparison: Comparison, rows: Sequence[Summary], is_regression: bool) -> str:
    """Which setting did best with samples that none of them had learned from."""
    best = _best(rows, lambda row: row.test_score, 1)
    if best is None:
        return ""
    score, write = ("R²", number_text) if is_regression else ("the accuracy", share_text)
    reached = spread_text(best.test_score, write)
    return f"On the samples kept for testing {score} was best with {_named(comparison, best)}: {reached}."


def _faults(comparison: Comparison, row: Summary) -> str:
    named = _named(comparison, row)
    diverged = f"With {named}, {row.diverged} of {row.trials} trials diverged." if row.diverged else ""
    failed = f"With {named}, {row.failed} of {row.trials} trials could not be trained." if row.failed else ""
    return " ".join(filter(None, (diverged, failed)))


def _best(rows: Sequence[Summary], value: Callable[[Summary], Spread], sign: int) -> Summary | None:
    known = [row for row in rows if value(row).count]
    return max(known, key=lambda row: sign * value(row).mean, default=None)


def _named(comparison: Comparison, row: Summary) -> str:
    """A setting as in the middle of a sentence: "learning rate 0.1"."""
    return comparison.name_of(row.variant)
