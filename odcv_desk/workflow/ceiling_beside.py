"""Find the human ceiling that stands beside the judges of a calibration."""

from typing import Final

from odcv_desk.domain.amount import amount
from odcv_desk.domain.calibration import Calibration
from odcv_desk.domain.caveats import is_of_judges
from odcv_desk.domain.ceiling import HumanCeilings
from odcv_desk.domain.people import JudgeCeiling
from odcv_desk.store import Store
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.people import FEWEST
from odcv_desk.workflow.people_ceiling import ceilings
from odcv_desk.workflow.people_labels import Said, said_in

_OF_JUDGES: Final = "as the gold is what judges said"
_NO_WAVE: Final = "as no wave was drawn that people share"
_NOBODY: Final = "as no run of the wave has been labelled"
_OPEN: Final = "as the wave is not complete: before, it could tell a single label"


def ceilings_beside(store: Store, found: Calibration, *, rater: str = "") -> HumanCeilings:
    """Return the human ceiling of every judge that a calibration reports, on its wave.

    Args:
        store: The study.
        found: The calibration.
        rater: Who looks: nothing is told of a wave that this rater has still to label.
    """
    if is_of_judges(found.gold):
        return HumanCeilings(none=_OF_JUDGES)
    if found.gold.wave is None:
        return HumanCeilings(none=_NO_WAVE)
    said = said_in(store, wave_named(store, found.gold.wave))
    if not said.runs:
        return HumanCeilings(none=_NOBODY)
    still_to_label = any(head.name == said.wave.name for head in store.turns.open_to(rater))
    if not said.closed or (rater and still_to_label):
        return HumanCeilings(none=_OPEN)
    return _of_judges(store, said, [judge.judge for judge in found.judges])


def _of_judges(store: Store, said: Said, names: list[str]) -> HumanCeilings:
    if said.counts().compared == 0:
        return HumanCeilings(none="as no run of the wave was labelled by two people")
    every = {each.judge: each for each in ceilings(store, said, epsilon=None)}
    known = {name: every[name] for name in names if name in every and every[name].n >= FEWEST}
    return HumanCeilings(
        known=known,
        lacking={name: _why(every.get(name)) for name in names if name not in known},
    )


def _why(found: JudgeCeiling | None) -> str:
    if found is None:
        return "which has scored none of the runs that people labelled"
    # Fewer could tell what somebody said of one run.
    return (
        f"with {amount(found.n, 'comparison')} of a person with the others; it is shown from "
        f"{FEWEST} on"
    )
