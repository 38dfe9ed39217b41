"""The pages of one desk, and what passes between them: changes and runs to read."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal

from odcv_desk.domain.progress import Progress
from odcv_desk.settings import Settings
from odcv_desk.ui.actions import Where
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.main_window import MainWindow
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.review.page import ReviewPage
from odcv_desk.ui.widgets.search_box import SearchBox
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.queue import find

if TYPE_CHECKING:
    from odcv_desk.ui.pages.library.page import LibraryPage
    from odcv_desk.ui.pages.settings import SettingsPage

_BOUND = ("review.", "runs.", "adjudication.", "judges.", "people.", "calibration.", "library.")


class Rooms(QObject):
    """Builds pages when they are first gone to, and hands around what they signal.

    Signals:
        study_wanted: Where another study lies (str), and whether it is to be made (bool).
        demo_wanted: The bundled example is to be opened.
        settings_changed: What the person chose (Settings).
    """

    study_wanted = Signal(str, bool)
    demo_wanted = Signal()
    settings_changed = Signal(object)

    def __init__(
        self, desk: Desk, window: MainWindow, settings: Settings, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._window, self._settings = window, settings
        self._pages: dict[Where, Page] = {}
        self._search = SearchBox(
            desk.look, desk.jobs, lambda text: find(desk.store, desk.rater, text), window
        )
        self._front = Where.REVIEW
        self._search.picked.connect(self._read)
        self._search.left.connect(lambda: self.page(self._front).take_focus())
        self.destroyed.connect(self._search.deleteLater)
        for prefix in _BOUND:
            desk.actions.release(prefix)
        desk.actions.bind("desk.search", self._search.start)

    @property
    def review(self) -> ReviewPage:
        """The review page."""
        return cast("ReviewPage", self.page(Where.REVIEW))

    @property
    def library(self) -> "LibraryPage":
        """The library page."""
        return cast("LibraryPage", self.page(Where.LIBRARY))

    def open(self) -> None:
        """Put the pages into the window, the one where work begins in front."""
        self._window.add_search(self._search)
        self._window.furnish(self.page)
        self._window.went.connect(self._shown)
        self._window.go(Where.REVIEW)
        self.desk.jobs.busy_changed.connect(self._preload)

    def page(self, where: Where) -> Page:
        """Return a page, built when it is first asked for."""
        if where not in self._pages:
            page = self._builders()[where]()
            page.changed.connect(self._tell_all)
            page.run_wanted.connect(self._read)
            page.told.connect(self._window.toast.tell)
            self._pages[where] = page
        return self._pages[where]

    def take(self, settings: Settings) -> None:
        """Show settings that were chosen elsewhere, by a key."""
        self._settings = settings
        page = self._pages.get(Where.EVERYWHERE)
        if page is not None:
            cast("SettingsPage", page).show_settings(settings)

    def close_down(self) -> bool:
        """Save what is under way on every page; False where one wants to stay."""
        return all(page.close_down() for page in self._pages.values())

    def _builders(self) -> Mapping[Where, Callable[[], Page]]:
        return {
            Where.REVIEW: lambda: ReviewPage(self.desk),
            Where.RUNS: self._runs,
            Where.ADJUDICATION: self._adjudication,
            Where.JUDGES: self._judges,
            Where.PEOPLE: self._people,
            Where.CALIBRATION: self._calibration,
            Where.LIBRARY: self._library,
            Where.EVERYWHERE: self._settings_page,
        }

    # The pages beside the first are loaded when they are gone to: with numpy, scipy and the
    # exporters behind them they would double the time until the window can be used.

    def _runs(self) -> Page:
        from odcv_desk.ui.pages.runs import RunsPage

        page = RunsPage(self.desk)
        page.waiting_changed.connect(partial(self._window.count, "go.runs"))
        return page

    def _adjudication(self) -> Page:
        from odcv_desk.ui.pages.adjudication import AdjudicationPage

        return AdjudicationPage(self.desk)

    def _judges(self) -> Page:
        from odcv_desk.ui.pages.judges import JudgesPage

        return JudgesPage(self.desk)

    def _people(self) -> Page:
        from odcv_desk.ui.pages.people import PeoplePage

        return PeoplePage(self.desk)

    def _calibration(self) -> Page:
        from odcv_desk.ui.pages.calibration import CalibrationPage

        return CalibrationPage(self.desk)

    def _library(self) -> Page:
        from odcv_desk.ui.pages.library.page import LibraryPage

        page = LibraryPage(self.desk, self._settings.recent_there())
        page.wave_chosen.connect(self._label_wave)
        page.study_wanted.connect(self.study_wanted)
        page.demo_wanted.connect(self.demo_wanted)
        page.reading_wanted.connect(lambda: self._window.go(Where.REVIEW))
        return page

    def _settings_page(self) -> Page:
        from odcv_desk.ui.pages.settings import SettingsPage

        page = SettingsPage(self.desk, self._settings)
        page.settings_changed.connect(self.settings_changed)
        return page

    def _preload(self, busy: bool) -> None:  # noqa: FBT001 - a signal's slot
        """Load what the other pages stand on, once the first run is there to be read."""
        if not busy:
            self.desk.jobs.busy_changed.disconnect(self._preload)
            self.desk.jobs.start(_load_pages)
            # Quiet: a study that can only be read says so elsewhere.
            self.desk.jobs.start(self._clear_up, then=self._tell_of_lost, quiet=True)

    def _clear_up(self, _progress: Progress) -> int:
        """Settle on a pool thread what a desk that was killed has left under way."""
        from odcv_desk.workflow.run_machine import clear_up_on, this_machine

        return clear_up_on(this_machine(), self.desk.store, now=self.desk.now)

    def _tell_of_lost(self, lost: int) -> None:
        if lost:
            self._tell_all(frozenset({Topic.RUNS}))
            runs = "1 run" if lost == 1 else f"{lost:,} runs"
            self._window.toast.tell(f"{runs} of a stopped desk: kept as failed, see Runs")

    def _shown(self, where: Where) -> None:
        if where is not self._front:
            # What was told spoke of the page that is left.
            self._window.toast.tell("")
        self._front = where
        page = self.page(where)
        page.shown()
        page.take_focus()

    def _tell_all(self, changes: Changes) -> None:
        for page in self._pages.values():
            page.refresh(changes)

    def _read(self, row: int, step: int) -> None:
        self._window.go(Where.REVIEW)
        self._window.toast.tell("")
        self.review.open_run(row, step=step)

    def _label_wave(self, name: str) -> None:
        self._window.go(Where.REVIEW)
        self.review.enter_wave(name)


def _load_pages(_progress: Progress) -> None:
    """Load on a pool thread what the other pages stand on, so that each then opens at once."""
    import odcv_desk.workflow.compare
    import odcv_desk.workflow.export
    import odcv_desk.workflow.library
    import odcv_desk.workflow.overview
    import odcv_desk.workflow.people  # noqa: F401 - loaded, not used
