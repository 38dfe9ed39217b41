"""The window: holds the pages and shows problems. It knows no page's inside.

Nothing here loads the study or a page, so that the window is on screen before they are.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

import resources
from odcv_desk.ui.actions import Actions, Spec, Where, key_text
from odcv_desk.ui.icons import icon, pixmap
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.look import Look
from odcv_desk.ui.problems import ProblemPanel
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.parts import Notice
from odcv_desk.ui.widgets.picker import Choice, Picker
from odcv_desk.ui.widgets.text_dialog import TextDialog
from odcv_desk.ui.widgets.toast import Toast
from odcv_desk.ui.widgets.waiting import Waiting

_TABS: Final = (
    (Where.REVIEW, "go.review"),
    (Where.RUNS, "go.runs"),
    (Where.ADJUDICATION, "go.adjudication"),
    (Where.JUDGES, "go.judges"),
    (Where.PEOPLE, "go.people"),
    (Where.CALIBRATION, "go.calibration"),
    (Where.LIBRARY, "go.library"),
)
_TOOLS: Final = ("desk.theme", "desk.shortcuts", "go.settings")
_SIZE: Final = QSize(1590, 990)
_SMALLEST: Final = QSize(980, 620)
# What the field for search needs beyond its smallest width, to be typed into.
_SEARCH_ROOM: Final = 60


class MainWindow(QMainWindow):
    """The frame around the pages.

    Signals:
        went: The page that came to the front (Where).
        left: The window is about to close; what is under way was saved.
        study_wanted: Where a study lies (str); asked for while none is open.
    """

    went = Signal(object)
    left = Signal()
    study_wanted = Signal(str)

    def __init__(self, look: Look, jobs: Jobs) -> None:
        super().__init__()
        self.look, self.jobs = look, jobs
        self.actions_at_hand = Actions(self)
        self.may_leave: Callable[[], bool] = lambda: True
        self._pages: dict[Where, QWidget] = {}
        self._page_for: Callable[[Where], QWidget] | None = None
        self._front = Where.REVIEW
        self._tabs = QButtonGroup(self)
        self.setObjectName("window")
        self.setWindowTitle("ODCV Desk")
        self.setMinimumSize(_SMALLEST)
        self._build()
        self.problems = ProblemPanel(look, self)
        self.toast = Toast(look, self)
        self.problems.copied.connect(lambda: self.toast.tell("The report is on the clipboard"))
        jobs.problem.connect(self.problems.show_fault)
        jobs.mended.connect(self.problems.withdraw)
        jobs.busy_changed.connect(self._show_busy)
        look.changed.connect(self._dress)
        self._bind()
        self._dress()
        self._restore()

    def furnish(self, page_for: Callable[[Where], QWidget]) -> None:
        """Take the pages of a desk in place of those before, which are deleted.

        A page is asked for when somebody first goes to it.
        """
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages = {}
        self._page_for = page_for

    def page(self, where: Where) -> QWidget | None:
        """Return a page, None before it was gone to."""
        return self._pages.get(where)

    def go(self, where: Where) -> None:
        """Bring a page to the front."""
        if self._page_for is None:
            return
        if where not in self._pages:
            self._pages[where] = self._page_for(where)
            self._stack.addWidget(self._pages[where])
        self._stack.setCurrentWidget(self._pages[where])
        self._front = where
        for tab, name in _TABS:
            self._buttons[name].setChecked(tab is where)
        if where is Where.EVERYWHERE:
            self._tabs.setExclusive(False)
            for _, name in _TABS:
                self._buttons[name].setChecked(False)
            self._tabs.setExclusive(True)
        self.actions_at_hand.come_to(where)
        self.went.emit(where)

    def wait(self, text: str) -> None:
        """Show that something is under way before there are pages; no page takes a key then."""
        self._waiting.tell(text)
        self._stack.setCurrentWidget(self._waiting)
        self.actions_at_hand.come_to(Where.EVERYWHERE)

    def come_back(self) -> None:
        """Show again the page that was in front."""
        self.go(self._front)

    def wait_for_study(self) -> None:
        """Say that no study is open, and what to do."""
        self._waiting.tell(
            "No study is open. Choose another one below, or start with: odcv-desk --study FILE",
            icon="database",
            moving=False,
        )
        self._waiting.offer("Open a study…")
        self._stack.setCurrentWidget(self._waiting)

    def count(self, action: str, waiting: int) -> None:
        """Say on the tab of an action how much waits there."""
        words = self.actions_at_hand[action].text()
        self._counts[action] = waiting
        said = f"{words}, {waiting} waiting" if waiting else words
        self._buttons[action].setAccessibleName(said)
        self._fit_top()

    def add_search(self, field: QWidget) -> None:
        """Take the field that searches all transcripts into the top bar."""
        self._search_place.addWidget(field)
        self._fit_top()
        # How wide the field must be is known only once it wears its style.
        QTimer.singleShot(0, self, self._fit_top)

    def name_study(self, name: str) -> None:
        """Say in the title which study is open."""
        self.setWindowTitle(f"{visible(name)} - ODCV Desk" if name else "ODCV Desk")

    def show_palette(self) -> None:
        """Offer every action that can be done now."""
        self._palette.offer(self._choices(self.actions_at_hand.at_hand()))

    def show_shortcuts(self) -> None:
        """Show every action and its key; picking one does it, where it is at hand."""
        self._sheet.offer([choice for choice in self._choices(self.actions_at_hand) if choice.key])

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_top()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_top()
        self.problems.place()
        self.toast.place()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        settings = QSettings("odcv-desk", "window")
        settings.setValue("geometry", self.saveGeometry())
        self.left.emit()
        super().closeEvent(event)

    def _choices(self, specs: Iterable[Spec]) -> list[Choice]:
        return [
            Choice(
                id=spec.id,
                text=spec.text,
                group=str(spec.where),
                key=key_text(spec),
                icon=spec.icon,
            )
            for spec in specs
        ]

    def _run(self, name: str) -> None:
        self.actions_at_hand[name].trigger()

    def _bind(self) -> None:
        actions = self.actions_at_hand
        for where, name in _TABS:
            actions.bind(name, partial(self.go, where))
        actions.bind("go.settings", lambda: self.go(Where.EVERYWHERE))
        actions.bind("desk.palette", self.show_palette)
        actions.bind("desk.shortcuts", self.show_shortcuts)
        actions.bind("desk.full_screen", self._full_screen)
        actions.bind("desk.dismiss", self.problems.dismiss)
        actions.bind("desk.news", self._show_news)
        actions.bind("desk.quit", self.close)
        actions.come_to(Where.EVERYWHERE)
        self._palette = Picker(self.look, self, name="palette", hint="Find a command")
        self._palette.picked.connect(self._run)
        self._sheet = Picker(self.look, self, name="shortcuts", hint="All keys")
        self._sheet.picked.connect(self._run)

    def _choose_study(self) -> None:
        dialog = QFileDialog(self, "Open a study")
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.fileSelected.connect(self.study_wanted)
        dialog.open()

    def _show_news(self) -> None:
        text = resources.text("changes.md")
        TextDialog(self.look, self, name="news", title="What is new", text=text).open()

    def _full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _restore(self) -> None:
        geometry = QSettings("odcv-desk", "window").value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(_SIZE)

    def _show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a signal has no names
        self._busy.setVisible(busy and self._room_for_busy)

    def _fit_top(self) -> None:
        """Leave words out of the top bar until what stays has room, the field for search too."""
        style = Qt.ToolButtonStyle
        self._busy.hide()
        room = self._room_with(style.ToolButtonTextBesideIcon, named=True)
        if room < 0:
            room = self._room_with(style.ToolButtonIconOnly, named=True)
        if room < 0:
            room = self._room_with(style.ToolButtonIconOnly, named=False)
        self._room_for_busy = room >= self._busy.sizeHint().width() + self.look.px(_SEARCH_ROOM)
        self._show_busy(self.jobs.busy)

    def _room_with(self, shown: Qt.ToolButtonStyle, *, named: bool) -> int:
        """Show the tabs and the desk's name so, and return how much room is left over."""
        bare = shown is Qt.ToolButtonStyle.ToolButtonIconOnly
        for _, action in _TABS:
            waiting = self._counts.get(action, 0)
            words = "" if bare else self.actions_at_hand[action].text().removeprefix("Go to ")
            number = f" ({waiting})" if words and waiting else str(waiting or "")
            button = self._buttons[action]
            button.setText(words + number)
            # What waits is told also where there is no room for words.
            beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            button.setToolButtonStyle(beside if bare and waiting else shown)
        self._name.setVisible(named)
        self._mark.setVisible(named)
        # What is an icon anyway stands closer where the room is scarcest.
        self._row.setSpacing(self.look.px(8 if named else 2))
        return self.width() - self._row.minimumSize().width() - self.look.px(_SEARCH_ROOM)

    def _dress(self) -> None:
        theme, px = self.look.theme, self.look.px
        size = QSize(px(17), px(17))
        for name, button in self._buttons.items():
            spec_icon = next(spec.icon for spec in self.actions_at_hand if spec.id == name)
            shown = ("sun" if theme.dark else "moon") if name == "desk.theme" else spec_icon
            button.setIcon(icon(shown, theme))
            button.setIconSize(size)
        ratio = self.devicePixelRatio()
        mark = pixmap("scales", theme.accent, round(px(20) * ratio))
        mark.setDevicePixelRatio(ratio)
        self._mark.setPixmap(mark)
        self._top.setFixedHeight(px(50))
        self._row.setContentsMargins(px(16), 0, px(12), 0)
        self._row.setSpacing(px(8))
        self._fit_top()

    def _build(self) -> None:
        self._build_top()
        self.banner = Notice(self.look, name="banner")
        self.banner.setProperty("banner", True)  # noqa: FBT003 - Qt's signature
        self._stack = QStackedWidget()
        self._waiting = Waiting(self.look)
        self._waiting.chosen.connect(self._choose_study)
        self._stack.addWidget(self._waiting)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(body)

    def _build_top(self) -> None:
        self._buttons: dict[str, QToolButton] = {}
        self._counts: dict[str, int] = {}
        self._top = QFrame()
        self._top.setObjectName("top")
        self._top.setProperty("edge", "bottom")
        self._mark = QLabel()
        name = QLabel("ODCV Desk")
        name.setProperty("role", "title")
        self._name = name
        self._row = row = QHBoxLayout(self._top)
        row.setContentsMargins(16, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._mark)
        row.addWidget(name)
        row.addSpacing(12)
        for _, action in _TABS:
            row.addWidget(self._button(action, tab=True))
        row.addStretch(1)
        self._room_for_busy = True
        self._busy: QLabel = QLabel("Working…")
        self._busy.setObjectName("busy")
        self._busy.setProperty("role", "small")
        self._busy.hide()
        row.addWidget(self._busy)
        self._search_place = QHBoxLayout()
        # The field takes all the room that it can use before the gap beside it gets any.
        row.addLayout(self._search_place, 1000)
        for action in _TOOLS:
            row.addWidget(self._button(action, tab=False))

    def _button(self, action: str, *, tab: bool) -> QToolButton:
        wanted = self.actions_at_hand[action]
        button = QToolButton()
        button.setObjectName(f"top.{action}")
        button.setAccessibleName(wanted.text())
        button.setToolTip(f"{wanted.text()} ({wanted.shortcut().toString()})")
        button.clicked.connect(wanted.trigger)
        button.setCheckable(tab)
        if tab:
            button.setText(wanted.text().removeprefix("Go to "))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setProperty("nav", True)  # noqa: FBT003 - Qt's signature
            self._tabs.addButton(button)
        self._buttons[action] = button
        return button
