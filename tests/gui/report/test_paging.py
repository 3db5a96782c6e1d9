"""Which strips go on which page."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gui.report.paging import paged
from gui.report.strip import Strip, nothing

HEIGHT = 100.0


def strip(height: float = 30.0, **others: object) -> Strip:
    return Strip(height, nothing, **others)  # type: ignore[arg-type]


def laid(*strips: Strip) -> list[list[int]]:
    """For each page, which of ``strips`` are on it; -1 is another one."""
    return [
        [next((k for k, each in enumerate(strips) if each is placed.strip), -1) for placed in page]
        for page in paged(strips, HEIGHT)
    ]


def test_nothing_is_one_empty_page() -> None:
    assert laid() == [[]]


def test_strips_fill_one_page_after_the_other() -> None:
    assert laid(*(strip() for _ in range(7))) == [[0, 1, 2], [3, 4, 5], [6]]


def test_between_two_strips_lies_the_greater_gap_and_none_at_the_top() -> None:
    (page,) = paged([strip(10, before=9, after=5), strip(10, before=3, after=8), strip(10, before=20)], HEIGHT)
    assert [placed.y for placed in page] == [0, 15, 45]


def test_what_keeps_with_the_next_goes_over_with_it() -> None:
    """A heading is not left alone at the foot of a page."""
    assert laid(strip(60), strip(20, keeps=True), strip(20, keeps=True), strip(20)) == [[0], [1, 2, 3]]


def test_what_keeps_together_is_broken_where_no_page_has_room_for_it() -> None:
    assert laid(*(strip(30, keeps=True) for _ in range(5))) == [[0, 1], [2, 3, 4]]


def test_of_what_is_too_high_the_end_keeps_together() -> None:
    """A figure and its caption, rather than the two headings above them."""
    assert laid(strip(20, keeps=True), strip(20, keeps=True), strip(70, keeps=True), strip(20)) == [[0, 1], [2, 3]]


def test_a_figure_of_which_the_text_speaks_waits_with_it() -> None:
    """What keeps with a figure does not let it float away."""
    assert laid(strip(40), strip(20, keeps=True), strip(60, floats=True, keeps=True), strip(10), strip(10)) == [
        [0], [1, 2, 3, 4],
    ]  # fmt: skip


def test_a_strip_higher_than_a_page_has_one_of_its_own() -> None:
    assert laid(strip(10), strip(150), strip(10)) == [[0], [1], [2]]


def test_a_page_break() -> None:
    assert laid(strip(10), strip(10, breaks=True), strip(10)) == [[0], [1, 2]]


def test_a_figure_without_room_waits_for_the_next_page_while_the_text_goes_on() -> None:
    text, figure = [strip(20) for _ in range(6)], strip(60, floats=True)
    assert laid(text[0], text[1], text[2], figure, text[3], text[4], text[5]) == [[0, 1, 2, 4, 5], [3, 6]]


def test_a_figure_stays_with_its_caption() -> None:
    assert laid(strip(60), strip(50, floats=True, keeps=True), strip(10), strip(20)) == [[0, 3], [1, 2]]


def test_figures_stay_in_order() -> None:
    """A small one that would still fit does not overtake a large one that waits."""
    assert laid(strip(60), strip(60, floats=True), strip(10, floats=True), strip(30)) == [[0, 3], [1, 2]]


def test_a_figure_does_not_leave_its_section() -> None:
    assert laid(strip(60), strip(60, floats=True), strip(10, begins=True), strip(10)) == [[0], [1, 2, 3]]


def test_figures_that_wait_at_the_end_have_pages_too() -> None:
    assert laid(strip(60), *(strip(60, floats=True) for _ in range(3))) == [[0], [1], [2], [3]]


def test_a_header_comes_again_above_a_row_that_begins_a_page() -> None:
    header = strip(20)
    rows = [strip(30, again=(header,)) for _ in range(5)]
    pages = paged([header, *rows], HEIGHT)
    assert [[placed.y for placed in page] for page in pages] == [[0, 20, 50], [0, 20, 50], [0, 20]]
    assert all(page[0].strip is header for page in pages)


STRIPS = st.builds(
    strip,
    st.floats(1, 140),
    before=st.floats(0, 30),
    after=st.floats(0, 30),
    keeps=st.booleans(),
    floats=st.booleans(),
    begins=st.booleans(),
    breaks=st.booleans(),
)


@given(st.lists(STRIPS, max_size=25))
def test_nothing_is_lost_doubled_or_over_the_edge(strips: list[Strip]) -> None:
    pages = paged(strips, HEIGHT)
    placed = [each for page in pages for each in page]
    assert sorted(map(id, (each.strip for each in placed))) == sorted(map(id, strips))
    for page in pages:
        assert page or len(pages) == 1
        assert all(one.y + one.strip.height <= other.y + 1e-6 for one, other in pairwise(page))
        assert len(page) <= 1 or page[-1].y + page[-1].strip.height <= HEIGHT + 1e-6
    if not any(each.floats for each in strips):
        assert [id(each.strip) for each in placed] == [id(each) for each in strips]
