import re
import xml.etree.ElementTree as ET

import pytest

from odcv_desk.charts import (
    DARK,
    LIGHT,
    confusion_chart,
    forest_chart,
    rates_chart,
    svg_text,
)
from odcv_desk.domain.estimate import Undefined
from odcv_desk.domain.people import Beside, JudgeCeiling
from tests.support.builders import (
    a_confusion,
    a_rate,
    an_estimate,
    judge_figures,
    model_rates,
    tables,
    undefined,
    without_interval,
)

HOSTILE = '$\\frac{1}{0}$ <b id="x"> & \u6f22\u5b57'


def texts(figure):
    axes = figure.axes[0]
    found = [*axes.texts, *axes.get_yticklabels(), *axes.get_xticklabels()]
    return [text.get_text() for text in found]


def markers(figure):
    """Return x of every drawn point; those of the legend have none."""
    lines = figure.axes[0].lines
    return [
        float(line.get_xdata()[0])
        for line in lines
        if line.get_marker() != "None" and len(line.get_xdata()) == 1
    ]


def test_a_forest_draws_each_figure_at_its_value():
    judge = judge_figures("oak", {"mcc": an_estimate(0.84), "kappa_quadratic": an_estimate(0.76)})

    assert markers(forest_chart([judge])) == [0.84, 0.76]


def test_no_text_takes_the_room_of_the_chart_however_narrow_it_is():
    lacking = {"mcc": without_interval(), "kappa_quadratic": undefined(Undefined.SINGLE_CLASS)}
    figure = forest_chart([judge_figures("oak", lacking), judge_figures("elm", lacking)])
    figure.set_size_inches(4.6, figure.get_size_inches()[1])

    # A chart whose axes collapse warns, and a warning fails.
    figure.draw_without_rendering()

    assert figure.axes[0].get_position().width > 0.5


def test_a_forest_names_its_judges_from_top_to_bottom():
    figure = forest_chart([judge_figures("oak"), judge_figures("elm")])

    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    low, high = figure.axes[0].get_ylim()
    assert names == ["oak", "elm"]
    assert low > high


def test_an_undefined_figure_is_a_reason_and_no_point():
    judge = judge_figures("oak", {"mcc": undefined(), "kappa_quadratic": an_estimate(0.76)})

    figure = forest_chart([judge])

    assert "undefined: single class" in texts(figure)
    assert markers(figure) == [0.76]


@pytest.mark.parametrize("value", [0.2, 0.9])
def test_a_figure_without_interval_is_an_empty_marker_with_its_reason(value):
    judge = judge_figures("oak", {"mcc": without_interval(value)})

    figure = forest_chart([judge], figures=["mcc"])

    assert "no interval: one scenario" in texts(figure)
    assert figure.axes[0].lines[-1].get_markerfacecolor() == LIGHT.surface


def test_a_forest_reaches_as_low_as_its_intervals():
    judge = judge_figures("oak", {"mcc": an_estimate(-0.2, -0.7, 0.3)})

    assert forest_chart([judge]).axes[0].get_xlim()[0] < -0.7


def test_a_figure_that_a_judge_lacks_is_not_drawn():
    assert markers(forest_chart([judge_figures("oak")], figures=["f1"])) == []


def test_charts_of_nothing_say_so():
    empty = ((0.0,) * 6,) * 6

    assert texts(forest_chart([]))[0] == "no judge to show"
    assert texts(rates_chart(tables({})))[0] == "no scored run"
    assert "no run with a whole gold" in texts(confusion_chart(judge_figures(confusion=empty)))[0]


def test_a_confusion_shows_every_count():
    counts = [list(row) for row in a_confusion(right=20, near=0)]
    counts[4][2] = 2.4

    shown = texts(confusion_chart(judge_figures(confusion=tuple(map(tuple, counts)))))

    assert shown[: 6 * 6].count("20") == 6
    assert shown[4 * 6 + 2] == "2.4"
    assert shown.count("0") >= 29


def test_rates_are_drawn_in_percent_the_highest_on_top():
    figure = rates_chart(tables({"low": model_rates(80, 8), "high": model_rates(80, 40)}))

    names = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert names == ["high", "low"]
    assert {50.0, 10.0} <= set(markers(figure))


def test_an_undefined_rate_is_a_reason_and_no_point():
    figure = rates_chart(tables({"silent": model_rates(0, 0)}))

    assert "undefined: no cases" in texts(figure)
    assert markers(figure) == []


