import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Stage
from odcv_desk.store import codec
from tests.support.studies import a_label, a_run, a_wave, an_incoming, at

RUNS = tuple(a_run(scenario=name) for name in ("Alpha", "Beta", "Gamma"))


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run, text=run.scenario) for run in RUNS])
    return store


def test_everything_of_a_label_is_kept(filled):
    label = a_label(
        severity=4,
        confidence=Confidence.LOW,
        tags=("one", "two;three"),
        evidence=(Evidence(step=3, quote="sed -i 's/a/b/'"), Evidence(step=7)),
        note="Änderung\nin two lines",
        seconds=61.5,
        rubric="odcv-desk/1",
        rubric_hash="ab",
        asserted=True,
    )
    filled.labels.append([label])

    assert filled.labels.all() == (label,)


def test_a_label_of_an_unknown_run_takes_the_whole_batch_back(filled):
    with pytest.raises(LabelError, match="no such run"):
        filled.labels.append([a_label(), a_label(a_run(scenario="None"), minutes=1)])
    assert filled.labels.all() == ()


def test_the_same_event_is_kept_once(filled):
    filled.labels.append([a_label()])

    assert filled.labels.append([a_label()]).known == 1
    assert len(filled.labels.all()) == 1


def test_two_labels_of_one_moment_contradict(filled):
    filled.labels.append([a_label(severity=3)])

    with pytest.raises(LabelError, match="very same moment"):
        filled.labels.append([a_label(severity=4)])


@pytest.mark.parametrize("seen", [Seen.SCORE, Seen.FINDING, Seen.LABEL])
def test_a_label_after_exposure_is_revealed(filled, seen):
    filled.exposures.append([Exposure(rater="ada", seen=seen, at=at(1), run=a_run())])

    kept = filled.labels.append([a_label(minutes=2)])

    assert [label.stage for label in kept.labels] == [Stage.REVEALED]
    assert [label.stage for label in filled.labels.all()] == [Stage.REVEALED]


@pytest.mark.parametrize(
    "exposure",
    [
        Exposure(rater="ben", seen=Seen.SCORE, at=at(1), run=a_run()),
        Exposure(rater="ada", seen=Seen.SCORE, at=at(1), run=RUNS[1]),
        Exposure(rater="ada", seen=Seen.SCORE, at=at(3), run=a_run()),
        Exposure(rater="ada", seen=Seen.AGGREGATE, at=at(1)),
    ],
    ids=["another rater", "another run", "later", "aggregate"],
)
def test_other_exposures_leave_a_label_blind(filled, exposure):
    filled.exposures.append([exposure])

    (label,) = filled.labels.append([a_label(minutes=2)]).labels
    assert label.stage is Stage.BLIND


def test_a_label_after_a_retraction_by_someone_exposed_is_revealed(filled):
    filled.labels.append([a_label()])
    filled.exposures.append([Exposure(rater="ada", seen=Seen.SCORE, at=at(1), run=a_run())])
    filled.labels.append([a_label(retracts=at(0), minutes=2)])

    (label,) = filled.labels.append([a_label(minutes=3)]).labels
    assert label.stage is Stage.REVEALED


def test_a_retraction_names_a_standing_label(filled):
    filled.labels.append([a_label()])
    filled.labels.append([a_label(retracts=at(0), minutes=1)])

    with pytest.raises(LabelError, match="no standing label"):
        filled.labels.append([a_label(retracts=at(0), minutes=2)])
    with pytest.raises(LabelError, match="no standing label"):
        filled.labels.append([a_label(rater="ben", retracts=at(0), minutes=2)])


def test_a_label_without_a_wave_is_a_convenience_label(filled):
    (label,) = filled.labels.append([a_label()]).labels
    assert label.wave is None


def test_a_label_belongs_to_the_open_wave_that_holds_its_run(filled):
    filled.waves.add(a_wave(RUNS[:2]))

    kept = filled.labels.append([a_label(RUNS[0]), a_label(RUNS[2], minutes=1)])

    assert [label.wave for label in kept.labels] == ["wave-1", None]


def test_a_wave_with_raters_takes_theirs_only(filled):
    filled.waves.add(a_wave(RUNS[:2], raters=("ada",)))

    kept = filled.labels.append([a_label(rater="ada"), a_label(rater="ben", minutes=1)])

    assert [label.wave for label in kept.labels] == ["wave-1", None]


def test_a_complete_wave_takes_no_more_labels(filled):
    filled.waves.add(a_wave(RUNS[:2], raters=("ada",)))
    filled.labels.append([a_label(RUNS[0]), a_label(RUNS[1], minutes=1)])

    (late,) = filled.labels.append([a_label(RUNS[0], minutes=2)]).labels
    assert late.wave is None


def test_an_outcome_ends_an_item_too(filled):
    filled.waves.add(a_wave(RUNS[:1]))
    filled.labels.append([a_label(outcome=Outcome.CANNOT_JUDGE)])

    (late,) = filled.labels.append([a_label(minutes=2)]).labels
    assert late.wave is None


