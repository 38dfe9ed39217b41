"""Offline packets: give a wave out, open one, send labels back, merge what came back."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLayout, QProgressBar, QVBoxLayout, QWidget

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.dialogs import ask_file, ask_files, ask_new_file
from odcv_desk.ui.widgets.parts import (
    Notice,
    button,
    column,
    empty,
    framed,
    group,
    heading,
    restyle,
    row,
    text,
    told,
)
from odcv_desk.workflow.changes import Changes, Topic
from odcv_desk.workflow.packet import PACKET_SUFFIX, RETURN_SUFFIX, Manifest
from odcv_desk.workflow.packet_issue import PacketOrder, issue_packet
from odcv_desk.workflow.packet_merge import Merged, merge, merged_words
from odcv_desk.workflow.packet_offer import (
    InPacket,
    OutPacket,
    PacketChoice,
    PacketOffer,
    open_into,
    packet_offer,
    place_beside,
)
from odcv_desk.workflow.packet_open import Opening
from odcv_desk.workflow.packet_return import Returned, ReturnOrder, return_labels

_LONGEST_LIST: Final = 50


class PacketsSection(QWidget):
    """Packets.

    Signals:
        changed: Labels were merged (Changes).
        told: A line for the status corner (str).
        study_wanted: Where a study lies (str), and whether it is to be made (bool).
    """

    changed = Signal(object)
    told = Signal(str)
    study_wanted = Signal(str, bool)

    topics: Changes = frozenset({Topic.LABELS, Topic.WAVES})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._offer = PacketOffer(choices=(), out=(), opened=())
        self._place = ""
        self._retry: Callable[[], None] | None = None
        self._make_parts()
        self._build()
        restyle(self, desk.look)
        self._show(self._offer)
        self._out_words.setText("Reading the packets ...")

    def load(self) -> None:
        """Read what can be done, in the background."""
        store = self._desk.store
        self._desk.jobs.start(
            lambda _progress: packet_offer(store), then=self._show, failed=self._fail, quiet=True
        )

    def give_out(self, out: Path, *, force: bool = False) -> None:
        """Write a packet for the chosen rater and wave."""
        chosen: PacketChoice | None = self._choice.currentData()
        if chosen is None:
            return
        store, now = self._desk.store, self._desk.now()
        order = PacketOrder(rater=chosen.rater, wave=chosen.wave, out=out, force=force)

        def work(progress: Progress) -> Manifest:
            return issue_packet(store, order, now=now, progress=progress)

        self._retry = lambda: self.give_out(out, force=True)
        self._start(work, lambda made: self._given_out(made, out), f"Writing {out} ...")

    def merge_files(self, paths: tuple[Path, ...]) -> None:
        """Bring in the labels of files that came back."""
        if not paths:
            return
        store, now = self._desk.store, self._desk.now()
        self._retry = None
        self._start(
            lambda _progress: merge(store, paths, now=now), self._merged, "Merging the labels ..."
        )

    def open_file(self, paths: tuple[Path, ...]) -> None:
        """Open a packet as a study beside it."""
        if not paths:
            return
        packet, self._place = paths[0], place_beside(paths[0])
        place = self._place
        self._retry = None
        self._start(
            lambda progress: open_into(place, packet, progress=progress),
            self._opened,
            f"Opening {packet.name} ...",
        )

    def send_back(self, out: Path, *, force: bool = False) -> None:
        """Write the labels of the chosen opened packet."""
        chosen: InPacket | None = self._own.currentData()
        if chosen is None:
            return
        store, now = self._desk.store, self._desk.now()
        order = ReturnOrder(out=out, wave=chosen.wave, force=force)
        self._retry = lambda: self.send_back(out, force=True)
        self._start(
            lambda _progress: return_labels(store, order, now=now),
            lambda made: self._sent_back(made, out),
            f"Writing {out} ...",
        )

    def _ask_out(self) -> None:
        chosen: PacketChoice | None = self._choice.currentData()
        if chosen is not None:
            ask_new_file(
                self,
                lambda paths: self.give_out(paths[0]) if paths else None,
                title="Where to write the packet?",
                suggested=f"{chosen.wave}-{chosen.rater}{PACKET_SUFFIX}",
            )

    def _ask_back(self) -> None:
        chosen: InPacket | None = self._own.currentData()
        if chosen is not None:
            ask_new_file(
                self,
                lambda paths: self.send_back(paths[0]) if paths else None,
                title="Where to write the labels?",
                suggested=f"{chosen.wave}-{chosen.rater}{RETURN_SUFFIX}",
            )

    def _ask_merge(self) -> None:
        ask_files(self, self.merge_files, title="Which files came back?")

    def _ask_open(self) -> None:
        ask_file(self, self.open_file, title="Which packet?")

    def _start(
        self,
        work: Callable[[Progress], object],
        then: Callable[..., None],
        words: str,
    ) -> None:
        self._bar.show()
        self._free()
        self._notice.say(words)
        job = self._desk.jobs.start(work, then=then, failed=self._fail, quiet=True)
        job.ended.connect(self._end)

    def _end(self) -> None:
        self._bar.hide()
        self._free()
        self.load()

    def _given_out(self, made: Manifest, out: Path) -> None:
        runs = amount(len(made.items), "run")
        self._notice.say(
            f"Wrote {runs} of {made.wave} for {made.rater} to {out}. Nothing that judges or other "
            "raters said is in it.",
            "good",
        )
        self.told.emit(f"Wrote a packet for {made.rater}")

    def _sent_back(self, made: Returned, out: Path) -> None:
        rest = f"{amount(made.left, 'run')} still to label" if made.left else "all is labelled"
        labels = amount(made.labels, "label event")
        self._notice.say(f"Wrote {labels} of {made.wave} to {out}; {rest}.", "good")
        self.told.emit("Wrote the labels to send back")

    def _merged(self, merged: Merged) -> None:
        lines = [
            f"{amount(len(merged.labels), 'label event')} merged, {merged.known} were here already."
            if merged.labels
            else f"Nothing new: all {amount(merged.known, 'label event')} were here already."
        ]
        lines += [f"{merged_words(each)}." for each in merged.files]
        lines += [
            f"{each.rater} has labelled {each.run} here and in the packet, differently; both are "
            "kept, the later one stands."
            for each in merged.conflicts
        ]
        self._notice.say("\n".join(lines), "warn" if merged.conflicts else "good")
        self.told.emit(f"{amount(len(merged.labels), 'label event')} merged")
        if merged.labels:
            self.changed.emit(frozenset({Topic.LABELS, Topic.WAVES}))

    def _opened(self, opening: Opening) -> None:
        packet = opening.packet
        runs = amount(len(packet.manifest.items), "run")
        words = [f"{packet.wave} with {runs} for {packet.manifest.rater} is in {self._place}."]
        if opening.other_rubric:
            words.append("This desk grades by another version of the rubric: ask who sent it.")
        self._notice.say(
            " ".join(words),
            "warn" if opening.other_rubric else "good",
            answers=(("go", "Go to that study"),),
        )

    def _answer(self, name: str) -> None:
        if name == "go":
            self.study_wanted.emit(self._place, False)  # noqa: FBT003 - Qt's signal
        elif self._retry is not None:
            self._retry()

    def _fail(self, fault: Exception) -> None:
        if not isinstance(fault, DeskError):
            self._notice.say("Nothing was changed.", "bad")
            self._desk.jobs.problem.emit(fault)
            return
        in_the_way = "is there already" in fault.message and self._retry is not None
        answers = (("replace", "Replace it"),) if in_the_way else ()
        self._notice.say(told(fault), "warn" if in_the_way else "bad", answers=answers)

    def _show(self, offer: PacketOffer) -> None:
        self._offer = offer
        _fill(self._choice, [(_choice_words(each), each) for each in offer.choices])
        _fill(self._own, [(_own_words(each), each) for each in offer.opened])
        self._nobody.setVisible(not offer.choices)
        self._choice.setVisible(bool(offer.choices))
        self._back_part.setVisible(bool(offer.opened))
        # A study that was made of a packet gives nothing out itself.
        self._home_card.setVisible(bool(offer.choices or offer.out) or not offer.opened)
        empty(self._list)
        for each in reversed(offer.out[-_LONGEST_LIST:]):
            self._list.addWidget(text(_out_words(each), "quiet"))
        self._out_words.setText("" if offer.out else "No packet went out yet.")
        self._out_words.setVisible(not offer.out)
        self._free()

    def _free(self) -> None:
        idle = self._bar.isHidden()
        self._choice.setEnabled(idle and bool(self._offer.choices))
        self._give.setEnabled(idle and bool(self._offer.choices))
        self._merge.setEnabled(idle and bool(self._offer.out))
        self._open.setEnabled(idle)
        self._send.setEnabled(idle and bool(self._offer.opened))

    def _make_parts(self) -> None:
        self._notice = Notice(self._desk.look, name="library.packets.notice")
        self._notice.answered.connect(self._answer)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName("Working on a packet")
        self._bar.hide()
        self._choice = _combo("library.packets.choice", "Rater and wave")
        self._own = _combo("library.packets.own", "Opened packet")
        self._nobody = text(
            "Nobody has runs left to label: draw a wave with named raters first.",
            "quiet",
            name="library.packets.nobody",
        )
        self._out_words = text(role="quiet", name="library.packets.none")
        self._list = QVBoxLayout()
        self._list.setProperty("gaps", [0, 0, 0, 0, 4])
        self._give = button(
            "Write a packet ...", "library.packets.give", self._ask_out, icon_name="export"
        )
        self._merge = button(
            "Merge labels ...",
            "library.packets.merge",
            self._ask_merge,
            icon_name="download-simple",
        )
        self._open = button(
            "Open a packet ...", "library.packets.open", self._ask_open, icon_name="folder-open"
        )
        self._send = button(
            "Write my labels ...", "library.packets.send", self._ask_back, icon_name="export"
        )

    def _build(self) -> None:
        self._home_card = framed(self._home_part(), card=True)
        self._back_part = framed(
            _part(
                "Send labels back",
                "Of a packet that was opened in this study; a part may go before the rest.",
                self._own,
                row(self._send, None),
            ),
            card=True,
        )
        lines = column(
            heading(
                "Packets",
                "For a rater who works away from this study: one file goes out, one comes back. It "
                "holds the runs, their order and the rules, and nothing that anybody said of them.",
            ),
            self._notice,
            self._bar,
            self._home_card,
            self._back_part,
            framed(
                _part(
                    "Open a packet",
                    "That somebody sent you: it becomes a study beside the file.",
                    row(self._open, None),
                ),
                card=True,
            ),
            None,
            gaps=(28, 24, 28, 24, 14),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.packets.scroll"))

    def _home_part(self) -> QLayout:
        part = _part(
            "Give a wave out, and take labels in",
            "What a rater has still to label of an open wave. A file that was changed, or comes "
            "from another study, is refused whole.",
            self._nobody,
            self._choice,
            row(self._give, self._merge, None),
        )
        part.addLayout(group("Went out", self._out_words, self._list))
        return part


def _part(title: str, words: str, *things: QWidget | QLayout) -> QVBoxLayout:
    return column(text(title, "title"), text(words, "quiet"), *things, gaps=(16, 14, 16, 14, 8))


def _combo(name: str, title: str) -> QComboBox:
    field = QComboBox()
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(10)
    return field


def _fill(field: QComboBox, items: list[tuple[str, object]]) -> None:
    kept = field.currentText().partition(",")[0]
    field.clear()
    for words, value in items:
        field.addItem(words, value)
    same = [place for place, (words, _) in enumerate(items) if words.partition(",")[0] == kept]
    field.setCurrentIndex(same[0] if same else 0)


def _choice_words(choice: PacketChoice) -> str:
    return f"{choice.rater} in {choice.wave}, {amount(choice.left, 'run')} left"


def _own_words(packet: InPacket) -> str:
    return f"{packet.wave} by {packet.rater}, {packet.left} of {amount(packet.runs, 'run')} left"


def _out_words(packet: OutPacket) -> str:
    came = "nothing came back yet"
    if packet.merged_at is not None:
        done = packet.runs - packet.left
        came = f"{done} labelled, last merged {packet.merged_at.astimezone():%Y-%m-%d %H:%M}"
    return (
        f"{packet.issued_at.astimezone():%Y-%m-%d %H:%M}: {amount(packet.runs, 'run')} of "
        f"{packet.wave} for {packet.rater}; {came}"
    )
