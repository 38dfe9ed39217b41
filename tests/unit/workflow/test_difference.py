import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.workflow.difference import (
    LONGEST_LINE,
    MOST_BYTES,
    LineEnds,
    counted,
    difference,
)
from odcv_desk.workflow.difference_rows import COUNT, KIND, LEFT, RIGHT, RowKind, folded
from odcv_desk.workflow.matching import intra, matching
from tests.support.promptly import AT_ONCE_S

LINES = st.sampled_from(["", "a", "b", "c = 1", "c = 2", "a\r", "\tx", "one two", "\u2028", "\x0c"])
TEXTS = st.builds(
    lambda lines, ended: "\n".join(lines) + "\n" * ended,
    st.lists(LINES, max_size=30),
    st.booleans(),
) | st.text(max_size=60)


def applied(before, found):
    """Return what the unified rows make of a text."""
    lines = before.split("\n")
    made = []
    for kind, left, right, _count in found.unified.tolist():
        if kind == RowKind.CONTEXT:
            made.append(lines[left])
        if kind == RowKind.ADDED:
            made.append(found.after[right])
    return "\n".join(made) + ("" if found.after_unended or not made else "\n")


@given(TEXTS, TEXTS)
def test_the_rows_make_the_text_after_out_of_the_text_before(before, after):
    found = difference(before, after)

    assert applied(before, found) == after


@given(TEXTS, TEXTS)
def test_both_views_name_every_line_of_both_texts_once_and_in_order(before, after):
    found = difference(before, after)

    unified, beside = found.unified, found.side_by_side
    removed = unified[unified[:, KIND] != RowKind.ADDED]
    added = unified[unified[:, KIND] != RowKind.REMOVED]
    assert removed[:, LEFT].tolist() == list(range(len(found.before)))
    assert added[:, RIGHT].tolist() == list(range(len(found.after)))
    assert [at for at in beside[:, LEFT].tolist() if at >= 0] == list(range(len(found.before)))
    assert [at for at in beside[:, RIGHT].tolist() if at >= 0] == list(range(len(found.after)))


@given(TEXTS, TEXTS)
def test_unified_side_by_side_and_counted_agree(before, after):
    found = difference(before, after)

    unified, beside = found.unified[:, KIND], found.side_by_side[:, KIND]
    changed = int((beside == RowKind.CHANGED).sum())
    assert int((unified == RowKind.ADDED).sum()) == found.added
    assert int((unified == RowKind.REMOVED).sum()) == found.removed
    assert int((beside == RowKind.ADDED).sum()) + changed == found.added
    assert int((beside == RowKind.REMOVED).sum()) + changed == found.removed
    assert counted(before, after) == (found.added, found.removed)
    assert found.same == (before == after)


@given(TEXTS, TEXTS)
def test_an_unchanged_row_holds_two_equal_lines(before, after):
    found = difference(before, after)

    rows = found.side_by_side[found.side_by_side[:, KIND] == RowKind.CONTEXT]
    assert [found.before[at] for at in rows[:, LEFT]] == [found.after[at] for at in rows[:, RIGHT]]


@given(TEXTS, TEXTS)
def test_folding_hides_unchanged_lines_only_and_loses_no_row(before, after):
    rows = difference(before, after).unified

    short = folded(rows)

    folds = short[:, KIND] == RowKind.FOLD
    assert int((~folds).sum() + short[folds][:, COUNT].sum()) == len(rows)
    assert int((short[:, KIND] == RowKind.ADDED).sum()) == int(
        (rows[:, KIND] == RowKind.ADDED).sum()
    )
    assert np.array_equal(folded(rows, opened=range(len(rows))), rows)


@given(st.text(max_size=80), st.text(max_size=80))
def test_marks_lie_within_their_lines_in_order(left, right):
    ours, theirs = intra(left, right)

    for spans, line in ((ours, left), (theirs, right)):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(set(edges))
        assert not edges or (edges[0] >= 0 and edges[-1] <= len(line))


@given(st.text("ab \t.", max_size=40), st.text("ab \t.", max_size=40))
def test_what_is_not_marked_is_the_same_in_both_lines(left, right):
    ours, theirs = intra(left, right)

    assert not (ours or theirs) or unmarked(left, ours) == unmarked(right, theirs)


def unmarked(line, spans):
    marked = {at for start, end in spans for at in range(start, end)}
    return "".join(sign for at, sign in enumerate(line) if at not in marked)


@given(st.lists(st.integers(0, 6), max_size=40), st.lists(st.integers(0, 6), max_size=40))
def test_matched_runs_are_equal_and_rise(left, right):
    runs = matching(left, right)

    for run in runs:
        assert left[run.left : run.left + run.length] == right[run.right : run.right + run.length]
    for one, other in pairwise(runs):
        assert one.left + one.length <= other.left
        assert one.right + one.length <= other.right


