"""How each judge's severities fall beside the rater's own, as fields to choose runs by."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.confusion_grid import ConfusionGrid
from odcv_desk.ui.widgets.folded import Folded
from odcv_desk.ui.widgets.gate import Gate
from odcv_desk.ui.widgets.parts import Notice, column, empty, restyle, row, text
from odcv_desk.workflow.compare import Comparison
from odcv_desk.workflow.side_by_side import Cell, confusion

_SHOW: Final = "show"
_KEEP: Final = "keep"


class Confusions(QFrame):
    """A field for each judge; behind a notice while a wave could be swayed by them.

    Signals:
        cell_chosen: A field's runs are wanted (Cell).
        aggregate_wanted: The rater wants to see them all the same.
    """

    cell_chosen = Signal(object)
    aggregate_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("judges.confusions")
        self.setProperty("edge", "top")
        self._grids: dict[str, ConfusionGrid] = {}
        self._warning = Notice(look, name="judges.confusions.warning")
        self._warning.answered.connect(self._answer)
        self._gate = Gate(self._warning)
        self._about = text(
            "Rows are your severity, columns the judge's; darker where more of a row's runs are. "
            "Enter or a click on a field shows its runs only.",
            "small",
        )
        self._row = row(gaps=(0, 0, 0, 0, 28))
        inside = QWidget()
        inside.setLayout(self._row)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inside)
        body = QWidget()
        body.setLayout(column(self._warning, self._about, self._area, gaps=(6, 0, 0, 0, 8)))
        self._folded = Folded(look, "You and each judge", "judges.confusions.fold", lambda: body)
        self._folded.set_open(opened=True)
        self.setLayout(column(self._folded, None, gaps=(10, 8, 16, 8, 0)))
        look.changed.connect(self._renew)

    def show_comparison(self, found: Comparison, warning: str) -> None:
        """Show the judges' fields; with a warning, that instead."""
        empty(self._row)
        self._grids.clear()
        labelled = any(run.severity is not None for run in found.runs)
        self.setVisible(labelled and bool(found.judges))
        self._ask(warning)
        for part in (self._about, self._area):
            part.setVisible(not warning)
        if not warning:
            self._fill(found)
        self._renew()

    def mark(self, cell: Cell | None) -> None:
        """Show which field's runs are shown, if any."""
        for judge, grid in self._grids.items():
            here = cell is not None and cell.judge == judge
            grid.mark((cell.own, cell.given) if cell is not None and here else None)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        lines = self.layout()
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and lines is not None:
            # A splitter asks nobody how high a text is once it wraps.
            self.setMinimumHeight(lines.minimumHeightForWidth(self.width()))
        return done

    def _ask(self, warning: str) -> None:
        """Warn, with the safe answer first; nobody asked for it, so the keyboard stays."""
        answers = [(_KEEP, "Keep them hidden"), (_SHOW, "Show anyway")] if warning else []
        self._warning.say(warning, "warn", answers=answers)
        if warning:
            self._gate.watch(self._keep_hidden)
        else:
            self._gate.close()

    def _answer(self, name: str) -> None:
        if name == _SHOW:
            self.aggregate_wanted.emit()
        else:
            self._keep_hidden()

    def _keep_hidden(self) -> None:
        self._folded.set_open(opened=False)
        self._folded.button.setFocus()

    def _fill(self, found: Comparison) -> None:
        for place, judge in enumerate(found.judges):
            counts = confusion(found, judge)
            if not any(map(sum, counts)):
                continue
            grid = ConfusionGrid(
                self._look, name=f"judges.confusion.{place}", title=f"You and {judge}", rows="you"
            )
            grid.choosable = True
            grid.setCursor(Qt.CursorShape.PointingHandCursor)
            grid.show_counts(counts)
            grid.cell_chosen.connect(
                lambda own, given, judge=judge: self.cell_chosen.emit(
                    Cell(judge=judge, own=own, given=given)
                )
            )
            self._grids[judge] = grid
            runs = sum(map(sum, counts))
            caption = text(f"{judge} \N{MIDDLE DOT} {amount(runs, 'run')}", "small")
            caption.setWordWrap(False)
            self._row.addLayout(column(caption, grid, gaps=(0, 0, 0, 0, 2)))
        self._row.addStretch(1)

    def _renew(self) -> None:
        restyle(self, self._look)
        if self._grids:
            # Of the parts, for a layout counts none that was not shown yet.
            tall = max(grid.sizeHint().height() for grid in self._grids.values())
            caption = round(self._look.metrics(Face.SMALL).height()) + self._look.px(8)
            bar = self._area.horizontalScrollBar().sizeHint().height()
            self._area.setFixedHeight(tall + caption + bar)
