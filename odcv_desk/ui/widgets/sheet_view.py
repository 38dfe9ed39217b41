"""A sheet of figures on a page: as high as its rows, each value with its interval below."""

from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)
from typing_extensions import override

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.models.sheet import SheetModel
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.sheet import Entry, Sheet

_LINE: Final = 16
_PAD: Final = 7
_SIDE: Final = 10
_HEADER: Final = 34
_NARROWEST: Final = 64
_PARTS: Final = "; "
_NO_INTERVAL: Final = "no interval: "

Index = QModelIndex | QPersistentModelIndex


class SheetView(QTableView):
    """Shows one sheet; it scrolls sideways only. Ctrl+C copies it."""

    def __init__(self, look: Look, sheet: Sheet, *, name: str) -> None:
        super().__init__()
        self._look = look
        self._model = SheetModel(sheet, self)
        self._delegate = _Delegate(look, self)
        self._widths: list[int] = []
        self.setObjectName(name)
        self.setAccessibleName(visible(sheet.title))
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._fit)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            done = super().event(event)
            self._fit_widths()
            self._fit_height()
            return done
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.as_text())
        else:
            super().keyPressEvent(event)

    def as_text(self) -> str:
        """Return the sheet as lines of fields parted by tabs."""
        sheet = self._model.sheet
        lines = ["\t".join((sheet.corner, *sheet.columns))]
        lines += ["\t".join((name, *map(_one_line, entries))) for name, entries in sheet.rows]
        return "\n".join(lines)

    def _fit(self) -> None:
        header = self.horizontalHeader()
        header.setFixedHeight(self._look.px(_HEADER))
        self._widths = [self._width_of(place) for place in range(self._model.columnCount())]
        self._fit_widths()
        for row in range(self._model.rowCount()):
            entries = [self._model.entry(row, place) for place in range(self._model.columnCount())]
            lines = max(len(_lines(entry)) for entry in entries)
            self.setRowHeight(row, self._look.px(lines * _LINE + 2 * _PAD))
        self._fit_height()
        self.viewport().update()

    def _fit_widths(self) -> None:
        """Give each column its width, and an even share of what is left over."""
        spare = max(self.viewport().width() - sum(self._widths), 0)
        for place, width in enumerate(self._widths):
            self.horizontalHeader().resizeSection(place, width + spare // len(self._widths))

    def _width_of(self, column: int) -> int:
        orientation = Qt.Orientation.Horizontal
        title = str(self._model.headerData(column, orientation))
        widest = self._look.metrics(Face.SMALL_STRONG).horizontalAdvance(title)
        for row in range(self._model.rowCount()):
            for face, words in _lines(self._model.entry(row, column)):
                widest = max(widest, self._look.metrics(face).horizontalAdvance(words))
        return max(round(widest) + 2 * self._look.px(_SIDE), self._look.px(_NARROWEST))

    def _fit_height(self) -> None:
        rows = sum(self.rowHeight(row) for row in range(self._model.rowCount()))
        frame = 2 * self.frameWidth()
        across = sum(self._widths) > self.width() - frame
        bar = self.horizontalScrollBar().sizeHint().height() if across else 0
        self.setFixedHeight(self.horizontalHeader().height() + rows + bar + frame)


class _Delegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._look.px(_NARROWEST), self._look.px(2 * _LINE + 2 * _PAD))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, model, look = index.data(VALUE_ROLE), index.model(), self._look
        if not isinstance(entry, Entry) or not isinstance(model, SheetModel):
            return
        painter.save()
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        total = model.is_total(index.row())
        plain = "sunken" if total else "surface"
        painter.fillRect(rect, look.color("accent_soft" if chosen else plain))
        painter.setPen(look.color("line_soft"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        place = rect.adjusted(look.px(_SIDE), look.px(_PAD), -look.px(_SIDE), -look.px(_PAD))
        for number, (face, words) in enumerate(_lines(entry, name=index.column() == 0)):
            line = QRectF(
                place.left(), place.top() + number * look.px(_LINE), place.width(), look.px(_LINE)
            )
            faint = number > 0 or entry.missing
            painter.setFont(look.font(face))
            painter.setPen(look.color("ink_faint" if faint else "ink"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


def _lines(entry: Entry, *, name: bool = False) -> list[tuple[Face, str]]:
    """Return a field's lines, each with its face."""
    first = Face.SMALL if entry.missing else Face.BODY if name else Face.MEDIUM
    # On two lines: the longest reason would make every column too wide for the window.
    below = entry.below.replace(_NO_INTERVAL, f"{_NO_INTERVAL.strip()}{_PARTS}")
    parts = below.split(_PARTS) if below else []
    return [(first, entry.text), *((Face.SMALL, words) for words in parts)]


def _one_line(entry: Entry) -> str:
    return f"{entry.text} ({entry.below})" if entry.below else entry.text
