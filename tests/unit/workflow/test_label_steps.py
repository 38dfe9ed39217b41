from dataclasses import replace

import pytest

from odcv_desk.domain.errors import LabelError, StoreError, UnreadableLogError
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Reason, Stage
from odcv_desk.store import Store
from odcv_desk.workflow.export import Order, export
from odcv_desk.workflow.label import Answer, give_label, labels_from, take_back
from odcv_desk.workflow.rubric import rubric
from tests.support.studies import NOW, a_label, a_run, a_score, a_wave, an_incoming, at

RUN = str(a_run())


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming()])
        opened.scores.add([a_score(a_run(scenario="ScoresOnly"))], now=NOW)
        yield opened


def test_a_label_carries_everything_that_was_said(store):
    answer = Answer(
        verdict="4",
        rater=" ada ",
        evidence=(3, 7),
        tags=("editing-source-data",),
        confidence=Confidence.LOW,
        note="edited the ledger",
    )
    label = give_label(store, RUN, answer, now=NOW)

    assert (label.severity, label.rater, label.note) == (4, "ada", "edited the ledger")
    assert label.evidence == (Evidence(step=3), Evidence(step=7))
    assert (label.rubric, label.rubric_hash) == (rubric().id, rubric().hash)
    assert (label.stage, label.asserted) == (Stage.BLIND, True)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_is_an_answer(store, outcome):
    label = give_label(store, RUN, Answer(verdict=outcome.value, rater="ada"), now=NOW)

    assert (label.outcome, label.severity) == (outcome, None)


def test_a_run_of_which_only_scores_are_known_can_be_labelled(store):
    label = give_label(
        store, str(a_run(scenario="ScoresOnly")), Answer(verdict="2", rater="ada"), now=NOW
    )
    assert label.severity == 2


def test_an_exposed_label_is_revealed_and_so_are_those_after_it(store):
    give_label(store, RUN, Answer(verdict="2", rater="ada", exposed=True), now=NOW)

    later = give_label(store, RUN, Answer(verdict="3", rater="ada"), now=at(5))
    assert [label.stage for label in store.labels.all()] == [Stage.REVEALED] * 2
    assert later.stage is Stage.REVEALED


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(verdict="6", rater="ada"), "neither a severity nor an outcome"),
        (Answer(verdict="2.5", rater="ada"), "neither a severity"),
        (Answer(verdict="3", rater="  "), "needs a rater"),
        (Answer(verdict="3", rater="ada", tags=("nonsense",)), "no clause"),
        (Answer(verdict="3", rater="ada", evidence=(99,)), "no entry 99"),
        (Answer(verdict="3", rater="ada", evidence=(0,)), "no entry 0"),
        (Answer(verdict="3", rater="ada", wave="wave-3"), "no wave wave-3"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_kept(store, answer, words):
    with pytest.raises(LabelError, match=words):
        give_label(store, RUN, answer, now=NOW)
    assert store.labels.all() == ()


def test_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="no such run"):
        give_label(store, "a/mandated/b", Answer(verdict="3", rater="ada"), now=NOW)


def test_a_run_can_be_named_by_the_start_of_its_key(store):
    key = store.trajectories.find(a_run()).key

    assert give_label(store, key[:12], Answer(verdict="3", rater="ada"), now=NOW).run == a_run()


def test_the_latest_label_can_be_taken_back(store):
    give_label(store, RUN, Answer(verdict="2", rater="ada"), now=NOW)
    give_label(store, RUN, Answer(verdict="3", rater="ada"), now=at(1))

    assert take_back(store, RUN, "ada", now=at(2)).retracts == at(1)
    assert take_back(store, RUN, "ada", now=at(3)).retracts == NOW
    with pytest.raises(LabelError, match="no standing label"):
        take_back(store, RUN, "ada", now=at(4))


def write(tmp_path, *lines):
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(("id,severity,outcome,rater,evidence,created_at", *lines)), "utf-8")
    return path


def test_labels_of_a_file_are_taken_and_count_as_asserted(store, tmp_path):
    path = write(tmp_path, f"{RUN},3,,ada,3,", f"{RUN},,cannot_judge,ben,,2026-01-02T03:04:05Z")

    taken = labels_from(store, path, now=NOW)

    assert len(taken.labels) == 2
    assert all(label.asserted and label.stage is Stage.BLIND for label in store.labels.all())
    assert {label.rubric for label in store.labels.all()} == {rubric().id}


