"""The pages of one desk, and what passes between them: changes and runs to read."""

from PySide6.QtCore import QObject, Signal

from odcv_desk.settings import Settings
from odcv_desk.ui.actions import Where
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.main_window import MainWindow
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.calibration import CalibrationPage
from odcv_desk.ui.pages.judges import JudgesPage
from odcv_desk.ui.pages.library.page import LibraryPage
from odcv_desk.ui.pages.review.page import ReviewPage
from odcv_desk.ui.pages.settings import SettingsPage
from odcv_desk.ui.widgets.search_box import SearchBox
from odcv_desk.workflow.changes import Changes
from odcv_desk.workflow.queue import find


class Rooms(QObject):
    """Builds the pages and hands around what they signal; pages never tell each other anything.

    Signals:
        study_wanted: Where another study lies (str).
        demo_wanted: The bundled example is to be opened.
        settings_changed: What the person chose (Settings).
    """

    study_wanted = Signal(str)
    demo_wanted = Signal()
    settings_changed = Signal(object)

    def __init__(
        self, desk: Desk, window: MainWindow, settings: Settings, *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window
        self.review = ReviewPage(desk)
        self.judges = JudgesPage(desk)
        self.calibration = CalibrationPage(desk)
        self.library = LibraryPage(desk, settings.recent_there())
        self.settings = SettingsPage(desk, settings)
        self.pages: dict[Where, Page] = {
            Where.REVIEW: self.review,
            Where.JUDGES: self.judges,
            Where.CALIBRATION: self.calibration,
            Where.LIBRARY: self.library,
            Where.EVERYWHERE: self.settings,
        }
        for page in self.pages.values():
            page.changed.connect(self._tell_all)
            page.run_wanted.connect(self._read)
            page.told.connect(window.toast.tell)
        self.library.wave_chosen.connect(self._label_wave)
        self.library.study_wanted.connect(self.study_wanted)
        self.library.demo_wanted.connect(self.demo_wanted)
        self.library.reading_wanted.connect(lambda: window.go(Where.REVIEW))
        self.settings.settings_changed.connect(self.settings_changed)
        self._search = SearchBox(
            desk.look, desk.jobs, lambda text: find(desk.store, desk.rater, text), window
        )
        self._search.picked.connect(self._read)
        self.destroyed.connect(self._search.deleteLater)
        window.add_search(self._search)
        window.went.connect(self._shown)
        desk.actions.bind("desk.search", self._search.start)

    def open(self) -> None:
        """Put the pages into the window, the one where work begins in front."""
        self._window.put(self.pages)
        self._window.go(Where.REVIEW)

    def close_down(self) -> bool:
        """Save what is under way on every page; False where one wants to stay."""
        return all(page.close_down() for page in self.pages.values())

    def _shown(self, where: Where) -> None:
        if where in self.pages:
            self.pages[where].shown()

    def _tell_all(self, changes: Changes) -> None:
        for page in self.pages.values():
            page.refresh(changes)

    def _read(self, row: int, step: int) -> None:
        self._window.go(Where.REVIEW)
        self.review.open_run(row, step=step)

    def _label_wave(self, name: str) -> None:
        self._window.go(Where.REVIEW)
        self.review.enter_wave(name)
