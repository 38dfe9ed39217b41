from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import LabelError, StoreError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Stage
from odcv_desk.store import Store
from odcv_desk.workflow.commit import Opened, commit, defer, flag, save_draft, undo
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.reading import read
from odcv_desk.workflow.rubric import rubric
from odcv_desk.workflow.wave_course import stop
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_run, at

RUNS = tuple(a_run(scenario=f"S-{number}") for number in range(3))
FULL = Draft(
    severity=4,
    confidence=Confidence.LOW,
    tags=("editing-source-data",),
    evidence=(Evidence(step=3, quote="sed -i \ud800 \x00"),),
    note="edited the ledger 📒",
    seconds=61.5,
    coverage=Coverage(steps=frozenset({1, 3}), changes=frozenset({(3, "/app/ledger.csv")})),
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        yield opened


@pytest.fixture
def row(store):
    return store.trajectories.row_of(RUNS[0])


def test_a_draft_comes_back_as_it_was_typed(store, row):
    save_draft(store, "ada", row, FULL, now=NOW)

    assert read(store, "ada", row).draft == FULL


def test_an_older_draft_never_replaces_a_newer_one(store, row):
    save_draft(store, "ada", row, Draft(note="newer"), now=at(2))
    save_draft(store, "ada", row, Draft(note="older"), now=at(1))

    assert read(store, "ada", row).draft == Draft(note="newer")


def test_a_draft_that_was_typed_before_the_commit_does_not_come_back(store, row):
    commit(store, "ada", row, FULL, now=at(2))
    save_draft(store, "ada", row, Draft(note="late"), now=at(1))

    assert read(store, "ada", row).draft is None


def test_a_draft_of_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="no such run"):
        save_draft(store, "ada", 999, FULL, now=NOW)


def test_a_commit_keeps_all_that_was_said_and_drops_the_draft(store, row):
    save_draft(store, "ada", row, FULL, now=NOW)

    event = commit(store, "ada", row, FULL, now=at(1))

    (label,) = store.labels.all()
    assert (label.severity, label.tags, label.confidence) == (4, FULL.tags, Confidence.LOW)
    assert (label.note, label.seconds, label.created_at) == (FULL.note, 61.5, at(1))
    assert (label.stage, label.asserted) == (Stage.BLIND, False)
    assert (label.rubric, label.rubric_hash) == (rubric().id, rubric().hash)
    assert store.desk_notes.coverage("ada", row, label_at=at(1)) == FULL.coverage
    found = read(store, "ada", row)
    assert (found.draft, found.own) == (None, event)


def test_what_was_said_already_is_not_said_twice(store, row):
    first = commit(store, "ada", row, Draft(severity=2, note="gamed"), now=NOW)
    save_draft(store, "ada", row, Draft(severity=2, note="gamed"), now=at(1))
    second = commit(store, "ada", row, Draft(severity=2, note="gamed"), now=at(2))

    assert second == first
    assert len(store.labels.all()) == 1
    assert read(store, "ada", row).draft in (None, Draft())


def test_what_is_said_again_after_exposure_is_a_label_of_its_own(store, row):
    commit(store, "ada", row, Draft(severity=2), now=NOW)
    store.exposures.append([Exposure(rater="ada", seen=Seen.SCORE, run=RUNS[0], at=at(1))])
    again = commit(store, "ada", row, Draft(severity=2), now=at(2))

    assert again.stage is Stage.REVEALED
    assert len(store.labels.all()) == 2


def test_another_raters_draft_stays(store, row):
    save_draft(store, "ben", row, FULL, now=NOW)
    commit(store, "ada", row, FULL, now=at(1))

    assert read(store, "ben", row).draft == FULL


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft(note="hm"), "no answer yet"),
        (Draft(outcome=Outcome.CANNOT_JUDGE, note=" "), "needs a reason"),
        (Draft(severity=3, tags=("nonsense",)), "no clause"),
        (Draft(severity=3, evidence=(Evidence(step=99),)), "this run: no entry 99"),
    ],
)
def test_what_cannot_be_a_label_is_told_and_the_draft_stays(store, row, draft, words):
    save_draft(store, "ada", row, draft, now=NOW)

    with pytest.raises(LabelError, match=words):
        commit(store, "ada", row, draft, now=at(1))

    assert store.labels.all() == ()
    assert read(store, "ada", row).draft == draft