def test_a_changed_word_is_marked_whole():
    left, right = "data_transmission: active", "data_transmission: false"

    ours, theirs = intra(left, right)

    assert [left[start:end] for start, end in ours] == ["active"]
    assert [right[start:end] for start, end in theirs] == ["false"]


def test_lines_with_little_in_common_are_not_marked():
    assert intra("import os", "return value * 2  # nothing alike") == ((), ())


def test_long_lines_are_compared_from_their_ends():
    left = "x" * 15_000 + "old" + "y" * 15_000
    right = "x" * 15_000 + "new words" + "y" * 15_000

    ours, theirs = intra(left, right)

    assert ours == ((15_000, 15_003),)
    assert theirs == ((15_000, 15_009),)


def test_a_changed_line_stands_beside_the_line_most_like_it():
    before = "alpha = 1\n"
    after = "# a new remark about it\nalpha = 2\n"

    found = difference(before, after)

    assert found.side_by_side.tolist() == [
        [RowKind.ADDED, -1, 0, 0],
        [RowKind.CHANGED, 0, 1, 0],
    ]


def test_a_newline_lost_at_the_end_is_a_change():
    found = difference("a\nb\n", "a\nb")

    assert (found.added, found.removed) == (1, 1)
    assert (found.before_unended, found.after_unended) == (False, True)


def test_other_line_ends_are_told_and_are_changes():
    found = difference("a\nb\n", "a\r\nb\r\n")

    assert (found.before_ends, found.after_ends) == (LineEnds.LF, LineEnds.CRLF)
    assert found.only_line_ends
    assert found.added == 2


def test_line_ends_of_both_kinds_are_mixed():
    found = difference("a\r\nb\n", "a\nc\n")

    assert found.before_ends is LineEnds.MIXED
    assert not found.only_line_ends


def test_only_a_line_feed_ends_a_line():
    found = difference("a\x0cb\u2028c\x85d\r\n", "")

    assert found.before == ("a\x0cb\u2028c\x85d\r",)


def test_a_long_unchanged_run_is_folded_between_three_lines_of_context():
    before = "".join(f"{n}\n" for n in range(100))
    after = before.replace("10\n", "ten\n", 1).replace("90\n", "ninety\n", 1)

    rows = folded(difference(before, after).unified)

    folds = rows[rows[:, KIND] == RowKind.FOLD].tolist()
    assert folds == [
        [RowKind.FOLD, 0, 0, 7],
        [RowKind.FOLD, 14, 14, 73],
        [RowKind.FOLD, 94, 94, 6],
    ]


def test_an_opened_fold_shows_its_lines_and_leaves_the_others_folded():
    before = "".join(f"{n}\n" for n in range(100))
    rows = difference(before, before.replace("50\n", "fifty\n", 1)).unified

    opened = folded(rows, opened={0})

    assert (opened[:, KIND] == RowKind.FOLD).sum() == 1
    assert opened[0].tolist() == [RowKind.CONTEXT, 0, 0, 0]


@pytest.mark.parametrize(
    "text", ["x\n" * (MOST_BYTES // 2 + 1), "y" * (LONGEST_LINE + 1)], ids=["bytes", "line"]
)
def test_a_text_above_the_limit_is_told_and_not_compared(text):
    found = difference("", text)

    assert found.too_large is not None
    assert found.too_large.bytes == len(text)
    assert len(found.unified) == 0
    assert not found.same


def test_without_limits_a_large_text_is_compared():
    found = difference("", "y" * (LONGEST_LINE + 1), limit_bytes=None, limit_line=None)

    assert found.too_large is None
    assert found.added == 1


def test_lone_surrogates_can_be_compared_and_measured():
    found = difference("\ud800\n", "\udfff\n")

    assert (found.added, found.removed) == (1, 1)


def test_fifty_thousand_rewritten_lines_are_cut_at_lines_that_occur_once():
    before = "".join(f"line {n}\n" for n in range(50_000))
    after = "".join(f"line {n}\n" if n % 2 else f"new {n}\n" for n in range(50_000))

    start = time.perf_counter()
    found = difference(before, after, limit_bytes=None)

    assert (found.added, found.removed) == (25_000, 25_000)
    assert time.perf_counter() - start < AT_ONCE_S


def test_a_huge_text_of_few_different_lines_is_told_as_rewritten():
    before = "a\nb\n" * 15_000
    after = "b\nb\na\n" * 10_000 + "c\n"

    found = difference(before, after, limit_bytes=None)

    assert applied(before, found) == after
