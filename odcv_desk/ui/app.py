"""The composition root: settings, look, jobs and window, and the desk that is open in it."""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from platformdirs import user_data_path
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from odcv_desk.domain.progress import Progress
from odcv_desk.settings import (
    Settings,
    load_settings,
    log_path,
    login_name,
    save_settings,
    settings_path,
)
from odcv_desk.ui.actions import Where
from odcv_desk.ui.collecting import collect_on_this_thread
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import LARGEST, SMALLEST, Look, load_fonts
from odcv_desk.ui.main_window import MainWindow
from odcv_desk.ui.theme import Appearance

if TYPE_CHECKING:
    from odcv_desk.store import Store
    from odcv_desk.ui.rooms import Rooms

log = logging.getLogger(__name__)

_SCALE_STEP = 0.1
_READ_ONLY = "This study can only be read: no label, draft or bookmark is kept."
_READ_ONLY_HINT = (
    "Make its file and folder writable and open it again, or open a copy in a folder of yours."
)
# A person who waits is told sooner than a program that another one is writing.
_PATIENCE_S = 5.0
# A worker in Python holds the interpreter for 5 ms by default, which drops frames.
_SWITCH_INTERVAL_S = 0.0005
_LOG_BYTES = 1_000_000


class App(QObject):
    """Opens studies in the window; another study or rater means new pages."""

    def __init__(self, *, settings_file: Path, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._file, self._now = settings_file, now
        loaded = load_settings(settings_file, rater=login_name())
        self.settings: Settings = loaded.settings
        self.look = Look(self)
        self._wear()
        self.jobs = Jobs(self)
        self.window = MainWindow(self.look, self.jobs)
        self.window.may_leave = self._may_leave
        self.window.left.connect(self._leave)
        self.window.study_wanted.connect(self.open_study)
        self.rooms: Rooms | None = None
        self._saving = threading.Lock()
        self._opening = 0
        self._desk_jobs: Jobs | None = None
        self._store: Store | None = None
        self._bind()
        if loaded.problem is not None:
            self.window.problems.show_fault(loaded.problem)

    def open_study(self, where: str, *, create: bool = True) -> None:
        """Open a study in the window; the one before is closed once the new one is there.

        A later call overtakes an earlier one.
        """
        self._opening += 1
        self.window.wait(f"Opening {_named(where)}…")
        QTimer.singleShot(0, partial(self._start_opening, self._opening, where, create=create))

    def _open_or_make(self, where: str, create: bool) -> None:  # noqa: FBT001 - a signal's slot
        self.open_study(where, create=create)

    def open_demo(self) -> None:
        """Open the bundled example in a study of its own; labels given there before stay."""
        place = str(user_data_path("odcv-desk") / "demo.odcv")
        now = self._now()

        def work(progress: Progress) -> None:
            from odcv_desk.store import Store
            from odcv_desk.workflow.demo import fill

            with Store.open(place) as store:
                fill(store, now=now, progress=progress)

        self.window.toast.tell("Making the example…")
        self.jobs.start(work, then=lambda _none: self.open_study(place))

    def take(self, settings: Settings) -> None:
        """Keep settings and follow them; another rater gets new pages."""
        before, self.settings = self.settings, settings
        if (settings.appearance, settings.scale) != (before.appearance, before.scale):
            self._wear()
        self._keep()
        if settings.rater != before.rater and self._store is not None:
            self._enter(self._store)
        elif self.rooms is not None:
            self.rooms.take(settings)

    def _start_opening(self, number: int, where: str, *, create: bool) -> None:
        def enter(store: "Store") -> None:
            if number == self._opening:
                self._enter(store)
            else:
                store.close()

        def stay(_fault: Exception) -> None:
            if number == self._opening:
                self._stay()

        self.jobs.start(lambda _progress: _opened(where, create=create), then=enter, failed=stay)

    def _stay(self) -> None:
        if self.rooms is not None:
            self.window.come_back()
        else:
            self.window.wait_for_study()

    def _enter(self, store: "Store") -> None:
        from odcv_desk.ui.desk import Desk
        from odcv_desk.ui.rooms import Rooms

        if not self._leave_rooms():
            if store is not self._store:
                store.close()
            self._stay()
            return
        if self._store is not None and self._store is not store:
            self._store.close()
        self._store = store
        self._desk_jobs = self.jobs.branch()
        self.settings = self.settings.with_study(store.where)
        self._keep()
        desk = Desk(
            store=store,
            rater=self.settings.rater,
            jobs=self._desk_jobs,
            look=self.look,
            actions=self.window.actions_at_hand,
            now=self._now,
        )
        self.rooms = Rooms(desk, self.window, self.settings, parent=self)
        self.rooms.study_wanted.connect(self._open_or_make)
        self.rooms.demo_wanted.connect(self.open_demo)
        self.rooms.settings_changed.connect(self.take)
        self.window.name_study(f"{Path(store.where).stem} - {desk.rater}")
        self._ask_whether_it_takes(store)
        self.rooms.open()

    def _ask_whether_it_takes(self, store: "Store") -> None:
        """Tell once, on opening, that a study can only be read; no label is begun in vain then."""

        def work(_progress: Progress) -> bool:
            from odcv_desk.workflow.writable import read_only

            return read_only(store)

        def tell(only_read: bool) -> None:  # noqa: FBT001 - what the work returns
            if not only_read or self.rooms is None or store is not self._store:
                return
            self.window.banner.say(f"{_READ_ONLY} {_READ_ONLY_HINT}", "warn")
            review = self.rooms.review
            for part in (review.labelling, review.label):
                part.refused.connect(self.window.toast.tell)
                part.switch_off(_READ_ONLY)

        self.window.banner.say("")
        jobs = self.jobs if self._desk_jobs is None else self._desk_jobs
        jobs.start(work, then=tell, quiet=True)

    def _leave_rooms(self) -> bool:
        """Save and end what is under way on the pages, and let them go; False keeps them."""
        if self.rooms is None:
            return True
        if not self.rooms.close_down():
            return False
        if self._desk_jobs is not None:
            self._desk_jobs.close()
        self.rooms.deleteLater()
        self.rooms = None
        return True

    def _keep(self) -> None:
        def work(_progress: Progress) -> None:
            # The newest settings, whichever job comes last.
            with self._saving:
                save_settings(self.settings, self._file)

        self.jobs.start(work)

    def _wear(self) -> None:
        self.look.wear(Appearance(self.settings.appearance), scale=self.settings.scale)

    def _bind(self) -> None:
        actions = self.window.actions_at_hand
        actions.bind("desk.theme", self._switch_theme)
        actions.bind("desk.larger", lambda: self._resize(self.settings.scale + _SCALE_STEP))
        actions.bind("desk.smaller", lambda: self._resize(self.settings.scale - _SCALE_STEP))
        actions.bind("desk.normal_size", lambda: self._resize(1.0))
        actions.come_to(Where.EVERYWHERE)

    def _switch_theme(self) -> None:
        wanted = Appearance.LIGHT if self.look.theme.dark else Appearance.DARK
        self.take(replace(self.settings, appearance=str(wanted)))

    def _resize(self, scale: float) -> None:
        held = min(max(round(scale, 1), SMALLEST), LARGEST)
        self.take(replace(self.settings, scale=held))

    def _may_leave(self) -> bool:
        return self.rooms is None or self.rooms.close_down()

    def _leave(self) -> None:
        self.jobs.close()
        if self._store is not None:
            self._store.close()
            self._store = None


def open_window(where: str, *, create: bool = True) -> int:
    """Open a study in the window and return the exit code when the window was closed."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    _log_to_file()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("odcv-desk")
    application.setApplicationDisplayName("ODCV Desk")
    application.setDesktopFileName("odcv-desk")
    application.setStyle("Fusion")
    load_fonts()
    app = App(settings_file=settings_path(), now=lambda: datetime.now(UTC))
    _tell_of_defects(app)
    collector = collect_on_this_thread(app)
    app.window.show()
    app.open_study(where, create=create)
    code = application.exec()
    collector.stop_collecting()
    return code


def _named(where: str) -> str:
    """Return how a study is named to a person: never with the password of an address."""
    if "://" not in where:
        return Path(where).name
    parts = urlsplit(where)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def _opened(where: str, *, create: bool) -> "Store":
    """Open a study on a pool thread, and load there what the first page stands on.

    SQLAlchemy alone takes 0.15 s, numpy and the steps of reading as long again: the window is on
    screen meanwhile and can be moved and closed.
    """
    import odcv_desk.workflow.difference
    import odcv_desk.workflow.gold_wave
    import odcv_desk.workflow.reading  # noqa: F401 - loaded, not used
    from odcv_desk.store import Store
    from odcv_desk.ui.widgets.transcript.highlight import load_languages

    load_languages()
    return Store.open(where, create=create, patience_s=_PATIENCE_S)


def _tell_of_defects(app: App) -> None:
    def tell(kind: type[BaseException], defect: BaseException, trace: TracebackType | None) -> None:
        if isinstance(defect, KeyboardInterrupt):
            app.window.close()
            return
        log.error("a defect of ours", exc_info=(kind, defect, trace))
        if isinstance(defect, Exception):
            app.window.problems.show_fault(defect)

    sys.excepthook = tell


def _log_to_file() -> None:
    place = log_path()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(place, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        # Without a log the window is as good; what goes wrong is shown in it.
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
