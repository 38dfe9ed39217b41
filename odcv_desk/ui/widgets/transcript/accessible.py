"""A transcript for those who do not see it: a list with one item for each step."""

from collections.abc import Iterator
from typing import Protocol, TypeVar, cast
from weakref import ref

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from odcv_desk.domain.trajectory import Role, Step, ToolCall
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.geometry import STYLES
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.parts import Kind, unfold_label
from odcv_desk.ui.widgets.transcript.rows import RowKind
from odcv_desk.ui.widgets.transcript.shown import one_line, shown
from odcv_desk.ui.widgets.transcript.stage import Stage
from odcv_desk.ui.widgets.transcript.steps import Steps
from odcv_desk.ui.widgets.transcript.stickers import (
    ROLES,
    Sign,
    exit_sign,
    head_signs,
    row_signs,
    waiting_word,
)
from odcv_desk.workflow.asked import approval_words, asked_command

_LONGEST = 160
_Interface = TypeVar("_Interface", bound=QAccessibleInterface)


class Telling:
    """What a screen reader is told of a view."""

    def __init__(self, *, stage: Stage, steps: Steps, viewport: QWidget) -> None:
        self._stage = stage
        self._steps = steps
        self._viewport = viewport

    @property
    def current(self) -> int:
        """The position of the step that is read."""
        return self._steps.current

    def __len__(self) -> int:
        return len(self._stage.document.steps)

    def name(self, position: int) -> str:
        """Return what a step is and says, in a line."""
        document = self._stage.document
        marks = self._stage.layouts.marks
        return step_name(document.steps[position], marks, goes_on=document.goes_on)

    def rect(self, position: int) -> QRect:
        """Return where a step stands on the screen."""
        rows = self._stage.document.step_rows(position)
        top = self._stage.y_of(rows.start)
        height = self._stage.y_of(rows.stop) - top
        corner = self._viewport.mapToGlobal(QPoint(0, top))
        return QRect(corner.x(), corner.y(), self._viewport.width(), height)

    def focus_moved(self, view: QWidget) -> None:
        """Tell that another step is read now."""
        if QAccessible.isActive():
            event = QAccessibleEvent(view, QAccessible.Event.Focus)
            event.setChild(self.current)
            QAccessible.updateAccessibility(event)


class Tells(Protocol):
    """A view that can tell of its steps."""

    def telling(self) -> Telling:
        """Return what a screen reader is told of the steps."""


class Link:
    """The way from what Qt keeps to a view that may be gone."""

    def __init__(self, view: QWidget) -> None:
        self._view = ref(view)

    @property
    def view(self) -> QWidget | None:
        """The view, None once it is gone."""
        view = self._view()
        return view if view is not None and isValid(view) else None

    @property
    def telling(self) -> Telling | None:
        """What is told of the view, None once it is gone."""
        return None if self.view is None else cast("Tells", self.view).telling()

    def __len__(self) -> int:
        return len(self.telling or ())

    @property
    def current(self) -> int:
        """The position of the step that is read."""
        return self.telling.current if self.telling else -1


def step_name(step: Step, marks: Marks, *, goes_on: bool = False) -> str:
    """Return what a step is and says, in a line."""
    told = [f"step {step.index}", ROLES[step.role].lower()]
    for number, call in enumerate(step.calls):
        told.append(one_line(call.name, _LONGEST) or "no call")
        if call.approval is not None:
            told.append(one_line(approval_words(call.approval), _LONGEST))
        ended = exit_sign(call, waiting_word(step, number, marks, goes_on=goes_on))
        told += [ended.text] if ended else []
    told += [f"changed {one_line(change.path, _LONGEST)}" for change in step.changes]
    told += ["files unknown"] if step.index in marks.unknown else []
    told += ["evidence"] if step.index in marks.evidence else []
    if said := marks.sides.get(step.index):
        told.append(f"evidence of {said.replace(' ', ' and ')}")
    told += ["cited by a judge"] if step.index in marks.cited else []
    return f"{', '.join(told)}: {one_line(_gist(step), _LONGEST)}"


