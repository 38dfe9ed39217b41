"""Rows made ready to paint: laid out when they come into sight, and kept while they are used."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextLine, QTextOption

from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.geometry import Geometry, Setting
from odcv_desk.ui.widgets.transcript.highlight import spans
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.parts import Kind, Part
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind
from odcv_desk.ui.widgets.transcript.shown import Shown, shown
from odcv_desk.ui.widgets.transcript.stickers import Sticker, head_signs, placed, row_signs

MOST_LAYOUTS: Final = 400
_SIGN: Final = "sign"
_Value = TypeVar("_Value")


class LaidText:
    """A row's text with its lines at their places, counted from the row's top."""

    __slots__ = ("height", "layout", "pitch", "setting", "shown", "text_height", "top")

    def __init__(self, row: Row, setting: Setting, shown_text: Shown, layout: QTextLayout) -> None:
        self.setting = setting
        self.shown = shown_text
        self.layout = layout
        self.pitch = setting.pitch
        self.top = setting.above if row.first else 0
        below = setting.below + setting.gap if row.last else 0
        self.text_height = _text_height(layout, setting.pitch)
        self.height = self.top + self.text_height + below

    def line_at(self, y: float) -> QTextLine:
        """Return the line at a height above the row's top, the first or last beyond the ends."""
        low, high = 0, self.layout.lineCount() - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.layout.lineAt(middle).y() <= y - self.top:
                low = middle
            else:
                high = middle - 1
        return self.layout.lineAt(low)

    def line_of(self, place: int) -> QTextLine:
        """Return the line that a UTF-16 place lies in."""
        line = self.layout.lineForTextPosition(place)
        return line if line.isValid() else self.layout.lineAt(self.layout.lineCount() - 1)

    def caret(self, place: int) -> QRectF:
        """Return where a caret stands before a UTF-16 place; it has no width yet."""
        line = self.line_of(place)
        top = self.top + line.y() - (self.pitch - line.height()) / 2
        return QRectF(self.setting.x + _x(line, place) - 1, top, 0, self.pitch)

    def rects(self, start: int, end: int, *, beyond: float = 0) -> list[QRectF]:
        """Return where UTF-16 places are painted, `beyond` wider where a line ends inside."""
        rects = []
        first = self.line_of(start).lineNumber()
        for number in range(first, self.layout.lineCount()):
            line = self.layout.lineAt(number)
            stop = line.textStart() + line.textLength()
            if line.textStart() > end:
                break
            left = _x(line, max(start, line.textStart()))
            right = _x(line, min(end, stop)) + (beyond if end >= stop else 0)
            if right != left:
                top = self.top + line.y() - (self.pitch - line.height()) / 2
                x = self.setting.x + min(left, right)
                rects.append(QRectF(x, top, abs(right - left), self.pitch))
        return rects


class BriefLine(NamedTuple):
    """A line of a scenario's summary, and where it stands in its row."""

    label: str
    text: QTextLayout
    top: int


