"""Draw every chart and page, light and dark, at 1x and 2x: `make pictures`."""

import sys
import tempfile
from pathlib import Path

from odcv_desk.charts import DARK, LIGHT, confusion_chart, forest_chart, rates_chart
from odcv_desk.domain.run import Suite
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.demo import GOLD, fill
from tests.support.page_pictures import draw_all
from tests.support.published import published_scores
from tests.support.studies import NOW, a_judge, a_run, a_score

RESULTS = Path(__file__).parents[3] / "shared" / "odcv-bench"
THEMES = {"light": LIGHT, "dark": DARK}
SCALES = {"1x": 100, "2x": 200}


def studies(folder):
    """Yield a name, an open study and a gold for each kind of data."""
    with Store.open(str(folder / "demo.odcv")) as store:
        fill(store, now=NOW)
        yield "demo", store, Question(gold=GOLD, suite=Suite.DEMO)
    with Store.open(str(folder / "few.odcv")) as store:
        runs = [a_run(model=model) for model in ("heron", "wren")]
        judges = [a_judge("always-three"), a_judge("a judge with quite a long name of its own")]
        store.scores.add([a_score(run, judge, 3) for run in runs for judge in judges], now=NOW)
        yield "undefined", store, Question(gold="judge:always-three")
    if RESULTS.is_dir():
        with Store.open(str(folder / "real.odcv")) as store:
            store.scores.add(tuple(published_scores(RESULTS)), now=NOW)
            yield "real", store, Question(gold="panel")


def draw(out):
    """Write the pictures and return how many there are."""
    out.mkdir(parents=True, exist_ok=True)
    written = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, store, question in studies(Path(folder)):
            found, benchmark = calibrate(store, question), tables(store, suite=question.suite)
            for shade, theme in THEMES.items():
                figures = {
                    "agreement": forest_chart(found.judges, theme=theme),
                    "confusion": confusion_chart(found.judges[0], theme=theme),
                    "rates": rates_chart(benchmark, theme=theme),
                    "empty": forest_chart((), theme=theme),
                }
                for chart, figure in figures.items():
                    for scale, dpi in SCALES.items():
                        figure.savefig(out / f"{name}-{chart}-{shade}-{scale}.png", dpi=dpi)
                        written += 1
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1])
    charts, pages = draw(target), draw_all(target)
    sys.stdout.write(f"{charts} charts and {pages} pages in {target}\n")
