"""A framed box whose contents stand one below the other."""

from typing import Final

from PySide6.QtWidgets import QFrame, QVBoxLayout

from odcv_desk.ui.look import Look

_AROUND: Final = 10


class Card(QFrame):
    """A sunken box, or with `notice` ("info", "warn") a box in that colour. Fill `column`."""

    def __init__(self, look: Look, name: str = "", *, notice: str = "", between: int = 6) -> None:
        super().__init__()
        self._look, self._between = look, between
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        if notice:
            self.show_notice(notice)
        else:
            self.setProperty("card", True)  # noqa: FBT003 - a property of the style sheet
        look.changed.connect(self._measure)
        self._measure()

    def show_notice(self, notice: str) -> None:
        """Take the colours of a kind of notice."""
        if self.property("notice") != notice:
            self.setProperty("notice", notice)
            self.style().polish(self)

    def _measure(self) -> None:
        around = self._look.px(_AROUND)
        self.column.setContentsMargins(around, around, around, around)
        self.column.setSpacing(self._look.px(self._between))