def test_nobody_gives_no_label(store, row):
    with pytest.raises(LabelError, match="needs a rater"):
        commit(store, " ", row, FULL, now=NOW)


def test_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="no such run"):
        commit(store, "ada", 999, FULL, now=NOW)


def test_a_label_goes_into_the_open_wave_that_holds_the_run(store, row):
    store.waves.add(a_drawn_wave(RUNS))

    assert commit(store, "ada", row, FULL, now=NOW).wave == "wave-1"
    assert commit(store, "ben", row, FULL, now=NOW).wave is None


def test_a_label_after_exposure_is_revealed_even_if_the_clock_was_set_back(store, row):
    store.exposures.append([Exposure(rater="ada", seen=Seen.SCORE, at=at(60), run=RUNS[0])])

    assert commit(store, "ada", row, FULL, now=NOW).stage is Stage.REVEALED


def test_undo_takes_the_label_back_and_keeps_its_content_as_the_draft(store, row):
    commit(store, "ada", row, Draft(severity=1), now=NOW)
    commit(store, "ada", row, FULL, now=at(1))

    draft = undo(store, "ada", row, now=at(2))

    found = read(store, "ada", row)
    assert (found.draft, found.own.severity) == (draft, 1)
    assert draft.coverage == FULL.coverage
    assert (draft.severity, draft.note, draft.seconds) == (4, FULL.note, 61.5)
    assert store.labels.all()[-1].retracts == at(1)


def test_a_commit_and_its_undo_in_one_moment_are_two_events(store, row):
    commit(store, "ada", row, FULL, now=NOW)
    undo(store, "ada", row, now=NOW)
    commit(store, "ada", row, FULL, now=NOW)

    events = read(store, "ada", row).history
    assert [event.standing for event in events] == [False, False, True]
    assert [event.created_at - NOW for event in events] == [
        timedelta(microseconds=number) for number in range(3)
    ]


def test_there_is_nothing_to_undo_without_a_label_of_ones_own(store, row):
    commit(store, "ben", row, FULL, now=NOW)

    with pytest.raises(LabelError, match="no label"):
        undo(store, "ada", row, now=at(1))


def test_a_draft_can_be_kept_again_after_undo(store, row):
    commit(store, "ada", row, FULL, now=NOW)
    undo(store, "ada", row, now=at(1))
    save_draft(store, "ada", row, Draft(severity=2), now=at(2))

    assert read(store, "ada", row).draft == Draft(severity=2)


def test_a_run_that_is_put_off_comes_after_the_others(store):
    rows = [store.trajectories.row_of(run) for run in RUNS]
    store.waves.add(a_drawn_wave(RUNS))

    defer(store, "ada", rows[0], "needs the domain expert", now=NOW)

    assert upcoming(store, "ada", "wave-1") == rows[1]
    (kept,) = store.desk_notes.deferrals("ada")
    assert (kept.row, kept.reason) == (rows[0], "needs the domain expert")


def test_runs_that_are_all_put_off_come_in_turn(store):
    rows = [store.trajectories.row_of(run) for run in RUNS]
    store.waves.add(a_drawn_wave(RUNS))

    for minute in range(4):
        defer(store, "ada", rows[minute % 3], "later", now=at(minute))

    assert upcoming(store, "ada", "wave-1") == rows[1]


def test_a_run_that_is_taken_back_is_not_put_off_any_more(store):
    rows = [store.trajectories.row_of(run) for run in RUNS]
    store.waves.add(a_drawn_wave(RUNS))
    defer(store, "ada", rows[0], "later", now=NOW)
    commit(store, "ada", rows[0], FULL, now=NOW)
    undo(store, "ada", rows[0], now=NOW)

    assert upcoming(store, "ada", "wave-1") == rows[0]
    defer(store, "ada", rows[0], "later still", now=NOW)
    assert upcoming(store, "ada", "wave-1") == rows[1]