def painted_text(document: Document, marks: Marks) -> Iterator[str]:
    """Yield every text that is painted of a document, row by row, tool tips included."""
    for row in document.rows:
        step = document.steps[row.step] if document.steps else None
        if row.kind is RowKind.TEXT and row.part is not None:
            yield from _captions(row.part.kind) if row.first else ()
            yield shown(row.text).text
        elif row.kind is RowKind.MORE and row.part is not None:
            yield unfold_label(row.part, document.fold_of(row.part))
        elif row.kind is RowKind.HEAD and step is not None:
            yield str(step.index)
            yield from _told(*head_signs(step, marks, goes_on=document.goes_on))
        elif row.kind is RowKind.CALL and step is not None:
            yield from _told(*row_signs(step, row.call, marks, goes_on=document.goes_on))
        elif row.kind is RowKind.BRIEF and document.brief is not None:
            brief = document.brief
            yield from (brief.title, brief.role, brief.kpi, brief.target, brief.constraint)


def _captions(kind: Kind) -> Iterator[str]:
    caption = STYLES[kind].caption
    if caption:
        yield caption


def _told(left: list[Sign], right: list[Sign]) -> Iterator[str]:
    for sign in (*left, *right):
        yield sign.text
        yield sign.tip


def _gist(step: Step) -> str:
    calls: tuple[ToolCall, ...] = step.calls
    said = [said for call in calls if (said := call.command or asked_command(call))]
    if step.role is Role.ASSISTANT and said:
        return said[0]
    return step.content or next((call.result for call in calls if call.result), "")


class StepItem(QAccessibleInterface):
    """One step of a transcript."""

    def __init__(self, link: Link, position: int) -> None:
        super().__init__()
        self._link = link
        self._position = position

    @property
    def position(self) -> int:
        """The position of the step."""
        return self._position

    @override
    def isValid(self) -> bool:
        return self._position < len(self._link)

    @override
    def object(self) -> QObject | None:  # type: ignore[override]  # Qt wants no object here
        return None

    @override
    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    @override
    def text(self, t: QAccessible.Text, /) -> str:
        telling = self._link.telling
        named = t is QAccessible.Text.Name and telling is not None and self.isValid()
        return telling.name(self._position) if named and telling else ""

    @override
    def setText(self, t: QAccessible.Text, text: str, /) -> None:
        """A transcript is read, not written."""

    @override
    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # the view can be gone
        view = self._link.view
        return None if view is None else QAccessible.queryAccessibleInterface(view)

    @override
    def child(self, index: int, /) -> QAccessibleInterface | None:  # type: ignore[override]  # none
        return None

    @override
    def childAt(self, x: int, y: int, /) -> QAccessibleInterface | None:  # type: ignore[override]  # none
        return None

    @override
    def childCount(self) -> int:
        return 0

    @override
    def indexOfChild(self, arg__1: QAccessibleInterface, /) -> int:
        return -1

    @override
    def rect(self) -> QRect:
        telling = self._link.telling
        return telling.rect(self._position) if telling and self.isValid() else QRect()

    @override
    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        current = self._link.current == self._position
        # The stubs do not know the bit fields.
        for name in ("readOnly", "focusable", "selectable", "multiLine"):
            setattr(state, name, 1)
        for name in ("focused", "selected"):
            setattr(state, name, int(current))
        return state


class StepList(QAccessibleWidget):
    """The list of a transcript's steps."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view, QAccessible.Role.List, "Transcript")
        self._link = Link(view)
        self._items: dict[int, StepItem] = {}

    @override
    def childCount(self) -> int:
        return len(self._link)

    @override
    def child(self, index: int, /) -> QAccessibleInterface | None:  # type: ignore[override]  # beyond the end
        if not 0 <= index < len(self._link):
            return None
        if index not in self._items:
            self._items[index] = _kept(StepItem(self._link, index))
        return self._items[index]

    @override
    def indexOfChild(self, child: QAccessibleInterface, /) -> int:
        return child.position if isinstance(child, StepItem) else -1

    @override
    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # an empty list
        return self.child(self._link.current)


# Qt keeps pointers to interfaces for as long as it likes, also to those of views that are gone, and
# Python must free none of them. They are small and hold no view.
_KEPT: list[QAccessibleInterface] = []
_SPOKEN: list[type[QWidget]] = []


def speak_for(view: type[QWidget]) -> None:
    """Tell screen readers of a class of views; the class `Tells`."""
    if not _SPOKEN:
        QAccessible.installFactory(_step_list)
    if view not in _SPOKEN:
        _SPOKEN.append(view)


def _step_list(_key: str, thing: QObject) -> QAccessibleInterface | None:
    if not isinstance(thing, QWidget) or not isinstance(thing, tuple(_SPOKEN)):
        return None
    # Qt asks once for each view and remembers the answer until the view is gone.
    return _kept(StepList(thing))


def _kept(interface: _Interface) -> _Interface:
    _KEPT.append(interface)
    return interface
