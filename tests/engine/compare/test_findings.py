"""The sentences of a report say what was measured, and nothing that was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.compare.factor import Factor
from engine.compare.findings import findings
from engine.compare.outcome import ALL, NINETY, Outcome, State
from engine.compare.plan import Comparison
from engine.recipe import Recipe

RECIPE = Recipe(epochs=1000)
RATES = Comparison(RECIPE, (Factor.read("lr=0.1,1,10", RECIPE),), seeds=2)


def outcomes(*ends: tuple[State, float, float, int | None]) -> list[Outcome]:
    """Of `RATES`: state, loss, accuracy and epochs to 90 % of each trial, the first seed's three before the other's."""
    return [
        Outcome(trial, state, epoch=1000, seconds=1.0, loss=loss, score=score,
                reached={} if epochs is None else {NINETY: epochs, ALL: epochs + 10})
        for trial, (state, loss, score, epochs) in zip(RATES.trials, ends, strict=True)
    ]  # fmt: skip


ORDINARY = (
    (State.DONE, 0.2, 0.5, None), (State.DONE, 0.01, 1.0, 300), (State.DONE, 0.001, 1.0, 100),
    (State.DONE, 0.2, 0.6, None), (State.DONE, 0.03, 1.0, 500), (State.DONE, 0.003, 1.0, 140),
)  # fmt: skip


def said(found: Sequence[str]) -> str:
    return "\n".join(found)


def test_the_setup_and_the_best_are_named_with_their_numbers() -> None:
    text = said(findings(RATES, outcomes(*ORDINARY)))
    assert "Learning rate: 3 settings were trained for 1,000 epochs with 2 seeds each." in text
    assert "The loss at the end was least with learning rate 10: 0.002 ± 0.0014." in text


def test_who_has_ninety_percent_and_who_has_not() -> None:
    text = said(findings(RATES, outcomes(*ORDINARY)))
    assert "at the end with learning rate 1, learning rate 10; fewer with learning rate 0.1 (55.0 %)." in text
    assert "learning rate 10 (120 ± 28 epochs) was the first and learning rate 1 (400 ± 141 epochs) the last." in text


def test_when_all_have_it_nobody_is_said_to_be_short_of_it() -> None:
    text = said(findings(RATES, outcomes(*[(State.DONE, 0.1, 1.0, 5)] * 6)))
    assert "All of them had at least 90 % of the samples right at the end." in text
    assert "fewer with" not in text
    assert "was the first" not in text


def test_when_none_has_it_that_is_said() -> None:
    text = said(findings(RATES, outcomes(*[(State.DONE, 0.1, 0.5, None)] * 6)))
    assert text.count("None of them had 90 % of the samples right at the end") == 1


def test_what_was_not_learned_from_is_told_of_where_it_is_known() -> None:
    known = outcomes(*ORDINARY)
    assert "kept for testing" not in said(findings(RATES, known))
    tested = [replace(each, test_score=0.7 + 0.1 * (each.trial.variant == 1)) for each in known]
    text = said(findings(RATES, tested))
    assert "On the samples kept for testing the accuracy was best with learning rate 1: 80.0 ± 0.0 %." in text
    numbers = said(findings(RATES, tested, is_regression=True))
    assert "On the samples kept for testing R² was best with learning rate 1: 0.8 ± 0." in numbers


def test_what_diverged_or_failed_is_said_and_counts_in_no_mean() -> None:
    ends = [*ORDINARY[:5], (State.DIVERGED, 99.0, 0.1, None)]
    text = said(findings(RATES, outcomes(*ends)))
    assert "With learning rate 10, 1 of 2 trials diverged." in text
    assert "least with learning rate 10: 0.001." in text
    failed = [(State.FAILED, 0.0, 0.0, None)] * 6
    assert "With learning rate 0.1, 2 of 2 trials could not be trained." in said(findings(RATES, outcomes(*failed)))


def test_what_was_broken_off_is_not_ranked() -> None:
    ends = [*ORDINARY[:5], (State.CANCELLED, 1e-9, 1.0, 2)]
    text = said(findings(RATES, outcomes(*ends)))
    assert "Before they ended, 1 of 6 trials were cancelled; 1 setting is not ranked for that." in text
    assert "The loss at the end was least with learning rate 1: 0.02 ± 0.014." in text
    assert "learning rate 10" not in text
    nothing = said(findings(RATES, outcomes(*[(State.CANCELLED, 0.1, 1.0, 5)] * 6)))
    assert "6 of 6 trials were cancelled; 3 settings are not ranked" in nothing
    assert "least" not in nothing


def test_of_numbers_nothing_is_said_about_what_is_right() -> None:
    text = said(findings(RATES, outcomes(*ORDINARY), is_regression=True))
    assert "right" not in text
    assert "90" not in text
    assert "The loss at the end was least" in text


def test_remarks_of_the_plan_are_among_them() -> None:
    optimizers = Comparison(RECIPE, (Factor.read("optimizer=SGD,Adam", RECIPE),))
    assert set(optimizers.remarks) <= set(findings(optimizers, [Outcome(trial) for trial in optimizers.trials]))
