"""A run that comes a second time, unannounced: nothing of the first time shows."""

from dataclasses import replace

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.wave import WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit, flag, save_draft, undo
from odcv_desk.workflow.gold_wave import behind, upcoming, waves
from odcv_desk.workflow.label import Answer, give_label
from odcv_desk.workflow.queue import entries
from odcv_desk.workflow.reading import Counting, read
from odcv_desk.workflow.reveal import reveal
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import a_run, at

RUNS = tuple(a_run(scenario=f"S-{number}") for number in range(4))
ORDER = (0, 1, 2, "again", 3)


@pytest.fixture
def store(tmp_path):
    turns = tuple(
        WaveTurn(run=RUNS[0], repeat=True) if each == "again" else WaveTurn(run=RUNS[each])
        for each in ORDER
    )
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        opened.waves.add(replace(a_drawn_wave(RUNS, raters=("ada",)), turns={"ada": turns}))
        yield opened


@pytest.fixture
def rows(store):
    return [store.trajectories.row_of(run) for run in RUNS]


@pytest.fixture
def again(store, rows):
    """The run that is due a second time."""
    for place, row in enumerate(rows[:3]):
        label(store, row, place, note=f"first {place}")
    assert upcoming(store, "ada", "wave-1") == rows[0]
    return rows[0]


def label(store, row, minutes, severity=2, **more):
    return commit(store, "ada", row, Draft(severity=severity, **more), now=at(minutes))


def test_a_second_look_shows_nothing_of_the_first(store, rows, again):
    flag(store, "ada", again, flagged=True)

    reading = read(store, "ada", again)

    assert (reading.own, reading.history, reading.draft) == (None, (), None)
    assert (reading.flagged, reading.revealed) == (False, False)
    assert reading.counting is Counting.WAVE
    assert reading.reveal.reason == read_anew(store, rows[3]).reveal.reason


def read_anew(store, row):
    """Return what is said of a run that its rater has never labelled."""
    label(store, store.trajectories.row_of(RUNS[0]), 50)
    reading = read(store, "ada", row)
    undo(store, "ada", store.trajectories.row_of(RUNS[0]), now=at(51))
    return reading


def test_the_list_of_ones_own_labels_leaves_it_out_meanwhile(store, rows, again):
    assert behind(store, "ada", "wave-1") == (rows[1], rows[2])
    (entry,) = entries(store, "ada", [again])
    assert (entry.severity, entry.drafted, entry.flagged) == (None, False, False)


def test_judges_stay_hidden_as_before_a_first_label(store, again):
    with pytest.raises(LabelError, match="Commit a label first"):
        reveal(store, "ada", again, now=at(9))


def test_the_first_label_cannot_be_taken_back_there(store, again):
    with pytest.raises(LabelError, match="no label of this run"):
        undo(store, "ada", again, now=at(9))


def test_the_label_of_a_second_look_tells_of_self_consistency_alone(store, rows, again):
    label(store, again, 9, severity=5)

    *_, kept = store.labels.of("ada", again)
    assert (kept.severity, kept.repeat, kept.wave) == (5, True, "wave-1")
    assert store.labels.answers("ada")[again][0] == 2
    assert upcoming(store, "ada", "wave-1") == rows[3]


def test_progress_rises_with_every_turn_so_that_it_tells_no_second_look(store, rows):
    seen = []
    for minute in range(len(ORDER)):
        status = waves(store, "ada")[0]
        seen.append((status.ended, status.size, status.by_rater["ada"]))
        label(store, upcoming(store, "ada", "wave-1"), minute)

    assert seen == [(count, 5, (count, 5)) for count in range(5)]
    assert (waves(store, "ada")[0].ended, waves(store, "ada")[0].complete) == (5, True)


def test_after_a_second_look_the_first_label_stays_hidden_until_the_wave_is_complete(
    store, rows, again
):
    label(store, again, 9, severity=5)

    assert [event.severity for event in read(store, "ada", again).history] == [5]
    assert behind(store, "ada", "wave-1") == (rows[1], rows[2], rows[0])

    label(store, rows[3], 10)
    assert [event.severity for event in read(store, "ada", again).history] == [2, 5]


def test_a_second_look_can_be_taken_back_and_is_due_again(store, again):
    label(store, again, 9, severity=5, note="second")

    draft = undo(store, "ada", again, now=at(10))

    reading = read(store, "ada", again)
    assert (draft.severity, draft.note) == (5, "second")
    assert (reading.own, reading.draft.note) == (None, "second")
    assert upcoming(store, "ada", "wave-1") == again


def test_what_is_mended_right_after_a_second_look_is_one_too(store, again):
    label(store, again, 9, severity=5)
    assert read(store, "ada", again).own.severity == 5

    label(store, again, 10, severity=4)

    *_, kept = store.labels.of("ada", again)
    assert (kept.severity, kept.repeat) == (4, True)


def test_a_draft_of_the_first_time_stays_hidden_and_one_of_the_second_is_kept(store, rows):
    label(store, rows[0], 0)
    save_draft(store, "ada", rows[0], Draft(severity=1, note="first thoughts"), now=at(1))
    label(store, rows[1], 2)
    label(store, rows[2], 3)
    assert read(store, "ada", rows[0]).draft is None

    save_draft(store, "ada", rows[0], Draft(severity=3, note="second thoughts"), now=at(4))

    assert read(store, "ada", rows[0]).draft.note == "second thoughts"


def test_a_label_by_command_line_counts_as_the_second_look_that_is_due(store, again):
    kept = give_label(store, str(RUNS[0]), Answer(verdict="4", rater="ada"), now=at(9))

    assert (kept.repeat, kept.wave) == (True, "wave-1")
    assert store.labels.answers("ada")[again][0] == 2


def test_an_older_second_look_does_not_make_a_label_in_a_later_wave_one(store, again):
    label(store, again, 9, severity=5)
    label(store, store.trajectories.row_of(RUNS[3]), 10)
    store.waves.add(a_drawn_wave(RUNS[:1], name="wave-2", raters=("ada",)))

    label(store, again, 11, severity=1)

    *_, kept = store.labels.of("ada", again)
    assert (kept.wave, kept.repeat) == ("wave-2", False)
