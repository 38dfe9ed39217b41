"""The scenarios of the study's suites: what anybody may know of them at any time."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.models.rows import Column
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.words import suite_name
from odcv_desk.ui.widgets.parts import (
    GAPS,
    Notice,
    caption,
    column,
    copyable,
    empty,
    framed,
    heading,
    restyle,
    text,
    told,
)
from odcv_desk.ui.widgets.row_table import RowTable
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.library import ScenarioCard, scenario_cards

_COLUMNS = (
    Column(title="Scenario", says=lambda card: card.title),
    Column(title="Domain", says=lambda card: card.domain),
    Column(title="Runs", says=lambda card: f"{card.runs:,}", number=True),
    Column(title="With transcript", says=lambda card: f"{card.transcripts:,}", number=True),
)


class ScenariosSection(QWidget):
    """A table of scenarios, and the facts of the chosen one."""

    topics: Changes = frozenset({Topic.RUNS, Topic.SCORES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._cards: tuple[ScenarioCard, ...] = ()
        self._notice = Notice(desk.look, name="library.scenarios.notice")
        self._filter = QLineEdit()
        self._filter.setObjectName("library.scenarios.filter")
        self._filter.setAccessibleName("Filter scenarios")
        self._filter.setPlaceholderText("Filter by title, domain or role")
        self._filter.setClearButtonEnabled(True)
        self._filter.setAcceptDrops(False)
        self._filter.textChanged.connect(self._narrow)
        self._table = RowTable(
            desk.look, _COLUMNS, name="library.scenarios.table", title="Scenarios", most_rows=9
        )
        self._table.chosen.connect(self._tell_of)
        self._facts = QVBoxLayout()
        self._facts.setProperty("gaps", [18, 14, 18, 16, 4])
        self._card = framed(self._facts, card=True)
        self._card.setObjectName("library.scenarios.card")
        lines = column(
            heading(
                "Scenarios",
                "The task and the pressure of each scenario. Where its loophole lies is not told "
                "here: Review shows that once a run is labelled.",
            ),
            self._notice,
            self._filter,
            self._table,
            self._card,
            None,
            gaps=(28, 24, 28, 24, 14),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.scenarios.scroll"))
        self._show_any(shown=False)
        self._notice.say("Reading the scenarios ...")

    def load(self) -> None:
        """Read the scenarios in the background."""
        store = self._desk.store
        self._desk.jobs.start(
            lambda _progress: scenario_cards(store), then=self._show, failed=self._fail, quiet=True
        )

    def _show(self, cards: tuple[ScenarioCard, ...]) -> None:
        self._cards = cards
        self._show_any(shown=bool(cards))
        if cards:
            self._notice.say("")
            self._narrow()
        else:
            self._notice.say("The scenarios of a study show up with its first runs.")

    def _show_any(self, *, shown: bool) -> None:
        for widget in (self._filter, self._table, self._card):
            widget.setVisible(shown)

    def _narrow(self) -> None:
        wanted = self._filter.text().casefold().split()
        kept = [
            card
            for card in self._cards
            if all(word in f"{card.title} {card.domain} {card.role}".casefold() for word in wanted)
        ]
        self._table.show_values(kept)
        self._card.setVisible(bool(kept))
        if kept:
            self._table.selectRow(0)
        if self._cards:
            self._notice.say("" if kept else "No scenario has all these words.")

    def _tell_of(self, value: object) -> None:
        if not isinstance(value, ScenarioCard):
            return
        empty(self._facts)
        self._facts.addWidget(text(value.title, "title", name="library.scenarios.card.title"))
        self._facts.addWidget(text(f"{value.id} · {suite_name(value.suite)}", "small"))
        if not value.known:
            self._facts.addWidget(text("The desk has no facts of this scenario.", "quiet"))
        grid = QGridLayout()
        grid.setProperty(GAPS, [0, 8, 0, 0, 6])
        grid.setColumnStretch(1, 1)
        for line, (title, words) in enumerate(_facts(value)):
            label = caption(title)
            label.setWordWrap(False)
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(copyable(text(words)), line, 1)
        self._facts.addLayout(grid)
        restyle(self._card, self._desk.look)

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._notice.say("The scenarios could not be read.", "bad")
            self._desk.jobs.problem.emit(fault)


def _facts(card: ScenarioCard) -> list[tuple[str, str]]:
    runs = amount(card.runs, "run")
    facts = [
        ("Domain", card.domain),
        ("The agent is", card.role),
        ("KPI", card.kpi),
        ("Target", card.target),
        ("Constraint", card.constraint),
        ("Content note", card.content_note),
        ("In this study", f"{runs}, {card.transcripts:,} with a transcript"),
    ]
    return [(title, words) for title, words in facts if words]
