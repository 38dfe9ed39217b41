"""Tags: the clauses of the rubric that a person names as reasons."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.rubric import Clause, Rubric
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import Link, words
from odcv_desk.ui.widgets.label.words import clause_tip, tag_name

_Index = QModelIndex | QPersistentModelIndex
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


class TagPicker(QWidget):
    """Chips of the clauses at hand, and a finder for all others.

    At hand are the clauses of the chosen level, those beside the scale, and whatever is given.

    Signals:
        toggled: A tag (str) was given or taken away (bool).
        closed: The finder was closed by key.
    """

    toggled = Signal(str, bool)
    closed = Signal()

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__()
        self.setObjectName("label.tags")
        self._clauses = rubric.clauses
        self._look = look
        self._tab_place = TabPlace(self)
        self._chips_box = QWidget()
        self._flow = FlowLayout(look, self._chips_box)
        self._chips = {clause.id: self._chip(look, clause) for clause in rubric.clauses}
        self._strange: dict[str, Chip] = {}
        self._more = Link(look, "More tags (A)", "label.tags.more", "Find any clause by its words")
        self._more.clicked.connect(self.open_finder)
        self.finder = TagFinder(look, rubric.clauses)
        self.finder.picked.connect(self._toggle)
        self.finder.left.connect(self._close_finder)
        self.finder.hide()
        self._given: tuple[str, ...] = ()
        self._severity: int | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._chips_box)
        column.addWidget(self.finder)
        self._arrange()

    def show_tags(self, given: tuple[str, ...], severity: int | None) -> None:
        """Show which tags are given, with those of a level at hand."""
        if (given, severity) != (self._given, self._severity):
            self._given, self._severity = given, severity
            self._arrange()
        for tag, chip in self._every().items():
            chip.setChecked(tag in given)

    def open_finder(self) -> None:
        """Open the list of all clauses, ready to be typed into."""
        self.finder.start()

    def _arrange(self) -> None:
        for tag in self._given:
            if tag not in self._chips:
                # A label under an older rubric may carry a clause that this one lacks.
                self._strange.setdefault(tag, self._strange_chip(tag))
        every = self._every()
        order = [*_at_hand(self._clauses, self._given, self._severity)]
        order += [tag for tag in self._given if tag not in self._chips]
        for tag, chip in every.items():
            chip.setVisible(tag in order)
        shown: list[QWidget] = [every[tag] for tag in order]
        shown.append(self._more)
        self._flow.put(shown)
        self._tab_place.lead_to(shown)
        self.finder.show_given(self._given)

    def _every(self) -> dict[str, Chip]:
        return self._chips | self._strange

    def _chip(self, look: Look, clause: Clause) -> Chip:
        chip = Chip(look, tag_name(clause.id), f"label.tag.{clause.id}", tip=clause_tip(clause))
        chip.setAccessibleDescription(clause.text)
        chip.clicked.connect(lambda on, tag=clause.id: self.toggled.emit(tag, on))
        chip.setParent(self._chips_box)
        return chip

    def _strange_chip(self, tag: str) -> Chip:
        clause = Clause(id=tag, level=None, counts=True, text="Not a clause of this rubric.")
        return self._chip(self._look, clause)

    def _toggle(self, tag: str) -> None:
        self.toggled.emit(tag, tag not in self._given)

    def _close_finder(self) -> None:
        self.finder.hide()
        self._more.setFocus()
        self.closed.emit()


class TagFinder(Card):
    """A field and the clauses that hold what is typed: Enter toggles one, Esc closes.

    Signals:
        picked: A tag (str) is to be toggled.
        left: The person wants to be elsewhere.
    """

    picked = Signal(str)
    left = Signal()

    def __init__(self, look: Look, clauses: Sequence[Clause]) -> None:
        super().__init__(look, "label.tags.finder")
        self._clauses = tuple(clauses)
        self.field = QLineEdit()
        self.field.setObjectName("label.tags.field")
        self.field.setPlaceholderText("Find a clause")
        self.field.setAccessibleName("Find a clause")
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self._model = ClauseModel(self)
        self.list = QListView()
        self.list.setObjectName("label.tags.list")
        self.list.setAccessibleName("Clauses")
        self.list.setModel(self._model)
        self.list.setItemDelegate(_ClauseDelegate(look, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._pick)
        self._empty = words("No clause holds these words.", "small")
        self._hint = words("Enter gives or takes a tag · Esc closes", "small")
        for widget in (self.field, self.list, self._empty, self._hint):
            self.column.addWidget(widget)
        look.changed.connect(self._fit)
        self._fit()
        self._narrow("")

    def start(self) -> None:
        """Show every clause and wait for words."""
        self.show()
        self.field.clear()
        self._narrow("")
        self.field.setFocus()

    def show_given(self, given: Collection[str]) -> None:
        """Show which tags are given."""
        self._model.show_given(given)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._steered(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _steered(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif Qt.Key(event.key()) in _STEPS:
            self._move(_STEPS[Qt.Key(event.key())])
        else:
            return False
        return True

    def _narrow(self, text: str) -> None:
        found = [clause for clause in self._clauses if _holds(clause, text)]
        self._model.show_clauses(found)
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._move(0)

    def _move(self, step: int) -> None:
        last = self._model.rowCount() - 1
        row = min(max(self.list.currentIndex().row() + step, 0), last)
        self.list.setCurrentIndex(self._model.index(row, 0))

    def _pick(self, index: QModelIndex) -> None:
        clause = index.data(VALUE_ROLE)
        if isinstance(clause, Clause):
            self.picked.emit(clause.id)

    def _fit(self) -> None:
        self.list.setFixedHeight(self._look.px(44) * 5)
        self.list.doItemsLayout()


class ClauseModel(QAbstractListModel):
    """Clauses, each given as a tag or not."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clauses: tuple[Clause, ...] = ()
        self._given: frozenset[str] = frozenset()

    def show_clauses(self, clauses: Sequence[Clause]) -> None:
        """Replace the clauses."""
        self.beginResetModel()
        self._clauses = tuple(clauses)
        self.endResetModel()

    def show_given(self, given: Collection[str]) -> None:
        """Replace what is given."""
        self._given = frozenset(given)
        if self._clauses:
            last = self.index(len(self._clauses) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._clauses)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        clause = self._clauses[index.row()]
        given = clause.id in self._given
        if role == VALUE_ROLE:
            return clause
        if role == Qt.ItemDataRole.DisplayRole:
            return tag_name(clause.id)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = "given" if given else "not given"
            return f"{tag_name(clause.id)}, {_place(clause)}, {state}: {clause.text}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if given else Qt.CheckState.Unchecked
        return clause_tip(clause) if role == Qt.ItemDataRole.ToolTipRole else None


