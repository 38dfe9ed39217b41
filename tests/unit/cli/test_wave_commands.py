"""`sample` for several raters, and what becomes of a wave after it was drawn."""

import pytest

from odcv_desk.store import Store
from tests.support.desk import Desk
from tests.support.studies import a_results_tree

CELLS = tuple(
    (model, "mandated", scenario)
    for model in ("heron", "wren")
    for scenario in ("Alpha", "Beta", "Gamma")
)
DRAW = ("sample", "--size", 4, "--design", "srs", "--seed", 1)


def scores(name, heron):
    rows = "".join(f"{scenario},{heron},1\r\n" for scenario in ("Alpha", "Beta", "Gamma"))
    return (f"judge_all/scores_{name}.csv", f"scenario,heron-mandated,wren-mandated\r\n{rows}")


@pytest.fixture
def desk(tmp_path, capfd):
    made = Desk(tmp_path / "study.odcv", capfd)
    tree = a_results_tree(tmp_path / "tree", CELLS, [scores("oak", 5), scores("elm", 1)])
    made.json("import", tree)
    return made


def test_a_draw_says_how_it_is_shared(desk):
    drawn = desk.json(*DRAW, "--raters", "ada,bo", "--overlap", 0.5, "--repeats", 0)

    assert (drawn["readers"], drawn["overlap"], drawn["repeats"]) == (2, 0.5, 0)
    assert drawn["turns"] == {"ada": 3, "bo": 3}
    assert (drawn["joins"], len(drawn["ids"]), len(drawn["probabilities"])) == ([], 4, 4)


def test_a_draw_says_which_second_looks_do_not_fit(desk):
    _, out, told = desk.run(*DRAW, "--raters", "ada,bo", "--repeats", 0.5)

    assert "4 second looks are wanted, none of them fits" in told
    assert "second look" not in out
    assert "second look" not in desk.run(*DRAW, "--raters", "ada,bo", "--repeats", 0)[2]


def test_a_draw_for_anybody_shares_nothing_out(desk):
    drawn = desk.json(*DRAW)

    assert (drawn["turns"], drawn["readers"], drawn["raters"]) == ({}, None, [])


@pytest.mark.parametrize(
    ("option", "value"), [("--readers", 0), ("--overlap", 2), ("--repeats", -1)]
)
def test_what_cannot_be_shared_so_is_a_fault(desk, option, value):
    assert "Give" in desk.fault(*DRAW, "--raters", "ada,bo", option, value)


def test_chances_that_tell_of_judges_are_not_printed(desk):
    said = desk.text("sample", "--size", 3, "--design", "pps", "--seed", 1)
    plain = desk.text(*DRAW)

    assert "0.5" not in said
    assert "0.6667" in plain


def test_a_second_wave_joins_the_first(desk):
    desk.json(*DRAW, "--raters", "ada")

    drawn = desk.json(*DRAW, "--raters", "ada", "--design", "pps", "--join", "wave-1")

    assert (drawn["joins"], drawn["design"]) == (["wave-1"], "pps")
    assert "no such wave" in desk.fault(*DRAW, "--join", "wave-9")


def test_waves_are_listed_with_how_far_their_raters_are(desk):
    drawn = desk.json(*DRAW, "--raters", "ada,bo")
    desk.json("label", drawn["ids"][0], 3, "--rater", "ada")

    (wave,) = desk.json("wave", "list")

    assert wave["by_rater"] == {
        "ada": {"ended": 1, "assigned": 4},
        "bo": {"ended": 0, "assigned": 4},
    }
    assert (wave["stopped"], wave["complete"], wave["estimator"]) == (False, False, None)
    assert "wave-1" in desk.text("wave", "list")


def test_the_next_run_of_a_masked_wave_is_told_by_its_key(desk):
    desk.json(*DRAW, "--raters", "ada,bo")

    due = desk.json("wave", "next", "wave-1", "--rater", "bo")

    with Store.open(desk.study, create=False) as store:
        (wave,) = store.waves.all()
        run = store.trajectories.find(wave.turns["bo"][0].run)
    assert (due["id"], due["key"]) == (None, run.key)
    assert (due["ended"], due["assigned"]) == (0, 4)
    assert str(run.id.model) not in desk.text("wave", "next", "wave-1", "--rater", "bo")


