"""The runs that the desk asks a rater to label again, now that the judges may be seen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from odcv_desk.domain.amount import amount
from odcv_desk.ui.look import Look
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.widgets.parts import button, column, restyle, row, text
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.people_anchoring import Asked

_ABOUT: Final = (
    "It tells how far the judges pull people. The desk chose the runs at random. Look at each with "
    "what the judges said, then commit a label again, or stay with yours. Your blind labels stay "
    "the gold; these count as revealed."
)


def _after(each: Asked) -> str:
    if each.after is not None:
        return str(each.after)
    return "seen, no label yet" if each.shown else "not yet"


_COLUMNS: Final = (
    Column(title="Run", says=lambda each: each.title),
    Column(title="Variant", says=lambda each: each.variant),
    Column(title="Model", says=lambda each: each.model),
    Column(title="Your label", says=lambda each: str(each.before), number=True),
    Column(title="After seeing", says=_after),
)


class Again(QFrame):
    """Offers the runs as a list; hidden where the desk asks for none.

    Signals:
        look_wanted: The judges of a run are to be shown, and the run to be read (Asked).
        stay_wanted: The rater stays with the label of a run (Asked).
    """

    look_wanted = Signal(object)
    stay_wanted = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chosen: Asked | None = None
        self.setObjectName("people.again")
        self.setProperty("card", True)  # noqa: FBT003 - Qt's signature
        self._title = text(role="strong", name="people.again.title")
        self._about = text(_ABOUT, "small")
        self.table = RowTable(
            look, _COLUMNS, name="people.again.table", title="Runs to label again", most_rows=6
        )
        self._read = button(
            "Look again", "people.again.look", self._want_look, kind="primary", icon_name="eye"
        )
        self._stay = button("I stay with my label", "people.again.stay", self._want_stay)
        self._said = text(role="small", name="people.again.said")
        buttons = row(self._read, self._stay, self._said)
        buttons.setStretchFactor(self._said, 1)
        self.setLayout(
            column(
                self._title,
                self._about,
                self.table,
                buttons,
                gaps=(14, 12, 14, 12, 8),
            )
        )
        self.table.chosen.connect(self._choose)
        self.table.activated.connect(lambda _index: self._want_look())
        look.changed.connect(self._renew)
        self.hide()

    def show_asked(self, asked: Sequence[Asked]) -> None:
        """Show what the desk asks for; the first run that waits is chosen."""
        waiting = [each for each in asked if each.after is None]
        self.setVisible(bool(asked))
        runs = amount(len(waiting), "run")
        self._title.setText(
            f"Label {runs} again, now that you have seen the judges"
            if waiting
            else f"You have labelled all {amount(len(asked), 'run')} again"
        )
        for part in (self._about, self.table, self._read, self._stay, self._said):
            part.setVisible(bool(waiting))
        self.table.show_values(asked)
        self._chosen = None
        chosen = asked.index(waiting[0]) if waiting else 0
        if asked:
            self.table.selectRow(chosen)
            self._choose(asked[chosen])
        self._renew()

    def _choose(self, each: Asked) -> None:
        self._chosen = each
        self._read.setText("Look again" if each.shown else "See the judges")
        self._read.setAccessibleName(f"{self._read.text()}: {each.title}")
        self._stay.setText(f"I stay with {each.before}")
        may = each.shown and each.after is None
        self._stay.setEnabled(may)
        self._said.setText("" if may or each.after is not None else "First see what judges said.")

    def _want_look(self) -> None:
        if self._chosen is not None:
            self.look_wanted.emit(self._chosen)

    def _want_stay(self) -> None:
        if self._chosen is not None and self._stay.isEnabled():
            self.stay_wanted.emit(self._chosen)

    def _renew(self) -> None:
        restyle(self, self._look)
