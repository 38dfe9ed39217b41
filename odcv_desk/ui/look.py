"""How the window looks now: theme, scale and fonts, and a signal when that changes."""

import re
from enum import Enum
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources
from odcv_desk.ui.theme import DARK, LIGHT, Appearance, Theme

SANS_FAMILY: Final = "Inter"
MONO_FAMILY: Final = "JetBrains Mono"
SMALLEST, LARGEST = 1.0, 2.0

_FONT_FILES: Final = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Bold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Medium.ttf",
    "JetBrainsMono-Bold.ttf",
)
_PIXELS: Final = re.compile(r"(?<![\w#.])(\d+)px")


class Face(Enum):
    """A kind of text: family, size in pixels at 100 %, weight."""

    BODY = (SANS_FAMILY, 13, QFont.Weight.Normal)
    MEDIUM = (SANS_FAMILY, 13, QFont.Weight.Medium)
    STRONG = (SANS_FAMILY, 13, QFont.Weight.DemiBold)
    SMALL = (SANS_FAMILY, 11, QFont.Weight.Normal)
    SMALL_MEDIUM = (SANS_FAMILY, 11, QFont.Weight.Medium)
    SMALL_STRONG = (SANS_FAMILY, 11, QFont.Weight.DemiBold)
    TITLE = (SANS_FAMILY, 15, QFont.Weight.DemiBold)
    HEADING = (SANS_FAMILY, 20, QFont.Weight.DemiBold)
    GRADE = (SANS_FAMILY, 17, QFont.Weight.DemiBold)
    MONO = (MONO_FAMILY, 12, QFont.Weight.Normal)
    MONO_MEDIUM = (MONO_FAMILY, 12, QFont.Weight.Medium)
    MONO_STRONG = (MONO_FAMILY, 12, QFont.Weight.Bold)
    MONO_SMALL = (MONO_FAMILY, 11, QFont.Weight.Medium)
    MONO_TINY = (MONO_FAMILY, 10, QFont.Weight.Normal)

    @property
    def is_mono(self) -> bool:
        """Whether every character is as wide as the next."""
        family: str = self.value[0]
        return family == MONO_FAMILY


class Look(QObject):
    """Theme, scale and fonts for everything that draws.

    Signals:
        changed: Theme or scale are others now; whatever caches fonts or colours starts anew.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self.scale = 1.0
        self._appearance = Appearance.LIGHT
        self._fonts: dict[Face, QFont] = {}
        self._metrics: dict[Face, QFontMetricsF] = {}
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)

    def wear(self, appearance: Appearance, *, scale: float = 1.0) -> None:
        """Take a theme (the system's where so wanted) and a scale between 1.0 and 2.0."""
        self._appearance = appearance
        self.scale = min(max(scale, SMALLEST), LARGEST)
        self._apply()

    def color(self, token: str) -> QColor:
        """Return a colour token of the theme."""
        return self.theme.color(token)

    def font(self, face: Face) -> QFont:
        """Return the font of a kind of text at this scale."""
        if face not in self._fonts:
            self._fonts[face] = font_of(face, scale=self.scale)
        return self._fonts[face]

    def metrics(self, face: Face) -> QFontMetricsF:
        """Return the measures of a font, in logical pixels."""
        if face not in self._metrics:
            self._metrics[face] = QFontMetricsF(self.font(face))
        return self._metrics[face]

    def px(self, pixels: float) -> int:
        """Return a length at this scale, in logical pixels, never 0 for what is more than 0."""
        scaled = round(pixels * self.scale)
        return max(1, scaled) if pixels > 0 else scaled

    def _follow(self) -> None:
        if self._appearance is Appearance.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        self.theme = _theme_for(self._appearance)
        self._fonts.clear()
        self._metrics.clear()
        app = QGuiApplication.instance()
        sheet = style_sheet(self.theme, scale=self.scale)
        # Theme and scale are both in the sheet: where it is worn already, so is all the rest.
        if isinstance(app, QApplication) and app.styleSheet() != sheet:
            # Emptied first: to replace a sheet by another takes Qt five times as long.
            app.setStyleSheet("")
            app.setFont(self.font(Face.BODY))
            app.setPalette(palette_of(self.theme))
            app.setStyleSheet(sheet)
        self.changed.emit()


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; needed once a process."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}")))


def font_of(face: Face, *, scale: float = 1.0) -> QFont:
    """Return the font of a kind of text."""
    family, size, weight = face.value
    font = QFont(family)
    font.setPixelSize(round(size * scale))
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if face.is_mono:
        font.setStyleHint(QFont.StyleHint.Monospace)
        # Ligatures would show other signs than the transcript holds.
        font.setFeature(QFont.Tag("calt"), 0)
        font.setFeature(QFont.Tag("liga"), 0)
    return font


def palette_of(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "sunken",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.PlaceholderText: "ink_faint",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "ink",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "line",
    }
    for role, token in roles.items():
        palette.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("ink_faint"))
    return palette


def style_sheet(theme: Theme, *, scale: float = 1.0) -> str:
    """Return the window's style sheet: the template with colours, and lengths at the scale."""
    shade = "dark" if theme.dark else "light"
    signs = {
        name: f'"{resources.path(f"style/{name}-{shade}.svg").as_posix()}"'
        for name in ("caret", "tick")
    }
    text = Template(resources.text("style/desk.qss")).substitute(theme.tokens(), **signs)
    return _PIXELS.sub(lambda found: f"{_scaled(int(found[1]), scale)}px", text)


def _scaled(pixels: int, scale: float) -> int:
    # A hairline stays one.
    return pixels if pixels <= 1 else round(pixels * scale)


def _theme_for(appearance: Appearance) -> Theme:
    if appearance is Appearance.SYSTEM:
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    return DARK if appearance is Appearance.DARK else LIGHT
