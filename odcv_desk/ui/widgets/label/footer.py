"""What stays in sight below the form: what is in the way, and the buttons."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.label.card import Card
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.label.reason import SKIP_TEXTS, ReasonEntry, Skip
from odcv_desk.ui.widgets.label.tabbing import TabPlace
from odcv_desk.ui.widgets.label.text import Link, Mark, words

_SKIP_KEYS: Final = {Skip.DEFER: "S", Skip.CANNOT_JUDGE: "X", Skip.INVALID_RUN: "I"}
_MOST_STEPS: Final = 6


class Footer(QWidget):
    """Coverage, a question or note, the reason entry, Skip and Commit.

    Signals:
        commit_pressed: The commit button was pressed.
        skip_wanted: A way to skip was picked (Skip).
        undo_pressed: The person wants the standing label back.
        step_wanted: A step that was never shown is to be shown (int).
    """

    commit_pressed = Signal()
    skip_wanted = Signal(object)
    undo_pressed = Signal()
    step_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.coverage = CoverageLine(look)
        self.coverage.step_wanted.connect(self.step_wanted)
        self._notice = _Notice(look)
        self.reason = ReasonEntry(look)
        tip = "Take your label of this run back"
        self._undo = Link(look, "Take back (Ctrl+Z)", "label.undo", tip)
        self._undo.clicked.connect(self.undo_pressed)
        self._commit = _CommitButton(look)
        self._commit.clicked.connect(self.commit_pressed)
        self._skip = QPushButton("Skip")
        self._skip.setObjectName("label.skip")
        self._skip.setAccessibleName("Skip this run, with a reason")
        self._skip.setToolTip("Defer (S), cannot judge (X) or invalid run (I)")
        self._skip.clicked.connect(self._offer_skips)
        self._menu = self._skip_menu()
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._skip)
        self._buttons.addWidget(self._commit, 1)
        self._column = QVBoxLayout(self)
        for widget in (self.coverage, self._notice, self.reason):
            self._column.addWidget(widget)
        self._column.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addLayout(self._buttons)
        look.changed.connect(self._measure)
        self._measure()

    def say(self, text: str, *, warning: bool = False) -> None:
        """Say a sentence above the buttons, or nothing."""
        self._notice.say(text, warning=warning)

    def show_commit(self, text: str, *, enabled: bool, standing: bool) -> None:
        """Say what the commit button does, and whether a standing label can be taken back."""
        self._commit.setEnabled(enabled)
        self._commit.show_action(text)
        self._undo.setVisible(standing)

    def focus_commit(self) -> None:
        """Put the focus on the commit button."""
        self._commit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _skip_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("label.skips")
        for kind, text in SKIP_TEXTS.items():
            # Behind the tab stands the key; the page owns the shortcut itself.
            action = menu.addAction(f"{text}…\t{_SKIP_KEYS[kind]}")
            action.setObjectName(f"label.skip.{kind}")
            action.triggered.connect(lambda _on=False, k=kind: self.skip_wanted.emit(k))
        return menu

    def _offer_skips(self) -> None:
        above = QPoint(0, -self._menu.sizeHint().height())
        self._menu.popup(self._skip.mapToGlobal(above))

    def _measure(self) -> None:
        self._column.setContentsMargins(0, self._look.px(10), 0, 0)
        self._column.setSpacing(self._look.px(8))
        self._buttons.setSpacing(self._look.px(8))


class CoverageLine(QWidget):
    """Says which file-changing steps were never on screen; each number leads there.

    Signals:
        step_wanted: A step is to be shown (int).
    """

    step_wanted = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._steps: tuple[int, ...] = ()
        self.setObjectName("label.coverage")
        self._text = words("", "small", name="label.coverage.text")
        self._tab_place = TabPlace(self)
        self._links = QWidget()
        self._flow = FlowLayout(look, self._links, gap=2)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._text)
        self._column.addWidget(self._links)
        self.hide()

    def show_steps(self, steps: Sequence[int]) -> None:
        """Show these steps; gone where there are none."""
        self.setVisible(bool(steps))
        if tuple(steps) == self._steps:
            return
        self._steps = tuple(steps)
        verb = "was" if len(steps) == 1 else "were"
        what = amount(len(steps), "step that changed files", "steps that changed files")
        self._text.setText(f"{what} {verb} never shown:")
        for old in self._links.findChildren(QPushButton):
            old.hide()
            old.deleteLater()
        buttons: list[QWidget] = [self._link(step, str(step)) for step in steps[:_MOST_STEPS]]
        if len(steps) > _MOST_STEPS:
            rest = f"and {len(steps) - _MOST_STEPS} more"
            buttons.append(self._link(steps[_MOST_STEPS], rest))
        self._flow.put(buttons)
        for button in buttons:
            button.setVisible(True)
        self._tab_place.lead_to(buttons)

    def _link(self, step: int, text: str) -> QPushButton:
        button = Link(self._look, text, f"label.coverage.{step}", f"Go to step {step}")
        button.show_text(text, f"Go to step {step}, which was never shown")
        button.setParent(self._links)
        button.clicked.connect(lambda: self.step_wanted.emit(step))
        return button


class _Notice(Card):
    def __init__(self, look: Look) -> None:
        super().__init__(look, "label.notice", notice="info")
        self._mark = Mark(look, "info", "accent", "Note", size=15)
        self._text = words("", "small", name="label.notice.text")
        line = QHBoxLayout()
        line.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._text, 1)
        self.column.addLayout(line)
        self.hide()

    def say(self, text: str, *, warning: bool) -> None:
        self.setVisible(bool(text))
        self._text.setText(text)
        icon, token = ("warning", "warn") if warning else ("info", "accent")
        self._mark.show_icon(icon, token, "Attention" if warning else "Note")
        self.show_notice("warn" if warning else "info")


class _CommitButton(QPushButton):
    """The commit button; shows its key where there is room for it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._action = ""
        self.setObjectName("label.commit")
        self.setProperty("kind", "primary")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_action("Commit label")
        look.changed.connect(self._fit)

    def show_action(self, text: str) -> None:
        self._action = text
        self.setAccessibleName(text)
        self.setToolTip(f"{text} and go on (Ctrl+Enter)" if self.isEnabled() else "")
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(80), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        long = f"{self._action}   Ctrl+Enter" if self.isEnabled() else self._action
        metrics = self._look.metrics(Face.STRONG)
        room = self.width() - self._look.px(32)
        text = long if metrics.horizontalAdvance(long) <= room else self._action
        short = (
            text
            if metrics.horizontalAdvance(text) <= room
            else text.split(maxsplit=1)[0].rstrip(":")
        )
        if short != self.text():
            self.setText(short)
