"""A part of a page that is closed until it is wanted, and made only then."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import ICON, column, restyle


class Folded(QWidget):
    """A heading that opens what stands below it.

    `make` gives the content; it is called when the part is opened for the first time.

    Signals:
        opened: Whether a person opened or closed it (bool).
    """

    opened = Signal(bool)

    def __init__(self, look: Look, title: str, name: str, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._look, self._make = look, make
        self._body: QWidget | None = None
        self.is_open = False
        self.button = QToolButton()
        self.button.setObjectName(name)
        self.button.setText(visible(title).replace("&", "&&"))
        self.button.setAccessibleName(visible(title))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(lambda _checked: self._toggle())
        self._column = column(self.button)
        self.setLayout(self._column)
        look.changed.connect(self._renew)
        self.set_open(opened=False)

    def set_open(self, *, opened: bool) -> None:
        """Show or hide the content."""
        self.is_open = opened
        if opened and self._body is None:
            self._body = self._make()
            self._column.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(opened)
        self.button.setProperty(ICON, "caret-down" if opened else "caret-right")
        self.button.setAccessibleDescription("open" if opened else "closed")
        self._renew()

    def _toggle(self) -> None:
        self.set_open(opened=not self.is_open)
        self.opened.emit(self.is_open)

    def _renew(self) -> None:
        restyle(self, self._look)
