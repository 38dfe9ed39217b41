"""Shows a chart: drawn in a job, anew whenever size, scale, theme or screen are others."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from odcv_desk.ui.jobs import Job, Jobs
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.figure_image import Canvas, Draw, figure_image
from odcv_desk.workflow.picture import PICTURE_FORMS

_SETTLE_MS: Final = 120
_DOTS: Final = 92.0
_WAITING_HEIGHT: Final = 160
_SMALLEST: Final = 320
_LARGEST: Final = 1000
_EDGE: Final = 12
_MOST_KEPT: Final = 2
"""One of each theme: who goes back and forth between them does not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart to be saved: a name for its file, and what makes it."""

    name: str
    draw: Draw


def save_actions(widget: QWidget, then: Callable[[str], object]) -> None:
    """Give a widget a menu to save its chart; `then` is called with the form (png, svg, pdf)."""
    for form in PICTURE_FORMS:
        action = QAction(f"Save as {form.upper()}\N{HORIZONTAL ELLIPSIS}", widget)
        action.setObjectName(f"{widget.objectName()}.{form}")
        action.triggered.connect(lambda _checked=False, form=form: then(form))
        widget.addAction(action)
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


class FigureView(QWidget):
    """One chart, with a menu to save it; `fault` says why there is none, where that is so.

    Attributes:
        waits: It is out of sight, and is drawn anew once it is seen.

    Signals:
        save_wanted: In which form the chart is to be saved, as `save_actions` says (str).
        drawn: No value; the picture on screen is the chart at the size of now.
    """

    save_wanted = Signal(str)
    drawn = Signal()

    def __init__(self, look: Look, jobs: Jobs, *, name: str) -> None:
        super().__init__()
        self._look, self._jobs = look, jobs
        self._draw: Draw | None = None
        self._job: Job | None = None
        self._image: QImage | None = None
        self.fault = ""
        self._drawn_for: tuple[object, ...] = ()
        self._kept: dict[tuple[object, ...], QImage] = {}
        self.waits = False
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._start)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip("Right click, or the menu key: save this chart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        save_actions(self, self.save_wanted.emit)
        look.changed.connect(self._settle.start)

    def show_figure(self, draw: Draw, *, title: str, description: str) -> None:
        """Show another chart; `draw` makes it and is called off the GUI thread."""
        self._draw = draw
        self._drawn_for = ()
        self._kept.clear()
        self.setAccessibleName(title)
        self.setAccessibleDescription(visible(description))
        self._settle.start(0)

    @property
    def draw(self) -> Draw | None:
        """What makes the chart, to be saved."""
        return self._draw

    @override
    def sizeHint(self) -> QSize:
        width = self._look.px(_LARGEST)
        if self._image is None:
            return QSize(width, self._look.px(_WAITING_HEIGHT))
        return QSize(width, self._height_of(self._image))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._draw is not None and event.size().width() != event.oldSize().width():
            self._settle.start()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        edge = self._look.px(_EDGE)
        if self.waits:
            self.waits = False
            self._settle.start(0)
        with QPainter(self) as painter:
            self._paint_card(painter)
            if self._image is None or self.fault:
                painter.setPen(self._look.color("bad" if self.fault else "ink_faint"))
                painter.setFont(self._look.font(Face.BODY))
                said = self.fault or "Drawing the chart\N{HORIZONTAL ELLIPSIS}"
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, said)
            else:
                painter.drawImage(edge, edge, self._image)

    def _paint_card(self, painter: QPainter) -> None:
        radius = self._look.px(8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._look.color("accent" if self.hasFocus() else "line"))
        painter.setBrush(self._look.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _canvas(self) -> Canvas:
        scale = self._look.scale
        room = self.width() - 2 * self._look.px(_EDGE)
        width = min(max(room, round(_SMALLEST * scale)), round(_LARGEST * scale))
        return Canvas(width=width, dots=_DOTS * scale, ratio=self.devicePixelRatioF())

    def _start(self) -> None:
        draw, theme, canvas = self._draw, self._look.theme, self._canvas()
        wanted = (draw, theme.dark, canvas)
        if draw is None or wanted == self._drawn_for or not self.isVisible():
            return  # what is hidden is drawn when it comes to sight
        if self._image is not None and self.visibleRegion().isEmpty():
            self.waits = True  # it is scrolled away; painting it will ask again
            return
        self._drawn_for = wanted
        if self._job is not None:
            self._job.cancel()
        if (kept := self._kept.get(wanted)) is not None:
            self._show(kept)
            return
        self._job = self._jobs.start(
            lambda _progress: figure_image(draw, theme, canvas),
            then=partial(self._keep, wanted),
            failed=self._tell_fault,
        )
        self._job.ended.connect(self._forget)

    def _keep(self, wanted: tuple[object, ...], image: QImage) -> None:
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[wanted] = image
        self._show(image)

    def _show(self, image: QImage) -> None:
        self._image, self.fault = image, ""
        self.setFixedHeight(self._height_of(image))
        self.update()
        self.drawn.emit()

    def _height_of(self, image: QImage) -> int:
        return round(image.deviceIndependentSize().height()) + 2 * self._look.px(_EDGE)

    def _tell_fault(self, _fault: Exception) -> None:
        self.fault = "This chart could not be drawn."
        self.setAccessibleDescription(self.fault)
        self.update()

    def _forget(self) -> None:
        if self._job is self.sender():
            self._job = None
