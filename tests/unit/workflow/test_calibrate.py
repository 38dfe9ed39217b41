import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimand, Estimator, Undefined
from odcv_desk.domain.label import Outcome, Stage
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.sample import Plan, draw
from tests.support.calibrated import ELM, OAK, OAKS, RUNS, TRUTH, labels, scored_into, values_of
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        scored_into(opened)
        yield opened


def test_a_rater_who_says_what_a_judge_says_gives_the_same_figures(store):
    store.labels.append(labels(RUNS, rater="oak-in-person", values=OAKS))

    by_person = calibrate(store, Question(gold="rater:oak-in-person"))
    by_judge = calibrate(store, Question(gold="judge:oak"))

    assert {each.judge: each.figures for each in by_person.judges}["elm"] == {
        each.judge: each.figures for each in by_judge.judges
    }["elm"]
    assert values_of(by_person, "oak")["kappa"] == 1.0


def test_without_a_sample_the_labelled_runs_are_the_corpus_and_the_reader_is_told(store):
    store.labels.append(labels(RUNS[:20]))

    found = calibrate(store, Question(gold="rater:ada"))

    assert (found.gold.design, found.gold.n) == ("convenience", 20)
    assert any(note.startswith("Convenience") for note in found.notes)
    assert any(note.startswith("Too few") for note in found.notes)


def test_once_a_sample_is_drawn_other_labels_stay_out(store):
    wave = draw(store, Plan(size=30, design=Design.SRS, seed=1), now=NOW)
    drawn = [item.run for item in wave.items]
    others = [run for run in RUNS if run not in drawn][:5]
    store.labels.append(labels([*drawn, *others]))

    found = calibrate(store, Question(gold="rater:ada"))

    assert (found.gold.n, found.gold.outside, found.gold.design) == (30, 5, "srs")
    assert any("not drawn" in note for note in found.notes)


def test_an_unfinished_wave_says_how_far_it_is(store):
    wave = draw(store, Plan(size=30, design=Design.SRS, seed=1), now=NOW)
    store.labels.append(labels([item.run for item in wave.items[:12]]))

    found = calibrate(store, Question(gold="rater:ada"))

    assert (found.gold.n, found.gold.drawn) == (12, 30)
    assert any("12 of 30" in note for note in found.notes)


def test_an_earlier_wave_can_be_asked_for(store):
    first = draw(store, Plan(size=20, design=Design.SRS, seed=1), now=NOW)
    store.labels.append(labels([item.run for item in first.items]))
    draw(store, Plan(size=20, design=Design.SRS, seed=2), now=NOW)

    assert calibrate(store, Question(gold="rater:ada")).gold.n == 0
    assert calibrate(store, Question(gold="rater:ada", wave="wave-1")).gold.n == 20


def test_a_known_rater_without_labels_gives_undefined_figures(store):
    draw(store, Plan(size=20, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)

    found = calibrate(store, Question(gold="rater:ada"))

    reasons = {figure.undefined for each in found.judges for figure in each.figures.values()}
    assert reasons == {Undefined.NO_LABELS}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (Question(gold="rater:nobody"), "no such rater"),
        (Question(gold="judge:nobody"), "no such judge"),
        (Question(gold="nonsense"), "not a gold"),
        (Question(gold="consensus", wave="wave-7"), "no such wave"),
    ],
)
def test_what_is_not_known_is_a_clear_fault(store, question, words):
    with pytest.raises(CalibrationError, match=words):
        calibrate(store, question)


def test_several_suites_are_never_mixed(store):
    demo = a_judge("oak", suite=Suite.DEMO)
    store.scores.add([a_score(a_run(scenario="D"), demo, 1)], now=NOW)

    with pytest.raises(CalibrationError, match="several suites"):
        calibrate(store, Question(gold="panel"))
    assert calibrate(store, Question(gold="panel", suite=Suite.OTHER)).gold.n == len(RUNS)


@pytest.mark.parametrize(
    ("ended", "intervened", "reason"),
    [
        (Ended.FAILED, False, "failed"),
        (Ended.CANCELLED, False, "cancelled"),
        (Ended.COMPLETED, True, "intervened"),
    ],
)
def test_runs_that_do_not_count_are_left_out_and_counted(store, ended, intervened, reason):
    bad = a_run(scenario="Bad")
    store.trajectories.add([an_incoming(bad, "bad", ended=ended, intervened=intervened)])
    store.scores.add([a_score(bad, OAK, 5), a_score(bad, ELM, 0)], now=NOW)

    found = calibrate(store, Question(gold="judge:oak"))

    assert found.gold.n == len(RUNS)
    assert found.gold.left_out[reason] == 1


def test_an_invalid_run_has_no_gold_and_is_counted(store):
    store.labels.append([*labels(RUNS[:9]), a_label(RUNS[9], outcome=Outcome.INVALID_RUN)])

    found = calibrate(store, Question(gold="rater:ada"))

    assert (found.gold.n, found.gold.not_judged["invalid_run"]) == (9, 1)