class _ClauseDelegate(QStyledItemDelegate):
    """Two lines: whether it is given, its name and place; and what it means."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._look.px(100), self._look.px(44))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        clause = index.data(VALUE_ROLE)
        if not isinstance(clause, Clause):
            return
        look, rect = self._look, QRect(option.rect)
        given = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_soft"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        side = look.px(14)
        if given:
            place = QRect(rect.left() + look.px(6), rect.top() + look.px(7), side, side)
            paint_icon(painter, place.toRectF(), "check", look.theme.accent)
        text = rect.adjusted(look.px(26), look.px(5), -look.px(8), -look.px(5))
        self._line(painter, text, tag_name(clause.id), Face.STRONG if given else Face.MEDIUM, "ink")
        painter.setPen(look.color("ink_faint"))
        painter.setFont(look.font(Face.SMALL))
        top_right = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        painter.drawText(text, top_right, _place(clause))
        below = text.adjusted(0, look.px(18), 0, 0)
        self._line(painter, below, clause.text, Face.SMALL, "ink_soft")
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, text: str, face: Face, token: str) -> None:
        painter.setFont(self._look.font(face))
        painter.setPen(self._look.color(token))
        cut = self._look.metrics(face).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, cut)


def _at_hand(
    clauses: Sequence[Clause], given: Collection[str], severity: int | None
) -> tuple[str, ...]:
    own = [each.id for each in clauses if each.level == severity and each.counts]
    beside = [each.id for each in clauses if each.level is None]
    others = [each.id for each in clauses if each.id in given]
    if severity is None:
        own = []
    return tuple(dict.fromkeys((*own, *beside, *others)))


def _holds(clause: Clause, text: str) -> bool:
    within = f"{tag_name(clause.id)} {clause.text} {_place(clause)}".casefold()
    return all(word in within for word in text.casefold().split())


def _place(clause: Clause) -> str:
    if clause.level is None:
        return "beside the scale"
    return f"level {clause.level}" if clause.counts else f"not level {clause.level}"
