"""Write what the study knows: choose a format, hear what it tells too early, name a place."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.dialogs import ask_folder, ask_new_file
from odcv_desk.ui.pages.library.words import suite_name
from odcv_desk.ui.widgets.parts import (
    GAPS,
    WIDTHS,
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
)
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.export import Order
from odcv_desk.workflow.export_offer import (
    Choices,
    Format,
    export_choices,
    export_for,
    export_warning,
    formats,
    is_in_the_way,
)

_BESIDE_PX: Final = 540
_Warned = tuple[str, str]
"""The name of a format, and what to tell before it is written."""


class ExportsSection(QWidget):
    """Exports.

    Signals:
        changed: That the rater can see now what others said was written down (Changes).
        told: A line for the status corner (str).
    """

    changed = Signal(object)
    told = Signal(str)

    topics: Changes = frozenset({Topic.RUNS, Topic.SCORES, Topic.LABELS, Topic.WAVES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._choices: Choices | None = None
        self._formats = formats()
        self._order: Order | None = None
        self._warned = ""
        self._notice = Notice(desk.look, name="library.export.notice")
        self._notice.answered.connect(self._answer)
        self._caution = Notice(desk.look, name="library.export.warning")
        self._make_fields()
        self._build()
        restyle(self, desk.look)
        desk.look.changed.connect(self._flow)
        self._show_format()

    def load(self) -> None:
        """Read what can be chosen, and what the format would tell, in the background."""
        store, rater = self._desk.store, self._desk.rater
        self._desk.jobs.start(
            lambda _progress: export_choices(store, rater), then=self._show, failed=self._fail
        )
        self._warn()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    @property
    def format(self) -> Format:
        """The chosen format."""
        return self._formats[max(0, self._group.checkedId())]

    def take_focus(self) -> None:
        """Give the keyboard to the chosen format."""
        self._group.button(max(0, self._group.checkedId())).setFocus()

    def ask_where(self) -> None:
        """Let the person name the place, and write it there."""
        chosen = self.format
        if chosen.folder:
            ask_folder(self, self._take_place, title="In which folder is it to be made?")
        else:
            ask_new_file(
                self, self._take_place, title="Where to write it?", suggested=chosen.file_name
            )

    def write(self, out: Path, *, force: bool = False) -> None:
        """Write the chosen format, asking first where something is in the way."""
        self._order = self._order_for(out, force=force)
        if not force and is_in_the_way(out):
            self._notice.say(
                f"{out} is there already.",
                "warn",
                answers=(("replace", "Replace it"), ("elsewhere", "Name another place")),
            )
            return
        self._start(self._order)

    def _order_for(self, out: Path, *, force: bool) -> Order:
        chosen = self.format
        gold, wave = self._gold.currentData(), self._wave.currentData()
        return Order(
            format=chosen.name,
            out=out,
            gold=gold if chosen.takes_gold else None,
            wave=wave if chosen.takes_wave else None,
            suite=self._chosen_suite(),
            force=force,
        )

    def _chosen_suite(self) -> Suite | None:
        # Qt keeps a StrEnum as the plain text that it is.
        chosen = self._suite.currentData()
        return Suite(chosen) if chosen else None

    def _start(self, order: Order) -> None:
        store, rater, now = self._desk.store, self._desk.rater, self._desk.now()

        def work(_progress: Progress) -> tuple[Path, ...]:
            return export_for(store, order, rater=rater, now=now)

        self._bar.show()
        self._free()
        self._notice.say(f"Writing {order.out} ...")
        job = self._desk.jobs.start(work, then=self._finish, failed=self._fail, quiet=True)
        job.ended.connect(self._end)

    def _take_place(self, chosen: tuple[Path, ...]) -> None:
        if chosen:
            form = self.format
            self.write(chosen[0] / form.file_name if form.folder else chosen[0])

    def _finish(self, written: tuple[Path, ...]) -> None:
        places = "\n".join(str(path) for path in written)
        self._notice.say(f"Wrote {amount(len(written), 'file')}:\n{places}", "good")
        self.told.emit(f"Wrote {amount(len(written), 'file')}")
        if self._caution.words:
            self.changed.emit(frozenset({Topic.SIGHT}))

    def _end(self) -> None:
        self._bar.hide()
        self._free()

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, DeskError):
            self._notice.say(told(fault), "bad")
        else:
            self._notice.say("Nothing was written.", "bad")
            self._desk.jobs.problem.emit(fault)

    def _answer(self, name: str) -> None:
        if name == "replace" and self._order is not None:
            self.write(self._order.out, force=True)
        else:
            self._notice.say("")
            self.ask_where()

    def _choose_format(self) -> None:
        self._show_format()
        self._warn()

    def _show_format(self) -> None:
        chosen = self.format
        self._notice.say("")
        self._holds.setText(chosen.holds)
        for widget in (self._gold, self._gold_label):
            widget.setVisible(chosen.takes_gold)
        for widget in (self._wave, self._wave_label):
            widget.setVisible(chosen.takes_wave)
        self._offer_suites()

    def _warn(self) -> None:
        store, rater, name = self._desk.store, self._desk.rater, self.format.name
        self._warned = ""
        self._free()
        self._desk.jobs.start(
            lambda _progress: (name, export_warning(store, rater, name)),
            then=self._show_warning,
            failed=self._fail,
            quiet=True,
        )

    def _show_warning(self, found: _Warned) -> None:
        name, words = found
        if name != self.format.name:
            return
        self._caution.say(words, "warn")
        place = "Choose a folder" if self.format.folder else "Choose a place"
        wish = f"{place}, all the same" if words else f"{place} and write"
        self._go.setText(f"{wish} ...")
        self._go.setAccessibleName(wish)
        self._warned = name
        self._free()

    def _show(self, choices: Choices) -> None:
        self._choices = choices
        self._offer_suites()
        if not choices.suites:
            self._notice.say("There is nothing to write yet: the study is empty.")
        self._free()

    def _free(self) -> None:
        """Let the person write once all is known, and nothing is being written."""
        known = self._choices is not None and self._warned == self.format.name
        filled = self._choices is not None and bool(self._choices.suites)
        self._go.setEnabled(known and filled and self._bar.isHidden())

    def _offer_suites(self) -> None:
        if self._choices is None:
            return
        suites = self._choices.suites
        kept = self._suite.currentData()
        self._suite.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self._suite.clear()
        if not self.format.one_suite:
            self._suite.addItem("All suites", None)
        for suite in suites:
            self._suite.addItem(suite_name(suite), suite)
        self._suite.setCurrentIndex(max(0, self._suite.findData(kept)))
        self._suite.blockSignals(False)  # noqa: FBT003 - Qt's signature
        for widget in (self._suite, self._suite_label):
            widget.setVisible(len(suites) > 1)
        self._offer_golds()

    def _offer_golds(self) -> None:
        if self._choices is None:
            return
        suite = self._chosen_suite()
        suites = self._choices.suites if suite is None else (suite,)
        golds = self._choices.golds_of(suites[0]) if suites else ()
        waves = self._choices.waves_of(suites[0]) if suites else ()
        _fill(self._gold, (("No gold: benchmark tables only", None), *_named(golds)))
        if golds:
            self._gold.setCurrentIndex(1)
        _fill(self._wave, (("The latest", None), *((name, name) for name in waves)))

    def _flow(self) -> None:
        """Put the formats above what is chosen of them where both beside each other are tight."""
        directions = QBoxLayout.Direction
        beside = self.width() >= self._desk.look.px(_BESIDE_PX)
        self._both.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    def _make_fields(self) -> None:
        self._group = QButtonGroup(self)
        self._list = QVBoxLayout()
        self._list.setProperty(GAPS, [16, 14, 16, 14, 10])
        for number, each in enumerate(self._formats):
            radio = QRadioButton(each.title)
            radio.setObjectName(f"library.export.{each.name}")
            radio.setAccessibleName(f"{each.title}. {each.holds}")
            self._group.addButton(radio, number)
            self._list.addWidget(radio)
        self._list.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggle)
        self._suite, self._suite_label = _combo("suite", "Suite")
        self._gold, self._gold_label = _combo("gold", "Gold")
        self._wave, self._wave_label = _combo("wave", "Wave")
        self._suite.currentIndexChanged.connect(self._offer_golds)
        self._holds = text(role="quiet", name="library.export.holds")
        self._go = button(
            "Choose a place",
            "library.export.go",
            self.ask_where,
            kind="primary",
            icon_name="export",
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName("Writing")

    def _toggle(self, _number: int, checked: bool) -> None:  # noqa: FBT001 - Qt's signal
        if checked:
            self._choose_format()

    def _build(self) -> None:
        options = column(
            self._holds,
            self._suite_label,
            self._suite,
            self._gold_label,
            self._gold,
            self._wave_label,
            self._wave,
            self._caution,
            row(self._go, None),
            self._bar,
            self._notice,
            None,
            gaps=(0, 0, 0, 0, 8),
        )
        group = framed(self._list, card=True)
        group.setProperty(WIDTHS, [250, 300])
        self._both = row(group, options, gaps=(0, 0, 0, 0, 24))
        self._both.setStretch(1, 1)
        lines = column(
            heading(
                "Exports",
                "Files are written beside the target and moved into place when they are whole; "
                "nothing is replaced without asking.",
            ),
            self._both,
            None,
            gaps=(28, 24, 28, 24, 14),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.export.scroll"))
        self._bar.hide()


def _combo(name: str, title: str) -> tuple[QComboBox, QWidget]:
    field = QComboBox()
    field.setObjectName(f"library.export.{name}.choice")
    field.setAccessibleName(title)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(10)
    return field, caption(title)


def _fill(field: QComboBox, items: tuple[tuple[str, str | None], ...]) -> None:
    field.blockSignals(True)  # noqa: FBT003 - Qt's signature
    field.clear()
    for words, value in items:
        field.addItem(words, value)
    field.blockSignals(False)  # noqa: FBT003 - Qt's signature


def _named(golds: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    words = {"consensus": "All raters together (consensus)", "panel": "The panel of judges"}
    kinds = {"rater": "Rater", "judge": "Judge"}
    named = []
    for gold in golds:
        kind, _, name = gold.partition(":")
        named.append((words.get(gold) or f"{kinds[kind]} {name}", gold))
    return tuple(named)