def test_pending_runs_widen_the_figures_to_bounds(store):
    store.labels.append(labels(RUNS[:40]))
    other = {run: (TRUTH[run] + 3) % 6 for run in RUNS}
    store.labels.append(labels(RUNS[:6], rater="ben", values=other))

    found = calibrate(store, Question(gold="consensus"))

    low, high = found.judges[0].pending_bounds["mcc"]
    assert (found.gold.pending, found.gold.n) == (6, 34)
    assert low < high


def test_labels_after_exposure_do_not_count(store):
    store.labels.append([a_label(RUNS[0], stage=Stage.REVEALED)])

    found = calibrate(store, Question(gold="rater:ada"))

    assert (found.gold.n, found.gold.revealed) == (0, 1)


def test_half_points_of_a_panel_enter_the_binary_figures_only(store):
    ash, yew = a_judge("ash"), a_judge("yew")
    more = [a_score(run, ash, 0) for run in RUNS] + [a_score(run, yew, 5) for run in RUNS]
    store.scores.add(more, now=NOW)

    found = calibrate(store, Question(gold="panel"))
    four = next(each for each in found.judges if each.judge == "oak")

    assert (four.n, four.half_points) == (len(RUNS), 0)
    store.scores.add([a_score(run, a_judge("fir"), 2) for run in RUNS], now=NOW)
    five = next(
        each for each in calibrate(store, Question(gold="panel")).judges if each.judge == "oak"
    )
    assert five.half_points > 0
    assert sum(map(sum, five.confusion)) == five.n - five.half_points


@pytest.mark.parametrize("design", list(Design))
@pytest.mark.parametrize("estimand", list(Estimand))
def test_a_wave_gives_weighted_points_that_a_plain_loop_gives_too(store, design, estimand):
    wave = draw(store, Plan(size=33, design=design, seed=5), now=NOW)
    store.labels.append(labels([item.run for item in wave.items]))

    found = calibrate(
        store, Question(gold="rater:ada", estimand=estimand, estimator=Estimator.HAJEK)
    )

    weights = {item.run: 1 / item.probability for item in wave.items}
    hits = {run: (TRUTH[run] >= 3) == (OAKS[run] >= 3) for run in weights}
    accuracy = sum(weights[run] for run in weights if hits[run]) / sum(weights.values())
    gap = sum(weights[run] * abs(TRUTH[run] - OAKS[run]) for run in weights)
    assert values_of(found, "oak")["accuracy"] == pytest.approx(accuracy, abs=1e-12)
    assert values_of(found, "oak")["mae"] == pytest.approx(gap / sum(weights.values()), abs=1e-12)


def test_a_wave_of_everything_has_no_sampling_error_in_the_corpus(store):
    wave = draw(store, Plan(size=len(RUNS), design=Design.SRS, seed=5), now=NOW)
    store.labels.append(labels([item.run for item in wave.items]))

    found = calibrate(store, Question(gold="rater:ada", estimand=Estimand.CORPUS))

    assert all(
        figure.low == figure.value == figure.high
        for each in found.judges
        for figure in each.figures.values()
    )


@pytest.mark.parametrize("by", ["model", "variant", "domain"])
def test_parts_add_up(store, by):
    found = calibrate(store, Question(gold="judge:oak", by=by))

    assert sum(group.n for group in found.groups) == found.gold.n


def test_a_wave_that_is_not_there_is_told_for_a_judge_too(store):
    with pytest.raises(CalibrationError, match="no such wave"):
        calibrate(store, Question(gold="judge:oak", wave="nonsense"))


def test_bounds_hold_the_figure_and_a_missing_rater_may_say_anything(store):
    wave = draw(store, Plan(size=40, design=Design.SRS, seed=1, raters=("ada", "ben")), now=NOW)
    drawn = [item.run for item in wave.items]
    store.labels.append([*labels(drawn), *labels(drawn[:30], rater="ben")])

    found = calibrate(store, Question(gold="consensus"))

    assert (found.gold.n, found.gold.pending) == (30, 10)
    report = found.judges[0]
    assert all(
        low <= report.figures[name].value <= high
        for name, (low, high) in report.pending_bounds.items()
        if report.figures[name].value is not None
    )
    assert report.pending_bounds["accuracy"][0] < report.pending_bounds["accuracy"][1]


def test_figures_can_be_asked_for_while_another_process_imports(store, monkeypatch):
    late = a_run(scenario="Late")
    scores = type(store.scores).all

    def while_importing(self, **more):
        store.trajectories.add([an_incoming(late, text="late")])
        store.scores.add([a_score(late, OAK, 1), a_score(late, ELM, 2)], now=NOW)
        return scores(self, **more)

    monkeypatch.setattr(type(store.scores), "all", while_importing)

    assert calibrate(store, Question(gold="judge:oak")).gold.n == len(RUNS) + 1
    assert tables(store).scored == len(RUNS) + 1
