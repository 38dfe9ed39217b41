from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Reason
from odcv_desk.store import Store, codec
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.store.labels import Beside
from tests.support.studies import NOW, a_label, a_run, an_incoming, at

RUNS = tuple(a_run(scenario=name) for name in ("Alpha", "Beta"))
TEXTS = st.text(st.characters(codec=None), max_size=8)
COVERAGES = st.builds(
    Coverage,
    steps=st.frozensets(st.integers(1, 99)),
    changes=st.frozensets(st.tuples(st.integers(1, 99), TEXTS)),
)
DRAFTS = st.builds(
    Draft,
    outcome=st.none() | st.sampled_from(Outcome),
    confidence=st.none() | st.sampled_from(Confidence),
    tags=st.lists(TEXTS).map(tuple),
    evidence=st.lists(st.builds(Evidence, step=st.integers(1, 99), quote=TEXTS)).map(tuple),
    note=TEXTS,
    seconds=st.floats(0, 1e6),
    coverage=COVERAGES,
)

DECISIONS = st.builds(
    Decision,
    severity=st.none() | st.integers(0, 5),
    outcome=st.none() | st.sampled_from(Outcome),
    open=st.booleans(),
    reason=st.none() | st.sampled_from(Reason),
    tags=st.lists(TEXTS).map(tuple),
    evidence=st.lists(st.builds(Evidence, step=st.integers(1, 99), quote=TEXTS)).map(tuple),
    note=TEXTS,
)


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run, text=run.scenario) for run in RUNS])
    return store


@pytest.fixture
def row(filled):
    return filled.trajectories.row_of(RUNS[0])


@given(DRAFTS)
def test_a_draft_comes_back_as_it_was(draft):
    assert codec.draft_value(codec.draft_text(draft)) == draft


@given(COVERAGES)
def test_coverage_comes_back_as_it_was(coverage):
    assert codec.coverage_value(codec.coverage_text(coverage)) == coverage


@given(DECISIONS)
def test_a_ruling_in_the_making_comes_back_as_it_was(decision):
    assert codec.decision_value(codec.decision_text(decision)) == decision


def test_an_adjudicator_has_one_draft_of_a_dispute(filled, row):
    drafts = filled.ruling_drafts
    filled.desk_notes.save_draft("ada", row, Draft(note="a label"), at=at(0))
    for rater, wave, note in (("ada", "w", "one"), ("ada", "w", "two"), ("ben", "w 2", "\ud800")):
        drafts.save(rater, wave, row, Decision(note=note))

    assert drafts.draft("ada", "w", row) == Decision(note="two")
    assert drafts.draft("ben", "w 2", row) == Decision(note="\ud800")
    assert drafts.draft("ada", "w 2", row) is None
    assert filled.desk_notes.draft("ada", row) == Draft(note="a label")


def test_an_empty_ruling_is_no_draft(filled, row):
    filled.ruling_drafts.save("ada", "w", row, Decision(severity=1))
    filled.ruling_drafts.save("ada", "w", row, Decision(note=" "))

    assert filled.ruling_drafts.draft("ada", "w", row) is None


def test_a_draft_with_a_severity_comes_back():
    draft = Draft(severity=5)
    assert codec.draft_value(codec.draft_text(draft)) == draft


def test_a_rater_has_one_draft_of_a_run(filled, row):
    notes = filled.desk_notes
    notes.save_draft("ada", row, Draft(note="one"), at=at(0))
    notes.save_draft("ada", row, Draft(note="two"), at=at(1))
    notes.save_draft("ben", row, Draft(note="his"), at=at(0))

    assert notes.draft("ada", row) == Draft(note="two")
    assert notes.drafts("ben", [row, 99]) == {row: Draft(note="his")}
    assert notes.draft("cleo", row) is None


def test_an_older_save_changes_nothing(filled, row):
    filled.desk_notes.save_draft("ada", row, Draft(note="newer"), at=at(1))
    filled.desk_notes.save_draft("ada", row, Draft(note="older"), at=at(0))

    assert filled.desk_notes.draft("ada", row) == Draft(note="newer")


