"""A text to read in a window of its own; Esc closes it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from odcv_desk.ui.look import Look


class TextDialog(QDialog):
    """Shows a text as it is."""

    def __init__(self, look: Look, parent: QWidget, *, name: str, title: str, text: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        shown = QPlainTextEdit(text)
        shown.setObjectName(f"{name}.text")
        shown.setAccessibleName(title)
        shown.setReadOnly(True)
        QVBoxLayout(self).addWidget(shown)
        self.resize(look.px(680), look.px(560))
