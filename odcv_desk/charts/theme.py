"""The colours of a chart."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours as `#rrggbb`, all different, so that a drawn chart tells which is which.

    `accent` and `second` tell two series apart, beside their shapes. `over_accent` is for text
    on the accent.
    """

    surface: str
    text: str
    muted: str
    line: str
    accent: str
    second: str
    over_accent: str


LIGHT = Theme(
    surface="#fefefe",
    text="#1c2030",
    muted="#646b80",
    line="#dfe2eb",
    accent="#4f5bd5",
    second="#b4570e",
    over_accent="#ffffff",
)
DARK = Theme(
    surface="#1b1e29",
    text="#e7e9f2",
    muted="#9ba2b8",
    line="#343949",
    accent="#8c96ff",
    second="#f0a35e",
    over_accent="#10121a",
)
