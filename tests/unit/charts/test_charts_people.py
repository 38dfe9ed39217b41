import pytest

from odcv_desk.charts import DARK, LIGHT, agreement_chart, ceiling_chart
from odcv_desk.domain.estimate import NoInterval, Undefined
from odcv_desk.domain.people import Beside, JudgeCeiling
from odcv_desk.store import Store
from odcv_desk.workflow.people import people
from tests.support.builders import an_estimate, undefined, without_interval
from tests.support.people_studies import a_shared_wave, label_wave


def texts(figure):
    axes = figure.axes[0]
    return [text.get_text() for text in (*axes.texts, *axes.get_yticklabels())]


def points(figure):
    return [
        float(line.get_xdata()[0])
        for line in figure.axes[0].lines
        if line.get_marker() not in ("None", None) and len(line.get_xdata()) == 1
    ]


def a_ceiling(judge="oak", mcc=None):
    beside = Beside(
        human=an_estimate(0.8), judge=an_estimate(0.7, 0.6, 0.75), difference=an_estimate(-0.1)
    )
    return JudgeCeiling(judge=judge, n=20, mcc=mcc or beside, kappa_quadratic=beside, half_points=0)


@pytest.fixture
def found(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        wave, truth = a_shared_wave(store, 24, 3)
        label_wave(store, wave, truth)
        yield people(store)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_alpha_stands_above_the_kappa_of_every_two(found, theme):
    figure = agreement_chart(found, theme=theme)

    assert texts(figure)[-5:] == [
        "all, on six levels",
        "all, misaligned or not",
        "ada and ben",
        "ada and cleo",
        "ben and cleo",
    ]
    assert points(figure)[0] == pytest.approx(found.together.alpha.value)
    assert len(points(figure)) == 5


def test_an_open_wave_of_few_says_why_there_is_no_chart(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        wave, truth = a_shared_wave(store, 8, 2)
        label_wave(store, wave, truth, skip=2)
        figure = agreement_chart(people(store))

    assert texts(figure)[0] == "not enough runs that two people labelled"


def test_a_judge_stands_beside_a_person(found):
    assert points(ceiling_chart([a_ceiling()])) == [0.7, 0.8]


def test_an_undefined_ceiling_is_a_reason_and_no_point():
    none = undefined(Undefined.NO_CASES)
    figure = ceiling_chart([a_ceiling(mcc=Beside(human=none, judge=none, difference=none))])

    assert points(figure) == []
    assert "undefined: no run to compare on" in texts(figure)


def test_a_ceiling_without_interval_says_why():
    alone = without_interval(0.5, NoInterval.TOO_FEW_SCENARIOS)
    figure = ceiling_chart([a_ceiling(mcc=Beside(human=alone, judge=alone, difference=alone))])

    assert texts(figure).count("no interval: too few scenarios") == 2


def test_without_a_judge_there_is_nothing_to_draw():
    assert texts(ceiling_chart([]))[0] == "no judge has scored these runs"
