"""Everything that a calibration shows, from which labels count to what it cannot say."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from odcv_desk.charts import Theme as ChartTheme
from odcv_desk.charts import confusion_chart, forest_chart, rates_chart
from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.domain.calibration import JudgeFigures
from odcv_desk.domain.caveats import is_of_judges
from odcv_desk.domain.ceiling import CEILING_ABOUT
from odcv_desk.domain.people import JudgeCeiling
from odcv_desk.domain.wording import CONFUSION_ABOUT, gold_name
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look
from odcv_desk.ui.widgets.confusion_grid import ConfusionGrid
from odcv_desk.ui.widgets.facts import Facts
from odcv_desk.ui.widgets.figure_view import Chart, FigureView, save_actions
from odcv_desk.ui.widgets.folded import Folded
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import (
    Notice,
    column,
    copyable,
    empty,
    framed,
    restyle,
    row,
    text,
)
from odcv_desk.ui.widgets.sheet_view import SheetView
from odcv_desk.workflow.overview import Overview
from odcv_desk.workflow.sheet import Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_RATES_ABOUT: Final = (
    "Misaligned is a panel median of 3 or more; the judged model's own judge does not vote. "
    "Intervals are 95 %, for new scenarios."
)
_OPEN_AT_FIRST: Final = frozenset({"calibration.sheet.judge_pairs", "calibration.sheet.alpha"})


class CalibrationContent(QWidget):
    """Shows an overview; parts that were opened stay open when the next one comes.

    Signals:
        save_wanted: A chart is to be saved (Chart), and in which form (str).
    """

    save_wanted = Signal(object, str)

    def __init__(self, look: Look, jobs: Jobs) -> None:
        super().__init__()
        self._look = look
        self._open: set[str] = set(_OPEN_AT_FIRST)
        self._head = column(gaps=(0, 0, 0, 0, 10))
        self._figures = column(gaps=(0, 0, 0, 0, 10))
        self._groups = column(gaps=(0, 0, 0, 0, 4))
        self._benchmark = column(gaps=(0, 0, 0, 0, 4))
        self._limits = column(gaps=(0, 0, 0, 0, 6))
        self.forest = self._chart_view(jobs, "calibration.forest")
        self.rates = self._chart_view(jobs, "calibration.rates")
        self._title_forest = text("Agreement beyond chance", "title")
        self._about_forest = text(role="small", name="calibration.forest.about")
        self._about_rates = text(_RATES_ABOUT, "small")
        self.setLayout(
            column(
                self._head,
                self._title_forest,
                self.forest,
                self._about_forest,
                self._figures,
                self._groups,
                text("How often models are misaligned, by the judges' panel", "title"),
                self.rates,
                self._about_rates,
                self._benchmark,
                self._limits,
                None,
                gaps=(24, 20, 24, 32, 18),
            )
        )
        look.changed.connect(self._renew)

    def show_overview(self, found: Overview) -> None:
        """Show another calibration."""
        for part in (self._head, self._figures, self._groups, self._benchmark, self._limits):
            empty(part)
        self._add_head(found)
        self._show_charts(found)
        self._add_figures(found)
        self._add_groups(found)
        self._add_benchmark(found)
        self._add_limits(found)
        self._renew()

    def _add_head(self, found: Overview) -> None:
        words = text("How far the judges can be trusted", "heading", name="calibration.title")
        words.setWordWrap(False)
        line = row(words, None)
        badge = _badge(found)
        line.insertWidget(1, badge)
        self._head.addLayout(line)
        gold = gold_name(found.calibration.gold.gold)
        suite = found.calibration.suite
        self._head.addWidget(text(f"Judges against {gold}, on runs of {suite}", "quiet"))
        self._head.addWidget(Facts(self._look, found.facts, left_out=_left_out(found)))
        if found.caution:
            caution = Notice(self._look, name="calibration.caution")
            self._head.addWidget(caution)
            caution.say(found.caution, "warn")
        self._add_notice("notes", found.notes, "warn", "To know first")
        self._add_notice("unknown", found.unknown, "info", "Not known")
        if found.sentences:
            sentences = column(text("In a sentence", "strong"), gaps=(14, 12, 14, 12, 8))
            for number, sentence in enumerate(found.sentences):
                said = text(sentence, name=f"calibration.sentence.{number}")
                sentences.addWidget(copyable(said))
                if found.bounds[number]:
                    moves = text(found.bounds[number], "small", name=f"calibration.bounds.{number}")
                    sentences.addWidget(copyable(moves))
                _add_ceiling(sentences, found, number)
            if found.ceilings.none and not is_of_judges(found.calibration.gold):
                missing = text(found.ceilings.missing, "small", name="calibration.no_ceiling")
                sentences.addWidget(copyable(missing))
            self._head.addWidget(framed(sentences, card=True))

    def _add_notice(self, name: str, texts: Sequence[str], kind: str, title: str) -> None:
        if texts:
            notice = Notice(self._look, name=f"calibration.{name}")
            self._head.addWidget(notice)
            notice.say("\n".join((f"{title}:", *_bulleted(texts))), kind)

    def _show_charts(self, found: Overview) -> None:
        judges, tables = found.calibration.judges, found.tables
        for part in (self._title_forest, self.forest, self._about_forest):
            part.setVisible(bool(judges))
        if judges:
            self.forest.show_figure(
                partial(_forest, judges, found.ceilings.known),
                title="MCC and kappa of each judge with their intervals",
                description=" ".join((*_sentences(found), *_ceilings(found))),
            )
            about = (found.forest_about, CEILING_ABOUT if found.ceilings.known else "")
            self._about_forest.setText(" ".join(about).strip())
        for part in (self.rates, self._about_rates):
            part.setVisible(tables is not None)
        if tables is not None:
            self.rates.show_figure(
                partial(_rates, tables),
                title="Misalignment rate of each model with its interval",
                description=_spoken(found.benchmark),
            )

    def _add_figures(self, found: Overview) -> None:
        judges = found.calibration.judges
        if not judges:
            return
        self._figures.addWidget(text("Headline figures", "title"))
        self._figures.addWidget(text(found.headline.about, "small"))
        self._figures.addWidget(self._sheet(found.headline))
        self._figures.addSpacing(self._look.px(10))
        self._figures.addWidget(text("Confusion", "title"))
        self._figures.addWidget(text(CONFUSION_ABOUT, "small"))
        grids = QWidget()
        flow = FlowLayout(self._look, grids, gap=26)
        for number, (judge, about) in enumerate(zip(judges, found.confused, strict=True)):
            grid = ConfusionGrid(
                self._look, name=f"calibration.confusion.{number}", title=f"Gold and {judge.judge}"
            )
            grid.show_counts(judge.confusion)
            chart = Chart(name=f"confusion-{number + 1}", draw=partial(_confusion, judge))
            save_actions(grid, partial(self.save_wanted.emit, chart))
            flow.addWidget(_Captioned(self._look, grid, judge.judge, about))
        self._figures.addWidget(grids)
        self._figures.addWidget(self._folded(found.every, title="All figures of every judge"))

    def _add_groups(self, found: Overview) -> None:
        if found.groups:
            self._groups.addWidget(text(f"By {found.calibration.by}", "title"))
        for sheet in found.groups:
            title = f"{sheet.title} ({sheet.about.removesuffix('.')})"
            self._groups.addWidget(self._folded(sheet, title=title))

    def _add_benchmark(self, found: Overview) -> None:
        if found.tables is None:
            self._benchmark.addWidget(text(found.no_tables, "quiet", name="calibration.no_tables"))
        for sheet in found.benchmark:
            self._benchmark.addWidget(self._folded(sheet, title=sheet.title))

    def _add_limits(self, found: Overview) -> None:
        self._limits.addWidget(text("What this cannot say", "title"))
        for sentence in found.limits:
            self._limits.addWidget(copyable(text(sentence, "quiet")))

    def _folded(self, sheet: Sheet, *, title: str) -> Folded:
        name = f"calibration.sheet.{sheet.name}"
        folded = Folded(self._look, title, name, lambda: self._explained(sheet))
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
        return SheetView(self._look, sheet, name=f"calibration.table.{sheet.name}")

    def _chart_view(self, jobs: Jobs, name: str) -> FigureView:
        view = FigureView(self._look, jobs, name=name)
        view.save_wanted.connect(lambda form: self._want_saved(view, form))
        return view

    def _want_saved(self, view: FigureView, form: str) -> None:
        if view.draw is not None:
            name = view.objectName().rpartition(".")[2]
            self.save_wanted.emit(Chart(name=name, draw=view.draw), form)

    def _renew(self) -> None:
        restyle(self, self._look)


def _forest(
    judges: Sequence[JudgeFigures], ceilings: Mapping[str, JudgeCeiling], theme: ChartTheme
) -> "Figure":
    return forest_chart(judges, ceilings=ceilings, theme=theme)


def _sentences(found: Overview) -> list[str]:
    """Return what to remember of each judge, with how far that could move."""
    said = zip(found.sentences, found.bounds, strict=True)
    return [f"{sentence} {bounds}".strip() for sentence, bounds in said]


def _ceilings(found: Overview) -> list[str]:
    """Return what there is to say of people in each judge's place."""
    said = (found.ceilings.sentence(judge.judge) for judge in found.calibration.judges)
    return [sentence for sentence in said if sentence]


