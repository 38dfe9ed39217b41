"""Two raters label one wave, with a second look each: at two desks and by command line."""

import shutil
from datetime import timedelta

import pytest

import resources
from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Stage
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.turn_order import Sharing
from odcv_desk.workflow.wave_course import stop
from tests.support.told_twice import (
    Said,
    draw_by_keys,
    held,
    label_by_command_line,
    label_by_keys,
)
from tests.support.window import START, Clock

RESULTS = resources.path("demo/results")
SIZE, SEED = 12, 4
RATERS = ("ada", "ben")


@pytest.fixture
def study(tmp_path):
    place = tmp_path / "window.odcv"
    with Store.open(str(place)) as store:
        ingest(store, [RESULTS], now=START)
    shutil.copy(place, tmp_path / "study.odcv")
    return place


def answer(rater, place):
    """Return what a rater says at a place of the own order; no second look says the same."""
    return Said(severity=(place + RATERS.index(rater)) % 3)


def due(study, rater):
    with Store.open(str(study), create=False) as store:
        row = upcoming(store, rater, "wave-1")
        return None if row is None else str(store.trajectories.at(row).id)


def tell_by_command_line(desk):
    asked = ("--size", SIZE, "--design", "stratified", "--seed", SEED)
    drawn = desk.json("sample", *asked, "--raters", ",".join(RATERS))
    assert drawn["turns"] == dict.fromkeys(RATERS, SIZE + 1)
    for place in range(SIZE + 1):
        for rater in RATERS:
            run = due(desk.study, rater)
            label_by_command_line(desk, run, answer(rater, place), rater=rater)


def in_turns(events):
    """Return what each rater said, in the order in which it was said."""
    return {rater: [each for each in events if each.rater == rater] for rater in RATERS}


@pytest.mark.slow
def test_two_desks_leave_the_study_that_the_command_line_leaves(open_window, study, desk):
    tell_by_command_line(desk)

    ada = open_window(study, rater="ada", now=Clock())
    draw_by_keys(ada, size=SIZE, seed=SEED, raters=", ".join(RATERS))
    ben = open_window(study, rater="ben", now=Clock())
    for window in (ada, ben):
        window.keys("Alt+1")
    seen = []
    for place in range(SIZE + 1):
        for rater, window in (("ada", ada), ("ben", ben)):
            assert window.reading.own is None
            assert window.reading.history == ()
            seen.append((rater, window.reading.row))
            label_by_keys(window, answer(rater, place))

    assert len(seen) - len(set(seen)) == len(RATERS)
    assert "judges may be shown now" in ben.said()
    by_window, by_command = held(study), held(desk.study)
    assert by_window["waves"] == by_command["waves"]
    assert in_turns(by_window["labels"]) == in_turns(by_command["labels"])
    assert [each.repeat for each in by_window["labels"]].count(True) == len(RATERS)
    assert {each.stage for each in by_window["labels"]} == {Stage.BLIND}


@pytest.fixture
def at_second_look(study):
    """A study in which one run comes to Ada again; return its row."""
    with Store.open(str(study), create=False) as store:
        sharing = Sharing(repeats=0.125)
        plan = Plan(size=8, design=Design.SRS, seed=3, raters=("ada",), sharing=sharing)
        draw(store, plan, now=START)
        given = set()
        row = upcoming(store, "ada", "wave-1")
        while row not in given:
            at = START + timedelta(seconds=len(given) - 60)
            commit(store, "ada", row, Draft(severity=1), now=at)
            given.add(row)
            row = upcoming(store, "ada", "wave-1")
    return row


def test_a_second_look_is_walked_through_and_taken_back_like_any_other(
    open_window, study, at_second_look
):
    window = open_window(study, rater="ada")
    before = behind_of(window)
    assert window.reading.row == at_second_look
    assert at_second_look not in before

    window.keys("P")
    assert window.reading.row == before[-1]
    window.keys("N")
    assert (window.reading.row, window.reading.own) == (at_second_look, None)

    label_by_keys(window, Said(severity=2, note="once more"))
    assert window.reading.row not in (at_second_look, *before)
    window.keys("Ctrl+Z")

    assert (window.reading.row, window.reading.own) == (at_second_look, None)
    assert window.review.label.draft().note == "once more"
    window.keys("Ctrl+Return")
    with Store.open(str(study), create=False) as store:
        given = standing(store.labels.of("ada", at_second_look))
    assert [(each.severity, each.repeat) for each in given] == [(1, False), (2, True)]


def behind_of(window):
    return window.review.walk._now.ended


def test_a_stopped_wave_says_so_where_it_was_labelled(open_window, study, at_second_look):
    window = open_window(study, rater="ada")
    with Store.open(str(study), create=False) as store:
        stop(store, "wave-1", by="ben", now=START)

    window.keys("Alt+4", "Alt+1")
    window.review.enter_wave("wave-1")
    window.settle()

    assert "wave-1 is stopped" in window.said()
    assert window.has("review.message.judges")
