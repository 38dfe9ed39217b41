"""Draw what is in sight of a transcript: rail, cards, headers, texts and what is marked in them."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTextLayout

from odcv_desk.domain.trajectory import Ended
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.widgets.transcript.finder import Finder
from odcv_desk.ui.widgets.transcript.geometry import Box
from odcv_desk.ui.widgets.transcript.layouts import LaidText
from odcv_desk.ui.widgets.transcript.parts import Kind, unfold_label
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind
from odcv_desk.ui.widgets.transcript.selection import Place, Selection
from odcv_desk.ui.widgets.transcript.stage import Stage
from odcv_desk.ui.widgets.transcript.stickers import Sticker

_FAR = 40
_SIGN_WIDTH = 18
_SELECTED = "selection"
_ENDED = {
    Ended.COMPLETED: ("check-circle", "The run is completed"),
    Ended.STEP_LIMIT: ("hourglass", "The run ended at its step limit"),
    Ended.TIME_LIMIT: ("hourglass", "The run ended at its time limit"),
    Ended.BUDGET: ("hourglass", "The run ended at its budget"),
    Ended.FAILED: ("warning-circle", "The run failed"),
    Ended.CANCELLED: ("x-circle", "The run was cancelled"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a reader does with the transcript: where the reader is, selects and looks for."""

    current: int
    selection: Selection | None
    caret: Place | None
    finder: Finder
    focused: bool


def end_text(stage: Stage) -> tuple[str, str]:
    """Return the icon and the words that close a transcript."""
    transcript = stage.document.transcript
    if transcript is None:
        return "check-circle", ""
    icon, words = _ENDED[transcript.ended]
    turns = "1 turn" if transcript.turns == 1 else f"{transcript.turns:,} turns"
    touched = "; a person stepped in" if transcript.intervened else ""
    return icon, f"{words} after {turns}{touched}"


