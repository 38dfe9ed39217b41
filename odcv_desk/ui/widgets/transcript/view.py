"""The view of a transcript: what a person reads, moves through, finds and selects."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from odcv_desk.domain.trajectory import Transcript
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.transcript.accessible import Telling, painted_text, speak_for
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.gestures import Gestures, fit
from odcv_desk.ui.widgets.transcript.hands import Hands
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.outline import Outline, outline
from odcv_desk.ui.widgets.transcript.painting import Painting, Reader, end_text
from odcv_desk.ui.widgets.transcript.placeholder import NO_STEPS, NOTHING_OPEN, Placeholder
from odcv_desk.ui.widgets.transcript.raw_walk import RawWalk
from odcv_desk.ui.widgets.transcript.search import Search
from odcv_desk.ui.widgets.transcript.selection import Place
from odcv_desk.ui.widgets.transcript.stage import Stage
from odcv_desk.ui.widgets.transcript.steps import Steps
from odcv_desk.ui.widgets.transcript.watch import Watch
from odcv_desk.workflow.reading import Brief


class TranscriptView(QAbstractScrollArea):
    """A run's transcript as a column of cards, one for each step; any length, at once.

    Steps are named by `Step.index`. Moves answer whether the current step or the sight moved.
    There is no scroll bar; a `Minimap` takes its place.

    Signals:
        current_changed: The index of the step that is read now (int).
        seen: Indices of steps that stood on screen for a while (frozenset of int).
        selection_changed: Other text, or none, is selected.
        fold_changed: Something was folded or unfolded.
        reasoning_changed: Whether reasoning is shown (bool).
        file_clicked: The index of a step (int) and the path of a file it changed (str).
        outline_changed: What a minimap shows is different.
        scrolled: Another part is in sight.
    """

    current_changed = Signal(int)
    seen = Signal(object)
    selection_changed = Signal()
    fold_changed = Signal()
    reasoning_changed = Signal(bool)
    file_clicked = Signal(int, str)
    outline_changed = Signal()
    scrolled = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._stage = Stage(look, width=800, height=600)
        self._steps = Steps(self._stage, look)
        self._raw = RawWalk(self._stage, self._steps, look)
        self._hands = Hands(self._stage, self)
        self._gestures = Gestures(self._stage, self._hands, look, self)
        self._search = Search(self._stage, self._hands)
        self._watch = Watch(self)
        self._placeholder = NOTHING_OPEN
        self._reasoning = True
        self._total = 0
        # Qt sends events as soon as the viewport is touched; what takes them is there by now.
        self.setObjectName("transcript")
        self.setAccessibleName("Transcript")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        speak_for(TranscriptView)
        look.changed.connect(self._dress)
        self._watch.seen.connect(self.seen)
        self._hands.changed.connect(self.viewport().update)
        self._hands.changed.connect(self.selection_changed)
        self._hands.scrolled.connect(self._sync)
        self._gestures.scrolled.connect(self._sync)
        self._gestures.touched.connect(self._take_step)
        self._gestures.unfolded.connect(self._fold_part)
        self._gestures.file_clicked.connect(self._tell_file)
        self._gestures.copied.connect(self.copy)

    # What is shown

    def show_transcript(
        self,
        transcript: Transcript,
        *,
        brief: Brief | None,
        unknown: frozenset[int],
        flag_texts: Mapping[str, str] | None = None,
    ) -> None:
        """Show a transcript from its begin; evidence and citations are to be given anew."""
        document = Document(
            self._stage.geometry, transcript=transcript, brief=brief, reasoning=self._reasoning
        )
        self._placeholder = NO_STEPS
        self._stage.layouts.mark(Marks(unknown=unknown, flag_texts=flag_texts or {}))
        self._take(document)
        if transcript.steps:
            self.current_changed.emit(self.current_step())

    def clear(self, message: str = "", *, hint: str = "", icon: str = "chat-text") -> None:
        """Show nothing but why there is nothing; without a message, that no run is open."""
        told = Placeholder(text=message, hint=hint, icon=icon)
        self._placeholder = told if message else NOTHING_OPEN
        self._take(Document(self._stage.geometry))

    def show_raw(self, text: str, places: Sequence[int] = ()) -> None:
        """Show a trail's bytes, given as text, until `leave_raw`.

        With the places in them where the steps begin, the step that is read stays the same.
        """
        self._raw.enter()
        self._show(Document.raw(self._stage.geometry, text))
        self._raw.begin(places)
        self._sync()

    def leave_raw(self) -> None:
        """Show the transcript again, where it was left or at another step that was gone to."""
        if self._raw.leave():
            self._shown_anew()
            self._tell_current()

    @property
    def raw_shown(self) -> bool:
        """Whether the bytes are shown."""
        return self._stage.transcript is not self._stage.document

    def set_evidence(self, steps: Collection[int], sides: Mapping[int, str] | None = None) -> None:
        """Mark the steps that prove the label, and with letters those that `sides` cite."""
        self._mark(self._stage.layouts.marks.with_evidence(steps, sides or {}))

    def cited(self, steps: Collection[int]) -> None:
        """Mark the steps that judges cite."""
        self._mark(replace(self._stage.layouts.marks, cited=frozenset(steps)))

    # Where one reads

    def current_step(self) -> int:
        """Return the index of the step that is read, 0 where there is none."""
        steps = self._stage.transcript.steps
        return steps[self._steps.current].index if steps else 0

    def go_to(self, step_index: int, entry: int | None = None) -> bool:
        """Go to a step, or to the result that stands in an entry of the trail."""
        return self._went(self._way.go_to(step_index, entry))

    def next_step(self) -> bool:
        """Go to the next step."""
        return self._went(self._way.go_on(1))

    def previous_step(self) -> bool:
        """Go to the previous step."""
        return self._went(self._way.go_on(-1))

    def next_change(self) -> bool:
        """Go to the next step that changed files."""
        return self._went(self._way.go_to_change(1))

    def previous_change(self) -> bool:
        """Go to the previous step that changed files."""
        return self._went(self._way.go_to_change(-1))

    def first_step(self) -> bool:
        """Go to the very begin."""
        return self._went(self._way.go_to_end(last=False))

    def last_step(self) -> bool:
        """Go to the very end."""
        return self._went(self._way.go_to_end(last=True))

    def scroll_to(self, top: float) -> None:
        """Bring a height of the whole transcript, in pixels, to the view's top."""
        self._stage.top = round(top)
        self._stage.settle()
        self._sync()

    # What is folded

    def toggle_fold(self) -> None:
        """Unfold the current step, or fold it again."""
        self._refold(lambda: self._stage.document.toggle_step(self._steps.current))

    def toggle_fold_all(self) -> None:
        """Unfold everything, or fold everything again."""
        self._refold(lambda: self._stage.document.toggle_all(self._stage.geometry))

    def show_reasoning(self, shown: bool) -> None:  # noqa: FBT001  # fits a toggled signal
        """Show the agent's reasoning, or fold all of it away."""
        if shown == self._reasoning:
            return
        self._reasoning = shown
        transcript, geometry = self._stage.transcript, self._stage.geometry
        self._refold(lambda: transcript.show_reasoning(geometry, shown=shown))
        self.reasoning_changed.emit(shown)

    @property
    def reasoning_shown(self) -> bool:
        """Whether reasoning is shown."""
        return self._reasoning

    # What is looked for and selected

    @override
    def find(self, text: str) -> int:  # type: ignore[override]  # Qt's own looks for window ids
        """Mark a text everywhere, folded places too, and return how often it is there."""
        total = self._search.find(text)
        self.viewport().update()
        self.outline_changed.emit()
        return total

    def find_next(self) -> bool:
        """Go to the next place found, past the end on from the begin."""
        return self._find_on(forward=True)

    def find_previous(self) -> bool:
        """Go to the previous place found, past the begin on from the end."""
        return self._find_on(forward=False)

    def find_position(self) -> tuple[int, int]:
        """Return which place found is the current one (0: none yet), and of how many."""
        return self._search.finder.position

    def select_all(self) -> None:
        """Select every text, folded ones too."""
        self._hands.select_all()

    def selected_text(self) -> str:
        """Return the selected text as it stands in the trail; steps are parted by a line."""
        return self._hands.selected_text()

    def selected_quote(self) -> tuple[int, str] | None:
        """Return the step that the selection lies in and its text, None unless it is one step."""
        return self._hands.quote()

    def copy(self) -> bool:
        """Copy what is selected; return whether anything was."""
        return self._hands.copy()

    def toggle_caret(self) -> bool:
        """Show a caret that moves by keys, or hide it; return whether it is shown."""
        return self._hands.toggle_caret()

    # For the minimap and for screen readers

    def outline(self) -> Outline:
        """Return where steps stand and what is marked on them."""
        return outline(self._stage.document, self._stage.layouts.marks, self._search.finder)

    def sight(self) -> tuple[int, int]:
        """Return how far the view is scrolled, and how high it is."""
        return self._stage.top, self._stage.height

    def telling(self) -> Telling:
        """Return what a screen reader is told of the steps."""
        return Telling(stage=self._stage, steps=self._steps, viewport=self.viewport())

    def accessible_text(self) -> str:
        """Return every text that the view paints anywhere, tool tips included."""
        if not self._stage.document.rows:
            return f"{self._placeholder.text}\n{self._placeholder.hint}"
        texts = painted_text(self._stage.document, self._stage.layouts.marks)
        return "\n".join((*texts, end_text(self._stage)[1]))

    @property
    def _way(self) -> Steps | RawWalk:
        return self._raw if self.raw_shown else self._steps

    def _take(self, document: Document) -> None:
        self._stage.bring_back()
        self._steps.current = 0
        self._watch.forget()
        self._show(document)

    def _show(self, document: Document) -> None:
        self._stage.show(document)
        self._stage.settle()
        self._shown_anew()

    def _shown_anew(self) -> None:
        self._hands.let_go()
        self._search.again()
        self._sync()
        self.outline_changed.emit()

    def _mark(self, marks: Marks) -> None:
        self._stage.mark(marks)
        self._sync()
        self.outline_changed.emit()

    def _dress(self) -> None:
        self._stage.relay(self.viewport().width(), self._stage.hold())
        self._sync()

    def _sync(self) -> None:
        """Bring the hidden scroll bar, which mouse and wheel go by, in line with the stage."""
        fit(self.verticalScrollBar(), self._stage, self._look)
        self.viewport().update()
        if self._total != self._stage.document.heights.total:
            self._total = self._stage.document.heights.total
            self.outline_changed.emit()
        self.scrolled.emit()

    def _went(self, moved: bool) -> bool:  # noqa: FBT001  # one flag, straight from a call
        if moved:
            self._sync()
            height = self._stage.height
            self._tell_current()
            if self._stage.height < height:  # who heard it has taken room away from the step
                self._went(self._way.go_to(self.current_step()))
        return moved

    def _tell_current(self) -> None:
        self.current_changed.emit(self.current_step())
        self.telling().focus_moved(self)

    def _take_step(self, position: int) -> None:
        if self._steps.take(position):
            self.viewport().update()
            self._tell_current()

    def _tell_file(self, position: int, path: str) -> None:
        self.file_clicked.emit(self._stage.document.steps[position].index, path)

    def _fold_part(self, number: int) -> None:
        self._refold(lambda: self._stage.document.toggle(number))

    def _refold(self, change: Callable[[], object]) -> None:
        hold = self._stage.hold()
        change()
        self._stage.restore(hold)
        self._sync()
        self.outline_changed.emit()
        self.fold_changed.emit()

    def _find_on(self, *, forward: bool) -> bool:
        hit = self._search.go_on(forward=forward)
        if hit is None:
            return False
        document = self._stage.document
        part = document.parts[hit.part]
        if document.hides(hit.part, hit.start):
            self._refold(lambda: document.fold(part, opened=True))
        self._stage.show_place(Place(hit.part, hit.start))
        self._sync()
        if document.steps:
            self._take_step(part.step)
        return True

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        stage = self._stage
        with QPainter(self.viewport()) as painter:
            if not stage.document.rows:
                self._placeholder.draw(painter, self._look, QRectF(self.viewport().rect()))
                return
            reader = Reader(
                current=self._steps.current,
                selection=self._hands.selection,
                caret=self._hands.caret,
                finder=self._search.finder,
                focused=self.hasFocus(),
            )
            Painting(painter, stage, self._look, reader).draw()
        document = stage.document
        rows = stage.rows_in_sight() if document.steps else ()
        self._watch.notice({document.steps[document.rows[row].step].index for row in rows})

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        self._stage.resize(self.viewport().width(), self.viewport().height(), self._hands.head)
        self._sync()

    @override
    def scrollContentsBy(self, dx: int, dy: int, /) -> None:
        self.scroll_to(self.verticalScrollBar().value())

    @override
    def focusInEvent(self, event: QFocusEvent, /) -> None:
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        self.viewport().update()

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if not self._gestures.key(event):
            event.ignore()

    @override
    def viewportEvent(self, event: QEvent, /) -> bool:
        return self._gestures.take(event) or super().viewportEvent(event)
