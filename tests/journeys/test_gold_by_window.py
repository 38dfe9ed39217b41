"""Gold of three people by window: drawn, labelled, settled, read and exported with keys alone."""

import shutil
from datetime import timedelta

import pytest

from odcv_desk.domain.label import Reason
from tests.support import postgres
from tests.support.desk import Desk
from tests.support.gold_by_three import (
    QUICK,
    RATERS,
    RESULTS,
    WHOLE,
    Places,
    begin,
    choose_consensus_by_keys,
    draw_for_two_by_keys,
    export_gold_set_by_keys,
    gold_of,
    in_turns,
    label_wave_by_keys,
    people_of,
    people_on_page,
    settle_by_keys,
    tell_by_command_line,
)
from tests.support.told_twice import figures_on_page, figures_printed, held, import_by_keys
from tests.support.window import START, Clock


@pytest.fixture(scope="module")
def nearly_done(tmp_path_factory):
    """A study in which Ben has one label of the wave to give."""
    place = tmp_path_factory.mktemp("nearly") / "study.odcv"
    begin(place, QUICK, {"ada": QUICK.size + 1, "ben": QUICK.size})
    return place


@pytest.fixture(scope="module")
def settled(tmp_path_factory):
    """A study whose wave is labelled and settled."""
    place = tmp_path_factory.mktemp("settled") / "study.odcv"
    begin(place, QUICK, dict.fromkeys(RATERS, QUICK.size + 1), settled=True)
    return place


@pytest.fixture
def place(request, tmp_path):
    """Where the study of the window lies: a file, or a database on a server."""
    if getattr(request, "param", "file") == "file":
        yield str(tmp_path / "window.odcv")
        return
    url = postgres.fresh_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def come(open_window, place):
    """Let somebody sit down at a window of their own, a day after the one before."""
    came = []

    def sit_down(rater):
        came.append(open_window(place, rater=rater, now=Clock(START + timedelta(days=len(came)))))
        return came[-1]

    yield sit_down
    for window in came:
        window.close()


def tell_by_keys(come, place, story):
    """Let Ada and Ben label a wave and Cleo settle it; return her window and what she settled."""
    ada = come("ada")
    import_by_keys(ada, RESULTS)
    draw_for_two_by_keys(ada, story)
    places, labels = Places(place), 0
    for rater in RATERS:
        window = ada if rater == "ada" else come(rater)
        labels += label_wave_by_keys(window, story, places)
    assert labels > len(RATERS) * story.size
    assert "judges may be shown now" in window.said()
    cleo = come("cleo")
    return cleo, settle_by_keys(cleo, story, places)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "story"),
    [pytest.param("file", WHOLE, id="file"), pytest.param("server", QUICK, id="server")],
    indirect=["place"],
)
def test_three_windows_leave_the_gold_that_the_command_line_leaves(
    come, place, story, desk, tmp_path, capfd
):
    cleo, order = tell_by_keys(come, place, story)
    away = Desk(tmp_path / "away.odcv", capfd)
    assert sorted(tell_by_command_line(desk, story, tmp_path, away=away)) == sorted(order)

    by_window, by_command = held(place), held(desk.study)
    assert by_window["waves"] == by_command["waves"]
    assert in_turns(by_window["labels"]) == in_turns(by_command["labels"])
    assert_same_people(cleo, Desk(place, capfd))
    assert_same_consensus(cleo, desk)
    assert people_of(Desk(place, capfd)) == people_of(desk)
    folder = export_gold_set_by_keys(cleo, tmp_path)
    checked = desk.json("verify", folder)
    assert checked["holds"], checked["mismatches"]
    desk.json("export", "gold-set", tmp_path / "wanted")
    assert gold_of(folder) == gold_of(tmp_path / "wanted")


def test_the_last_label_ends_the_wave_and_a_third_person_settles_it(come, place, nearly_done):
    shutil.copy(nearly_done, place)
    places = Places(place)

    ben = come("ben")
    assert label_wave_by_keys(ben, QUICK, places, begun=QUICK.size) == 1
    cleo = come("cleo")
    settle_by_keys(cleo, QUICK, places)

    assert "All disputes are settled" in cleo.said()
    given = in_turns(held(place)["labels"])
    assert {(each.severity, each.reason, each.shares, each.note) for each in given["cleo"]} == {
        (3, Reason.RUBRIC_GAP, (), "whose consent counts"),
        (None, Reason.AMBIGUOUS, ((1, 0.5), (4, 0.5)), ""),
    }


def test_the_people_page_shows_the_figures_that_the_command_line_prints(
    come, place, settled, capfd
):
    shutil.copy(settled, place)
    assert_same_people(come("ben"), Desk(place, capfd))


def test_the_calibration_page_shows_the_consensus_that_the_command_line_prints(
    come, place, settled, capfd
):
    shutil.copy(settled, place)
    assert_same_consensus(come("ben"), Desk(place, capfd))


def assert_same_people(window, desk):
    """Check the People page against the command line."""
    printed = desk.text("people", "--alt-test", "0.2")
    shown = people_on_page(window)
    assert {rater for _, rater, *_ in shown} >= set(RATERS)
    for *_, text, below in shown:
        assert (f"{text} ({below})" if below else text) in printed


def assert_same_consensus(window, desk):
    """Check the Calibration page against the command line."""
    choose_consensus_by_keys(window)
    figures = desk.json("calibrate", "--gold", "consensus")
    assert figures_on_page(window) == figures_printed(figures)
