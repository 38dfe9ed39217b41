"""Where things stand: every length of the transcript, at a width and a scale."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.transcript.parts import Kind


class Box(Enum):
    """What stands behind a text."""

    NONE = 0
    BAR = 1
    CODE = 2
    ALARM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a kind of text is set; lengths at 100 %, `left` and `right` from the card's edges.

    `above` and `below` lie inside the box, `gap` follows it. A caption stands above the text and
    makes room for itself.
    """

    face: Face
    ink: str
    box: Box = Box.NONE
    left: int = 16
    right: int = 16
    above: int = 0
    below: int = 0
    gap: int = 8
    caption: str = ""


STYLES: Final[Mapping[Kind, Style]] = {
    Kind.PROMPT: Style(face=Face.BODY, ink="ink_soft"),
    Kind.PROSE: Style(face=Face.BODY, ink="ink"),
    Kind.REASONING: Style(
        face=Face.BODY, ink="ink_soft", box=Box.BAR, left=28, below=2, caption="Reasoning"
    ),
    Kind.COMMAND: Style(
        face=Face.MONO, ink="ink", box=Box.CODE, left=46, right=28, above=8, below=8, gap=6
    ),
    Kind.ARGUMENTS: Style(
        face=Face.MONO,
        ink="ink_soft",
        box=Box.CODE,
        left=28,
        right=28,
        above=4,
        below=8,
        gap=6,
        caption="Arguments",
    ),
    Kind.OUTPUT: Style(
        face=Face.MONO, ink="ink_soft", box=Box.BAR, left=28, above=6, below=6, gap=8
    ),
    Kind.ERROR: Style(
        face=Face.MONO,
        ink="bad",
        box=Box.ALARM,
        left=28,
        right=28,
        above=4,
        below=8,
        gap=8,
        caption="stderr",
    ),
    Kind.RESULT: Style(face=Face.BODY, ink="ink_soft", box=Box.BAR, left=28, caption="Result"),
    Kind.RAW: Style(face=Face.MONO, ink="ink_soft", left=0, right=0, gap=0),
    Kind.ASKED: Style(
        face=Face.MONO,
        ink="ink_soft",
        box=Box.CODE,
        left=46,
        right=28,
        above=4,
        below=8,
        gap=6,
        caption="Asked for by the agent",
    ),
    Kind.DECISION: Style(face=Face.SMALL_MEDIUM, ink="warn", left=28, above=2, gap=8),
    Kind.TOLD: Style(
        face=Face.MONO, ink="ink_soft", box=Box.BAR, left=28, below=4, caption="Told to the agent"
    ),
}
_LEADING: Final = {True: 1.22, False: 1.28}
_TAB_COLUMNS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A style at a width and a scale, in logical pixels.

    `x` counts from the view's left edge, `box_x` and `box_width` tell where the box stands.
    `shut` is what lies above in a box that is folded away, which has no caption.
    """

    style: Style
    x: int
    width: int
    box_x: int
    box_width: int
    above: int
    below: int
    gap: int
    pitch: int
    columns: int
    tab: float
    shut: int


class Geometry:
    """Every length at a view's width; made anew when width, scale or fonts change."""

    def __init__(self, look: Look, width: int) -> None:
        px = look.px
        self.width = width
        self.rail = px(36)
        self.card_x = px(60)
        self.card_width = max(px(200), width - px(60) - px(28))
        self.padding = px(16)
        self.radius = px(10)
        self.head = px(40)
        self.head_line = px(26)
        self.foot = px(8)
        self.card_gap = px(12)
        self.top = px(14)
        self.more = px(22)
        self.call = px(30)
        self.end = px(64)
        self.caption = px(20)
        self.brief_label = px(88)
        self.settings = {kind: self._setting(look, kind) for kind in Kind}

    def _setting(self, look: Look, kind: Kind) -> Setting:
        style = STYLES[kind]
        metrics = look.metrics(style.face)
        raw = kind is Kind.RAW
        card_x = look.px(24) if raw else self.card_x
        card_width = self.width - look.px(48) if raw else self.card_width
        x = card_x + look.px(style.left)
        width = max(look.px(80), card_width - look.px(style.left) - look.px(style.right))
        letter = (
            metrics.horizontalAdvance("M") if style.face.is_mono else metrics.averageCharWidth()
        )
        return Setting(
            style=style,
            x=x,
            width=width,
            box_x=card_x + look.px(16),
            box_width=card_width - 2 * look.px(16),
            above=look.px(style.above) + (self.caption if style.caption else 0),
            below=look.px(style.below),
            gap=look.px(style.gap),
            pitch=math.ceil(metrics.height() * _LEADING[style.face.is_mono]),
            columns=max(8, int(width / letter)),
            shut=look.px(style.above),
            tab=_TAB_COLUMNS * metrics.horizontalAdvance(" "),
        )
