"""Draw every page of the window: light and dark, at 1x and 2x, with several kinds of data.

One process draws one kind of data at one device pixel ratio, as Qt takes the ratio at its start.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from odcv_desk.store import Store
from odcv_desk.workflow.demo import fill
from odcv_desk.workflow.ingest import ingest
from tests.support import calibration_stories, gold_stories, runs_stories
from tests.support.hostile import hostile_results

RESULTS = Path(__file__).parents[3] / "shared" / "odcv-bench"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STORIES = (calibration_stories, gold_stories, runs_stories)
KINDS = ("demo", "real", "empty", "broken", "loading", *(k for s in STORIES for k in s.LABELLED))
RATIOS = {"1x": "1", "2x": "2"}
SIZE = (1590, 990)


def make_study(kind, place, folder):
    """Fill a study with a kind of data."""
    with Store.open(str(place)) as store:
        if kind in ("demo", "loading"):
            fill(store, now=NOW)
        elif kind == "real":
            ingest(store, [RESULTS], now=NOW)
        elif kind == "broken":
            ingest(store, [hostile_results(folder / "hostile")], now=NOW)
        for story in STORIES:
            if kind in story.LABELLED:
                story.fill(store, story.LABELLED[kind])


@dataclass
class Camera:
    """Takes pictures of the window in both themes."""

    window: object
    out: Path
    kind: str
    ratio: str

    def take(self, name, widget=None):
        """Save the window, or a dialog of it, light and dark."""
        from odcv_desk.ui.theme import Appearance

        desk = self.window
        for shade in (Appearance.LIGHT, Appearance.DARK):
            desk.app.look.wear(shade, scale=desk.app.look.scale)
            desk.settle()
            # Wrapped texts find their heights in the turns of the event loop that follow.
            desk.qtbot.wait(60)
            picture = (widget or desk.window).grab()
            picture.save(str(self.out / f"page-{self.kind}-{name}-{shade}-{self.ratio}.png"))
        desk.app.look.wear(Appearance.LIGHT, scale=desk.app.look.scale)


def draw(kind, ratio, out):
    """Draw all pages with one kind of data; runs in a process of its own."""
    from PySide6.QtWidgets import QApplication
    from pytestqt.qt_compat import qt_api
    from pytestqt.qtbot import QtBot

    from odcv_desk.ui.look import load_fonts
    from tests.support import page_stories
    from tests.support.window import DeskWindow

    qt_api.set_qt_api("pyside6")
    application = QApplication.instance() or QApplication([])
    application.setStyle("Fusion")
    load_fonts()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = name
        study = folder / "study.odcv"
        make_study(kind, study, folder)
        desk = DeskWindow(QtBot(_Request()), folder, study, size=SIZE)
        getattr(page_stories, kind)(desk, Camera(desk, out, kind, ratio))
        desk.close()


class _Request:
    """What a QtBot wants of a test that there is not."""

    class config:  # noqa: N801 - pytest's name
        @staticmethod
        def getini(_name):
            return "5000"


def draw_all(out):
    """Draw everything, one process after another, and return how many pictures there are."""
    out.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        if kind == "real" and not RESULTS.is_dir():
            continue
        for ratio, factor in RATIOS.items():
            subprocess.run(
                [sys.executable, "-m", "tests.support.page_pictures", kind, ratio, str(out)],
                check=True,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor},
            )
    return len(list(out.glob("page-*.png")))


if __name__ == "__main__":
    draw(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
