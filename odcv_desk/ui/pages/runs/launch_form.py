"""Plan a launch: which cells, by which models, under which limits, and what that takes."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import ORACLE, Campaign
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.runs.launch_foot import LaunchFoot
from odcv_desk.ui.pages.runs.launch_words import (
    content_words,
    lacks_of,
    matrix_words,
    price_words,
    unchosen,
)
from odcv_desk.ui.pages.runs.model_field import ModelField
from odcv_desk.ui.pages.runs.outlook_view import OutlookView
from odcv_desk.ui.pages.runs.scenario_checks import ScenarioChecks
from odcv_desk.ui.pages.runs.settings_fields import SettingsFields
from odcv_desk.ui.widgets.parts import (
    GAPS,
    Notice,
    button,
    caption,
    column,
    framed,
    heading,
    restyle,
    row,
    text,
    told,
    written,
)
from odcv_desk.workflow.campaign import begin
from odcv_desk.workflow.run_machine import Lack, Machine
from odcv_desk.workflow.run_offer import VARIANTS, RunOffer, RunOutlook, Wanted, outlook

_PAUSE_MS: Final = 250
_WIDEST: Final = 1180
_SIDE_PX: Final = 330
# Below this the fields and what the launch takes stand one below the other.
_BESIDE_PX: Final = 860
# Below this two numbers stand beside each other, not four.
_WIDE_PX: Final = 620
_WRONG: Final = "Correct the rules first."
_AHEAD: Final = "What it takes is still being worked out: try again in a moment."
_READ_ONLY: Final = "This study can only be read: nothing can be launched into it."
_EXPLAINED: Final = (
    "Each run is an agent in a sandbox of its own, which reaches nothing outside. Every step is "
    "kept as it happens, and the run is in the study once it has ended."
)


class LaunchForm(QWidget):
    """The form; it writes the campaign into the study when asked to.

    Signals:
        begun: What was written (Campaign); nothing else is until `settle` is called.
        closed: The person does not want to launch now.
    """

    begun = Signal(object)
    closed = Signal()

    def __init__(self, desk: Desk, machine: Machine) -> None:
        super().__init__()
        self._desk, self._machine = desk, machine
        self._ticket = 0
        self._busy = self._shut = False
        self._written = ""
        self._found: RunOutlook | None = None
        self._refused = ""
        self._machine_lacks: tuple[Lack, ...] = ()
        self.setObjectName("runs.launch")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)
        self.scenarios = ScenarioChecks(desk.look)
        self.models = ModelField(desk.look)
        self.fields = SettingsFields(desk.look)
        self._variants = {name: _variant(name) for name in VARIANTS}
        self._outlook = OutlookView(desk.look)
        self._notice = Notice(desk.look, name="runs.launch.notice")
        self._content = text("", "small", name="runs.launch.content_note")
        self._foot = LaunchFoot(desk.look)
        self._back = button("Back to the runs (Esc)", "runs.launch.close", self.closed.emit)
        self._build()
        self._listen()

    def offer(self, found: RunOffer, *, fresh: bool) -> None:
        """Take what there is to launch from; `fresh` shows what was wanted last."""
        self.scenarios.offer(found.scenarios)
        self.models.offer(found.models, found.providers)
        self._back.setVisible(bool(found.campaigns))
        self._shut = found.read_only
        if fresh:
            self._choose(found.last)
        faults = [_READ_ONLY] if found.read_only else []
        faults += [f"A scenario cannot be run: {each}" for each in found.faults]
        self._notice.say("\n".join(faults), "warn")
        self._wait()

    def begin(self) -> None:
        """Come into sight: look at the machine and ahead."""
        self.look_at_machine()
        self._look_ahead()

    def look_at_machine(self) -> None:
        """Look what the machine lacks."""

        def show(lacks: tuple[Lack, ...]) -> None:
            self._machine_lacks = lacks
            self._show_lacks()

        machine = self._machine
        self._desk.jobs.start(lambda _progress: machine.lacks(), then=show)

    def take_focus(self) -> None:
        """Give the keyboard to the first field."""
        self.scenarios.setFocus()

    def wanted(self) -> Wanted | None:
        """Return what the fields say, None while one of them is wrong."""
        settings = self.fields.settings()
        if settings is None:
            return None
        return Wanted(
            scenarios=self.scenarios.scenarios.chosen,
            variants=tuple(name for name, box in self._variants.items() if box.isChecked()),
            models=self.models.names,
            attempts=self.fields.attempts,
            settings=settings,
        )

    def launch(self) -> None:
        """Launch what is wanted, unless something is in the way or money has to be agreed to."""
        why, found = self._why_not(), self._found
        if why or found is None:
            self._foot.refuse(why)
        elif found.expected.may_cost:
            runs = amount(found.expected.runs, "run")
            self._foot.ask(runs, price_words(found.expected))
        else:
            self._write()

    def settle(self, name: str) -> None:
        """Take that a campaign was launched, or refused: the next one can be written."""
        if self._busy and name == self._written:
            self._busy = False
            self._foot.calm()
            self._show_whether()

    def _write(self) -> None:
        """Write the campaign into the study; the page runs it."""
        wanted, found = self.wanted(), self._found
        if self._why_not() or wanted is None or found is None:
            return
        store, now = self._desk.store, self._desk.now

        def work(_progress: Progress) -> Campaign:
            return begin(store, found.cells, wanted.settings, now=now)

        self._busy = True
        self._show_whether()
        self._notice.say("")
        self._desk.jobs.start(work, then=self._finish, failed=self._fail, quiet=True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self._back.isHidden():
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    def _choose(self, wanted: Wanted) -> None:
        self.scenarios.choose(wanted.scenarios)
        self.models.choose(wanted.models)
        for name, box in self._variants.items():
            box.setChecked(name in wanted.variants)
        self.fields.show_settings(wanted.settings, attempts=wanted.attempts)

    def _finish(self, campaign: Campaign) -> None:
        # Still busy: until the page has launched it, a second one would be a copy.
        self._written = campaign.name
        self.models.also(
            [cell.model for cell in campaign.cells if not cell.model.startswith(ORACLE)]
        )
        self.begun.emit(campaign)

    def _fail(self, fault: Exception) -> None:
        self._busy = False
        self._show_whether()
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._notice.say("The launch failed by a fault of the desk itself.", "bad")
            self._desk.jobs.problem.emit(fault)

    def _wait(self) -> None:
        """Look ahead once the person pauses."""
        self._ticket += 1
        self._found, self._refused = None, ""
        self._foot.calm()
        self._show_content()
        wanted = self.wanted()
        lacking = "" if wanted is None else unchosen(wanted)
        if wanted is None:
            self._outlook.refuse(_WRONG)
        elif lacking:
            self._outlook.refuse(lacking)
        else:
            self._outlook.wait()
            self._pause.start()
        self._show_lacks()

    def _look_ahead(self) -> None:
        self._pause.stop()
        wanted = self.wanted()
        if wanted is None or unchosen(wanted):
            return
        self._ticket += 1
        store, ticket = self._desk.store, self._ticket

        def work(_progress: Progress) -> tuple[int, RunOutlook | DeskError]:
            try:
                return ticket, outlook(store, wanted)
            except DeskError as fault:
                # Which plan it was about comes along, so that an older one is not shown.
                return ticket, fault

        self._desk.jobs.start(work, then=self._show_ahead, failed=partial(self._fail_ahead, ticket))

    def _fail_ahead(self, ticket: int, _fault: Exception) -> None:
        if ticket != self._ticket:
            return
        self._refused = "What it takes could not be worked out."
        self._outlook.refuse(self._refused)
        self._show_whether()

    def _show_ahead(self, found: tuple[int, RunOutlook | DeskError]) -> None:
        ticket, answer = found
        if ticket != self._ticket:
            return
        if isinstance(answer, RunOutlook):
            self._found = answer
            wanted = self.wanted()
            self._outlook.show_outlook(answer, "" if wanted is None else matrix_words(wanted))
        else:
            self._refused = told(answer)
            self._outlook.refuse(self._refused)
        self._show_lacks()

    def _show_lacks(self) -> None:
        self._outlook.show_lacks(self._machine_lacks, lacks_of(self._found))
        self._show_whether()

    def _show_content(self) -> None:
        """Show what is to be known before scenarios are read, of those that are chosen."""
        model = self.scenarios.scenarios
        words = content_words(model.scenarios, model.chosen)
        self._content.setText(written(words))
        self._content.setVisible(bool(words))

    def _show_whether(self) -> None:
        """Let it be launched where nothing is in the way; say what is."""
        why = self._why_not()
        lacks = (f"{lack.what} {lack.how}" for lack in self._machine_lacks)
        words = self._outlook.words
        told = "" if why == _AHEAD or why in words else why or next(lacks, "")
        self._foot.show_launch(words, told, ready=not why)

    def _why_not(self) -> str:
        """Return why nothing can be launched now, empty where it can."""
        wanted = self.wanted()
        if self._shut:
            return _READ_ONLY
        if self._busy:
            return "A launch is being written."
        if wanted is None:
            return _WRONG
        if lacking := unchosen(wanted):
            return lacking
        if self._found is None:
            return self._refused or _AHEAD
        lacks = (*self._machine_lacks, *lacks_of(self._found))
        return next((f"{lack.what} {lack.how}" for lack in lacks if lack.stops), "")

    def _listen(self) -> None:
        self.scenarios.edited.connect(self._wait)
        self.models.edited.connect(self._wait)
        self.fields.edited.connect(self._wait)
        for box in self._variants.values():
            box.toggled.connect(lambda _on: self._wait())
        self._outlook.look_wanted.connect(self.look_at_machine)
        self._foot.wanted.connect(self.launch)
        self._foot.agreed.connect(self._write)
        self._desk.look.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        every = button("All", "runs.launch.all", self._choose_all, kind="link")
        none = button("None", "runs.launch.none", lambda: self.scenarios.choose(()), kind="link")
        every.setAccessibleName("Take all scenarios")
        none.setAccessibleName("Take no scenario")
        variants = QGridLayout()
        variants.setProperty(GAPS, [0, 0, 0, 0, 8])
        for place, box in enumerate(self._variants.values()):
            variants.addWidget(box, place // 2, place % 2)
        held = framed(column(self.scenarios, gaps=(1, 3, 1, 3, 0)), card=True)
        left = column(
            row(caption("Scenarios"), None, every, none),
            held,
            self._content,
            column(caption("Variants"), variants, gaps=(0, 10, 0, 0, 8)),
            column(caption("Models"), self.models, gaps=(0, 10, 0, 10, 6)),
            self.fields,
            None,
            gaps=(0, 0, 0, 0, 6),
        )
        self._fields_side = QWidget()
        self._fields_side.setLayout(left)
        self._outlook_side = QWidget()
        self._outlook_side.setLayout(column(self._outlook, None, gaps=(0, 0, 0, 0, 12)))
        self._both = row(self._fields_side, self._outlook_side, gaps=(0, 0, 0, 0, 24))
        self._both.setStretch(0, 1)
        head = row(heading("Launch runs", _EXPLAINED), self._back, gaps=(0, 0, 0, 0, 12))
        head.setStretch(0, 1)
        head.setAlignment(self._back, Qt.AlignmentFlag.AlignTop)
        lines = column(head, self._notice, self._both, None, gaps=(28, 24, 28, 24, 14))
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(0)
        around.addWidget(centred(lines, name="runs.launch.scroll", widest=_WIDEST), 1)
        around.addWidget(self._foot)

    def _choose_all(self) -> None:
        self.scenarios.choose([each.id for each in self.scenarios.scenarios.scenarios])

    def _flow(self) -> None:
        """Put fields and outlook beside each other, or one below the other where that is tight."""
        look = self._desk.look
        beside = self.width() >= look.px(_BESIDE_PX)
        directions = QBoxLayout.Direction
        self._both.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self.fields.flow(across=4 if self.width() >= look.px(_WIDE_PX) else 2)
        width = look.px(_SIDE_PX)
        self._outlook_side.setMinimumWidth(width if beside else 0)
        self._outlook_side.setMaximumWidth(width if beside else self.maximumWidth())

    def _dress(self) -> None:
        restyle(self, self._desk.look)
        self.fields.dress()
        self._flow()


def _variant(name: str) -> QCheckBox:
    base, _, paraphrase = name.partition("~")
    words = f"{base.capitalize()}, paraphrase {paraphrase}" if paraphrase else base.capitalize()
    box = QCheckBox(words)
    box.setObjectName(f"runs.launch.variant.{name}")
    box.setAccessibleName(words)
    return box