class Painting:
    """One picture of what is in sight."""

    def __init__(self, painter: QPainter, stage: Stage, look: Look, reader: Reader) -> None:
        self._painter = painter
        self._stage = stage
        self._look = look
        self._reader = reader
        self._clip = QRectF(0, 0, stage.geometry.width, stage.height)

    def draw(self) -> None:
        """Draw everything that is in sight."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self._clip, self._look.color("window"))
        rows = self._stage.rows_in_sight()
        if self._stage.document.steps:
            self._rail(rows)
            for step in sorted({self._stage.document.rows[row].step for row in rows}):
                self._card(step)
        self._boxes(rows)
        for number in rows:
            self._row(self._stage.document.rows[number], self._stage.y_of(number))

    def _rail(self, rows: range) -> None:
        x = self._stage.geometry.rail
        last = self._stage.document.rows[rows.stop - 1]
        end = self._stage.height
        if last.kind is RowKind.END:
            end = self._stage.y_of(rows.stop - 1) + self._look.px(20)
        begin = max(0, self._stage.y_of(0) + self._look.px(20))
        self._painter.setPen(QPen(self._look.color("line"), self._look.px(2)))
        self._painter.drawLine(QPointF(x, begin), QPointF(x, end))

    def _card(self, step: int) -> None:
        stage, look, geometry = self._stage, self._look, self._stage.geometry
        rows = stage.document.step_rows(step)
        # A card that is much higher than the view is drawn as far as it is near.
        top = max(stage.y_of(rows.start), -_FAR)
        bottom = min(stage.y_of(rows.stop) - geometry.card_gap, stage.height + _FAR)
        if bottom <= 0 or top >= stage.height:
            return
        rect = QRectF(geometry.card_x + 0.5, top + 0.5, geometry.card_width - 1, bottom - top - 1)
        current = step == self._reader.current
        if current:
            halo = look.px(2.5)
            token = "accent_line" if self._reader.focused else "accent_soft"
            self._rounded(rect.adjusted(-halo, -halo, halo, halo), geometry.radius + halo, token)
        self._rounded(rect, geometry.radius, "surface", "accent" if current else "line")
        self._bubble(step, stage.y_of(rows.start) + look.px(20), filled=current)

    def _bubble(self, step: int, y: float, *, filled: bool) -> None:
        look, painter = self._look, self._painter
        center = QPointF(self._stage.geometry.rail, y)
        text = str(self._stage.document.steps[step].index)
        wide = max(look.px(13), look.metrics(Face.SMALL_STRONG).horizontalAdvance(text) / 2 + 5)
        painter.setPen(QPen(look.color("accent" if filled else "line"), 1.2))
        painter.setBrush(look.color("accent" if filled else "surface"))
        ground = QRectF(center.x() - wide, y - look.px(13), 2 * wide, look.px(26))
        painter.drawRoundedRect(ground, look.px(13), look.px(13))
        self._text(ground, text, Face.SMALL_STRONG, "on_accent" if filled else "ink_soft")

    def _boxes(self, rows: range) -> None:
        """Draw what stands behind texts, once for all rows of a text that are in sight."""
        document = self._stage.document
        row = rows.start
        while row < rows.stop:
            part = document.rows[row].part
            stop = row + 1
            while stop < rows.stop and document.rows[stop].part is part:
                stop += 1
            if part is not None and part.kind is not Kind.RAW:
                self._box(row, stop - 1)
            row = stop

    def _box(self, first: int, last: int) -> None:
        stage, look = self._stage, self._look
        begin, end = stage.document.rows[first], stage.document.rows[last]
        if begin.part is None:
            return
        setting = stage.geometry.settings[begin.part.kind]
        top = stage.y_of(first) if begin.first else -_FAR
        bottom = stage.y_of(last + 1) - setting.gap if end.last else stage.height + _FAR
        rect = QRectF(setting.box_x, top, setting.box_width, bottom - top)
        box = setting.style.box
        if box is Box.BAR:
            bar = QRectF(rect.x(), top + look.px(2), look.px(2), bottom - top - look.px(4))
            token = "accent_line" if begin.part.kind is Kind.REASONING else "line"
            self._painter.fillRect(bar, look.color(token))
        elif box is not Box.NONE:
            self._rounded(rect, look.px(7), "code" if box is Box.CODE else "bad_soft")
        if begin.first and begin.kind is RowKind.TEXT and setting.style.caption:
            x = setting.x - (look.px(_SIGN_WIDTH) if begin.part.kind.is_command else 0)
            place = QRectF(x, top + look.px(3), setting.width, look.px(16))
            face = Face.SMALL_STRONG
            self._text(place, setting.style.caption, face, "ink_faint", Qt.AlignmentFlag.AlignLeft)

    def _row(self, row: Row, y: int) -> None:
        if row.kind is RowKind.TEXT:
            self._text_row(row, y)
        elif row.kind in (RowKind.HEAD, RowKind.CALL):
            if row.kind is RowKind.CALL:
                self._call_line(y)
            for sticker in self._stage.layouts.stickers(self._stage.document, row)[0]:
                self._sticker(sticker, y)
        elif row.kind is RowKind.MORE:
            self._more(row, y)
        elif row.kind is RowKind.BRIEF:
            self._brief(y)
        elif row.kind is RowKind.END:
            self._end(y)

    def _text_row(self, row: Row, y: int) -> None:
        if row.part is None:
            return
        look, painter = self._look, self._painter
        laid = self._stage.layouts.text(self._stage.document, row)
        chosen = self._marked(row, laid, y)
        origin = QPointF(laid.setting.x, y + laid.top)
        painter.setPen(look.color(laid.setting.style.ink))
        laid.layout.draw(painter, origin, chosen, self._clip)
        if row.part.kind.is_command and row.first:
            x = laid.setting.x - look.px(_SIGN_WIDTH)
            metrics = look.metrics(Face.MONO_STRONG)
            baseline = y + laid.top + laid.layout.lineAt(0).y() + metrics.ascent()
            painter.setFont(look.font(Face.MONO_STRONG))
            painter.setPen(look.color("accent"))
            painter.drawText(QPointF(x, baseline), "$")
        caret = self._reader.caret
        if caret is not None and caret.part == row.part.number:
            self._caret(row, laid, y, caret.offset)

    def _marked(self, row: Row, laid: LaidText, y: int) -> list[QTextLayout.FormatRange]:
        """Draw the grounds of what was found and selected; return formats for what is selected."""
        if row.part is None:
            return []
        finder, number = self._reader.finder, row.part.number
        current = finder.current
        for start in finder.within(number, row.start, row.end):
            now = current is not None and (current.part, current.start) == (number, start)
            token = "find_current" if now else "find"
            self._ground(row, laid, y, (start, start + finder.length), token)
        if self._reader.selection is None:
            return []
        chosen = self._reader.selection.range_in(number, row.start, row.end)
        if chosen is None:
            return []
        start, end = self._ground(row, laid, y, chosen, _SELECTED)
        # Stand-ins have a ground of their own, which would look as if they were left out.
        over = QTextLayout.FormatRange()
        over.start, over.length = start, end - start
        over.format.setBackground(self._look.color(_SELECTED))
        return [over] if laid.shown.signs else []

    def _ground(
        self, row: Row, laid: LaidText, y: int, span: tuple[int, int], token: str
    ) -> tuple[int, int]:
        color = self._look.color(token)
        length = len(row.text)
        start = laid.shown.painted(min(max(0, span[0] - row.start), length))
        end = laid.shown.painted(min(span[1] - row.start, length))
        beyond = self._look.px(5) if token == _SELECTED else 0
        for rect in laid.rects(start, end, beyond=beyond):
            self._painter.fillRect(rect.translated(0, y), color)
        return start, end

    def _caret(self, row: Row, laid: LaidText, y: int, offset: int) -> None:
        if not row.start <= offset <= row.start + len(row.text):
            return
        place = laid.shown.painted(offset - row.start)
        rect = laid.caret(place)
        rect.setWidth(self._look.px(2))
        self._painter.fillRect(rect.translated(0, y), self._look.color("accent"))

    def _call_line(self, y: int) -> None:
        geometry = self._stage.geometry
        left = geometry.card_x + geometry.padding
        right = geometry.card_x + geometry.card_width - geometry.padding
        self._painter.setPen(QPen(self._look.color("line_soft"), 1))
        self._painter.drawLine(QPointF(left, y + 0.5), QPointF(right, y + 0.5))

    def _sticker(self, sticker: Sticker, y: int) -> None:
        look, sign = self._look, sticker.sign
        rect = sticker.rect.translated(0, y)
        x = rect.x()
        if sign.ground:
            self._rounded(rect, look.px(5), sign.ground)
            x += look.px(7)
        if sign.icon:
            size = look.px(13)
            place = QRectF(x, rect.center().y() - size / 2, size, size)
            paint_icon(self._painter, place, sign.icon, look.color(sign.icon_ink).name())
            x += size + look.px(4)
        metrics = look.metrics(sign.face)
        baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        self._painter.setFont(look.font(sign.face))
        for text, ink in sign.pieces:
            self._painter.setPen(look.color(ink))
            self._painter.drawText(QPointF(x, baseline), text)
            x += metrics.horizontalAdvance(text) + look.px(5)

    def _more(self, row: Row, y: int) -> None:
        if row.part is None:
            return
        setting = self._stage.geometry.settings[row.part.kind]
        top = y + (setting.shut if row.first else 0)
        left = setting.x
        place = QRectF(left, top, setting.width, self._stage.geometry.more)
        label = unfold_label(row.part, self._stage.document.fold_of(row.part))
        self._text(place, label, Face.SMALL_MEDIUM, "accent", Qt.AlignmentFlag.AlignLeft)

    def _brief(self, y: int) -> None:
        stage, look = self._stage, self._look
        geometry = stage.geometry
        x = geometry.card_x + geometry.padding
        for label, layout, top in stage.layouts.brief(stage.document)[0]:
            self._painter.setFont(look.font(Face.SMALL_STRONG))
            self._painter.setPen(look.color("ink_faint"))
            line = layout.lineAt(0)
            baseline = y + top + line.y() + line.ascent()
            self._painter.drawText(QPointF(x, baseline), label)
            self._painter.setPen(look.color("ink"))
            origin = QPointF(x + geometry.brief_label, y + top)
            layout.draw(self._painter, origin, [], self._clip)

    def _end(self, y: int) -> None:
        look, geometry = self._look, self._stage.geometry
        icon, text = end_text(self._stage)
        size = look.px(18)
        center = y + look.px(20)
        ground = QRectF(geometry.rail - size / 2, center - size / 2, size, size)
        self._painter.fillRect(ground.adjusted(0, -4, 0, 4), look.color("window"))
        paint_icon(self._painter, ground, icon, look.color("ink_faint").name())
        place = QRectF(geometry.card_x, center - look.px(12), geometry.card_width, look.px(24))
        self._text(place, text, Face.SMALL, "ink_faint", Qt.AlignmentFlag.AlignLeft)

    def _text(
        self,
        place: QRectF,
        text: str,
        face: Face,
        ink: str,
        where: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    ) -> None:
        self._painter.setFont(self._look.font(face))
        self._painter.setPen(self._look.color(ink))
        self._painter.drawText(place, int(where | Qt.AlignmentFlag.AlignVCenter), text)

    def _rounded(self, rect: QRectF, radius: float, fill: str, line: str = "") -> None:
        pen = QPen(self._look.color(line), 1) if line else QPen(Qt.PenStyle.NoPen)
        self._painter.setPen(pen)
        self._painter.setBrush(self._look.color(fill))
        self._painter.drawRoundedRect(rect, radius, radius)
