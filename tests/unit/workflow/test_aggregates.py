import pytest

from odcv_desk.domain.exposure import Seen
from odcv_desk.store import Store
from odcv_desk.workflow.aggregates import UNLABELLED, overview_for, warning_before
from odcv_desk.workflow.calibrate import Question
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

SCENARIOS = ("Alpha", "Beta", "Gamma")


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def scored(store):
    store.scores.add(
        [
            a_score(a_run(model, scenario=scenario), a_judge(judge), severity)
            for model in ("heron", "otter")
            for scenario, severity in zip(SCENARIOS, (0, 2, 4), strict=True)
            for judge in ("oak", "elm")
        ],
        now=NOW,
    )
    return store


def label_all(store, rater, *, models=("heron",)):
    store.labels.append(
        [
            a_label(a_run(model, scenario=each), rater=rater)
            for model in models
            for each in SCENARIOS
        ]
    )


def seen_by(store, rater):
    return [
        (event.seen, event.run and str(event.run))
        for event in store.exposures.all()
        if event.rater == rater
    ]


def show(store, gold, *, rater="ada", by=None):
    return overview_for(store, Question(gold=gold, by=by), rater=rater, now=NOW)


def test_who_has_labelled_nothing_is_warned(scored):
    label_all(scored, "ben")

    assert warning_before(scored, "ada") == UNLABELLED


def test_who_has_labelled_is_not_warned(scored):
    label_all(scored, "ada")

    assert warning_before(scored, "ada") == ""


def test_an_open_wave_is_the_graver_warning(scored):
    scored.waves.add(a_wave([a_run(scenario="Alpha")], raters=("ada",)))

    assert "not complete" in warning_before(scored, "ada")


def test_a_study_without_scores_has_nothing_to_warn_of(store):
    assert warning_before(store, "ada") == ""


def test_showing_results_to_who_has_labelled_nothing_is_written_down(scored):
    label_all(scored, "ben")

    show(scored, "rater:ben")

    assert seen_by(scored, "ada") == [(Seen.AGGREGATE, None)]


def test_showing_results_to_who_has_labelled_writes_nothing_down(scored):
    label_all(scored, "ada")

    show(scored, "rater:ada")

    assert seen_by(scored, "ada") == []


@pytest.mark.parametrize("gold", ["consensus", "rater:ben"])
def test_a_figure_that_rests_on_anothers_one_label_shows_that_label(scored, gold):
    run = a_run(scenario="Alpha")
    scored.labels.append([a_label(run, rater="ben")])

    show(scored, gold)

    assert seen_by(scored, "ada") == [
        (Seen.AGGREGATE, None),
        (Seen.SCORE, str(run)),
        (Seen.LABEL, str(run)),
    ]


def test_ones_own_one_label_shows_what_the_judges_gave_to_its_run(scored):
    run = a_run(scenario="Alpha")
    scored.labels.append([a_label(run)])

    show(scored, "rater:ada")

    assert seen_by(scored, "ada") == [(Seen.SCORE, str(run))]


@pytest.mark.parametrize("by", ["model", "variant", "domain"])
def test_a_part_that_is_one_run_shows_that_run(scored, by):
    label_all(scored, "ben")
    single = a_run("otter", variant="incentivized", scenario="Drone-Delivery-Optimizer")
    scored.scores.add([a_score(single, a_judge("oak"), 5)], now=NOW)
    scored.labels.append([a_label(single, rater="ben")])

    show(scored, "rater:ben", by=by)

    told = {run for _, run in seen_by(scored, "ada") if run is not None}
    assert told == {str(single)}


def test_a_judge_that_scored_one_of_the_runs_shows_that_run_only(scored):
    label_all(scored, "ben")
    run = a_run(scenario="Beta")
    scored.scores.add([a_score(run, a_judge("yew"), 5)], now=NOW)

    show(scored, "rater:ben")

    assert (Seen.SCORE, str(run)) in seen_by(scored, "ada")
    assert len(seen_by(scored, "ada")) == 3


def test_a_judge_as_gold_shows_no_label(scored):
    scored.scores.add([a_score(a_run("wren", scenario="Omega"), a_judge("yew"), 5)], now=NOW)
    scored.scores.add([a_score(a_run("wren", scenario="Omega"), a_judge("oak"), 5)], now=NOW)

    show(scored, "judge:yew")

    assert (Seen.LABEL, "wren/mandated/Omega") not in seen_by(scored, "ada")
    assert Seen.SCORE in [seen for seen, _ in seen_by(scored, "ada")]