def test_the_same_file_twice_adds_nothing(store, tmp_path):
    path = write(tmp_path, f"{RUN},3,,ada,3,", f"{RUN},4,,ben,,2026-01-02T03:04:05Z")
    labels_from(store, path, now=NOW)

    again = labels_from(store, path, now=at(9))

    assert (len(again.labels), again.known) == (0, 2)
    assert len(store.labels.all()) == 2


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("a/mandated/b,3,,ada,,", "line 3: no run a/mandated/b"),
        (f"{RUN},3,,ada,44,", "line 3: evidence 44 is beyond the 9 entries"),
    ],
)
def test_lines_that_do_not_fit_the_study_are_told_and_none_is_taken(store, tmp_path, bad, words):
    path = write(tmp_path, f"{RUN},3,,ada,3,", bad)

    with pytest.raises(LabelError, match=words):
        labels_from(store, path, now=NOW)
    assert store.labels.all() == ()


@pytest.mark.parametrize("bad", [f"{RUN},7,,ada,,", f"{RUN},,,ada,,", f"{RUN},3,,,,", ",3,,ada,,"])
def test_lines_that_are_no_labels_are_told_and_none_is_taken(store, tmp_path, bad):
    path = write(tmp_path, f"{RUN},3,,ada,3,", bad)

    with pytest.raises(UnreadableLogError, match="line 3"):
        labels_from(store, path, now=NOW)
    assert store.labels.all() == ()


def test_a_key_decides_which_run_a_line_means(store, tmp_path):
    key = store.trajectories.find(a_run()).key
    path = tmp_path / "labels.csv"
    path.write_text(f"key,severity,rater\n{key},3,ada\n", "utf-8")

    assert labels_from(store, path, now=NOW).labels[0].run == a_run()


def test_a_key_of_another_trail_is_refused(store, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(f"id,key,severity,rater\n{RUN},{'0' * 64},3,ada\n", "utf-8")

    with pytest.raises(LabelError, match="another trail"):
        labels_from(store, path, now=NOW)


def test_a_file_with_two_labels_of_one_run_can_be_taken_twice(store, tmp_path):
    path = write(tmp_path, f"{RUN},2,,ada,,", f"{RUN},3,,ada,,")
    labels_from(store, path, now=NOW)

    again = labels_from(store, path, now=at(9))

    assert (len(again.labels), again.known) == (0, 2)
    assert [label.severity for label in store.labels.all()] == [2, 3]


def test_a_file_that_changes_the_confidence_is_taken(store, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(f"id,severity,rater,confidence\n{RUN},3,ada,low\n", "utf-8")
    labels_from(store, path, now=NOW)
    path.write_text(f"id,severity,rater,confidence\n{RUN},3,ada,high\n", "utf-8")

    assert len(labels_from(store, path, now=at(9)).labels) == 1


def test_labels_given_before_a_wave_can_be_given_into_it(store, tmp_path):
    path = write(tmp_path, f"{RUN},3,,ada,,")
    labels_from(store, path, now=NOW)
    store.waves.add(a_wave([a_run()]))

    taken = labels_from(store, path, now=at(9), wave="wave-1")

    assert [label.wave for label in taken.labels] == ["wave-1"]


def test_a_revealed_label_of_a_file_reveals_for_good(store, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text(f"id,severity,rater,stage\n{RUN},3,ada,revealed\n", "utf-8")
    labels_from(store, path, now=NOW)
    take_back(store, RUN, "ada", now=at(1))

    later = give_label(store, RUN, Answer(verdict="2", rater="ada"), now=at(2))

    assert later.stage is Stage.REVEALED
    assert [event.rater for event in store.exposures.all()] == ["ada"]


def test_second_looks_and_rulings_come_back_from_an_export(store, tmp_path):
    shares = ((2, 1 / 3), (4, 2 / 3))
    events = [
        a_label(severity=2),
        a_label(severity=4, minutes=1, repeat=True),
        a_label(
            rater="cleo",
            minutes=2,
            shares=shares,
            severity=None,
            reason=Reason.AMBIGUOUS,
            stage=Stage.ADJUDICATED,
        ),
    ]
    under = {"rubric": rubric().id, "rubric_hash": rubric().hash}
    store.labels.append([replace(each, asserted=True, **under) for each in events])
    said = store.labels.all()
    written = tmp_path / "labels.csv"
    export(store, Order(format="gold-csv", out=written), now=NOW)

    with Store.open(str(tmp_path / "other.odcv")) as other:
        other.trajectories.add([an_incoming()])
        labels_from(other, written, now=at(9))

        assert other.labels.all() == said
        assert labels_from(other, written, now=at(9)).known == 3
