"""The human ceiling beside the judges of a calibration, and the reasons why there is none."""

import pytest

from odcv_desk.domain.label import Outcome
from odcv_desk.domain.people import UNWEIGHTED
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.ceiling_beside import ceilings_beside
from odcv_desk.workflow.people import people
from odcv_desk.workflow.people_ceiling import human_ceiling
from odcv_desk.workflow.people_sheets import sheets
from odcv_desk.workflow.people_words import notes, sentences
from odcv_desk.workflow.sample import Plan, draw
from tests.support.gold_study import a_drawn_study, judged, labelled, said, trails_into
from tests.support.studies import NOW


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


@pytest.mark.parametrize("design", [Design.SRS, Design.PPS])
def test_where_runs_were_not_drawn_alike_people_figures_say_that_they_are_unweighted(store, design):
    trails_into(store)
    judged(store)
    plan = Plan(size=24, design=design, seed=7, raters=("ada", "bo"))
    labelled(store, draw(store, plan, now=NOW))

    found = people(store)

    told = (
        *notes(found),
        *sentences(found),
        *(each.about for each in sheets(found) if each.name == "ceilings"),
    )
    uneven = design is Design.PPS
    assert sum(UNWEIGHTED in each for each in told) == (4 if uneven else 0)
    assert {each.unweighted for each in (found.together, *found.judges)} == {uneven}