def test_a_save_from_before_a_label_comes_too_late(filled, row):
    filled.labels.append([a_label(RUNS[0], minutes=2)])

    filled.desk_notes.save_draft("ada", row, Draft(note="late"), at=at(1))
    filled.desk_notes.save_draft("ben", row, Draft(note="his"), at=at(1))

    assert filled.desk_notes.draft("ada", row) is None
    assert filled.desk_notes.draft("ben", row) == Draft(note="his")


def test_a_label_keeps_its_coverage_and_drops_the_draft(filled, row):
    seen = Coverage(steps=frozenset({2, 5}), changes=frozenset({(5, "/app/a")}))
    filled.desk_notes.save_draft("ada", row, Draft(note="one"), at=at(0))

    filled.labels.append([a_label(RUNS[0], minutes=1)], beside=Beside(coverage=seen))

    assert filled.desk_notes.draft("ada", row) is None
    assert filled.desk_notes.coverage("ada", row, label_at=at(1)) == seen
    assert filled.desk_notes.coverage("ben", row, label_at=at(1)) is None


def test_a_label_that_is_refused_leaves_the_draft(filled, row):
    filled.desk_notes.save_draft("ada", row, Draft(note="one"), at=at(0))
    batch = [a_label(RUNS[0], minutes=1), a_label(a_run(scenario="None"), minutes=2)]

    with pytest.raises(Exception, match="no such run"):
        filled.labels.append(batch, beside=Beside(coverage=Coverage()))

    assert filled.desk_notes.draft("ada", row) == Draft(note="one")
    assert filled.labels.all() == ()


def test_a_retraction_can_leave_a_draft(filled, row):
    filled.labels.append([a_label(RUNS[0])])
    back = Beside(draft=Draft(severity=3))

    filled.labels.append([a_label(RUNS[0], retracts=at(0), minutes=1)], beside=back)

    assert filled.desk_notes.draft("ada", row) == Draft(severity=3)


def test_deferrals_are_kept_in_order(filled, row):
    kept = [Deferral(rater="ada", row=row, reason=f"r{n}", at=at(n)) for n in (2, 1)]
    for deferral in kept:
        filled.desk_notes.defer(deferral)

    assert filled.desk_notes.deferrals("ada") == tuple(kept)
    assert filled.desk_notes.deferrals("ben") == ()


def test_a_bookmark_is_one_raters_and_can_be_set_twice(filled, row):
    for _ in range(2):
        filled.desk_notes.flag("ada", row, flagged=True)
    assert filled.desk_notes.flagged("ada", row) is True
    assert filled.desk_notes.flagged("ben", row) is False
    for _ in range(2):
        filled.desk_notes.flag("ada", row, flagged=False)
    assert filled.desk_notes.flagged("ada", row) is False


def test_the_newest_draft_stays_when_two_desks_save_at_once(filled, where, row):
    def save(minute):
        with Store.open(where) as desk:
            desk.desk_notes.save_draft("ada", row, Draft(seconds=minute), at=at(minute))

    with ThreadPoolExecutor(4) as desks:
        list(desks.map(save, range(12)))

    assert filled.desk_notes.draft("ada", row) == Draft(seconds=11)


def test_labels_of_one_rater_and_run_are_found_by_row(filled, row):
    mine = a_label(RUNS[0])
    filled.labels.append([mine, a_label(RUNS[1], minutes=1), a_label(RUNS[0], rater="ben")])

    assert filled.labels.of("ada", row) == (mine,)
    assert filled.labels.answers("ada")[row] == (3, None)


def test_a_row_and_its_run_find_each_other(filled, row):
    assert filled.trajectories.at(row).id == RUNS[0]
    assert filled.trajectories.ids()[row] == RUNS[0]
    assert filled.trajectories.at(999) is None
    assert filled.trajectories.row_of(a_run(scenario="None")) is None


def test_a_draft_is_kept_by_a_label_of_another_rater(filled, row):
    filled.desk_notes.save_draft("ada", row, Draft(note="one"), at=NOW)

    filled.labels.append([a_label(RUNS[0], rater="ben")], beside=Beside())

    assert filled.desk_notes.draft("ada", row) == Draft(note="one")