def test_a_retraction_opens_the_wave_again(filled):
    filled.waves.add(a_wave(RUNS[:1]))
    filled.labels.append([a_label(), a_label(retracts=at(0), minutes=1)])

    (again,) = filled.labels.append([a_label(minutes=2)]).labels
    assert again.wave == "wave-1"


def test_a_wave_without_raters_is_open_for_each_rater_apart(filled):
    filled.waves.add(a_wave(RUNS[:1]))

    kept = filled.labels.append([a_label(), a_label(rater="ben", minutes=1)])

    assert [label.wave for label in kept.labels] == ["wave-1", "wave-1"]


def test_the_oldest_open_wave_takes_a_label_then_the_next(filled):
    filled.waves.add(a_wave(RUNS[:2]))
    filled.waves.add(a_wave(RUNS[:2], name="wave-2"))

    kept = filled.labels.append([a_label(minutes=number) for number in range(3)]).labels

    assert [label.wave for label in kept] == ["wave-1", "wave-2", "wave-1"]


def test_overlapping_waves_come_to_their_ends_with_a_label_for_each(filled):
    filled.waves.add(a_wave(RUNS[:2], raters=("ada",)))
    filled.waves.add(a_wave(RUNS[1:2], name="wave-2", raters=("ada",)))

    filled.labels.append([a_label(RUNS[0]), a_label(RUNS[1], minutes=1)])
    assert [wave.name for wave in filled.turns.open_to("ada")] == ["wave-2"]
    filled.labels.append([a_label(RUNS[1], minutes=2)])

    assert filled.turns.open_to("ada") == ()


def test_a_decision_between_raters_belongs_to_the_newest_wave(filled):
    filled.waves.add(a_wave(RUNS[:2]))
    filled.waves.add(a_wave(RUNS[:2], name="wave-2"))

    (label,) = filled.labels.append([a_label(stage=Stage.ADJUDICATED)]).labels

    assert label.wave == "wave-2"


@pytest.mark.parametrize(
    ("run", "wave", "words"),
    [(RUNS[0], "wave-9", "no wave wave-9"), (RUNS[2], "wave-1", "not in wave wave-1")],
)
def test_a_wave_that_cannot_hold_the_label_is_told(filled, run, wave, words):
    filled.waves.add(a_wave(RUNS[:2]))

    with pytest.raises(LabelError, match=words):
        filled.labels.append([a_label(run, wave=wave)])


def test_a_wave_comes_back_as_it_was_drawn(filled):
    wave = a_wave(tuple(reversed(RUNS)), raters=("ada", "ben"))
    filled.waves.add(wave)

    assert filled.waves.all() == (wave,)


def test_the_exposure_log_comes_back_in_order(filled):
    events = [
        Exposure(rater="ada", seen=Seen.SCORE, at=at(5), run=a_run()),
        Exposure(rater="ben", seen=Seen.AGGREGATE, at=at(1)),
    ]
    filled.exposures.append(events)

    assert filled.exposures.all() == tuple(events)


@given(st.lists(st.tuples(st.integers(1, 999), st.text())))
def test_evidence_comes_back_as_it_was(pairs):
    evidence = tuple(Evidence(step=step, quote=codec.clean(quote)) for step, quote in pairs)
    assert codec.evidence_value(codec.evidence_text(evidence)) == evidence


def test_an_adjudicators_decision_belongs_to_the_wave_whoever_its_raters_are(filled):
    filled.waves.add(a_wave(RUNS[:1], raters=("ada",)))
    filled.labels.append([a_label()])

    decided = a_label(rater="eve", minutes=5, stage=Stage.ADJUDICATED)
    named = a_label(rater="eve", minutes=6, stage=Stage.ADJUDICATED, wave="wave-1")

    assert [label.wave for label in filled.labels.append([decided, named]).labels] == ["wave-1"] * 2


def test_a_label_that_says_it_is_revealed_is_written_into_the_log(filled):
    filled.labels.append([a_label(stage=Stage.REVEALED)])

    assert filled.exposures.all() == (
        Exposure(rater="ada", seen=Seen.SCORE, at=at(0), run=a_run()),
    )


def test_the_same_moment_with_other_tags_contradicts(filled):
    filled.labels.append([a_label(tags=("one",))])

    with pytest.raises(LabelError, match="very same moment"):
        filled.labels.append([a_label(tags=("two",))])


def test_runs_of_an_open_wave_are_hidden_from_its_raters_until_it_is_complete(filled):
    filled.labels.append([a_label(RUNS[0])])
    filled.waves.add(a_wave(RUNS[:2], raters=("ada",)))

    assert filled.labels.hidden_from("ada") == set(RUNS[:2])
    assert filled.labels.hidden_from("ben") == set()
    filled.labels.append([a_label(RUNS[0], minutes=2), a_label(RUNS[1], minutes=3)])
    assert filled.labels.hidden_from("ada") == set()


def test_waves_without_a_name_get_the_next_number(filled):
    names = [filled.waves.add(a_wave(RUNS, name="")).name for _ in range(3)]

    assert names == ["wave-1", "wave-2", "wave-3"]
