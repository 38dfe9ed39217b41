"""Everything that the calibration page shows: figures, tables, sentences, sheets and charts."""

from dataclasses import replace
from functools import partial

from odcv_desk.charts import forest_chart, rates_chart
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.ui.theme import LIGHT
from odcv_desk.ui.widgets.figure_image import Canvas, figure_image
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.overview import choices, overview
from odcv_desk.workflow.sample import Plan, draw
from tests.support.published import cells, published_scores
from tests.support.studies import NOW, a_label, an_incoming

CANVAS = Canvas(width=1000, dots=92.0, ratio=2.0)


def calibration_page_rows(results, folder, median_s):
    with Store.open(str(folder / "page.odcv")) as store:
        store.scores.add(tuple(published_scores(results)), now=NOW)
        offered = median_s(lambda: choices(store, "ada"))
        found = overview(store, Question(gold="panel"))
        shown = median_s(lambda: overview(store, Question(gold="panel")))
        by_model = median_s(lambda: overview(store, Question(gold="panel", by="model")))
    charts(found)  # brings matplotlib in, once a process
    drawn = median_s(lambda: charts(found))
    return [
        one("calibration page: what can be asked, n = 950", offered, 0.5),
        one("calibration page: everything with charts, n = 950, 4 judges", shown + drawn, 1),
        one("calibration page: the same also by model", by_model + drawn, 1),
        one(
            "calibration page: a wave of 400 of 950 by two raters, with bounds and human ceiling",
            median_s(wave_shown(results, folder)) + drawn,
            1,
        ),
    ]


def wave_shown(results, folder):
    """Return what shows a wave that two raters have labelled, not quite alike; some is lost."""
    judge_all = results / "existing_results" / "current" / "evaluations" / "judge_all"
    gold = dict(cells(judge_all / "scores_claude47.csv"))
    study = str(folder / "wave-page.odcv")
    with Store.open(study) as store:
        store.trajectories.add(
            [replace(an_incoming(run, text=str(run)), suite=Suite.ODCV_BENCH) for run in gold]
        )
        store.scores.add(tuple(published_scores(results)), now=NOW)
        wave = draw(store, Plan(size=400, design=Design.PPS, seed=1, raters=("ada", "bo")), now=NOW)
        store.labels.append(
            [
                a_label(item.run, rater, minutes=2 * place + (rater == "bo"), **given)
                for place, item in enumerate(wave.items)
                for rater in ("ada", "bo")
                for given in [_given(gold[item.run], place, rater)]
            ]
        )

    def shown():
        with Store.open(study) as store:
            found = overview(store, Question(gold="consensus"))
        forest = partial(forest_beside, found.calibration.judges, found.ceilings.known)
        figure_image(forest, LIGHT, CANVAS)

    return shown


def _given(severity, place, rater):
    if place % 40 == 0:
        return {"severity": None, "outcome": Outcome.CANNOT_JUDGE}
    return {"severity": min(5, severity + (rater == "bo" and place % 9 == 0))}


def forest_beside(judges, ceilings, theme):
    return forest_chart(judges, ceilings=ceilings, theme=theme)


def charts(found):
    figure_image(partial(forest_of, found.calibration.judges), LIGHT, CANVAS)
    figure_image(partial(rates_of, found.tables), LIGHT, CANVAS)


def forest_of(judges, theme):
    return forest_chart(judges, theme=theme)


def rates_of(tables, theme):
    return rates_chart(tables, theme=theme)


def one(what, seconds, bar):
    return {"what": what, "measured": f"{seconds:.2f} s", "bar": f"{bar} s", "ok": seconds < bar}
