"""The one place where a fault reaches a person: what happened, the next move, a report."""

import platform
import traceback

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from odcv_desk import __version__
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible

_DEFECT = "Something went wrong in ODCV Desk itself"
_DEFECT_HINT = "What was committed is safe. Copy the report into an issue, then go on."


class ProblemPanel(QFrame):
    """Faults, the newest in front; it takes no focus from work under way.

    Signals:
        copied: The report went to the clipboard.
    """

    copied = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._faults: list[Exception] = []
        self.setObjectName("problems")
        self.setProperty("notice", "bad")
        self.setAccessibleName("Problem")
        self._what = _label("problems.what", role="strong")
        self._hint = _label("problems.hint", role="quiet")
        self._count = _label("problems.count", role="small")
        copy = QPushButton("Copy report")
        copy.setObjectName("problems.copy")
        copy.clicked.connect(self._copy)
        close = QPushButton("Close (Ctrl+.)")
        close.setObjectName("problems.close")
        close.clicked.connect(self.dismiss)
        words = QVBoxLayout()
        words.addWidget(self._what)
        words.addWidget(self._hint)
        words.addWidget(self._count)
        row = QHBoxLayout(self)
        row.addLayout(words, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_fault(self, fault: Exception) -> None:
        """Tell of a fault; one that is told already is not told twice."""
        if not self._faults or told_of(self._faults[-1]) != told_of(fault):
            self._faults.append(fault)
        self._show_newest()

    def withdraw(self, fault: Exception) -> None:
        """Put a fault away that holds no more, wherever it waits."""
        mended = told_of(fault)
        self._faults = [each for each in self._faults if told_of(each) != mended]
        self._show_newest()

    def dismiss(self) -> None:
        """Put the newest fault away."""
        if self._faults:
            self._faults.pop()
        self._show_newest()

    @property
    def report(self) -> str:
        """Everything that helps to mend the newest fault; no key, no transcript."""
        return report_of(self._faults[-1]) if self._faults else ""

    def place(self) -> None:
        """Lie at the foot of the window."""
        window = self.parentWidget()
        if window is None or self.isHidden():
            return
        margin = self._look.px(16)
        width = min(window.width() - 2 * margin, self._look.px(760))
        height = (
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        self.setGeometry(
            (window.width() - width) // 2, window.height() - height - margin, width, height
        )
        self.raise_()

    def _show_newest(self) -> None:
        self.setVisible(bool(self._faults))
        if not self._faults:
            return
        what, hint = map(visible, told_of(self._faults[-1]))
        self._what.setText(what)
        self._hint.setText(hint)
        more = len(self._faults) - 1
        self._count.setText(f"{more} more behind this one")
        self._count.setVisible(more > 0)
        self.setAccessibleDescription(f"{what}. {hint}")
        self.place()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
        self.copied.emit()


def told_of(fault: Exception) -> tuple[str, str]:
    """Return what happened and the next move, for a person."""
    if isinstance(fault, DeskError):
        return fault.message, fault.hint
    return f"{_DEFECT} ({type(fault).__name__}: {fault})", _DEFECT_HINT


def report_of(fault: Exception) -> str:
    """Return a report to send: what happened, where, on which system."""
    what, hint = told_of(fault)
    lines = [
        f"ODCV Desk {__version__}, Python {platform.python_version()}, {platform.platform()}",
        what,
        hint,
    ]
    if not isinstance(fault, DeskError):
        lines += ["", *traceback.format_exception(fault)]
    return "\n".join(lines)


def _label(name: str, *, role: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
