"""The human ceiling beside the judges of a calibration, and the reasons why there is none."""

import pytest

from odcv_desk.domain.label import Outcome
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.ceiling_beside import ceilings_beside
from odcv_desk.workflow.people_ceiling import human_ceiling
from tests.support.gold_study import a_drawn_study, judged, labelled, said, trails_into


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def beside(store, gold="consensus", rater=""):
    return ceilings_beside(store, calibrate(store, Question(gold=gold)), rater=rater)


def test_a_complete_wave_gives_each_judge_its_ceiling(store):
    labelled(store, a_drawn_study(store))
    judged(store)

    found = beside(store)

    assert found.known == {each.judge: each for each in human_ceiling(store)}
    assert found.none == found.why_none("oak") == ""


def test_judges_against_a_judge_have_no_human_ceiling(store):
    labelled(store, a_drawn_study(store))
    judged(store)

    assert beside(store, "judge:oak").none == "as the gold is what judges said"


def test_without_a_wave_there_is_no_ceiling(store):
    trails_into(store)
    judged(store)

    assert "no wave" in beside(store, "consensus").none


def test_a_wave_that_nobody_has_labelled_says_so(store):
    a_drawn_study(store)
    judged(store)

    assert "no run of the wave has been labelled" in beside(store).missing


def test_an_open_wave_tells_nothing_of_single_people(store):
    wave = a_drawn_study(store)
    judged(store)
    store.labels.append([said(wave.items[0].run, "ada", minutes=1)])

    assert "not complete" in beside(store).none


def test_few_comparisons_are_not_shown(store):
    wave = a_drawn_study(store)
    judged(store)
    lost = {"outcome": Outcome.CANNOT_JUDGE}
    store.labels.append(
        [
            said(item.run, rater, minutes=place, **({} if place < 2 else lost))
            for place, item in enumerate(wave.items)
            for rater in ("ada", "bo")
        ]
    )

    found = beside(store)

    assert found.known == {}
    assert "4 comparisons" in found.sentence("oak")
    assert "from 10 on" in found.why_none("elm")