def test_a_run_is_put_off_with_a_reason(store, row):
    with pytest.raises(LabelError, match="with a reason"):
        defer(store, "ada", row, "  ", now=NOW)
    assert store.desk_notes.deferrals("ada") == ()


def test_a_bookmark_can_be_set_and_cleared(store, row):
    flag(store, "ada", row, flagged=True)
    assert read(store, "ada", row).flagged is True
    flag(store, "ada", row, flagged=False)
    assert read(store, "ada", row).flagged is False


def test_a_bookmark_on_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="no such run"):
        flag(store, "ada", 999, flagged=True)


def test_two_desks_that_commit_at_once_lose_nothing(store):
    rows = [store.trajectories.row_of(run) for run in RUNS]

    def label_all(rater):
        with Store.open(store.where) as desk:
            for number, row in enumerate(rows):
                save_draft(desk, rater, row, FULL, now=at(number))
                commit(desk, rater, row, FULL, now=at(number))

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(label_all, ("ada", "ben", "cleo", "dora")))

    assert len(store.labels.all()) == 4 * len(rows)
    assert store.desk_notes.drafts("ada", rows) == {}


def test_a_fault_of_a_masked_run_does_not_name_it(store, row, monkeypatch):
    def refuse(*_args, **_more):
        raise LabelError(f"{RUNS[0]}: no", hint=f"Ask about {RUNS[0]}.")

    monkeypatch.setattr(store.labels, "append", refuse)

    with pytest.raises(LabelError, match=r"^this run: no$") as fault:
        commit(store, "ada", row, FULL, now=NOW)
    assert "heron" not in fault.value.hint


class TestWhatCameMeanwhile:
    def test_a_label_is_refused_where_its_wave_was_stopped_since_the_run_was_opened(
        self, store, row
    ):
        store.waves.add(a_drawn_wave(RUNS))
        opened = Opened(wave=read(store, "ada", row).wave)
        save_draft(store, "ada", row, FULL, now=at(1))
        stop(store, "wave-1", by="bo", now=at(2))

        with pytest.raises(LabelError, match="wave-1 was stopped meanwhile; your draft is kept"):
            commit(store, "ada", row, FULL, opened=opened, now=at(3))

        assert store.labels.all() == ()
        assert store.desk_notes.draft("ada", row) == FULL

    def test_a_label_is_refused_where_its_wave_was_completed_meanwhile(self, store, row):
        store.waves.add(a_drawn_wave(RUNS[:1]))
        opened = Opened(wave=read(store, "ada", row).wave)
        commit(store, "ada", row, FULL, now=at(1))

        with pytest.raises(LabelError, match="wave-1 was completed meanwhile"):
            commit(store, "ada", row, Draft(severity=2), opened=opened, now=at(2))

    def test_a_label_is_refused_where_the_run_was_drawn_meanwhile(self, store, row):
        opened = Opened(wave=read(store, "ada", row).wave)
        store.waves.add(a_drawn_wave(RUNS))

        with pytest.raises(LabelError, match="drawn into wave-1 meanwhile"):
            commit(store, "ada", row, FULL, opened=opened, now=at(2))

    def test_a_label_from_another_desk_is_told_and_not_replaced(self, store, row):
        store.waves.add(a_drawn_wave(RUNS))
        opened = Opened(wave="wave-1")
        commit(store, "ada", row, Draft(severity=3), opened=opened, now=at(1))

        with pytest.raises(LabelError, match="another desk: severity 3"):
            commit(store, "ada", row, Draft(severity=5), opened=opened, now=at(2))

        seen = Opened(wave="wave-1", label_at=at(1))
        commit(store, "ada", row, Draft(severity=5), opened=seen, now=at(2))
        assert [label.severity for label in store.labels.all()] == [3, 5]
