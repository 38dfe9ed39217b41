"""The Library page: its sections at the left, the chosen one beside them."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QStackedWidget, QToolButton
from typing_extensions import override

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.library.content_section import ContentSection
from odcv_desk.ui.pages.library.exports_section import ExportsSection
from odcv_desk.ui.pages.library.import_section import ImportSection
from odcv_desk.ui.pages.library.packets_section import PacketsSection
from odcv_desk.ui.pages.library.plan_section import PlanSection
from odcv_desk.ui.pages.library.scenarios_section import ScenariosSection
from odcv_desk.ui.pages.library.studies_section import StudiesSection
from odcv_desk.ui.pages.library.waves_section import WavesSection
from odcv_desk.ui.widgets.parts import ICON, TINT, WIDTHS, column, framed, restyle, row
from odcv_desk.workflow.changes import Changes

_LIST_PX: Final = 190
_ICONS_PX: Final = 60
_NARROW_PX: Final = 760
_SECTIONS: Final = (
    ("import", "Import", "download-simple"),
    ("content", "In this study", "stack"),
    ("plan", "Plan", "list-checks"),
    ("waves", "Waves", "target"),
    ("packets", "Packets", "users"),
    ("scenarios", "Scenarios", "list-bullets"),
    ("exports", "Exports", "export"),
    ("studies", "Studies", "database"),
)


Section = (
    ImportSection
    | ContentSection
    | PlanSection
    | WavesSection
    | PacketsSection
    | ScenariosSection
    | ExportsSection
    | StudiesSection
)
"""A part of the page: `load` reads it, anew when one of its `topics` was touched."""


class LibraryPage(Page):
    """What the study holds, what comes in, and what goes out.

    Attributes:
        section: The name of the section in front.

    Signals:
        reading_wanted: The person wants to read runs: go to Review.
        wave_chosen: The name of the wave that the person wants to label (str).
        study_wanted: Where a study lies (str), and whether it is to be made (bool).
        demo_wanted: The person wants to see the bundled example.
    """

    reading_wanted = Signal()
    wave_chosen = Signal(str)
    study_wanted = Signal(str, bool)
    demo_wanted = Signal()

    def __init__(self, desk: Desk, recent: Sequence[str] = ()) -> None:
        super().__init__(desk)
        self.setObjectName("library")
        self.setAcceptDrops(True)
        self._recent = tuple(recent)
        self._made: dict[str, Section] = {}
        self._stale: set[str] = set()
        self.section = ""
        # Several changes in one turn of the event loop are read once.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._load_visible)
        self._build()
        self._bind()
        desk.look.changed.connect(self._restyle)
        self._restyle()
        self.go_to("import")

    @override
    def refresh(self, changes: Changes) -> None:
        self._stale |= {name for name, each in self._made.items() if each.topics & changes}
        if self.isVisible():
            self._soon.start()

    @override
    def shown(self) -> None:
        self._load_visible()

    @override
    def take_focus(self) -> None:
        section = self._section(self.section)
        if isinstance(section, ExportsSection):
            section.take_focus()
        elif not (isinstance(section, PlanSection | WavesSection) and section.take_focus()):
            self._buttons[self.section].setFocus()

    @override
    def close_down(self) -> bool:
        if "import" in self._made:
            self._import.cancel()
        return True

    def go_to(self, section: str) -> None:
        """Bring a section to the front, by the name that it has in `_SECTIONS`."""
        self.section = section
        self._stack.setCurrentWidget(self._section(section))
        if any(button.hasFocus() for button in self._buttons.values()):
            self._buttons[section].setFocus()
        self._buttons[section].setChecked(True)
        for name, button in self._buttons.items():
            button.setProperty(TINT, "accent" if name == section else "ink_soft")
        restyle(self._list, self.desk.look)
        if self.isVisible():
            self._load_visible()

    def bring_in(self, paths: Sequence[Path]) -> None:
        """Import files and folders."""
        self.go_to("import")
        self._import.bring_in(paths)

    def draw_wave(self) -> None:
        """Open the form for a new wave."""
        self.go_to("waves")
        self._waves.begin_drawing()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_list()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths(event.mimeData()):
            self.go_to("import")
            self._import.zone.hover(over=True)
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._import.zone.hover(over=False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._import.zone.hover(over=False)
        if paths := _paths(event.mimeData()):
            event.acceptProposedAction()
            self.bring_in(paths)

    def _load_visible(self) -> None:
        name = self.section
        if name in self._stale:
            self._stale.discard(name)
            self._made[name].load()

    def _spread(self, changes: Changes) -> None:
        self.refresh(changes)
        self.changed.emit(changes)

    def _restyle(self) -> None:
        restyle(self, self.desk.look)
        self._fit_list()

    def _fit_list(self) -> None:
        """Show the sections by icons alone where their names would take the room of the section."""
        narrow = self.width() < self.desk.look.px(_NARROW_PX)
        width = _ICONS_PX if narrow else _LIST_PX
        if self._list.property(WIDTHS) == [width, width]:
            return
        self._list.setProperty(WIDTHS, [width, width])
        styles = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(
                styles.ToolButtonIconOnly if narrow else styles.ToolButtonTextBesideIcon
            )
            button.setToolTip(button.accessibleName() if narrow else "")
        restyle(self._list, self.desk.look)

    # Sections are made when they are first wanted, so that the window opens fast.

    def _section(self, name: str) -> Section:
        makers: dict[str, Callable[[], Section]] = {
            "import": lambda: self._import,
            "content": lambda: self._content,
            "plan": lambda: self._plan,
            "waves": lambda: self._waves,
            "packets": lambda: self._packets,
            "scenarios": lambda: self._scenarios,
            "exports": lambda: self._exports,
            "studies": lambda: self._studies,
        }
        return makers[name]()

    def _keep(self, name: str, section: Section) -> None:
        self._made[name] = section
        self._stale.add(name)
        self._stack.addWidget(section)
        restyle(section, self.desk.look)

    @cached_property
    def _import(self) -> ImportSection:
        section = ImportSection(self.desk)
        section.changed.connect(self._spread)
        section.told.connect(self.told)
        section.reading_wanted.connect(self.reading_wanted)
        section.missing_wanted.connect(self._show_missing)
        self._keep("import", section)
        return section

    @cached_property
    def _content(self) -> ContentSection:
        section = ContentSection(self.desk)
        section.import_wanted.connect(self._go_to_import)
        section.told.connect(self.told)
        self._keep("content", section)
        return section

    @cached_property
    def _plan(self) -> PlanSection:
        section = PlanSection(self.desk)
        section.changed.connect(self._spread)
        section.told.connect(self.told)
        section.import_wanted.connect(self._go_to_import)
        self._keep("plan", section)
        return section

    @cached_property
    def _waves(self) -> WavesSection:
        section = WavesSection(self.desk)
        section.changed.connect(self._spread)
        section.told.connect(self.told)
        section.import_wanted.connect(self._go_to_import)
        section.wave_chosen.connect(self.wave_chosen)
        self._keep("waves", section)
        return section

    @cached_property
    def _packets(self) -> PacketsSection:
        section = PacketsSection(self.desk)
        section.changed.connect(self._spread)
        section.told.connect(self.told)
        section.study_wanted.connect(self.study_wanted)
        self._keep("packets", section)
        return section

    @cached_property
    def _scenarios(self) -> ScenariosSection:
        section = ScenariosSection(self.desk)
        self._keep("scenarios", section)
        return section

    @cached_property
    def _exports(self) -> ExportsSection:
        section = ExportsSection(self.desk)
        section.changed.connect(self._spread)
        section.told.connect(self.told)
        self._keep("exports", section)
        return section

    @cached_property
    def _studies(self) -> StudiesSection:
        section = StudiesSection(self.desk, self._recent)
        section.study_wanted.connect(self.study_wanted)
        section.demo_wanted.connect(self.demo_wanted)
        self._keep("studies", section)
        return section

    def _bind(self) -> None:
        actions = self.desk.actions
        actions.bind("library.import_files", self._ask_for_files)
        actions.bind("library.import_folder", self._ask_for_folder)
        actions.bind("library.draw_wave", self.draw_wave)
        actions.bind("library.export", self._go_to_exports)
        actions.bind("library.packets", partial(self.go_to, "packets"))
        actions.bind("library.open_study", self._ask_for_study)

    def _go_to_import(self) -> None:
        self.go_to("import")

    def _go_to_exports(self) -> None:
        self.go_to("exports")
        self._exports.take_focus()

    def _show_missing(self) -> None:
        self.go_to("content")
        self._content.show_missing()

    def _ask_for_files(self) -> None:
        self.go_to("import")
        self._import.ask_for_files()

    def _ask_for_folder(self) -> None:
        self.go_to("import")
        self._import.ask_for_folder()

    def _ask_for_study(self) -> None:
        self.go_to("studies")
        self._studies.ask_for_study()

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for name, words, icon_name in _SECTIONS:
            self._buttons[name] = self._section_button(name, words, icon_name)
        self._list = self._side()
        self.setLayout(row(self._list, self._stack, gaps=(0, 0, 0, 0, 0)))

    def _side(self) -> QFrame:
        side = framed(column(*self._buttons.values(), None, gaps=(12, 20, 12, 12, 4)), edge="right")
        side.setObjectName("library.sections")
        side.setAccessibleName("Sections of the library")
        side.setProperty(WIDTHS, [_LIST_PX, _LIST_PX])
        return side

    def _section_button(self, name: str, words: str, icon_name: str) -> QToolButton:
        made = QToolButton()
        made.setObjectName(f"library.section.{name}")
        made.setText(words)
        made.setAccessibleName(words)
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setProperty("nav", True)  # noqa: FBT003 - Qt's signature
        made.setProperty(ICON, icon_name)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.clicked.connect(lambda _checked=False: self.go_to(name))
        self._group.addButton(made)
        return made


def _paths(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