def test_the_next_run_is_named_where_names_may_be_seen(desk):
    drawn = desk.json(*DRAW, "--raters", "ada", "--policy", "names")

    assert desk.json("wave", "next", "wave-1", "--rater", "ada")["id"] == drawn["ids"][0]
    assert "no such wave" in desk.fault("wave", "next", "wave-9", "--rater", "ada")


def test_the_next_run_is_of_the_latest_wave_where_none_is_named(desk):
    assert "wave: no such wave" in desk.fault("wave", "next", "--rater", "ada")

    desk.json(*DRAW, "--raters", "ada")
    named = desk.json("wave", "next", "wave-1", "--rater", "ada")

    assert desk.json("wave", "next", "--rater", "ada") == named


def test_a_wave_is_closed_for_good(desk):
    desk.json(*DRAW, "--raters", "ada")

    assert "can never go on" in desk.text("wave", "close", "wave-1", "--by", "ada")

    assert desk.json("wave", "list")[0]["closed"] is True
    assert "closed for good" in desk.fault("wave", "continue", "wave-1", "--by", "ada")


def test_a_wave_is_stopped_and_goes_on(desk):
    desk.json(*DRAW, "--raters", "ada")

    stopped = desk.json("wave", "stop", "wave-1", "--by", "ada", "--note", "wide enough")
    assert (stopped["step"], stopped["content"]) == ("stopped", "wide enough")
    assert desk.json("wave", "list")[0]["stopped"] is True
    assert desk.json("wave", "next", "wave-1", "--rater", "ada")["key"] is None
    assert "already" in desk.fault("wave", "stop", "wave-1", "--by", "ada")

    assert "blind as before" in desk.text("wave", "continue", "wave-1", "--by", "ada")
    assert desk.json("wave", "list")[0]["stopped"] is False


def test_an_estimator_is_chosen_for_a_wave(desk):
    desk.json(*DRAW, "--raters", "ada")

    chosen = desk.json("wave", "estimator", "wave-1", "hajek", "--by", "ada")

    assert (chosen["step"], chosen["content"]) == ("estimator", "hajek")
    assert desk.json("wave", "list")[0]["estimator"] == "hajek"


def test_what_is_next_says_why_there_is_nothing(desk):
    desk.json(*DRAW, "--raters", "ada")

    assert "zoe is no rater of wave-1: it is for ada" in desk.text(
        "wave", "next", "wave-1", "--rater", "zoe"
    )
    desk.json("wave", "stop", "wave-1", "--by", "ada")
    assert "wave-1 is stopped" in desk.text("wave", "next", "wave-1", "--rater", "ada")
    desk.json("wave", "close", "wave-1", "--by", "ada")
    assert "closed for good" in desk.text("wave", "next", "wave-1", "--rater", "ada")


def test_people_without_a_wave_say_what_to_do(desk):
    assert "no wave was drawn yet" in desk.fault("people")


def test_an_estimator_chosen_after_a_calibration_was_shown_says_so(desk):
    drawn = desk.json(*DRAW, "--raters", "ada")
    desk.json("label", drawn["ids"][0], 3, "--rater", "ada")
    desk.json("calibrate", "--gold", "rater:ada", "--rater", "zoe")

    said = desk.text("wave", "estimator", "wave-1", "hajek", "--by", "ada")

    assert "hajek, chosen after figures were seen" in said


def test_labels_of_an_open_wave_are_written_with_the_organisers_word_alone(desk, tmp_path):
    drawn = desk.json(*DRAW, "--raters", "ada,bo")
    desk.json("label", drawn["ids"][0], 3, "--rater", "ada")

    assert "wave-1 is open" in desk.fault("export", "gold-csv", tmp_path / "gold.csv")
    desk.json("export", "gold-csv", tmp_path / "gold.csv", "--force-open")

    with Store.open(desk.study) as store:
        (event,) = store.waves.events("wave-1")
    assert (event.by, event.content) == ("organiser", "export")
