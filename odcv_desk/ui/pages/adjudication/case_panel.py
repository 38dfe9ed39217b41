"""The right of the page: what the sides say, and the ruling."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.rubric import Rubric
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.adjudication.decision import lack_of
from odcv_desk.ui.pages.adjudication.ruling_form import RulingForm
from odcv_desk.ui.pages.adjudication.sides import Sides
from odcv_desk.ui.widgets.label.area import Area
from odcv_desk.ui.widgets.label.rubric_view import RubricView
from odcv_desk.ui.widgets.label.text import caption, words
from odcv_desk.ui.widgets.label.words import step_texts
from odcv_desk.ui.widgets.parts import Notice
from odcv_desk.workflow.cases import Case

_NOTHING = Decision()
_OWN = (
    "You were a rater of this run: one of these labels is yours. You may settle it; your own "
    "label is then left out where you are compared with what was settled."
)
_EXPOSED = "You had seen what a judge, a check or a rater says of this run."
_RULED = "Settled. Another ruling replaces it; Ctrl+Z takes it back."
_RULED_BY_OTHER = "Settled by another person. A ruling of yours takes its place for good."
_STALE = "Ruled on other labels: a side has changed since. Look again, then rule or rule the same."


class CasePanel(QFrame):
    """Shows a case and takes the ruling on it.

    Signals:
        edited: The decision was changed (Decision).
        rule_wanted: The ruling is to be given.
        step_wanted: A step is to be shown (int).
        left: The person wants back to the run.
    """

    edited = Signal(object)
    rule_wanted = Signal()
    step_wanted = Signal(int)
    left = Signal()

    def __init__(self, look: Look, rubric: Rubric) -> None:
        super().__init__()
        self._look, self._rubric = look, rubric
        self._rubric_view: RubricView | None = None
        self.setObjectName("case")
        self.setAccessibleName("The dispute and its ruling")
        self.setProperty("panel", True)  # noqa: FBT003 - Qt's signature
        self.sides = Sides(look)
        self.form = RulingForm(look, rubric)
        self._told = Notice(look, name="case.told")
        self._lacks = words("", "small", name="case.lacks")
        self._rule = QPushButton("Rule and go on (Ctrl+Enter)")
        self._rule.setObjectName("case.rule")
        self._rule.setAccessibleName("Rule and go on")
        self._rule.setProperty("kind", "primary")
        self._rule.clicked.connect(self.rule_wanted)
        self._area = Area(look)
        self._area.setObjectName("case.area")
        for part in (self._told, caption("What the sides say"), self.sides, self.form):
            self._area.content.addWidget(part)
        self._area.content.addStretch(1)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self._lacks)
        self._foot.addWidget(self._rule)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._area, 1)
        self._column.addLayout(self._foot)
        self._connect()
        self.show_case(None)

    def show_case(self, case: Case | None, decision: Decision = _NOTHING) -> None:
        """Show a dispute with what was decided on it so far, or none."""
        for part in (self._area, self._rule, self._lacks):
            part.setVisible(case is not None)
        if case is None:
            self.sides.show_sides(())
            return
        self._told.say(
            " ".join(_news(case)), "warn" if case.docket.own or case.docket.stale else "info"
        )
        self.sides.show_sides(case.sides)
        steps = case.reading.transcript.steps if case.reading.transcript is not None else ()
        texts = step_texts(case.reading.transcript, [step.index for step in steps])
        self.form.evidence.show_possible(possible=bool(steps))
        self.form.show_decision(decision, texts)
        self._say(lack_of(decision))
        self._area.go_up()

    def explain(self) -> None:
        """Say with weight what is still to be given."""
        self._say(lack_of(self.form.decision), role="warn")

    def open_tags(self) -> None:
        """Open the list of clauses."""
        self.form.tags.open_finder()
        self._area.bring_into_view(self.form.tags)

    def open_note(self) -> None:
        """Write on in the note."""
        self.form.note.start()
        self._area.bring_into_view(self.form.note)

    def open_rubric(self) -> None:
        """Open the whole rubric beside the window."""
        if self._rubric_view is None:
            self._rubric_view = RubricView(self._look, self._rubric, self)
        self._rubric_view.open_beside()

    def _connect(self) -> None:
        self.sides.step_wanted.connect(self.step_wanted)
        self.form.step_wanted.connect(self.step_wanted)
        self.form.left.connect(self.left)
        self.form.edited.connect(self._edited)
        self._look.changed.connect(self._dress)
        self._dress()

    def _edited(self, decision: Decision) -> None:
        self._say(lack_of(decision))
        if not self.form.note.hasFocus():
            # What a key has chosen is to be seen, however long the sides' notes are.
            self._area.bring_into_view(self.form.answers)
        self.edited.emit(decision)

    def _say(self, text: str, role: str = "small") -> None:
        self._lacks.setText(text)
        self._lacks.setVisible(bool(text) and not self._area.isHidden())
        if self._lacks.property("role") != role:
            self._lacks.setProperty("role", role)
            self._lacks.style().polish(self._lacks)

    def _dress(self) -> None:
        gap = self._look.px(14)
        self._column.setContentsMargins(gap, gap, 0, gap)
        self._column.setSpacing(self._look.px(8))
        self._foot.setContentsMargins(0, 0, gap, 0)
        if self._rubric_view is not None and self._rubric_view.isHidden():
            self._rubric_view.deleteLater()
            self._rubric_view = None


def _news(case: Case) -> list[str]:
    ruled = case.ruling
    told = [] if ruled is None else [_RULED if ruled.own else _RULED_BY_OTHER]
    told = [_STALE] if case.docket.stale else told
    told += [_OWN] if case.docket.own else []
    return [*told, _EXPOSED] if case.exposed else told
