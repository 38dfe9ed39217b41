"""The disputes as a list: titles, how far the sides are apart, and which ones are settled."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.cases import Docket

_SPLIT: Final = "split"
_Index = QModelIndex | QPersistentModelIndex


class DocketModel(QAbstractListModel):
    """The lines of a docket; `VALUE_ROLE` gives a `Docket`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[Docket, ...] = ()

    @property
    def lines(self) -> tuple[Docket, ...]:
        """What is shown."""
        return self._lines

    def show_lines(self, lines: Sequence[Docket]) -> None:
        """Replace the lines; where only rulings came or went, the view keeps its place."""
        fresh = tuple(lines)
        if [line.row for line in fresh] == [line.row for line in self._lines]:
            self._lines = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._lines = fresh
        self.endResetModel()

    def place(self, row: int | None) -> int | None:
        """Return where a run stands, None where it is not here."""
        return next((at for at, line in enumerate(self._lines) if line.row == row), None)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == VALUE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return visible(f"{line.title}, {facts(line)}")
        return None


class DocketDelegate(QStyledItemDelegate):
    """Draws one dispute; settled ones are dimmed and carry a check."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(56))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line, rect = index.data(VALUE_ROLE), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            self._mark(painter, rect)
        self._words(painter, rect, line, chosen=chosen)
        side = self._look.px(16)
        place = QRectF(rect.right() - self._look.px(20) - side, 0, side, side)
        place.moveTop(rect.center().y() - side / 2)
        if line.ruled:
            paint_icon(painter, place, "check-circle", self._look.theme.good)
        elif line.splits:
            self._pill(painter, rect)
        painter.restore()

    def _pill(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        wide = look.metrics(Face.SMALL_STRONG).horizontalAdvance(_SPLIT) + look.px(14)
        pill = QRectF(rect.right() - look.px(20) - wide, 0, wide, look.px(20))
        pill.moveTop(rect.center().y() - pill.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("warn_soft"))
        painter.drawRoundedRect(pill, look.px(6), look.px(6))
        painter.setPen(look.color("warn"))
        painter.setFont(look.font(Face.SMALL_STRONG))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, _SPLIT)

    def _mark(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft"))
        edge = look.px(8)
        painter.drawRoundedRect(rect.adjusted(edge, 2, -edge, -2), look.px(8), look.px(8))
        painter.setBrush(look.color("accent"))
        bar = QRectF(rect.x() + edge, rect.y() + look.px(12), look.px(3), 0)
        bar.setHeight(rect.height() - look.px(24))
        painter.drawRoundedRect(bar, 1.5, 1.5)

    def _words(self, painter: QPainter, rect: QRectF, line: Docket, *, chosen: bool) -> None:
        look = self._look
        width = rect.width() - look.px(86 if line.splits and not line.ruled else 64)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        title = QRectF(rect.x() + look.px(20), rect.y() + look.px(9), width, look.px(18))
        face = Face.STRONG if chosen else Face.MEDIUM
        ink = "ink_faint" if line.ruled and not chosen else "ink"
        for text, used, color, place in (
            (line.title, face, ink, title),
            (facts(line, pill=True), Face.SMALL, "ink_faint", title.translated(0, look.px(20))),
        ):
            painter.setFont(look.font(used))
            painter.setPen(look.color(color))
            cut = look.metrics(used).elidedText(visible(text), Qt.TextElideMode.ElideRight, width)
            painter.drawText(place, left, cut)


def facts(line: Docket, *, pill: bool = False) -> str:
    """Return what is said of a dispute below its title; beside the `pill` not that it splits."""
    apart = f"{amount(line.spread, 'level')} apart" if line.spread else "grade or none"
    splits = line.splits and not pill
    said = f"{_SPLIT}, {apart}" if splits else apart
    if line.stale:
        said = "ruled on other labels: look again"
    elif line.ruled:
        said = "you ruled" if line.mine else "settled"
    return " · ".join((said, line.variant, *(("you rated it",) if line.own else ())))