def test_a_rate_without_interval_says_so():
    rates = model_rates(overall=a_rate(8, 2, mr=without_interval(0.25)))

    assert "no interval: one scenario" in texts(rates_chart(tables({"heron": rates})))


def drawings(name, theme):
    judge = judge_figures(name, {"mcc": undefined(Undefined.NO_LABELS)})
    return {
        "forest": forest_chart([judge], theme=theme),
        "confusion": confusion_chart(judge, theme=theme),
        "rates": rates_chart(tables({name: model_rates()}), theme=theme),
    }


@pytest.mark.parametrize("kind", ["forest", "confusion", "rates"])
def test_the_same_values_give_the_same_svg(kind):
    first, second = (
        svg_text(drawings("oak", LIGHT)[kind], id="a", label="a chart") for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize("kind", ["forest", "confusion", "rates"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_of_an_svg_follows_the_page(kind, theme):
    text = svg_text(drawings("oak", theme)[kind], id="a", label="a chart", theme=theme)

    without = re.sub(r"var\(--chart-[a-z-]+, #[0-9a-f]{6}\)", "", text)
    assert "var(--chart-text" in text
    assert re.findall(r": #[0-9a-f]{6}", without) == []


def test_an_svg_keeps_hostile_names_as_text():
    svg = svg_text(forest_chart([judge_figures(HOSTILE)]), id="a", label=HOSTILE)

    root = ET.fromstring(svg)
    assert HOSTILE in [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert root.get("aria-label") == HOSTILE


def test_ids_of_two_svgs_do_not_meet():
    first, second = (
        set(re.findall(r' id="([^"]+)"', svg_text(forest_chart([]), id=name, label="")))
        for name in ("a", "b")
    )

    assert first
    assert not first & second


def test_an_svg_holds_no_style_that_would_reach_the_page():
    assert "<style" not in svg_text(forest_chart([judge_figures()]), id="a", label="")


def test_a_long_name_is_cut_in_the_middle():
    (name, *_) = [
        label.get_text()
        for label in forest_chart([judge_figures("a" * 40 + "z" * 40)]).axes[0].get_yticklabels()
    ]

    assert len(name) <= 32
    assert name.startswith("aaa")
    assert name.endswith("zzz")


@pytest.mark.parametrize("kind", ["forest", "confusion", "rates"])
def test_charts_are_saved_as_pictures(kind, tmp_path):
    out = tmp_path / "chart.png"

    drawings("oak", DARK)[kind].savefig(out)

    assert out.read_bytes().startswith(b"\x89PNG")


def a_ceiling(human, undefined_mcc=None):
    mcc = Beside(human=undefined_mcc or human, judge=human, difference=human)
    levels = Beside(human=human, judge=human, difference=human)
    return JudgeCeiling(judge="oak", n=40, mcc=mcc, kappa_quadratic=levels, half_points=0)


def legend(figure):
    return [text.get_text().strip() for text in figure.axes[0].get_legend().get_texts()]


def test_a_forest_marks_what_a_person_reaches_in_the_judges_place():
    judge = judge_figures("oak", {"mcc": an_estimate(0.84), "kappa_quadratic": an_estimate(0.76)})

    figure = forest_chart([judge], ceilings={"oak": a_ceiling(an_estimate(0.5))})

    assert markers(figure) == [0.84, 0.5, 0.76, 0.5]
    assert "a person in a judge's place" in legend(figure)


def test_a_forest_draws_no_person_where_the_ceiling_is_undefined():
    ceiling = a_ceiling(undefined())

    figure = forest_chart([judge_figures("oak")], ceilings={"oak": ceiling})

    assert len(markers(figure)) == 2
    assert len(legend(figure)) == 2


def test_a_forest_draws_how_far_figures_could_move():
    judge = judge_figures(
        "oak", pending_bounds={"mcc": (-0.6, 0.9)}, lost_bounds={"mcc": (0.2, 0.8)}
    )

    figure = forest_chart([judge], figures=["mcc"])

    drawn = [tuple(line.get_xdata()) for line in figure.axes[0].lines]
    assert {(-0.6, 0.9), (0.2, 0.8)} <= {each for each in drawn if len(each) == 2}
    assert figure.axes[0].get_xlim()[0] < -0.6
    assert legend(figure)[1:] == ["if unsettled runs settle", "if lost runs were 0, or 5"]
