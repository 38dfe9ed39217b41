"""What happens to a ruling in the making: kept as it is typed, given, taken back."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from odcv_desk.domain.decision import Decision
from odcv_desk.domain.label import Label
from odcv_desk.domain.progress import Progress
from odcv_desk.ui.desk import Desk
from odcv_desk.ui.pages.adjudication.decision import decision_of, ruling_of
from odcv_desk.ui.pages.review.active_time import ActiveTime
from odcv_desk.ui.pages.review.writes import Writes
from odcv_desk.workflow.adjudicate import keep_draft, rule, unrule
from odcv_desk.workflow.cases import Case

_TYPING_MS: Final = 150

_Place = tuple[str, int]
"""A dispute: its wave and its run's row."""


class Rulings(QObject):
    """Carries out, one after another, what is decided on disputes.

    Signals:
        given: The row (int) and the ruling (Label).
        refused: The row (int) whose ruling could not be given; it is kept as a draft.
        taken_back: The row (int) whose ruling is a draft again.
    """

    given = Signal(int, object)
    refused = Signal(int)
    taken_back = Signal(int)

    def __init__(self, desk: Desk, active: ActiveTime) -> None:
        super().__init__(active)
        self._desk, self._active = desk, active
        self._newest: dict[_Place, Decision] = {}
        self._unsaved: set[_Place] = set()
        self._under_way: _Place | None = None
        self._done: list[int] = []
        self._writes = Writes(desk.jobs, self)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._save)

    def decision(self, case: Case) -> Decision:
        """Return what is decided on a dispute so far, be it in a ruling that stands."""
        kept = self._newest.get(_place(case), case.draft)
        return decision_of(case.ruling) if kept is None else kept

    def edit(self, case: Case, decision: Decision) -> None:
        """Keep a decision, soon: a key after another makes one write.

        While its ruling is on the way nothing is kept, or it would come back as a draft.
        """
        place = _place(case)
        self._newest[place] = decision
        if place != self._under_way:
            self._unsaved.add(place)
            # Not started anew by every key: who types without a pause would never be saved.
            if not self._typing.isActive():
                self._typing.start()

    def rule(self, case: Case, decision: Decision) -> None:
        """Give the ruling, unless another one is on its way."""
        if self._under_way is not None:
            return
        desk, place, row, now = self._desk, _place(case), case.docket.row, self._desk.now()
        ruling = ruling_of(decision, round(self._active.seconds, 1))
        seen = None if case.ruling is None else case.ruling.at
        self._under_way = place
        self._newest[place] = decision
        self._unsaved.discard(place)
        self._writes.drop_drafts(row)

        def then(label: Label) -> None:
            self._under_way = None
            self._newest.pop(place, None)
            self._done.append(row)
            self.given.emit(row, label)

        def failed(_fault: Exception) -> None:
            self._under_way = None
            self.edit(case, self._newest[place])
            self.refused.emit(row)

        def work(_progress: Progress) -> Label:
            store, rater = desk.store, desk.rater
            return rule(store, rater, row, ruling, case.wave, seen_ruling=seen, now=now)

        self._writes.add(work, then, failed)

    def undo(self, own: int | None) -> bool:
        """Take the last ruling back, else that on the row `own`; False where there is none."""
        desk, now = self._desk, self._desk.now()
        known = bool(self._done)
        row = self._done.pop() if known else own
        if row is None:
            return False

        def then(_label: Label) -> None:
            for place in [each for each in self._newest if each[1] == row]:
                del self._newest[place]
            self.taken_back.emit(row)

        def failed(_fault: Exception) -> None:
            if known:
                self._done.append(row)

        self._save()
        self._writes.add(
            lambda _progress: unrule(desk.store, desk.rater, row, now=now), then, failed
        )
        return True

    def finish(self) -> Exception | None:
        """Do at once what still waits; for a window or a desk that goes.

        Returns:
            Why something could not be kept, None where all was.
        """
        self._save()
        return self._writes.finish()

    def _save(self) -> None:
        self._typing.stop()
        for place in self._unsaved:
            self._writes.add_draft(place[1], partial(self._keep, place, self._newest[place]))
        self._unsaved.clear()

    def _keep(self, place: _Place, decision: Decision, _progress: Progress) -> None:
        wave, row = place
        keep_draft(self._desk.store, self._desk.rater, row, wave, decision)


def _place(case: Case) -> _Place:
    return case.wave, case.docket.row
