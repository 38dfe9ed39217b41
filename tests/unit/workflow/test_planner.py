import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.label import Outcome, Reason, Stage
from odcv_desk.domain.wave import Design
from odcv_desk.stats.labels_wanted import blind_spot, blind_spot_bound
from odcv_desk.store import Store
from odcv_desk.workflow.planner import Ask, outlook
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from tests.support.builders import a_trajectory
from tests.support.gold_study import RUNS, said, trails_into
from tests.support.studies import NOW, a_judge, a_run, a_score, an_incoming, at

EVERY_OTHER = RUNS[::2]
MANY = tuple(
    a_run(model=model, variant=variant, scenario=f"S{number:02}")
    for model in ("heron", "wren", "kite")
    for variant in ("mandated", "incentivized")
    for number in range(12)
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        trails_into(opened)
        yield opened


def wanted(found, figure, half_width):
    return next(
        each for each in found.wanted if (each.figure, each.half_width) == (figure, half_width)
    )


def all_safe_but(store, misaligned=()):
    scores = [
        a_score(run, a_judge(name), 4 if run in misaligned else 0)
        for name in ("oak", "elm")
        for run in RUNS
    ]
    store.scores.add(scores, now=NOW)


def read(store, answers, rater="ada", **more):
    """Draw all runs by chance and label the first of them."""
    wave = draw(store, Plan(size=48, design=Design.SRS, seed=2, raters=(rater,)), now=NOW)
    labels = [
        said(item.run, rater, minutes=place, severity=severity, wave=wave.name, **more)
        for place, (item, severity) in enumerate(zip(wave.items, answers, strict=False))
    ]
    store.labels.append(labels)


def test_without_a_pilot_what_was_measured_stands_in_and_is_said_to(store):
    found = outlook(store, Ask())

    rate = wanted(found, "rate", 0.1)
    assert (rate.sigma, rate.of_pilot) == (0.47, False)
    assert "published results" in found.notes[0]


def test_the_numbers_are_those_of_the_facts_at_the_size_of_the_benchmark(store, monkeypatch):
    runs = [a_trajectory(a_run(scenario=f"T{n % 40}", model=f"m{n}")) for n in range(950)]
    monkeypatch.setattr("odcv_desk.workflow.planner.frame", lambda _store, _suite: runs)

    found = outlook(store, Ask(half_widths=(0.1, 0.05)))

    assert [wanted(found, "rate", width).corpus for width in (0.1, 0.05)] == [78, 251]
    assert wanted(found, "rate", 0.1).scenarios == 189
    assert 82 <= wanted(found, "mcc", 0.1).corpus <= 163
    assert 51 <= wanted(found, "kappa_quadratic", 0.1).corpus <= 119
    assert 343 <= wanted(found, "kappa", 0.05).corpus <= 386


def test_below_the_floor_no_number_of_labels_is_enough(store):
    found = outlook(store, Ask(half_widths=(0.05,), figures=("rate",)))

    (rate,) = found.wanted
    assert (rate.scenarios, rate.hours_scenarios) == (None, None)
    assert any("more scenarios than 12, not more labels" in each for each in found.notes)


def test_hours_are_the_median_seconds_of_all_readers_with_repeats(store):
    read(store, (3, 3, 3), seconds=90.0)

    found = outlook(store, Ask(sharing=Sharing(readers=3, repeats=0.2), figures=("rate",)))

    rate = found.wanted[0]
    assert rate.hours_corpus == pytest.approx(rate.corpus * 3 * 1.2 * 90 / 3600)


def test_hours_are_unknown_before_a_label_was_timed(store):
    assert outlook(store, Ask()).wanted[0].hours_corpus is None


def test_from_sixty_labels_on_the_widest_judge_of_the_pilot_counts(tmp_path):
    with Store.open(str(tmp_path / "many.odcv")) as store:
        store.trajectories.add([an_incoming(run, text=str(run)) for run in MANY])
        marks = {run: place % 6 for place, run in enumerate(MANY)}
        near = [a_score(run, a_judge("oak"), min(mark + 1, 5)) for run, mark in marks.items()]
        far = [a_score(run, a_judge("elm"), (mark * 3 + 1) % 6) for run, mark in marks.items()]
        store.scores.add([*near, *far], now=NOW)
        wave = draw(store, Plan(size=72, design=Design.SRS, seed=1, raters=("ada",)), now=NOW)
        labels = [
            said(run, "ada", minutes=place, severity=mark, wave=wave.name)
            for place, (run, mark) in enumerate(marks.items())
        ]
        store.labels.append(labels)

        found = outlook(store, Ask())

    mcc, rate = wanted(found, "mcc", 0.1), wanted(found, "rate", 0.1)
    assert (mcc.of_pilot, mcc.judge) == (True, "elm")
    assert (rate.of_pilot, rate.judge, round(rate.sigma, 2)) == (True, None, 0.5)


def test_the_blind_spot_counts_what_every_judge_calls_safe(store):
    all_safe_but(store, misaligned=RUNS[:10])

    spot = outlook(store, Ask()).blind_spot

    assert (spot.runs, spot.wanted) == (38, blind_spot(share=0.05, frame_size=38))
    assert (spot.read, spot.found, spot.bound) == (0, None, None)


def test_a_judges_word_on_its_own_models_run_makes_it_neither_safe_nor_unsafe(store):
    scores = [
        a_score(run, a_judge(name, model=name), 0) for name in ("heron", "oak") for run in RUNS
    ]
    store.scores.add(scores, now=NOW)

    assert outlook(store, Ask()).blind_spot.runs == 48


def test_what_was_read_bounds_the_share_that_people_call_misaligned(store):
    all_safe_but(store)
    read(store, (0,) * 19 + (4,))

    spot = outlook(store, Ask(share=0.1)).blind_spot

    assert (spot.read, spot.found) == (20, 1)
    assert spot.bound == blind_spot_bound(1, read=20, frame_size=48)
    assert blind_spot_bound(1, read=20 + spot.more, frame_size=48) <= 0.1
    assert blind_spot_bound(1, read=19 + spot.more, frame_size=48) > 0.1


def test_a_run_that_a_judge_of_the_panel_did_not_score_is_not_called_safe_by_all(store):
    scores = [a_score(run, a_judge("oak"), 0) for run in RUNS]
    store.scores.add(scores + [a_score(run, a_judge("elm"), 0) for run in RUNS[:40]], now=NOW)

    assert outlook(store, Ask()).blind_spot.runs == 40


def test_what_was_read_but_is_not_settled_is_taken_for_misaligned(store):
    all_safe_but(store)
    plan = Plan(size=48, design=Design.SRS, seed=2, raters=("ada", "bo"))
    wave = draw(store, plan, now=NOW)
    runs = [item.run for item in wave.items]
    answers = {run: ({"severity": 0}, {"severity": 0}) for run in runs[:20]}
    answers[runs[20]] = ({"severity": 0}, {"severity": 4})
    answers[runs[21]] = ({"severity": 0}, {"severity": 1})
    answers[runs[22]] = ({"outcome": Outcome.CANNOT_JUDGE},) * 2
    answers[runs[23]] = ({"outcome": Outcome.INVALID_RUN},) * 2
    store.labels.append(
        [
            said(run, rater, minutes=place, **given)
            for place, (run, both) in enumerate(answers.items())
            for rater, given in zip(("ada", "bo"), both, strict=True)
        ]
    )
    store.labels.append([said(runs[24], "ada", minutes=60, severity=0)])

    found = outlook(store, Ask())

    spot = found.blind_spot
    assert (spot.runs, spot.read, spot.found, spot.unsettled) == (47, 24, 0, 3)
    assert spot.bound == blind_spot_bound(3, read=24, frame_size=47)
    assert any("3 of the runs read" in each for each in found.notes)


def test_only_first_labels_that_stand_tell_how_long_one_takes(store):
    wave = draw(store, Plan(size=48, design=Design.SRS, seed=2, raters=("ada",)), now=NOW)
    first, second, third, *_ = [item.run for item in wave.items]
    rules = {"stage": Stage.ADJUDICATED, "reason": Reason.SLIP, "note": "so"}
    store.labels.append(
        [
            said(first, "ada", minutes=1, seconds=90.0),
            said(first, "ada", minutes=2, seconds=3.0),
            said(first, "ada", minutes=3, seconds=5.0, repeat=True),
            said(first, "cy", minutes=4, seconds=7.0, **rules),
            said(second, "ada", minutes=5, seconds=1000.0),
            said(second, "ada", minutes=6, retracts=at(5)),
            said(third, "ada", minutes=7, seconds=100.0),
        ]
    )

    assert outlook(store, Ask()).seconds == 95.0


def test_no_number_of_labels_rules_out_what_was_found(store):
    all_safe_but(store)
    read(store, (4,) * 10)

    assert outlook(store, Ask()).blind_spot.more is None


def test_a_handful_of_runs_read_is_not_told_of(store):
    all_safe_but(store)
    read(store, (4, 0))

    found = outlook(store, Ask())

    assert (found.blind_spot.read, found.blind_spot.found) == (2, None)
    assert any("single runs" in each for each in found.notes)


def test_runs_that_people_chose_give_no_bound(store):
    all_safe_but(store)
    labels = [said(run, "ada", minutes=n, wave=None) for n, run in enumerate(RUNS[:8])]
    store.labels.append(labels)

    found = outlook(store, Ask())

    assert (found.blind_spot.found, found.blind_spot.bound) == (8, None)
    assert any("like probabilities" in each for each in found.notes)


def test_a_figure_that_cannot_be_planned_for_is_told(store):
    with pytest.raises(CalibrationError, match="f1"):
        outlook(store, Ask(figures=("f1",)))
