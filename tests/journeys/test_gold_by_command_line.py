"""Gold of three people by command line: drawn, labelled here and away, settled, read, checked."""

import pytest

from tests.support.desk import Desk
from tests.support.gold_by_three import (
    QUICK,
    RATERS,
    WHOLE,
    begin,
    gold_of,
    in_turns,
    label_away_by_command_line,
    people_of,
    settle_by_command_line,
    tell_by_command_line,
)
from tests.support.told_twice import held


@pytest.fixture
def another(tmp_path, capfd):
    return lambda name: Desk(tmp_path / name, capfd)


def consensus(desk):
    return desk.json("calibrate", "--gold", "consensus")


def gold_set(desk, folder):
    """Export the gold set, and let it be reckoned again without a study."""
    desk.json("export", "gold-set", folder)
    checked = Desk(folder.parent / "nowhere.odcv", desk._capfd).json("verify", folder)
    assert checked["holds"], checked["mismatches"]
    return gold_of(folder)


@pytest.mark.slow
@pytest.mark.parametrize("story", [pytest.param(QUICK, id="short"), pytest.param(WHOLE, id="long")])
def test_gold_with_a_rater_away_is_the_gold_of_raters_at_home(desk, another, story, tmp_path):
    home = another("home.odcv")

    settled = tell_by_command_line(desk, story, tmp_path, away=another("away.odcv"))
    assert settled == tell_by_command_line(home, story, tmp_path)

    assert sorted(settled) == sorted(story.ruled)
    assert in_turns(held(desk.study)["labels"]) == in_turns(held(home.study)["labels"])
    assert consensus(desk) == consensus(home)
    assert people_of(desk) == people_of(home)
    assert gold_set(desk, tmp_path / "one") == gold_set(home, tmp_path / "other")
    (gap,) = desk.json("adjudicate", "gaps")
    assert gap["note"] == "whose consent counts"


def test_what_came_back_is_settled_and_every_run_of_the_wave_is_told_in_the_gold_set(
    desk, another, tmp_path
):
    places = begin(desk.study, QUICK, {"ada": QUICK.size + 1})
    label_away_by_command_line(desk, another("away.odcv"), QUICK, places, tmp_path)
    settle_by_command_line(desk, QUICK, places)

    gold = gold_set(desk, tmp_path / "gold")

    origins = [row["origin"] for row in gold["runs"]]
    assert (origins.count("agreed"), origins.count("adjudicated")) == (QUICK.size - 2, 1)
    (left_open,) = (row for row in gold["runs"] if row["origin"] == "ambiguous")
    assert (left_open["low"], left_open["high"]) == ("1", "4")
    assert gold["figures"]["agreement"]["disputed"] == len(QUICK.ruled)
    assert gold["figures"]["self_consistency"]["repeats"] == len(RATERS)
    judged = consensus(desk)["judges"]
    assert judged
    assert all(judge["n"] == QUICK.size - 1 for judge in judged)
    assert [each["rater"] for each in people_of(desk)["by_rater"]] == list(RATERS)
