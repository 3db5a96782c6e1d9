"""Numbers as people write them: read generously, written exactly, stepped without rounding dirt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.knobs import Knob
from engine.recipe import CHOICES
from gui.forms.numbers import NumberText, exact, next_stop, read_decimal, read_layers, write_decimal, write_layers

LEARNING_RATE = NumberText(CHOICES["learning_rate"])
BATCH_SIZE = NumberText(CHOICES["batch_size"])
SAMPLES = NumberText(CHOICES["samples"])
TEST_SHARE = NumberText(CHOICES["test_fraction"])
NOISE = NumberText(CHOICES["noise"])
WEIGHT = NumberText(Knob(0.0, "Weight", "", low=-10.0, high=10.0))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1e-4", 0.0001), ("0.0001", 0.0001), ("1E6", 1e6), ("+3", 3), ("-2.5", -2.5), ("−1", -1), (".5", 0.5),
        ("5.", 5),
        ("0,5", 0.5), ("0,500", 0.5), ("1,5e-3", 0.0015), ("-0", 0),
        ("10,000", 10_000), ("1,234,567.5", 1_234_567.5), ("10 000", 10_000), ("10'000", 10_000), ("10_000", 10_000),
    ],
)  # fmt: skip
def test_people_write_numbers_in_many_ways(text: str, number: float) -> None:
    assert float(read_decimal(text)) == number
    assert str(float(read_decimal(text))) == str(float(number))  # -0 is 0


NO_NUMBERS = ["", " ", "nan", "inf", "abc", "1,2,3", "1,23,456", "1e", "e5", "--1", "0x10", "1.2.3", "1e9999"]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        read_decimal(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.5, "0.5"), (1.0, "1"), (0.0, "0"), (0.0001, "0.0001"), (1e-5, "1e-5"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"),
        (1e7, "10,000,000"), (12_345.678, "12,345.678"), (1e22, "1e22"), (-0.25, "-0.25"),
        (1 / 3, "0.3333333333333333"),
    ],
)  # fmt: skip
def test_numbers_are_written_without_needless_figures(number: float, text: str) -> None:
    assert write_decimal(exact(number)) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_reads_back_to_itself(number: float) -> None:
    assert float(read_decimal(write_decimal(exact(number)))) == number


@given(st.floats(0, 0.9))
def test_every_share_reads_back_to_itself_as_a_percentage(share: float) -> None:
    assert TEST_SHARE.read(TEST_SHARE.write(share) + " %") == share


def test_a_share_is_written_and_read_in_per_cent() -> None:
    assert TEST_SHARE.write(0.07) == "7"
    assert [TEST_SHARE.read(text) for text in ("20", "20%", "20 %", "20% %")] == [0.2] * 4
    assert TEST_SHARE.allowed() == "a number from 0 to 90 %"


def test_a_zero_with_a_meaning_is_a_word() -> None:
    assert BATCH_SIZE.write(0) == "all"
    assert BATCH_SIZE.read("ALL") == BATCH_SIZE.read("0") == 0
    assert NOISE.write(0.0) == "0"


def test_whole_numbers_are_whole() -> None:
    assert BATCH_SIZE.read("1e3") == 1000
    assert type(BATCH_SIZE.read("32")) is int
    with pytest.raises(ValueError, match=r'^“2\.5” does not fit: a whole number from 0 to 1,000,000, or "all", is'):
        BATCH_SIZE.read("2.5")


@pytest.mark.parametrize("text", ["1", "-5", "1e400", "1e7", "nan", "many"])
def test_what_is_not_allowed_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}” does not fit: a whole number from 2 to 1,000,000 is allowed\\."):
        SAMPLES.read(text)


def test_a_sentence_stays_short_and_also_fits_an_empty_text() -> None:
    with pytest.raises(ValueError, match=r"^Nothing was entered: a whole number"):
        SAMPLES.read("")
    with pytest.raises(ValueError, match=r"^“x{24}…” does not fit"):
        SAMPLES.read("x" * 1000)


def test_the_learning_rate_steps_by_1_2_5_across_decades() -> None:
    stops = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
    assert [LEARNING_RATE.stepped(stop, 1) for stop in stops[:-1]] == stops[1:]
    assert [LEARNING_RATE.stepped(stop, -1) for stop in stops[1:]] == stops[:-1]
    assert [LEARNING_RATE.stepped(stop, 10) for stop in stops[:-3]] == stops[3:]


def test_a_step_from_between_goes_to_the_nearest_stop() -> None:
    assert LEARNING_RATE.stepped(0.3, 1) == 0.5
    assert LEARNING_RATE.stepped(0.3, -1) == 0.2
    assert LEARNING_RATE.stepped(0.11, -1) == 0.1
    assert SAMPLES.stepped(21, 1) == 50


def test_steps_end_at_the_limits() -> None:
    assert LEARNING_RATE.stepped(1e7, 1) == 1e7
    assert LEARNING_RATE.stepped(1e-7, -1) == 1e-7
    assert LEARNING_RATE.stepped(2e-7, 1) == 5e-7
    assert SAMPLES.stepped(2, -1) == 2
    assert TEST_SHARE.stepped(0.85, 10) == 0.9


def test_steps_go_to_zero_and_through_it() -> None:
    assert BATCH_SIZE.stepped(1, -1) == 0
    assert BATCH_SIZE.stepped(0, 1) == 1
    assert WEIGHT.stepped(1e-6, -1) == 0
    assert WEIGHT.stepped(0, 1) == 1e-6
    assert WEIGHT.stepped(1e-9, 1) == 1e-6
    assert WEIGHT.stepped(0, -1) == -1e-6
    assert WEIGHT.stepped(-0.2, -1) == -0.5
    assert WEIGHT.stepped(-0.2, 1) == -0.1


def test_equal_steps_leave_no_rounding_dirt() -> None:
    share, shares = 0.0, []
    for _ in range(7):
        share = TEST_SHARE.stepped(share, 1)
        shares.append(TEST_SHARE.write(share))
    assert shares == ["5", "10", "15", "20", "25", "30", "35"]


def test_the_stop_below_a_power_of_ten_is_five_of_the_next() -> None:
    assert next_stop(Decimal("0.1"), up=False, smallest=Decimal("1e-6")) == Decimal("0.05")


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("4, 4", (4, 4)), ("4 4", (4, 4)), ("4,4", (4, 4)), ("4x4", (4, 4)),
        (" 8×3 ; 2,", (8, 3, 2)), ("7", (7,)), ("", ()), ("0", ()), ("None", ()),
    ],
)  # fmt: skip
def test_layers_are_read_however_they_are_parted(text: str, widths: tuple[int, ...]) -> None:
    assert read_layers(text, CHOICES["hidden"]) == widths
    assert read_layers(write_layers(widths), CHOICES["hidden"]) == widths


@pytest.mark.parametrize("text", ["4, 0", "0 0", "4, -4", "4.5", "four", "5000", "1 " * 101])
def test_impossible_layers_are_refused_with_a_sentence(text: str) -> None:
    sentence = "fit: up to 100 whole numbers from 1 to 4,096 are allowed, like 4, 4, or 0 for none."
    with pytest.raises(ValueError, match=sentence):
        read_layers(text, CHOICES["hidden"])
