"""The head of the matrix: names of judges in lines, cut with an ellipsis where they are long."""

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader
from typing_extensions import override

from odcv_desk.ui.look import Face, Look

_LINES: Final = 3
_SIDE: Final = 8
_PIECES: Final = re.compile(r"[^\s/_@-]*[\s/_@-]*")


class MatrixHeader(QHeaderView):
    """Titles of columns that never end in the midst of a letter; the model's tooltip is whole."""

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def fitted(self, section: int) -> str:
        """Return a section's title as it is painted."""
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        room = self.sectionSize(section) - 2 * self._look.px(_SIDE)
        return in_lines(words, room, self._look.metrics(Face.SMALL_STRONG))

    @override
    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logicalIndex: int) -> None:
        super().initStyleOptionForIndex(option, logicalIndex)
        option.text = self.fitted(logicalIndex)


def in_lines(words: str, width: float, metrics: QFontMetricsF, *, most: int = _LINES) -> str:
    """Return words in lines of a width, broken behind hyphens and spaces, the rest cut."""
    lines = [""]
    for piece in filter(None, _PIECES.findall(words)):
        longer = lines[-1] + piece
        if not lines[-1] or metrics.horizontalAdvance(longer.rstrip()) <= width:
            lines[-1] = longer
        else:
            lines.append(piece)
    if len(lines) > most:
        lines[most - 1 :] = ["".join(lines[most - 1 :])]
    cut = Qt.TextElideMode.ElideRight
    return "\n".join(metrics.elidedText(line.rstrip(), cut, width) for line in lines)
