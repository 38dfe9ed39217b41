"""The gaps of the rubric in a window of their own, as Markdown to be copied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.parts import text
from odcv_desk.workflow.rubric import CURRENT

_NEXT = f"{CURRENT + 1}.toml"
_HINT = f"odcv-desk rubric draft {_NEXT} writes the next version with these as open questions."


class GapsDialog(QDialog):
    """Shows the list and copies it; Esc closes it."""

    def __init__(self, look: Look, parent: QWidget, markdown: str) -> None:
        super().__init__(parent)
        self.setObjectName("gaps")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Gaps of the rubric")
        self._shown = QPlainTextEdit(markdown)
        self._shown.setObjectName("gaps.text")
        self._shown.setAccessibleName("Gaps of the rubric, as Markdown")
        self._shown.setReadOnly(True)
        self._copy = QPushButton("Copy as Markdown")
        self._copy.setObjectName("gaps.copy")
        self._copy.setProperty("kind", "primary")
        self._copy.clicked.connect(self.copy)
        buttons = QHBoxLayout()
        buttons.addWidget(text(_HINT, "small", name="gaps.hint"), 1)
        buttons.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.addWidget(self._shown)
        column.addLayout(buttons)
        self.resize(look.px(680), look.px(460))

    def copy(self) -> None:
        """Put the whole list on the clipboard."""
        QGuiApplication.clipboard().setText(self._shown.toPlainText())
        self._copy.setText("Copied")
