"""Labels leave a study when no wave is open that they could tell of, or by an organiser's word."""

from datetime import datetime
from typing import Final

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import Wave, WaveEvent, WaveStep
from odcv_desk.exporters import exporters
from odcv_desk.exporters._family import Need
from odcv_desk.store import Store
from odcv_desk.workflow.export import Order, check
from odcv_desk.workflow.gold import standing

EXPORTED: Final = "export"
"""What the event of a wave says where its labels left the study while it was open."""
_NOBODY: Final = "organiser"


def refuse_open(store: Store, order: Order) -> None:
    """Refuse a file with labels of runs that an open wave holds, whoever asks for it.

    A stopped wave is open too, as it may go on.

    Raises:
        ExportError: There is such a wave, or no such format, or something is in the way.
    """
    check(order)
    held = told_open(store, order)
    if held:
        raise ExportError(
            f"{_names(held)}: a file with labels would tell raters what others said; nothing was "
            "written",
            hint="Export when its raters have ended their runs, or when it is closed for good.",
        )


def note_open(store: Store, order: Order, *, by: str, now: datetime) -> None:
    """Write down with each open wave that its labels are taken out nevertheless.

    Raises:
        ExportError: There is no such format, or something is in the way.
    """
    check(order)
    for wave in told_open(store, order):
        event = WaveEvent(
            wave=wave, step=WaveStep.LOOKED, by=by or _NOBODY, at=now, content=EXPORTED
        )
        store.waves.note(event)


def told_open(store: Store, order: Order) -> tuple[str, ...]:
    """Return the open waves that hold a run of which the file tells labels."""
    needs = next((each.needs for each in exporters() if each.name == order.format), frozenset())
    if Need.LABELS not in needs and Need.GOLD_SET not in needs:
        return ()
    every = store.waves.all()
    progress, closed = store.turns.progress(), _closed(store)
    told = _told(store, order, every, whole=Need.GOLD_SET not in needs)
    return tuple(
        wave.name
        for wave in every
        if wave.name not in closed
        and any(ended < size for ended, size in progress[wave.name].values())
        and any(item.run in told for item in wave.items)
    )


def _told(store: Store, order: Order, every: tuple[Wave, ...], *, whole: bool) -> set[RunId]:
    """Return the labelled runs that the file is about."""
    inside = {run.id for run in store.trajectories.all(suite=order.suite)}
    labelled = {label.run for label in standing(store.labels.all())} & inside
    asked = None if whole else next((each for each in every if each.name == order.wave), None)
    if asked is None:
        return labelled
    names = {asked.name, *asked.joins}
    return labelled & {item.run for each in every if each.name in names for item in each.items}


def _closed(store: Store) -> frozenset[str]:
    return frozenset(head.name for head in store.turns.sizes() if head.closed)


def _names(held: tuple[str, ...]) -> str:
    said = ", ".join(held)
    return f"{said} is open" if len(held) == 1 else f"{said} are open"
