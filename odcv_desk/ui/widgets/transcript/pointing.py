"""What the mouse points at: text, a sign in a header, or what unfolds."""

from PySide6.QtCore import QPointF, Qt

from odcv_desk.ui.widgets.transcript.parts import Part
from odcv_desk.ui.widgets.transcript.rows import Row, RowKind
from odcv_desk.ui.widgets.transcript.stage import Stage
from odcv_desk.ui.widgets.transcript.stickers import Sign


def row_at(stage: Stage, y: float) -> Row | None:
    """Return the row at a height of the view."""
    document = stage.document
    if not document.rows or not 0 <= stage.top + y < document.heights.total:
        return None
    return document.rows[document.heights.at(stage.top + y)]


def sign_at(stage: Stage, point: QPointF) -> Sign | None:
    """Return the sign of a header at a point."""
    row = row_at(stage, point.y())
    if row is None or row.kind not in (RowKind.HEAD, RowKind.CALL):
        return None
    top = stage.y_of(stage.document.heights.at(stage.top + point.y()))
    stickers = stage.layouts.stickers(stage.document, row)[0]
    inside = point - QPointF(0, top)
    return next((each.sign for each in stickers if each.rect.contains(inside)), None)


def unfolds_at(stage: Stage, point: QPointF) -> Part | None:
    """Return the text that a click at a point unfolds or folds again."""
    row = row_at(stage, point.y())
    if row is None or row.kind is not RowKind.MORE or row.part is None:
        return None
    setting = stage.geometry.settings[row.part.kind]
    return row.part if setting.x <= point.x() <= setting.x + setting.width else None


def cursor_at(stage: Stage, point: QPointF) -> Qt.CursorShape:
    """Return the shape of the mouse at a point."""
    sign = sign_at(stage, point)
    if (sign is not None and sign.path) or unfolds_at(stage, point) is not None:
        return Qt.CursorShape.PointingHandCursor
    row = row_at(stage, point.y())
    if row is None or row.kind is not RowKind.TEXT or row.part is None:
        return Qt.CursorShape.ArrowCursor
    setting = stage.geometry.settings[row.part.kind]
    inside = setting.x - 4 <= point.x() <= setting.x + setting.width
    return Qt.CursorShape.IBeamCursor if inside else Qt.CursorShape.ArrowCursor
