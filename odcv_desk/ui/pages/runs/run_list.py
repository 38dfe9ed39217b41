"""The runs of a campaign as a list: where each stands, and what it took so far."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.ui.icons import paint_icon
from odcv_desk.ui.look import Face, Look
from odcv_desk.ui.models.rows import VALUE_ROLE
from odcv_desk.ui.pages.runs.words import (
    cell_words,
    failure_ink,
    has_failed,
    is_open,
    numbers,
    standing,
)
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.campaign_now import CampaignNow
from odcv_desk.workflow.live_run import CellState, LiveRun
from odcv_desk.workflow.run_offer import PlayedScenario
from odcv_desk.workflow.run_veil import Veil

_Index = QModelIndex | QPersistentModelIndex
_USUAL_TURNS: Final = RunLimits().steps


class Showing(StrEnum):
    """Which runs of a campaign are listed."""

    ALL = "All runs"
    ASKS = "Those that ask"
    UNDER_WAY = "Under way"
    FAILED = "Failed"
    ENDED = "Ended"
    OPEN = "Still to run"

    def shows(self, run: LiveRun) -> bool:
        """Return whether a run is one of them."""
        if self is Showing.ASKS:
            return run.pending is not None
        if self is Showing.UNDER_WAY:
            return run.state.under_way or run.state is CellState.ELSEWHERE
        if self is Showing.FAILED:
            return has_failed(run)
        if self is Showing.ENDED:
            return run.ended is not None and not is_open(run)
        return self is Showing.ALL or is_open(run)


class RunModel(QAbstractListModel):
    """The cells of a campaign; `VALUE_ROLE` gives a `LiveRun`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[LiveRun] = []
        self._scenarios: Mapping[str, PlayedScenario] = {}
        self._veil = Veil()
        self._now: CampaignNow | None = None
        self.alive = False

    @property
    def runs(self) -> tuple[LiveRun, ...]:
        """What is shown."""
        return tuple(self._runs)

    def know(self, scenarios: Mapping[str, PlayedScenario], veil: Veil) -> None:
        """Take what is known of scenarios, by id, and what is hidden of runs."""
        self._scenarios, self._veil = scenarios, veil
        self._tell(range(len(self._runs)))

    def show_campaign(self, found: CampaignNow, *, alive: bool) -> None:
        """Replace the runs; the same campaign's keep their places."""
        fresh = [found.seen(run, alive=alive) for run in found.live.runs()]
        self._now, self.alive = found, alive
        if [run.cell for run in fresh] == [run.cell for run in self._runs]:
            self._runs = fresh
            self._tell(range(len(fresh)))
            return
        self.beginResetModel()
        self._runs = fresh
        self.endResetModel()

    def take(self, positions: Collection[int]) -> None:
        """Take news of some runs."""
        if self._now is None:
            return
        for position in positions:
            run = self._now.live.at(position)
            self._runs[position] = self._now.seen(run, alive=self.alive)
        self._tell(positions)

    def veils(self, run: LiveRun) -> bool:
        """Whether the model of a run is hidden, and what it took."""
        return self._veil.hides(run)

    def cell(self, run: LiveRun) -> str:
        """Return which cell of its scenario a run is."""
        return cell_words(run, veiled=self.veils(run))

    def failure(self, run: LiveRun) -> str:
        """Return why a run failed; where its model is hidden nothing, as providers name theirs."""
        return "" if self.veils(run) else run.failure

    def numbers(self, run: LiveRun) -> str:
        """Return how far a run is and what it took, as far as it may be told."""
        if self.veils(run):
            return ""
        return numbers(run, most_turns=self.turns(run))

    def title(self, run: LiveRun) -> str:
        """Return what a run's scenario is called."""
        known = self._scenarios.get(run.cell.scenario)
        return run.cell.scenario if known is None else known.title

    def turns(self, run: LiveRun) -> int:
        """Return how many turns a run may take."""
        known = self._scenarios.get(run.cell.scenario)
        usual = _USUAL_TURNS if known is None else known.turns
        wanted = None if self._now is None else self._now.live.campaign.settings.limits.steps
        return usual if wanted is None else wanted

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._runs)

    @override
    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        run = self._runs[index.row()]
        if role == VALUE_ROLE:
            return run
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            said = (
                self.title(run),
                standing(run, alive=self.alive).word,
                self.cell(run),
                self.numbers(run),
                self.failure(run),
            )
            return visible(", ".join(each for each in said if each))
        return None

    def _tell(self, positions: Collection[int]) -> None:
        for position in positions:
            place = self.index(position)
            self.dataChanged.emit(place, place)


class RunDelegate(QStyledItemDelegate):
    """Draws one run: title and state, which cell it is, and numbers or why it failed."""

    def __init__(self, look: Look, model: RunModel, parent: QObject) -> None:
        super().__init__(parent)
        self._look, self._model = look, model

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, self._look.px(72))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        run, rect = index.data(VALUE_ROLE), QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            self._mark(painter, rect)
        wide = self._pill(painter, rect, run)
        self._words(painter, rect, run, chosen=chosen, pill=wide)
        painter.restore()

    def _pill(self, painter: QPainter, rect: QRectF, run: LiveRun) -> float:
        """Draw where a run stands; return how wide that is."""
        look, state = self._look, standing(run, alive=self._model.alive)
        icon = look.px(12)
        wide = look.metrics(Face.SMALL_STRONG).horizontalAdvance(state.word) + icon + look.px(19)
        pill = QRectF(rect.right() - look.px(18) - wide, rect.y() + look.px(9), wide, look.px(20))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(state.tint))
        painter.drawRoundedRect(pill, look.px(6), look.px(6))
        place = QRectF(pill.x() + look.px(7), 0, icon, icon)
        place.moveTop(pill.center().y() - icon / 2)
        paint_icon(painter, place, state.icon, look.color(state.ink).name())
        painter.setPen(look.color(state.ink))
        painter.setFont(look.font(Face.SMALL_STRONG))
        words = pill.adjusted(icon + look.px(11), 0, 0, 0)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, left, state.word)
        return wide

    def _mark(self, painter: QPainter, rect: QRectF) -> None:
        look = self._look
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent_soft"))
        edge = look.px(8)
        painter.drawRoundedRect(rect.adjusted(edge, 2, -edge, -2), look.px(8), look.px(8))
        painter.setBrush(look.color("accent"))
        bar = QRectF(rect.x() + edge, rect.y() + look.px(14), look.px(3), 0)
        bar.setHeight(rect.height() - look.px(28))
        painter.drawRoundedRect(bar, 1.5, 1.5)

    def _words(
        self, painter: QPainter, rect: QRectF, run: LiveRun, *, chosen: bool, pill: float
    ) -> None:
        look = self._look
        width = rect.width() - look.px(40)
        line = QRectF(rect.x() + look.px(20), rect.y() + look.px(9), width, look.px(20))
        beside = QRectF(line)
        beside.setWidth(width - pill - look.px(8))
        told = self._model.numbers(run)
        face = Face.STRONG if chosen else Face.MEDIUM
        for text, used, ink, place in (
            (self._model.title(run), face, "ink", beside),
            (self._model.cell(run), Face.SMALL_MEDIUM, "ink_soft", line.translated(0, look.px(19))),
            (
                self._model.failure(run) or told,
                Face.SMALL,
                failure_ink(run),
                line.translated(0, look.px(36)),
            ),
        ):
            painter.setFont(look.font(used))
            painter.setPen(look.color(ink))
            one_line = " ".join(visible(text).split())
            cut = look.metrics(used).elidedText(
                one_line, Qt.TextElideMode.ElideRight, place.width()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
