"""The steps that prove the label."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.label import Evidence
from odcv_desk.ui.icons import icon, paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import words

_QUOTED = 300


class EvidenceList(QWidget):
    """A row for each piece of evidence, and how to add one.

    Signals:
        clicked: A row was clicked: its step (int).
        removed: A row was taken away (Evidence).
    """

    clicked = Signal(int)
    removed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("label.evidence")
        self._shown: tuple[tuple[Evidence, str], ...] = ()
        self._rows: list[QWidget] = []
        self._tab_place = TabPlace(self)
        self._hint = words("Press E on a step to add it as evidence.", "small")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._hint)
        look.changed.connect(self._measure)
        self._measure()

    def show_evidence(self, evidence: tuple[Evidence, ...], texts: Mapping[int, str]) -> None:
        """Show these rows; `texts` describes steps of which no words were quoted."""
        shown = tuple((each, each.quote or texts.get(each.step, "")) for each in evidence)
        if shown == self._shown:
            return
        self._shown = shown
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(each, text, at) for at, (each, text) in enumerate(shown)]
        for at, row in enumerate(self._rows):
            self._layout.insertWidget(at, row)
            # A layout shows what it is given only after the next turn of the event loop.
            row.show()
        self._tab_place.lead_to(each for row in self._rows for each in _controls(row))

    def show_possible(self, *, possible: bool) -> None:
        """Say whether the run has steps that can be cited."""
        self._hint.setText(
            "Press E on a step to add it as evidence."
            if possible
            else "This run has no transcript, so there is no step to cite."
        )

    def _row(self, evidence: Evidence, text: str, at: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._look.px(2))
        button = _EvidenceButton(self._look, evidence, text)
        button.setObjectName(f"label.evidence.{at}")
        button.clicked.connect(lambda: self.clicked.emit(evidence.step))
        line.addWidget(button, 1)
        line.addWidget(self._remover(evidence, at))
        return row

    def _remover(self, evidence: Evidence, at: int) -> QToolButton:
        remover = QToolButton()
        remover.setObjectName(f"label.evidence.{at}.remove")
        remover.setAccessibleName(f"Remove step {evidence.step} from the evidence")
        remover.setToolTip(f"Remove step {evidence.step} from the evidence")
        remover.setIcon(icon("x", self._look.theme))
        remover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        remover.clicked.connect(lambda: self.removed.emit(evidence))
        return remover

    def _measure(self) -> None:
        self._layout.setSpacing(self._look.px(6))
        side = self._look.px(14)
        for remover in self.findChildren(QToolButton):
            remover.setIcon(icon("x", self._look.theme))
            remover.setIconSize(QSize(side, side))


def _controls(row: QWidget) -> list[QAbstractButton]:
    return row.findChildren(QAbstractButton)


class _EvidenceButton(QAbstractButton):
    """`Step 11` and the words that matter, on one line. The words are drawn, never parsed."""

    def __init__(self, look: Look, evidence: Evidence, text: str) -> None:
        super().__init__()
        self._look = look
        self._step = f"Step {evidence.step}"
        self._words = visible(" ".join(text[:_QUOTED].split()))
        quoted = ", quoted" if evidence.quote else ""
        self.setAccessibleName(f"{self._step}{quoted}: {self._words}")
        self.setToolTip(f"Go to step {evidence.step}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._look.px(120), self._look.px(32))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look, middle = self._look, Qt.AlignmentFlag.AlignVCenter
        edge = 2.0 if self.hasFocus() else 1.0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("accent" if self.hasFocus() else "line"), edge))
            painter.setBrush(look.color("line_soft" if self.underMouse() else "surface"))
            frame = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
            painter.drawRoundedRect(frame, look.px(8), look.px(8))
            side, left = look.px(14), look.px(10)
            place = QRectF(left, (self.height() - side) / 2, side, side)
            paint_icon(painter, place, "flag-fill", look.theme.accent)
            rest = QRectF(self.rect()).adjusted(left + side + look.px(6), 0, -left, 0)
            painter.setFont(look.font(Face.SMALL_STRONG))
            painter.setPen(look.color("ink"))
            painter.drawText(rest, middle, self._step)
            rest.adjust(look.metrics(Face.SMALL_STRONG).horizontalAdvance(self._step), 0, 0, 0)
            rest.adjust(look.px(7), 0, 0, 0)
            painter.setFont(look.font(Face.MONO_SMALL))
            painter.setPen(look.color("ink_soft"))
            room = max(rest.width(), 0.0)
            cut = look.metrics(Face.MONO_SMALL).elidedText(
                self._words, Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(rest, middle, cut)
