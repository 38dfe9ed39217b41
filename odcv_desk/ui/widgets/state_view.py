"""What a page shows where it has nothing to show: why, and what to do next."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QWidget,
)

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import (
    ICON,
    WIDTHS,
    button,
    column,
    empty,
    picture,
    restyle,
    row,
    text,
)

_WIDTH: Final = 480
_ICON_PX: Final = 36
_FIELDS: Final = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)


class StateView(QWidget):
    """An icon, a title, a sentence or two, and buttons; or a bar while something is read.

    Signals:
        answered: The name of the button that was pressed (str).
    """

    answered = Signal(str)

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self._picture = picture("info", size=_ICON_PX)
        self._title = text(role="title", name=f"{name}.title")
        self._text = text(role="quiet", name=f"{name}.text")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._buttons = row()
        self._first: QWidget | None = None
        middle = QWidget()
        middle.setProperty(WIDTHS, [_WIDTH, _WIDTH])
        lines = column(self._picture, self._title, self._text, self._bar, self._buttons)
        lines.setProperty("gaps", [0, 0, 0, 0, 12])
        middle.setLayout(lines)
        for label in (self._picture, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(column(None, row(None, middle, None), None, None))
        look.changed.connect(self._renew)
        self._renew()

    def say(
        self,
        icon: str,
        title: str,
        words: str = "",
        *,
        answers: Iterable[tuple[str, str]] = (),
        leads: bool = True,
    ) -> None:
        """Show why there is nothing, and what to do: buttons as (name, text).

        The first one stands out where it `leads`; what has a price should not. It gets the
        keyboard, unless somebody types or chooses something elsewhere.
        """
        self._show(icon, title, words)
        self._bar.hide()
        self._buttons.addStretch(1)
        for place, (name, label) in enumerate(answers):
            made = button(
                label,
                f"{self.objectName()}.{name}",
                partial(self.answered.emit, name),
                kind="primary" if leads and not place else "",
            )
            self._buttons.addWidget(made)
            self._first = self._first or made
        self._buttons.addStretch(1)
        self._renew()
        # Who says something often shows this only afterwards.
        QTimer.singleShot(0, self, self._offer_focus)

    def wait(self, title: str) -> None:
        """Show that something is under way."""
        self._show("hourglass", title, "")
        self._bar.show()
        self._renew()

    def take_focus(self) -> bool:
        """Give the keyboard to the first answer; return whether there is one to be seen."""
        if self._first is None or not self._first.isVisible():
            return False
        self._first.setFocus()
        return True

    def _offer_focus(self) -> None:
        holder = QApplication.focusWidget()
        if not isinstance(holder, _FIELDS) or not holder.isVisible():
            self.take_focus()

    def _show(self, icon: str, title: str, words: str) -> None:
        empty(self._buttons)
        self._first = None
        self._picture.setProperty(ICON, icon)
        self._title.setText(visible(title))
        self._text.setText(visible(words))
        self._text.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}" if words else title)

    def _renew(self) -> None:
        restyle(self, self._look)
