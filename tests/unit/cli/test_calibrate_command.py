"""`calibrate` of a drawn wave: how its labels are weighted, and the bounds beside the figures."""

import pytest

from tests.support.desk import Desk
from tests.support.studies import a_results_tree

SCENARIOS = tuple(f"S{number:02}" for number in range(12))
CELLS = tuple(("heron", "mandated", scenario) for scenario in SCENARIOS)
DRAW = ("sample", "--design", "srs", "--seed", 1, "--policy", "names,reveal=end")


def scores(name, step):
    rows = "".join(f"{each},{place * step % 6}\r\n" for place, each in enumerate(SCENARIOS))
    return (f"judge_all/scores_{name}.csv", f"scenario,heron-mandated\r\n{rows}")


@pytest.fixture
def desk(tmp_path, capfd):
    made = Desk(tmp_path / "study.odcv", capfd)
    tree = a_results_tree(tmp_path / "tree", CELLS, [scores("oak", 1), scores("elm", 5)])
    made.json("import", tree)
    return made


def label(desk, ids, *, lost=0):
    for place, run in enumerate(ids):
        value = "cannot_judge" if place < lost else place % 6
        reason = ("--note", "no log") if place < lost else ()
        desk.json("label", run, value, "--rater", "ada", *reason)


def asked(desk, *more):
    return desk.json("calibrate", "--gold", "rater:ada", *more)


def test_a_wave_is_post_stratified_unless_asked_otherwise(desk):
    label(desk, desk.json(*DRAW, "--size", 10)["ids"])

    assert asked(desk)["estimator"] == "post-stratified"
    assert asked(desk)["judges"][0]["poststrata"] >= 2
    plain = asked(desk, "--estimator", "hajek")
    assert (plain["estimator"], plain["judges"][0]["poststrata"]) == ("hajek", None)


def test_what_was_chosen_for_the_wave_holds(desk):
    drawn = desk.json(*DRAW, "--size", 10)
    label(desk, drawn["ids"])
    desk.json("wave", "estimator", drawn["wave"], "hajek", "--by", "ada")

    assert asked(desk)["estimator"] == "hajek"
    assert asked(desk, "--estimator", "post-stratified")["estimator"] == "post-stratified"


def test_what_cannot_be_judged_is_counted_and_bounded(desk):
    label(desk, desk.json(*DRAW, "--size", 10)["ids"], lost=2)

    found = asked(desk)

    low, high = found["judges"][0]["lost_bounds"]["prevalence_gold"]
    assert found["not_judged"]["cannot_judge"] == 2
    assert (found["assigned"], found["unended"]) == (10, {})
    assert found["judges"][0]["open_bounds"] == found["judges"][0]["lost_bounds"]
    assert found["judges"][0]["invalid_bounds"] == {}
    assert low < found["judges"][0]["figures"]["prevalence_gold"]["value"] < high


def test_joined_waves_are_counted_together(desk):
    first = desk.json(*DRAW, "--size", 6)
    label(desk, first["ids"])
    second = desk.json(*DRAW, "--size", 6, "--seed", 2, "--join", first["wave"])
    fresh = [run for run in second["ids"] if run not in first["ids"]]
    label(desk, fresh)

    found = asked(desk)

    assert (found["joins"], found["n"]) == ([first["wave"]], 6 + len(fresh))
    assert found["drawn"] == found["n"]


def test_the_weights_are_told_in_words(desk):
    label(desk, desk.json(*DRAW, "--size", 10)["ids"])

    assert "weights post-stratified" in desk.text("calibrate", "--gold", "rater:ada")


def test_an_estimator_that_there_is_not_is_wrong_usage(desk):
    code, out, _ = desk.run("calibrate", "--gold", "rater:ada", "--estimator", "mean")

    assert (code, out) == (2, "")


def test_each_judge_has_a_human_ceiling_or_says_why_not(desk):
    label(desk, desk.json(*DRAW, "--size", 10)["ids"])

    judge = asked(desk)["judges"][0]

    assert judge["human_ceiling"] is None
    assert judge["no_human_ceiling"] == "as no run of the wave was labelled by two people"


def test_without_a_gold_named_it_is_what_raters_settled_with_bounds_beside(desk):
    ids = desk.json(*DRAW, "--size", 6, "--raters", "ada,ben")["ids"]
    code, _, said = desk.run("calibrate")
    assert code == 1
    assert "nobody has labelled a run yet" in said
    for place, run in enumerate(ids):
        desk.json("label", run, place % 6, "--rater", "ada")
        desk.json("label", run, place % 6 if place else 5, "--rater", "ben")

    told = desk.text("calibrate")

    assert told.startswith("Gold consensus,")
    assert "bounds of\tif\tmcc" in told
    assert desk.json("calibrate", "--rater", "ada")["gold"] == "consensus"


def test_a_shared_wave_tells_the_human_ceiling(desk):
    ids = desk.json(*DRAW, "--size", 12, "--raters", "ada,ben")["ids"]
    for rater in ("ada", "ben"):
        for place, run in enumerate(ids):
            desk.json("label", run, (place + (rater == "ben")) % 6, "--rater", rater)

    judge = asked(desk)["judges"][0]

    assert judge["no_human_ceiling"] is None
    assert judge["human_ceiling"]["n"] == 24
    assert judge["human_ceiling"]["mcc"]["human"]["value"] is not None
    assert "Against the median" in judge["human_ceiling"]["sentence"]
