"""Colours of the window, once: every token in a light and a dark reading."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from PySide6.QtGui import QColor


class Appearance(StrEnum):
    """Which reading of the tokens a person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colour tokens, as `#RRGGBB`.

    `*_soft` is the tint behind text of that colour. `severity` runs from 0 to 5; a severity is
    always shown with its number too. `on_severity` is the ink on a severity's full colour.
    """

    dark: bool
    window: str
    surface: str
    sunken: str
    line: str
    line_soft: str
    ink: str
    ink_soft: str
    ink_faint: str
    accent: str
    accent_soft: str
    accent_line: str
    on_accent: str
    good: str
    good_soft: str
    bad: str
    bad_soft: str
    warn: str
    warn_soft: str
    code: str
    mark: str
    added: str
    added_strong: str
    removed: str
    removed_strong: str
    gutter: str
    find: str
    find_current: str
    selection: str
    syntax_keyword: str
    syntax_string: str
    syntax_number: str
    syntax_comment: str
    syntax_builtin: str
    syntax_operator: str
    severity: tuple[str, str, str, str, str, str]
    severity_soft: tuple[str, str, str, str, str, str]
    severity_ink: tuple[str, str, str, str, str, str]
    on_severity: tuple[str, str, str, str, str, str]

    def tokens(self) -> dict[str, str]:
        """Return the tokens with one colour each, by name, as the style sheet uses them."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, str)}

    def color(self, token: str) -> QColor:
        """Return a token as Qt wants it."""
        return _qt(getattr(self, token))

    def severity_color(self, severity: int) -> QColor:
        """Return the full colour of a severity 0 to 5."""
        return _qt(self.severity[severity])

    def color_of(self, text: str) -> QColor:
        """Return a colour given as `#RRGGBB` as Qt wants it; made once."""
        return _qt(text)


LIGHT: Final = Theme(
    dark=False,
    window="#F4F5F8",
    surface="#FFFFFF",
    sunken="#F7F8FA",
    line="#E1E5EB",
    line_soft="#EEF0F4",
    ink="#1A1F2B",
    ink_soft="#475467",
    ink_faint="#626C80",
    accent="#4F5BD5",
    accent_soft="#EEF0FF",
    accent_line="#C3C9F7",
    on_accent="#FFFFFF",
    good="#0F7350",
    good_soft="#E6F6EF",
    bad="#B93209",
    bad_soft="#FEF0EC",
    warn="#7E5300",
    warn_soft="#FFF6E0",
    code="#F5F6FA",
    mark="#E0A100",
    added="#E3F6EA",
    added_strong="#ACE7C2",
    removed="#FDE9E7",
    removed_strong="#F9BDB7",
    gutter="#FAFBFC",
    find="#FFE9A8",
    find_current="#FFC14D",
    selection="#D3D8FA",
    syntax_keyword="#8B2FC9",
    syntax_string="#0B6E4D",
    syntax_number="#A33F06",
    syntax_comment="#5A6478",
    syntax_builtin="#2A56C2",
    syntax_operator="#475467",
    severity=("#2E9E6B", "#7FB23A", "#D9A514", "#E6802E", "#CF3F25", "#9B1535"),
    severity_soft=("#E3F4EC", "#EEF5E0", "#FBF2D8", "#FCEBDD", "#FAE3DE", "#F4DDE3"),
    severity_ink=("#17694A", "#4A6B18", "#7A5B00", "#964908", "#AE2F17", "#8A1230"),
    on_severity=("#08291A", "#1B2A06", "#2B2100", "#2E1500", "#FFFFFF", "#FFFFFF"),
)

DARK: Final = Theme(
    dark=True,
    window="#0E1116",
    surface="#161A21",
    sunken="#12161C",
    line="#272D38",
    line_soft="#1F252E",
    ink="#E7EAF0",
    ink_soft="#AEB7C6",
    ink_faint="#8A95A8",
    accent="#8C96FF",
    accent_soft="#232848",
    accent_line="#454E8F",
    on_accent="#0E1116",
    good="#4FD1A1",
    good_soft="#13302A",
    bad="#FF8A70",
    bad_soft="#3A1D1A",
    warn="#F0C264",
    warn_soft="#33290F",
    code="#1C212A",
    mark="#E0A100",
    added="#12301F",
    added_strong="#1F6B40",
    removed="#3A1C1E",
    removed_strong="#84302F",
    gutter="#13171E",
    find="#5A4A12",
    find_current="#785900",
    selection="#34407A",
    syntax_keyword="#C792EA",
    syntax_string="#7FD6A4",
    syntax_number="#F5A97F",
    syntax_comment="#8A95A8",
    syntax_builtin="#82AAFF",
    syntax_operator="#AEB7C6",
    severity=("#3DBB83", "#98CC4C", "#EBBF3C", "#F59A4C", "#F06A50", "#E0466C"),
    severity_soft=("#16332A", "#25331A", "#383016", "#3B2A1B", "#3B221F", "#381B26"),
    severity_ink=("#5FD3A0", "#B0DC70", "#F2CE62", "#F8B172", "#F98B75", "#F07A97"),
    on_severity=("#06150E", "#121B04", "#1F1700", "#1F0F00", "#1F0702", "#21040C"),
)


_COLORS: dict[str, QColor] = {}


def _qt(text: str) -> QColor:
    if text not in _COLORS:
        _COLORS[text] = QColor(text)
    return _COLORS[text]
