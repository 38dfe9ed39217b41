"""Which study this is, and the way to others."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from odcv_desk.settings import is_server, without_password
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.pages.library.dialogs import ask_file, ask_new_file
from odcv_desk.ui.pages.library.password_row import PasswordRow
from odcv_desk.ui.widgets.parts import (
    Notice,
    button,
    caption,
    column,
    copyable,
    framed,
    group,
    heading,
    restyle,
    row,
    text,
)
from odcv_desk.workflow.changes import Changes

_ENDING = ".odcv"


class StudiesSection(QWidget):
    """Studies.

    Signals:
        study_wanted: Where a study lies (str), and whether it is to be made (bool).
        demo_wanted: The person wants to see the bundled example.
    """

    study_wanted = Signal(str, bool)
    demo_wanted = Signal()

    topics: Changes = frozenset()

    def __init__(self, desk: Desk, recent: Sequence[str] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._place = copyable(text(desk.store.where, name="library.study.place"))
        self._backup = Notice(desk.look, name="library.study.backup")
        self._recent = QVBoxLayout()
        self._recent.setProperty("gaps", [0, 0, 0, 0, 2])
        self._address = QLineEdit()
        self._address.setObjectName("library.study.address")
        self._address.setAccessibleName("File or address of a study")
        self._address.setPlaceholderText("A file, or postgresql+pg8000://user@host/study")
        self._address.setAcceptDrops(False)
        self._address.returnPressed.connect(self._open_address)
        self._secret = PasswordRow(desk.look)
        self._secret.answered.connect(self._open_place)
        self._build()
        self._show_recent(recent)
        if desk.store.backup is not None:
            self._backup.say(
                "This study was of an older version and is up to date now. A copy of it as it was "
                f"lies at {desk.store.backup}."
            )

    def load(self) -> None:
        """Nothing to read: the study is open, and the window says which were."""

    def _show_recent(self, recent: Sequence[str]) -> None:
        this = without_password(self._desk.store.where)
        others = [place for place in recent if place != this]
        for number, place in enumerate(others):
            self._recent.addWidget(
                button(
                    place,
                    f"library.study.recent.{number}",
                    partial(self._open_recent, place),
                    kind="link",
                )
            )
        if not others:
            self._recent.addWidget(text("No other study was open before.", "quiet"))
        restyle(self, self._desk.look)

    def ask_for_study(self) -> None:
        """Let the person choose the file of a study."""
        ask_file(self, self._open, title="Open a study")

    def ask_for_new(self) -> None:
        """Let the person name the file of a new study."""
        ask_new_file(self, self._make, title="New study", suggested=f"study{_ENDING}")

    def _open_recent(self, place: str) -> None:
        if is_server(place):
            self._secret.ask(place)
        else:
            self._open_place(place)

    def _open_place(self, place: str) -> None:
        self.study_wanted.emit(place, False)  # noqa: FBT003 - a signal has no names

    def _open(self, chosen: tuple[Path, ...]) -> None:
        if chosen:
            self._open_place(str(chosen[0]))

    def _make(self, chosen: tuple[Path, ...]) -> None:
        if chosen:
            path = chosen[0]
            path = path if path.suffix else path.with_suffix(_ENDING)
            self.study_wanted.emit(str(path), True)  # noqa: FBT003 - a signal has no names

    def _open_address(self) -> None:
        if where := self._address.text().strip():
            self._open_place(where)

    def _build(self) -> None:
        opens = button("Open a study ...", "library.study.open", self.ask_for_study)
        opens.setProperty("icon_name", "folder-open")
        makes = button("New study ...", "library.study.new", self.ask_for_new, icon_name="plus")
        demo = button(
            "Open the example", "library.study.demo", self.demo_wanted.emit, icon_name="flask"
        )
        go = button("Open", "library.study.address.open", self._open_address)
        address = row(self._address, go)
        this = framed(
            column(caption("This study"), self._place, gaps=(18, 14, 18, 14, 4)), card=True
        )
        lines = column(
            heading(
                "Studies",
                "A study is one file (or one database of a team) that holds runs, scores, labels "
                "and waves.",
            ),
            this,
            self._backup,
            group("Open before", self._recent, self._secret),
            group("Another one", row(opens, makes, demo, None), address),
            text(
                "The example is a small study in which everything is synthetic. "
                "An address is remembered without its password.",
                "small",
            ),
            None,
            gaps=(28, 24, 28, 24, 12),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="library.study.scroll"))
