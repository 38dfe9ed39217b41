"""How far an import is: counts, what is under way, time left, and a way to stop."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy

from odcv_desk.domain.amount import amount
from odcv_desk.ui.pages.library.words import span
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import button, column, row, short, text

_TELLING_S: Final = 1.0
"""Before that, what is left cannot be told from what was done."""


class ImportProgress(QFrame):
    """An import under way.

    Signals:
        cancelled: The person wants it to stop.
    """

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("library.import.progress")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._began_s = 0.0
        self._title = text(role="title", name="library.import.progress.title")
        self._bar = QProgressBar()
        self._bar.setObjectName("library.import.progress.bar")
        self._bar.setAccessibleName("Progress of the import")
        self._count = text(role="strong", name="library.import.progress.count")
        self._left = text(role="quiet", name="library.import.progress.left")
        self._note = text(role="small", name="library.import.progress.note")
        self._note.setWordWrap(False)
        # A path takes the room there is, and asks for none.
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._stop = button("Cancel", "library.import.cancel", self.cancelled.emit, icon_name="x")
        counts = row(self._count, self._left, None, self._stop)
        lines = column(self._title, self._bar, counts, self._note, gaps=(20, 18, 20, 18, 12))
        self.setLayout(lines)

    def begin(self, paths: Sequence[Path], *, at_s: float) -> None:
        """Start anew; `at_s` is a clock that never goes back."""
        self._began_s = at_s
        first = paths[0].name or str(paths[0])
        more = f" and {amount(len(paths) - 1, 'other')}" if len(paths) > 1 else ""
        self._title.setText(visible(f"Importing {short(first)}{more}"))
        self._bar.setRange(0, 0)
        self._count.setText("Looking for files")
        self._left.setText("")
        self._note.setText("")
        self._stop.setEnabled(True)
        self.show()

    def advance(self, done: int, total: int, note: str, *, at_s: float) -> None:
        """Show how many files are done, and what is under way; no total while files are sought."""
        # All files are read, and how long their scores take cannot be told: the bar moves.
        self._bar.setRange(0, total if done < total else 0)
        self._bar.setValue(done)
        self._count.setText(
            f"{done:,} of {amount(total, 'file')}" if total else "Looking for files"
        )
        self._note.setText(
            self._note.fontMetrics().elidedText(
                visible(note), Qt.TextElideMode.ElideMiddle, self._note.width()
            )
        )
        gone_s = at_s - self._began_s
        if done and gone_s >= _TELLING_S:
            left_s = gone_s / done * (total - done)
            self._left.setText(f"{span(left_s)} left" if done < total else "almost done")

    def stop(self) -> None:
        """Say that the wish to stop was heard."""
        self._stop.setEnabled(False)
        self._left.setText("stopping")

    def focus(self) -> None:
        """Give the focus to what can be done now."""
        self._stop.setFocus()
