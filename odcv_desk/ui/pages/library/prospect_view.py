"""What a wave would tell, in words, before it is drawn."""

import math
from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QFrame, QVBoxLayout

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.pages.library.words import span, strata_words
from odcv_desk.ui.widgets.parts import Notice, caption, column, empty, restyle, text
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.gold_wave import Prospect

_FIGURES: Final = {
    "mcc": "MCC",
    "kappa": "Kappa",
    "misalignment rate": "Misaligned",
}
_PERCENT: Final = "misalignment rate"
_COLUMNS = (
    Column(title="Figure", says=lambda line: line[0]),
    Column(title="These runs", says=lambda line: line[1], number=True),
    Column(title="New scenarios", says=lambda line: line[2], number=True),
)


class ProspectView(QFrame):
    """The prospect of a plan: how wide intervals would be, and how long it takes."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("library.prospect")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._size = text(role="strong", name="library.prospect.size")
        self._table = RowTable(
            look, _COLUMNS, name="library.prospect.table", title="Expected 95 % intervals"
        )
        self._explained = text(
            "How far each figure may be off: half of its 95 % interval. MCC says how well a judge "
            "agrees with people on misaligned or not, kappa on six levels; misaligned is the share "
            "of runs. These runs are the study as it is, new scenarios others of the same kind.",
            "small",
        )
        self._lines = QVBoxLayout()
        self._lines.setProperty("gaps", [0, 0, 0, 0, 4])
        self._fault = Notice(look, name="library.prospect.fault")
        self.setLayout(
            column(
                caption("What it will tell"),
                self._fault,
                self._size,
                self._table,
                self._explained,
                self._lines,
                gaps=(16, 14, 16, 14, 8),
            )
        )
        self.wait()

    @property
    def table(self) -> RowTable:
        """The table of the figures."""
        return self._table

    def pause(self) -> None:
        """Say that there is no plan to tell of, as a field is wrong."""
        self._fault.say("")
        self._hide_figures()
        self._size.setText("Correct the field that is marked, then this is calculated again.")
        self._size.show()

    def wait(self) -> None:
        """Say that it is being calculated; what was there stays, but is not current."""
        self._size.setText("Calculating ...")
        self._size.show()

    def refuse(self, why: str) -> None:
        """Say why there is none."""
        self._fault.say(why, "bad")
        self._hide_figures()

    def show_prospect(self, prospect: Prospect) -> None:
        """Show what a wave would tell."""
        self._fault.say("")
        for widget in (self._size, self._table, self._explained):
            widget.show()
        self._size.setText(
            f"{prospect.size:,} of {amount(prospect.frame_size, 'run')} "
            f"in {amount(prospect.scenarios, 'scenario')}"
        )
        self._table.show_values(
            [
                (_FIGURES.get(name, name), *(_within(name, width) for width in widths))
                for name, widths in prospect.half_widths.items()
            ]
        )
        empty(self._lines)
        for sentence in _sentences(prospect):
            self._lines.addWidget(text(sentence, "quiet"))
        restyle(self, self._look)

    def _hide_figures(self) -> None:
        for widget in (self._size, self._table, self._explained):
            widget.hide()
        empty(self._lines)


def _within(name: str, width: float) -> str:
    if not math.isfinite(width):
        return "not known"
    return f"± {100 * width:.0f} points" if name == _PERCENT else f"± {width:.2f}"


def _sentences(prospect: Prospect) -> Iterable[str]:
    if prospect.minutes is None:
        yield "How long it takes is known once some runs are labelled."
    else:
        who = "One rater will need" if prospect.labels == prospect.most else "Each rater will need"
        yield f"{who} {span(60 * prospect.minutes)}, by the times measured here."
    if prospect.labels > prospect.size:
        yield f"{prospect.labels:,} labels in all, {prospect.most:,} at most of one rater."
    if prospect.together > prospect.size:
        yield f"With the waves that it joins, about {amount(prospect.together, 'run')} count."
    if prospect.strata:
        yield f"{strata_words(prospect.strata)}."
    yield from prospect.notes
