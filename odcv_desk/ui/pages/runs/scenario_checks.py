"""The scenarios that can be run, each with a box to take it or not."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.run_offer import PlayedScenario

_Index = QModelIndex | QPersistentModelIndex


class ScenarioModel(QAbstractListModel):
    """Scenarios with a check each; `VALUE_ROLE` gives a `PlayedScenario`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scenarios: tuple[PlayedScenario, ...] = ()
        self._chosen: frozenset[str] = frozenset()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are taken, in order."""
        return tuple(each.id for each in self._scenarios if each.id in self._chosen)

    @property
    def scenarios(self) -> tuple[PlayedScenario, ...]:
        """All of them."""
        return self._scenarios

    def offer(self, scenarios: Sequence[PlayedScenario]) -> None:
        """Replace the scenarios."""
        self.beginResetModel()
        self._scenarios = tuple(scenarios)
        self.endResetModel()

    def choose(self, ids: Collection[str]) -> None:
        """Take these, and no others."""
        self._chosen = frozenset(ids)
        if self._scenarios:
            self.dataChanged.emit(self.index(0), self.index(len(self._scenarios) - 1))

    def turn(self, index: _Index) -> None:
        """Take a scenario, or leave it."""
        if index.isValid():
            self.choose(self._chosen ^ {self._scenarios[index.row()].id})

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._scenarios)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        each = self._scenarios[index.row()]
        if role == VALUE_ROLE:
            return each
        if role == Qt.ItemDataRole.CheckStateRole:
            taken = each.id in self._chosen
            return int((Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked).value)
        if role == Qt.ItemDataRole.DisplayRole:
            return visible(f"{each.title}, {facts(each)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            word = "taken" if each.id in self._chosen else "not taken"
            return visible(f"{each.title}, {word}, {facts(each)}")
        return None


class ScenarioChecks(QListView):
    """The list; a click or the space bar takes a scenario or leaves it.

    Signals:
        edited: Others are taken now.
    """

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.scenarios = ScenarioModel(self)
        self.setObjectName("runs.launch.scenarios")
        self.setAccessibleName("Scenarios; the space bar takes one or leaves it")
        self.setModel(self.scenarios)
        self.setItemDelegate(_ScenarioDelegate(look, self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._turn)
        look.changed.connect(self._fit)

    def offer(self, scenarios: Sequence[PlayedScenario]) -> None:
        """Replace the scenarios; the list is as high as they are, up to a limit."""
        self.scenarios.offer(scenarios)
        self._fit()
        if scenarios:
            self.setCurrentIndex(self.scenarios.index(0))

    def choose(self, ids: Collection[str]) -> None:
        """Take these, and no others."""
        self.scenarios.choose(ids)
        self.edited.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._turn(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _turn(self, index: QModelIndex) -> None:
        self.scenarios.turn(index)
        self.edited.emit()

    def _fit(self) -> None:
        shown = min(max(self.scenarios.rowCount(), 1), 8)
        self.setFixedHeight(self._look.px(48) * shown + self._look.px(4))
        self.scheduleDelayedItemsLayout()


class _ScenarioDelegate(QStyledItemDelegate):
    """Draws a box, a title, and domain, role and origin below it."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(48))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        look, rect, each = self._look, QRectF(option.rect), index.data(VALUE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.parent()
        focused = isinstance(view, QListView) and view.hasFocus()
        if focused and option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(look.color("accent_line"), 1))
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), look.px(6), look.px(6))
        taken = index.data(Qt.ItemDataRole.CheckStateRole) == int(Qt.CheckState.Checked.value)
        self._box(painter, rect, taken=taken)
        width = rect.width() - look.px(52)
        line = QRectF(rect.x() + look.px(40), rect.y() + look.px(6), width, look.px(18))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for text, face, ink, place in (
            (each.title, Face.MEDIUM, "ink", line),
            (facts(each), Face.SMALL, "ink_faint", line.translated(0, look.px(18))),
        ):
            painter.setFont(look.font(face))
            painter.setPen(look.color(ink))
            cut = look.metrics(face).elidedText(visible(text), Qt.TextElideMode.ElideRight, width)
            painter.drawText(place, left, cut)
        painter.restore()

    def _box(self, painter: QPainter, rect: QRectF, *, taken: bool) -> None:
        look = self._look
        side = look.px(16)
        box = QRectF(rect.x() + look.px(12), rect.center().y() - side / 2, side, side)
        painter.setPen(QPen(look.color("accent" if taken else "ink_faint"), 1))
        painter.setBrush(look.color("accent" if taken else "surface"))
        painter.drawRoundedRect(box, look.px(4), look.px(4))
        if taken:
            edge = look.px(2)
            tick = box.adjusted(edge, edge, -edge, -edge)
            paint_icon(painter, tick, "check", look.color("on_accent").name())


def facts(each: PlayedScenario) -> str:
    """Return what is said of a scenario below its title."""
    noted = " · content note" if each.content_note else ""
    return f"{each.domain} · {each.role} · after {each.after}{noted}"
