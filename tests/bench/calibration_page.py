"""Everything that the calibration page shows: figures, tables, sentences, sheets and charts."""

from functools import partial

from odcv_desk.charts import forest_chart, rates_chart
from odcv_desk.store import Store
from odcv_desk.ui.theme import LIGHT
from odcv_desk.ui.widgets.figure_image import Canvas, figure_image
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.overview import choices, overview
from tests.support.published import published_scores
from tests.support.studies import NOW

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
    ]


def charts(found):
    figure_image(partial(forest_of, found.calibration.judges), LIGHT, CANVAS)
    figure_image(partial(rates_of, found.tables), LIGHT, CANVAS)


def forest_of(judges, theme):
    return forest_chart(judges, theme=theme)


def rates_of(tables, theme):
    return rates_chart(tables, theme=theme)


def one(what, seconds, bar):
    return {"what": what, "measured": f"{seconds:.2f} s", "bar": f"{bar} s", "ok": seconds < bar}
