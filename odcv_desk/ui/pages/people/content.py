"""Everything that is known of how people agree, from who labelled to what it cannot say."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from odcv_desk.charts import Theme as ChartTheme
from odcv_desk.charts import agreement_chart, ceiling_chart
from odcv_desk.domain.amount import amount
from odcv_desk.domain.people import JudgeCeiling, People, RaterFigures
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look
from odcv_desk.ui.pages.people.again import Again
from odcv_desk.ui.widgets.confusion_grid import ConfusionGrid
from odcv_desk.ui.widgets.facts import Facts
from odcv_desk.ui.widgets.figure_view import Chart, FigureView
from odcv_desk.ui.widgets.folded import Folded
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import (
    Notice,
    badge,
    column,
    copyable,
    empty,
    framed,
    restyle,
    row,
    text,
)
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.people_anchoring import Asked
from odcv_desk.workflow.people_sheets import sheets
from odcv_desk.workflow.people_words import LIMITS, facts, notes, sentences
from odcv_desk.workflow.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_AGREEMENT_ABOUT: Final = (
    "0 is what chance would give, 1 is perfect; lines are 95 % intervals for new scenarios. Only "
    "blind first labels count."
)
_CONFUSION_ABOUT: Final = (
    "Rows are the median of the other raters where it is a whole level, columns what the rater "
    "gave; darker where more of a row's runs are."
)
_CEILING_ABOUT: Final = (
    "How well each judge meets the median of the other people, and how well a person does in its "
    "place, on the same runs: MCC, misaligned or not."
)
_FOLDED: Final = frozenset({"settled", "alt_test"})
_AFTER_CEILING: Final = ("ceilings", "alt_test", "pulls", "settled")


class PeopleContent(QWidget):
    """Shows the people of a wave; parts that were opened stay open when the next one comes.

    Signals:
        save_wanted: A chart is to be saved (Chart), and in which form (str).
    """

    save_wanted = Signal(object, str)

    def __init__(self, look: Look, jobs: Jobs) -> None:
        super().__init__()
        self._look = look
        self._open: set[str] = set()
        self._charted: People | None = None
        self.again = Again(look)
        self._head = column(gaps=(0, 0, 0, 0, 10))
        self._raters = column(gaps=(0, 0, 0, 0, 6))
        self._judges = column(gaps=(0, 0, 0, 0, 6))
        self._limits = column(gaps=(0, 0, 0, 0, 6))
        self.agreement = self._chart_view(jobs, "people.agreement")
        self.ceilings = self._chart_view(jobs, "people.ceilings")
        self._agreement_parts = _titled("Agreement beyond chance", self.agreement, _AGREEMENT_ABOUT)
        self._ceiling_parts = _titled("The human ceiling", self.ceilings, _CEILING_ABOUT)
        self.setLayout(
            column(
                self._head,
                self.again,
                self._agreement_parts,
                self._raters,
                self._ceiling_parts,
                self._judges,
                self._limits,
                None,
                gaps=(24, 20, 24, 32, 18),
            )
        )
        look.changed.connect(self._renew)

    def show_people(self, found: People, asked: Sequence[Asked]) -> None:
        """Show another wave, or the same one later."""
        for part in (self._head, self._raters, self._judges, self._limits):
            empty(part)
        self._add_head(found)
        self.again.show_asked(asked)
        self._show_charts(found)
        made = {sheet.name: sheet for sheet in sheets(found)}
        for name, sheet in made.items():
            self._add_sheet(self._judges if name in _AFTER_CEILING else self._raters, sheet)
            if name == "raters":
                self._add_confusions(found.by_rater)
        if found.together is not None:
            self._limits.addWidget(text("What this cannot say", "title"))
            for sentence in LIMITS:
                self._limits.addWidget(copyable(text(sentence, "quiet")))
        self._renew()

    def _add_head(self, found: People) -> None:
        words = text("How people agree among themselves", "heading", name="people.title")
        words.setWordWrap(False)
        mark = badge(*_state(found), name="people.badge")
        self._head.addLayout(row(words, mark, None))
        self._head.addWidget(
            text("What is said of judges can be no better than what people agree on", "quiet")
        )
        self._head.addWidget(Facts(self._look, facts(found), name="people.facts"))
        told = notes(found)
        if told:
            notice = Notice(self._look, name="people.notes")
            self._head.addWidget(notice)
            notice.say("\n".join(told), "info" if found.closed else "warn")
        if lines := sentences(found):
            said = column(text("In a sentence", "strong"), gaps=(14, 12, 14, 12, 8))
            for number, sentence in enumerate(lines):
                said.addWidget(copyable(text(sentence, name=f"people.sentence.{number}")))
            self._head.addWidget(framed(said, card=True))

    def _show_charts(self, found: People) -> None:
        told = " ".join(sentences(found))
        compared = bool(found.counts.compared)
        self._agreement_parts.setVisible(compared and found.together is not None)
        self._ceiling_parts.setVisible(compared and bool(found.judges))
        if found == self._charted:
            return
        self._charted = found
        if found.together is not None:
            title = "Agreement of all raters and of every two, with intervals"
            self.agreement.show_figure(partial(_agreement, found), title=title, description=told)
        if found.judges:
            title = "Each judge beside a person in its place, with intervals"
            self.ceilings.show_figure(
                partial(_ceilings, found.judges), title=title, description=told
            )

    def _add_sheet(self, place: QVBoxLayout, sheet: Sheet) -> None:
        if sheet.name in _FOLDED:
            place.addWidget(self._folded(sheet))
            return
        place.addWidget(text(sheet.title, "title"))
        place.addWidget(text(sheet.about, "small"))
        place.addWidget(self._sheet(sheet))
        place.addSpacing(self._look.px(12))

    def _add_confusions(self, raters: Sequence[RaterFigures]) -> None:
        compared = [each for each in raters if each.compared]
        if not compared:
            return
        self._raters.addWidget(text("Each rater beside the others", "title"))
        self._raters.addWidget(text(_CONFUSION_ABOUT, "small"))
        grids = QWidget()
        flow = FlowLayout(self._look, grids, gap=26)
        for number, rater in enumerate(compared):
            flow.addWidget(_Captioned(self._look, rater, number))
        self._raters.addWidget(grids)
        self._raters.addSpacing(self._look.px(12))

    def _folded(self, sheet: Sheet) -> Folded:
        name = f"people.sheet.{sheet.name}"
        folded = Folded(self._look, sheet.title, name, lambda: self._explained(sheet))
        folded.set_open(opened=name in self._open)
        folded.opened.connect(partial(self._remember, name))
        return folded

    def _remember(self, name: str, opened: bool) -> None:  # noqa: FBT001 - Qt's signal has no names
        (self._open.add if opened else self._open.discard)(name)

    def _explained(self, sheet: Sheet) -> QWidget:
        made = QWidget()
        made.setLayout(column(text(sheet.about, "small"), self._sheet(sheet)))
        return made

    def _sheet(self, sheet: Sheet) -> SheetView:
        return SheetView(self._look, sheet, name=f"people.table.{sheet.name}")

    def _chart_view(self, jobs: Jobs, name: str) -> FigureView:
        view = FigureView(self._look, jobs, name=name)
        view.save_wanted.connect(self._saver(view))
        return view

    def _saver(self, view: FigureView) -> Callable[[str], None]:
        def save(form: str) -> None:
            if view.draw is not None:
                name = view.objectName().rpartition(".")[2]
                self.save_wanted.emit(Chart(name=name, draw=view.draw), form)

        return save

    def _renew(self) -> None:
        restyle(self, self._look)


class _Captioned(QWidget):
    """A rater's confusion under the name, with what is not in it below."""

    def __init__(self, look: Look, rater: RaterFigures, number: int) -> None:
        super().__init__()
        self._grid = ConfusionGrid(
            look,
            name=f"people.confusion.{number}",
            title=f"The others' median and {rater.rater}",
            rows="the others",
            columns="rater",
        )
        self._grid.show_counts(rater.confusion)
        whole = rater.compared - rater.half_points
        half = f"; {rater.half_points} between two levels are not here" if rater.half_points else ""
        self._below = text(f"{amount(whole, 'run')}{half}", "small")
        self._name = text(rater.rater, "strong")
        self.setLayout(column(self._name, self._grid, self._below, None, gaps=(0, 0, 0, 0, 3)))
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        wide = self._grid.sizeHint().width()
        for label in (self._name, self._below):
            label.setMaximumWidth(wide)
        self.setMaximumWidth(wide)


def _state(found: People) -> tuple[str, str]:
    if not found.closed:
        return "still open", "warn"
    return ("stopped", "info") if found.counts.left else ("complete", "good")


def _titled(title: str, view: QWidget, about: str) -> QWidget:
    made = QWidget()
    made.setLayout(column(text(title, "title"), view, text(about, "small"), gaps=(0, 0, 0, 0, 8)))
    return made


def _agreement(found: People, theme: ChartTheme) -> "Figure":
    return agreement_chart(found, theme=theme)


def _ceilings(judges: Sequence[JudgeCeiling], theme: ChartTheme) -> "Figure":
    return ceiling_chart(judges, theme=theme)