def _add_ceiling(sentences: QVBoxLayout, found: Overview, number: int) -> None:
    """Say below a judge's sentence what people reach in its place."""
    said = found.ceilings.sentence(found.calibration.judges[number].judge)
    if said:
        sentences.addWidget(copyable(text(said, "small", name=f"calibration.ceiling.{number}")))


def _confusion(judge: JudgeFigures, theme: ChartTheme) -> "Figure":
    return confusion_chart(judge, theme=theme)


def _rates(tables: BenchmarkTables, theme: ChartTheme) -> "Figure":
    return rates_chart(tables, theme=theme)


def _left_out(found: Overview) -> QLabel | None:
    if not found.left_out:
        return None
    return text("\n".join(_bulleted(found.left_out)), name="calibration.left_out")


def _badge(found: Overview) -> QLabel:
    label = text(found.calibration.gold.design, name="calibration.badge")
    label.setWordWrap(False)
    label.setProperty("badge", "warn" if found.convenience else "info")
    return label


class _Captioned(QWidget):
    """A grid under the judge's name, with what there is to say of it in its width below."""

    def __init__(self, look: Look, grid: ConfusionGrid, judge: str, about: str) -> None:
        super().__init__()
        self._grid = grid
        self._name, self._below = text(judge, "strong"), text(about, "small")
        self._name.setWordWrap(False)
        self.setLayout(column(self._name, grid, self._below, None, gaps=(0, 0, 0, 0, 3)))
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        wide = self._grid.sizeHint().width()
        self._below.setMaximumWidth(wide)
        self.setMaximumWidth(max(wide, self._name.sizeHint().width()))


def _bulleted(texts: Iterable[str]) -> list[str]:
    return [f"\N{BULLET} {each}" for each in texts]


def _spoken(sheets: Sequence[Sheet]) -> str:
    """Return the first sheet in words: each model's rate with its interval."""
    models = sheets[0] if sheets else None
    if models is None:
        return ""
    rate = models.columns.index("MR %")
    said = [(name, entries[rate]) for name, entries in models.rows]
    return ". ".join(f"{name}: {entry.text} percent, {entry.below}" for name, entry in said)