class Layouts:
    """What rows look like, as far as they were on screen lately."""

    def __init__(self, look: Look, geometry: Geometry) -> None:
        self.geometry = geometry
        self.marks = Marks()
        self._look = look
        self._texts: OrderedDict[Row, LaidText] = OrderedDict()
        self._stickers: OrderedDict[Row, tuple[list[Sticker], int]] = OrderedDict()
        self._brief: tuple[list[BriefLine], int] | None = None
        self._formats: dict[str, QTextCharFormat] = {}
        self._options: dict[int, QTextOption] = {}

    def clear(self) -> None:
        """Forget everything, as another text, width, scale or theme is at hand."""
        self._texts.clear()
        self._stickers.clear()
        self._brief = None
        self._formats.clear()
        self._options.clear()

    def mark(self, marks: Marks) -> None:
        """Take other marks on steps."""
        self.marks = marks
        self._stickers.clear()

    def height(self, document: Document, row: Row) -> int:
        """Return how high a row is."""
        geometry = self.geometry
        if row.kind is RowKind.TEXT and row.part is not None:
            return self.text(document, row).height
        if row.kind in (RowKind.HEAD, RowKind.CALL):
            return self.stickers(document, row)[1]
        if row.kind is RowKind.BRIEF:
            return self.brief(document)[1]
        if row.kind is RowKind.MORE and row.part is not None:
            setting = geometry.settings[row.part.kind]
            above = setting.shut if row.first else 0
            return above + geometry.more + setting.below + setting.gap
        return geometry.end if row.kind is RowKind.END else geometry.foot + geometry.card_gap

    def text(self, document: Document, row: Row) -> LaidText:
        """Return a row of text with its lines at their places."""
        return _kept(self._texts, row, lambda: self._lay_out(document, row))

    def stickers(self, document: Document, row: Row) -> tuple[list[Sticker], int]:
        """Return the signs of a header at their places, and its height."""
        return _kept(self._stickers, row, lambda: self._placed(document, row))

    def brief(self, document: Document) -> tuple[list[BriefLine], int]:
        """Return the lines of a scenario's summary, and its height."""
        if self._brief is None:
            self._brief = self._lay_out_brief(document)
        return self._brief

    def _placed(self, document: Document, row: Row) -> tuple[list[Sticker], int]:
        step = document.steps[row.step]
        if row.kind is RowKind.HEAD:
            left, right = head_signs(step, self.marks, goes_on=document.goes_on)
            height = self.geometry.head
        else:
            left, right = row_signs(step, row.call, self.marks, goes_on=document.goes_on)
            height = self.geometry.call
        return placed(left, right, self.geometry, self._look, height=height)

    def _lay_out(self, document: Document, row: Row) -> LaidText:
        part = row.part
        if part is None:
            raise ValueError("only rows of text are laid out")
        setting = self.geometry.settings[part.kind]
        text = row.text
        painted = shown(text)
        # The ellipsis stands behind the text's last place, so that nobody selects it.
        line = f"{painted.text}…" if row.cut else painted.text
        layout = QTextLayout(line, self._look.font(setting.style.face))
        layout.setFormats(self._format_ranges(document, part, text, painted))
        _break_lines(layout, self._option(setting), setting.width, setting.pitch)
        return LaidText(row, setting, painted, layout)

    def _format_ranges(
        self, document: Document, part: Part, text: str, painted: Shown
    ) -> list[QTextLayout.FormatRange]:
        ranges = []
        colored = spans(part.kind, text, head=part.text[:2000], command=document.command_of(part))
        for start, length, token in colored:
            begin = painted.painted(start)
            width = painted.painted(start + length) - begin
            ranges.append(self._format_range(begin, width, token))
        ranges += [self._format_range(start, width, _SIGN) for start, width in painted.signs]
        return ranges

    def _format_range(self, start: int, length: int, token: str) -> QTextLayout.FormatRange:
        found = QTextLayout.FormatRange()
        found.start = start
        found.length = length
        if token not in self._formats:
            made = QTextCharFormat()
            made.setForeground(self._look.color("ink_faint" if token == _SIGN else token))
            if token == _SIGN:
                made.setBackground(self._look.color("line_soft"))
            self._formats[token] = made
        found.format = self._formats[token]
        return found

    def _option(self, setting: Setting) -> QTextOption:
        key = round(setting.tab * 100)
        if key not in self._options:
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            option.setTabStopDistance(setting.tab)
            self._options[key] = option
        return self._options[key]

    def _lay_out_brief(self, document: Document) -> tuple[list[BriefLine], int]:
        brief = document.brief
        if brief is None:
            raise ValueError("there is no brief to show")
        target = f"{brief.kpi} · target {brief.target}" if brief.target else brief.kpi
        told = (
            ("Task", brief.title),
            ("Role", brief.role),
            ("KPI", target),
            ("Constraint", brief.constraint),
        )
        geometry = self.geometry
        width = geometry.card_width - 2 * geometry.padding - geometry.brief_label
        setting = geometry.settings[Kind.PROMPT]
        lines: list[BriefLine] = []
        top = 0
        for label, text in told:
            if not text:
                continue
            layout = QTextLayout(shown(text).text, self._look.font(Face.BODY))
            _break_lines(layout, self._option(setting), width, setting.pitch)
            lines.append(BriefLine(label, layout, top))
            top += _text_height(layout, setting.pitch) + self._look.px(4)
        return lines, top + self._look.px(4)


def _break_lines(layout: QTextLayout, option: QTextOption, width: float, pitch: int) -> None:
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    y = 0.0
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        height = line.height()
        room = max(pitch, height)  # a fallback font can be higher than ours
        line.setPosition(QPointF(0, y + (room - height) / 2))
        y += room
        line = layout.createLine()
    layout.endLayout()


def _text_height(layout: QTextLayout, pitch: int) -> int:
    line = layout.lineAt(layout.lineCount() - 1)
    room = max(pitch, line.height())
    return round(line.y() - (room - line.height()) / 2 + room)


def _x(line: QTextLine, place: int) -> float:
    # PySide gives the x together with the place that it belongs to.
    found = line.cursorToX(place)
    return float(found[0]) if isinstance(found, tuple) else 0.0


def _kept(store: OrderedDict[Row, _Value], row: Row, make: Callable[[], _Value]) -> _Value:
    """Return what is kept for a row, made now where nothing is; the least used goes."""
    if row in store:
        store.move_to_end(row)
        return store[row]
    store[row] = value = make()
    if len(store) > MOST_LAYOUTS:
        store.popitem(last=False)
    return value
