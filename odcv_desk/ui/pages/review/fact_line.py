"""The line of facts below a run's name: whole facts, as many as there is room for."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.text import OneLine

_BETWEEN: Final = " · "
_MORE: Final = "…"
_WIDEST: Final = 220


class FactLine(OneLine):
    """Facts side by side; one without room is left out whole, and stands in the tooltip.

    A number cut off from what it counts would be read as another fact.
    """

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._facts: tuple[str, ...] = ()
        look.changed.connect(self._tell_rest)

    def show_facts(self, facts: Sequence[str]) -> None:
        """Show other facts."""
        self._facts = tuple(visible(fact) for fact in facts)
        self.show_text(_BETWEEN.join(facts))
        self._tell_rest()

    @override
    def cut(self) -> str:
        metrics = self._look.metrics(Face.SMALL)
        end = Qt.TextElideMode.ElideRight
        capped = [metrics.elidedText(fact, end, self._look.px(_WIDEST)) for fact in self._facts]
        for count in range(len(capped), 0, -1):
            rest = [] if count == len(capped) else [_MORE]
            line = _BETWEEN.join([*capped[:count], *rest])
            if metrics.horizontalAdvance(line) <= self.width():
                return line
        return metrics.elidedText(self._text, end, self.width())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def _tell_rest(self) -> None:
        self.setToolTip("" if self.cut() == self._text else "\n".join(self._facts))
