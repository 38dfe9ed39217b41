"""The settings page: who labels, how the desk looks, and what this machine has."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from odcv_desk.domain.errors import DeskError, LabelError
from odcv_desk.domain.label import rater_name
from odcv_desk.settings import APPEARANCES, Settings, log_path, settings_path
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.look import Face, font_of
from odcv_desk.ui.page import Page
from odcv_desk.ui.pages.centred import centred
from odcv_desk.ui.widgets.parts import (
    GAPS,
    WIDTHS,
    Notice,
    badge,
    button,
    column,
    copyable,
    empty,
    framed,
    group,
    heading,
    restyle,
    row,
    text,
    told,
)
from odcv_desk.workflow.about import licences, parts
from odcv_desk.workflow.doctor import Check, examine
from odcv_desk.workflow.keys import keys
from odcv_desk.workflow.rater_names import known_as

_APPEARANCES: Final = {"system": "As the system", "light": "Light", "dark": "Dark"}
_SMALLEST, _LARGEST, _STEP = 100, 200, 10
_PAUSE_MS: Final = 300
_HANDLE_PX: Final = 22
_SAMPLE: Final = "The agent edited the validator before it ran."


class SettingsPage(Page):
    """Settings; what is chosen here holds at once.

    Signals:
        settings_changed: What the person chose (Settings).
    """

    settings_changed = Signal(object)

    def __init__(
        self, desk: Desk, settings: Settings, *, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(desk)
        self.setObjectName("settings")
        self._settings = settings
        self._environment = dict(os.environ if environment is None else environment)
        self._examined = False
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._take_scale)
        self._make_fields()
        self._build()
        self.show_settings(settings)
        desk.look.changed.connect(self._restyle)
        self._restyle()

    @property
    def settings(self) -> Settings:
        """What is chosen now."""
        return self._settings

    def show_settings(self, settings: Settings) -> None:
        """Take settings that changed elsewhere, by a key for instance."""
        self._settings = settings
        self._rater.setText(settings.rater)
        self._looks[settings.appearance].setChecked(True)
        if not self._slider.isSliderDown():
            self._slider.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self._slider.setValue(round(settings.scale * 100))
            self._slider.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._preview_scale()

    @override
    def take_focus(self) -> None:
        self._rater.setFocus()

    @override
    def shown(self) -> None:
        if not self._examined:
            self._examine()

    def _make_fields(self) -> None:
        self._rater_asked: dict[str, str] = {}
        self._rater = QLineEdit()
        self._rater.setObjectName("settings.rater")
        self._rater.setAccessibleName("Your name as a rater")
        self._rater.returnPressed.connect(self._take_rater)
        self._rater.textEdited.connect(self._mark_rater)
        self._take = button("Use this name", "settings.rater.take", self._take_rater)
        self._rater_notice = Notice(self.desk.look, name="settings.rater.notice")
        self._rater_notice.answered.connect(self._answer_rater)
        self._group = QButtonGroup(self)
        self._looks: dict[str, QRadioButton] = {}
        for name in APPEARANCES:
            radio = QRadioButton(_APPEARANCES[name])
            radio.setObjectName(f"settings.appearance.{name}")
            self._looks[name] = radio
            self._group.addButton(radio)
        self._group.buttonClicked.connect(self._take_appearance)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("settings.scale")
        self._slider.setAccessibleName("Size of everything, in percent")
        self._slider.setRange(_SMALLEST, _LARGEST)
        self._slider.setSingleStep(_STEP)
        self._slider.setPageStep(_STEP)
        self._slider.setTickInterval(_STEP)
        self._slider.valueChanged.connect(self._preview_scale)
        self._slider.valueChanged.connect(lambda _value: self._pause.start())
        self._slider.sliderReleased.connect(self._take_scale)
        self._percent = text(name="settings.scale.percent")
        self._percent.setWordWrap(False)
        self._sample = text(_SAMPLE, name="settings.scale.sample")
        self._sample_small = text("mandated · 21 turns · severity 3", name="settings.scale.small")
        self._checks = QVBoxLayout()
        self._checks.setProperty(GAPS, [0, 0, 0, 0, 10])
        self._checks.addWidget(text("Looking at this machine ...", "quiet"))

    def _mark_rater(self) -> None:
        changed = self._rater.text().strip() != self._settings.rater
        self._rater_notice.say(
            "Not in force yet: press Enter to go on under this name." if changed else ""
        )

    def _take_rater(self) -> None:
        try:
            name = rater_name(self._rater.text())
        except LabelError as fault:
            self._rater_notice.say(told(fault), "bad")
            self._rater.setFocus()
            return
        store = self.desk.store
        self.desk.jobs.start(
            lambda _progress: known_as(store, name),
            then=lambda other: self._rater_known(name, other),
            # A study that cannot be read now must not keep anybody from naming themselves.
            failed=lambda _fault: self._rater_known(name, None),
            quiet=True,
        )

    def _rater_known(self, name: str, other: str | None) -> None:
        """Take a name, or ask first where the study knows somebody by nearly the same one."""
        if self._rater.text().strip() != name:
            return  # Something else was typed meanwhile.
        if other is None:
            self._use_rater(name)
            return
        self._rater_asked = {"known": other, "typed": name}
        self._rater_notice.say(
            f"This study knows {other}. Another spelling would be another rater here.",
            answers=(("known", f"Go on as {other}"), ("typed", f"I am somebody else: {name}")),
        )

    def _answer_rater(self, which: str) -> None:
        self._use_rater(self._rater_asked[which])

    def _use_rater(self, name: str) -> None:
        self._rater.setText(name)
        self._rater_notice.say("")
        self._rater.setFocus()
        self._change(replace(self._settings, rater=name))

    def _take_appearance(self) -> None:
        chosen = next(name for name, radio in self._looks.items() if radio.isChecked())
        self._change(replace(self._settings, appearance=chosen))

    def _take_scale(self) -> None:
        # While the handle is held, a window that grows under it would move it.
        if not self._slider.isSliderDown():
            self._pause.stop()
            self._change(replace(self._settings, scale=self._scale()))

    def _scale(self) -> float:
        return round(self._slider.value() / _STEP) * _STEP / 100

    def _preview_scale(self) -> None:
        scale = self._scale()
        self._percent.setText(f"{round(scale * 100)} %")
        for label, face in ((self._sample, Face.BODY), (self._sample_small, Face.SMALL)):
            # A rule of the label's own, as the application's style sheet outweighs its font.
            label.setStyleSheet(f"font-size: {font_of(face, scale=scale).pixelSize()}px")

    def _change(self, settings: Settings) -> None:
        if settings != self._settings:
            self._settings = settings
            self.settings_changed.emit(settings)

    def _examine(self) -> None:
        environment, where = self._environment, self.desk.store.where
        self._examined = True
        self.desk.jobs.start(
            lambda _progress: examine(environment, study=where),
            then=self._show_checks,
            failed=self._fail_checks,
            quiet=True,
        )

    def _show_checks(self, checks: tuple[Check, ...]) -> None:
        empty(self._checks)
        for check in checks:
            self._checks.addWidget(_check_row(check))
        restyle(self, self.desk.look)

    def _fail_checks(self, fault: Exception) -> None:
        empty(self._checks)
        self._checks.addWidget(text("This machine could not be looked at.", "bad"))
        if isinstance(fault, DeskError):
            self._checks.addWidget(text(told(fault), "quiet"))
        else:
            self.desk.jobs.problem.emit(fault)

    def _restyle(self) -> None:
        restyle(self, self.desk.look)
        # The style sheet's handle is higher than what Qt thinks a slider needs.
        self._slider.setMinimumHeight(self.desk.look.px(_HANDLE_PX))
        self._preview_scale()

    def _build(self) -> None:
        lines = column(
            heading("Settings", "What you choose here holds at once and is kept for you alone."),
            group(
                "Your name",
                row(self._rater, self._take),
                self._rater_notice,
                text(
                    "Your labels are kept under this name, and waves that name raters find you by "
                    "it. Another name is another rater: it sees the study as somebody who has "
                    "not labelled yet, and labels already given stay under the old name.",
                    "quiet",
                ),
            ),
            group("Appearance", row(*self._looks.values(), None, gaps=(0, 0, 0, 0, 22))),
            group("Size", self._size_lines()),
            group(
                "API keys",
                text(
                    "Needed for live runs and judges only. They are read from the environment; "
                    "the desk looks for their names and never shows or keeps what they hold.",
                    "quiet",
                ),
                self._key_grid(),
            ),
            group("This machine", self._checks),
            group("Where things lie", self._place_grid()),
            group("Versions and licences", self._version_grid(), *self._licences()),
            None,
            gaps=(28, 24, 28, 32, 14),
        )
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(centred(lines, name="settings.scroll", widest=760))

    def _size_lines(self) -> QVBoxLayout:
        slide = row(self._slider, self._percent, gaps=(0, 0, 0, 0, 14))
        slide.setStretch(0, 1)
        sample = framed(
            column(self._sample, self._sample_small, gaps=(14, 10, 14, 10, 2)), card=True
        )
        return column(slide, sample)

    def _key_grid(self) -> QGridLayout:
        grid = _grid()
        for line, key in enumerate(keys(self._environment)):
            mark = badge("found", "good") if key.found else _short("not found", "quiet")
            mark.setObjectName(f"settings.key.{key.name}")
            mark.setAccessibleName(f"{key.name}: {'found' if key.found else 'not found'}")
            for place, widget in enumerate((_short(key.name), _short(key.service, "quiet"), mark)):
                grid.addWidget(widget, line, place)
        return grid

    def _place_grid(self) -> QGridLayout:
        places = (
            ("Settings", str(settings_path())),
            ("This study", self.desk.store.where),
            ("Log", str(log_path())),
        )
        grid = _grid()
        for line, (title, place) in enumerate(places):
            label = copyable(text(place))
            label.setObjectName(f"settings.place.{line}")
            grid.addWidget(_short(title, "quiet"), line, 0)
            grid.addWidget(label, line, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 0)
        return grid

    def _version_grid(self) -> QGridLayout:
        grid = _grid()
        for line, part in enumerate(parts()):
            for place, words in enumerate((part.name, part.version, part.licence)):
                grid.addWidget(_short(words, "quiet" if place else ""), line, place)
        return grid

    def _licences(self) -> Iterable[QWidget]:
        for number, licence in enumerate(licences()):
            full = QPlainTextEdit(licence.text)
            full.setReadOnly(True)
            full.setTabChangesFocus(True)
            full.setObjectName(f"settings.licence.{number}.text")
            full.setAccessibleName(f"Licence of {licence.name}")
            full.setMinimumHeight(self.desk.look.px(220))
            full.hide()
            yield button(
                f"Licence of {licence.name}",
                f"settings.licence.{number}",
                partial(_toggle, full),
                kind="link",
            )
            yield full


def _toggle(widget: QWidget) -> None:
    widget.setVisible(widget.isHidden())


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setProperty(GAPS, [0, 0, 0, 0, 8])
    grid.setColumnStretch(3, 1)
    return grid


def _short(words: str, role: str = "") -> QLabel:
    """Return words that stay in one line, with air before the next column."""
    label = text(words, role)
    label.setWordWrap(False)
    label.setProperty(WIDTHS, [130, 0])
    return label


def _check_row(check: Check) -> QWidget:
    """Return what was found, and how to get it where it lacks."""
    mark = badge("ok", "good") if check.ok else badge("missing", "warn")
    mark.setProperty(WIDTHS, [66, 66])
    mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
    found = column(text(check.name, "strong"), copyable(text(check.found, "quiet")))
    found.setProperty(GAPS, [0, 0, 0, 0, 2])
    if check.hint:
        found.addWidget(copyable(text(check.hint, "small")))
    line = row(mark, found, gaps=(0, 0, 0, 0, 12))
    line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    widget = QWidget()
    widget.setObjectName(f"settings.check.{check.name}")
    widget.setLayout(line)
    return widget
