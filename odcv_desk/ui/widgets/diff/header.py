"""The line above a difference: which file, which step, how much, and how it is known."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.change import FileChange, Origin
from odcv_desk.ui.icons import icon, pixmap
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.diff.wording import MINUS, ORIGINS, Notice, count_words, done_words

_BADGES = {Origin.RECORDED: "good", Origin.REPLAYED: "info", Origin.RECONSTRUCTED: "warn"}


class PathLabel(QWidget):
    """A path; where it is too long its begin is left out, for the end tells more."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._look = look
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show a path, which may be hostile."""
        self.text = visible(text).replace("\n", "␊").replace("\t", "␉")
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        metrics = self._look.metrics(Face.MONO_MEDIUM)
        return QSize(int(metrics.horizontalAdvance(self.text)) + 2, int(metrics.height()) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(72)), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self._look.metrics(Face.MONO_MEDIUM)
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideLeft, self.width())
        with QPainter(self) as painter:
            painter.setFont(self._look.font(Face.MONO_MEDIUM))
            painter.setPen(self._look.color("ink"))
            middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(self.rect(), int(middle | Qt.TextFlag.TextSingleLine), text)


class DiffHeader(QFrame):
    """Says what the rows below are, and holds the buttons for the mode and for closing.

    Signals:
        mode_chosen: Side by side (True) or unified (bool).
        closed: The close button was pressed.
    """

    mode_chosen = Signal(bool)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("edge", "bottom")
        self._icon = QLabel()
        self._path = PathLabel(look)
        self._title = _label("diff.title", role="strong")
        self._step = _label("diff.step", role="small")
        self._kind = _label("diff.kind", role="small")
        self._added = _label("diff.added", role="good")
        self._removed = _label("diff.removed", role="bad")
        self._origin = _label("diff.origin")
        self._unified = _toggle("diff.unified", "Unified")
        self._beside = _toggle("diff.side_by_side", "Side by side")
        # What is left out first where the window is narrow.
        self._spare = (self._kind, self._step, self._origin)
        self._close = QToolButton()
        self._close.setObjectName("diff.close")
        self._close.setAccessibleName("Hide the changed files")
        self._close.setToolTip("Hide the changed files (D)")
        self._close.clicked.connect(self.closed)
        self._path.setObjectName("diff.path")
        self._lay_out()
        self._group()
        self.set_mode(side_by_side=True)
        look.changed.connect(self._wear)
        self._wear()

    def show_change(self, step: int, change: FileChange) -> None:
        """Say which change is shown; the counts come later."""
        self._path.set_text(change.path)
        self._step.setText(f"step {step}")
        self._kind.setText(done_words(change))
        self._origin.setToolTip(ORIGINS[change.origin].capitalize())
        self._origin.setAccessibleDescription(ORIGINS[change.origin])
        self._origin.setProperty("badge", _BADGES[change.origin])
        self._origin.setText(change.origin.value)
        # A style sheet looks at a property when told to, and a label then keeps its old measures.
        self._origin.style().unpolish(self._origin)
        self._origin.style().polish(self._origin)
        QCoreApplication.sendEvent(self._origin, QEvent(QEvent.Type.StyleChange))
        self._turn(change=True)

    def show_nothing(self, step: int | None, why: Notice) -> None:
        """Say that there is no change, of a step or at all, and why."""
        self._title.setText(why.title)
        self._step.setText("" if step is None else f"step {step}")
        self._kind.setText(why.hint)
        self._origin.clear()
        self._turn(change=False)

    def show_counts(self, counts: tuple[int, int] | None) -> None:
        """Say how many lines were added and removed, None where unknown."""
        added, removed = counts or (0, 0)
        self._added.setText(f"+{added:,}")
        self._removed.setText(f"{MINUS}{removed:,}")
        self._added.setAccessibleName(count_words(added, removed))
        self._added.setVisible(added > 0)
        self._removed.setVisible(removed > 0)
        self._fit()

    def offer_modes(self, *, offered: bool) -> None:
        """Offer the modes, or not where there are no two texts to set side by side."""
        for button in (self._unified, self._beside):
            button.setVisible(offered)
        self._fit()

    def set_mode(self, *, side_by_side: bool) -> None:
        """Show which mode is on."""
        (self._beside if side_by_side else self._unified).setChecked(True)

    def words(self) -> tuple[str, ...]:
        """Return the texts that stand in the header now."""
        labels = (self._step, self._kind, self._added, self._removed, self._origin)
        shown = [label.text() for label in labels if not label.isHidden() and label.text()]
        return (self._title.text() if self._path.isHidden() else self._path.text, *shown)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(240), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _turn(self, *, change: bool) -> None:
        self._path.setVisible(change)
        self._title.setVisible(not change)
        self.offer_modes(offered=False)
        self.show_counts(None)

    def _fit(self) -> None:
        """Leave out what there is no room for."""
        layout = self.layout()
        if layout is None:
            return
        for label in self._spare:
            label.setVisible(bool(label.text()))
        for label in self._spare:
            if layout.minimumSize().width() > self.width():
                label.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        for widget in (
            self._icon,
            self._title,
            self._path,
            self._step,
            self._kind,
            self._added,
            self._removed,
        ):
            row.addWidget(widget)
        row.addWidget(self._origin, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for button in (self._unified, self._beside, self._close):
            row.addWidget(button)

    def _group(self) -> None:
        group = QButtonGroup(self)
        group.setExclusive(True)
        group.addButton(self._unified, 0)
        group.addButton(self._beside, 1)
        group.idClicked.connect(lambda chosen: self.mode_chosen.emit(bool(chosen)))

    def _wear(self) -> None:
        look = self._look
        size = look.px(15)
        ratio = self.devicePixelRatioF()
        picture = pixmap("file-text", look.theme.ink_soft, round(size * ratio))
        sharp = picture.copy()
        sharp.setDevicePixelRatio(ratio)
        self._icon.setPixmap(sharp)
        for label in (self._added, self._removed):
            label.setFont(look.font(Face.STRONG))
        self._close.setIcon(icon("x", look.theme))
        self._close.setIconSize(QSize(look.px(14), look.px(14)))
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(16), look.px(4), look.px(8), look.px(4))
            layout.setSpacing(look.px(8))
        self._path.updateGeometry()
        self._path.update()


def _label(name: str, *, role: str = "") -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    return label


def _toggle(name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setAccessibleName(f"Diff: {text.lower()}")
    button.setProperty("small", True)  # noqa: FBT003 - a property of Qt has no names
    button.setCheckable(True)
    return button
