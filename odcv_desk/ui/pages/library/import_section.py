"""Bring results in: by drop or dialog, with progress, a summary, and a list of problems."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.importers._family import Naming
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.jobs import Job
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.dialogs import ask_files, ask_folder
from odcv_desk.ui.pages.library.drop_zone import DropZone
from odcv_desk.ui.pages.library.import_progress import ImportProgress
from odcv_desk.ui.pages.library.import_summary import ImportSummary
from odcv_desk.ui.pages.library.trail_form import TrailForm
from odcv_desk.ui.widgets.parts import TINT, Notice, button, heading, told
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.ingest import Ingested, ingest, together
from odcv_desk.workflow.library import known_names

_BROUGHT: Changes = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS})


class ImportSection(QWidget):
    """Imports.

    Signals:
        changed: What came in (Changes).
        told: A line for the status corner (str).
        reading_wanted: The person wants to read the runs.
        missing_wanted: The person wants to see which cells are missing.
    """

    changed = Signal(object)
    told = Signal(str)
    reading_wanted = Signal()
    missing_wanted = Signal()

    topics: Changes = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._job: Job | None = None
        self._settled = True
        self._found: Ingested | None = None
        self._named: Path | None = None
        files = self._button("Import files", "library.import.files", self.ask_for_files)
        folder = self._button("Import a folder", "library.import.folder", self.ask_for_folder)
        folder.setProperty("kind", "primary")
        folder.setProperty(TINT, "on_accent")
        self.zone = DropZone(desk.look, (folder, files))
        self._notice = Notice(desk.look, name="library.import.notice")
        self._progress = ImportProgress()
        self._progress.cancelled.connect(self.cancel)
        self._summary = ImportSummary(desk.look)
        self._summary.reading_wanted.connect(self.reading_wanted)
        self._summary.missing_wanted.connect(self.missing_wanted)
        self._summary.naming_wanted.connect(self.ask_name)
        self._summary.told.connect(self.told)
        self._form = TrailForm(desk.look)
        self._form.named.connect(self._bring_in_named)
        self._form.closed.connect(self._summary.take_focus)
        self._build()

    @property
    def busy(self) -> bool:
        """Whether an import is under way."""
        return self._job is not None

    def load(self) -> None:
        """Nothing to read: this section shows what it did itself."""

    def ask_for_files(self) -> None:
        """Let the person choose files."""
        ask_files(self, self.bring_in, title="Import files")

    def ask_for_folder(self) -> None:
        """Let the person choose a folder."""
        ask_folder(self, self.bring_in, title="Import a folder")

    def ask_name(self, path: Path) -> None:
        """Let the person say which run a lone trail is."""
        store = self._desk.store
        self._form.ask(path)
        # Where the form stands is known once what is above it has found its height.
        QTimer.singleShot(0, self._form, lambda: self._scroll.ensureWidgetVisible(self._form))
        self._desk.jobs.start(lambda _progress: known_names(store), then=self._form.offer)

    def bring_in(self, paths: Sequence[Path], *, naming: Naming | None = None) -> None:
        """Import files and folders in the background; `naming` says which run a lone trail is."""
        if self.busy:
            self.told.emit("An import is under way already; wait for it, or cancel it")
            return
        if not paths:
            return
        store, now = self._desk.store, self._desk.now()
        places = tuple(paths)

        def work(progress: Progress) -> Ingested:
            return ingest(store, places, now=now, naming=naming, progress=progress)

        self._settled = False
        self._named = places[0] if naming is not None else None
        self._notice.say("")
        self._summary.hide()
        self._form.hide()
        self.zone.hide()
        self._progress.begin(places, at_s=time.monotonic())
        self._job = self._desk.jobs.start(work, then=self._finish, failed=self._fail, quiet=True)
        self._job.progressed.connect(self._advance)
        self._job.ended.connect(self._end)
        self._progress.focus()

    def _bring_in_named(self, path: Path, naming: Naming) -> None:
        self.bring_in((path,), naming=naming)

    def cancel(self) -> None:
        """Stop the import; what came in stays."""
        if self._job is not None:
            self._job.cancel()
            self._progress.stop()

    def _advance(self, done: int, total: int, note: str) -> None:
        self._progress.advance(done, total, note, at_s=time.monotonic())

    def _finish(self, found: Ingested) -> None:
        self._settled = True
        if self._named is not None and self._found is not None:
            found = together(self._found, found, path=self._named)
        self._found = found
        self._summary.show()
        self._summary.show_result(found)
        new = len(found.imported)
        self.told.emit(f"Imported {amount(new, 'new run')}" if new else "No new run came in")
        self.changed.emit(_BROUGHT)

    def _fail(self, fault: Exception) -> None:
        self._settled = True
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._desk.jobs.problem.emit(fault)
        self.changed.emit(_BROUGHT)

    def _end(self) -> None:
        self._job = None
        self._progress.hide()
        self.zone.show()
        if not self._settled:
            self._settled = True
            self._notice.say(
                "Stopped. What came in stays; importing the same place again brings in the rest.",
                "warn",
            )
            self.changed.emit(_BROUGHT)

    def _button(self, words: str, name: str, then: Callable[[], object]) -> QPushButton:
        icons = {"library.import.files": "file-plus", "library.import.folder": "folder-open"}
        keys = {"library.import.files": "Ctrl+O", "library.import.folder": "Ctrl+Shift+O"}
        made = button(f"{words} ({keys[name]})", name, then, icon_name=icons[name])
        made.setAccessibleName(words)
        return made

    def _build(self) -> None:
        lines = QVBoxLayout()
        lines.setProperty("gaps", [28, 24, 28, 24, 14])
        lines.addLayout(heading("Import"))
        lines.addWidget(self._notice)
        lines.addWidget(self._progress)
        lines.addWidget(self._summary)
        lines.addWidget(self._form)
        lines.addWidget(self.zone)
        lines.addStretch(1)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        self._scroll = centred(lines, name="library.import.scroll")
        around.addWidget(self._scroll)
        self._progress.hide()
        self._summary.hide()
