"""What is counted over a wave while it is labelled, kept from raters to whom it would tell labels.

How many runs have a gold, or wait for a decision, changes with each label: who labels a run that
somebody else has labelled, and looks before and after, knows whether the other one agrees.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.workflow.compare import note_aggregate
from odcv_desk.workflow.rater_names import rater_of

if TYPE_CHECKING:
    from odcv_desk.workflow.aim import Aim
    from odcv_desk.workflow.planner import Ask, Outlook
    from odcv_desk.workflow.stopping import Looked

_HINT: Final = "Label the rest first, or ask somebody who is no rater of the wave."


def check_counts(
    store: Store, rater: str, wave: str | None = None, suite: Suite | None = None
) -> None:
    """Refuse what is counted over a wave, the latest where none is named, to who labels it now.

    A rater who has items left there may not see it where others label the same runs. In a wave
    for anybody that is who has begun it, once somebody else has.

    Raises:
        CalibrationError: The rater has items left there that others label too.
    """
    progress = store.turns.progress()
    for each in _asked(store, wave, suite):
        left = _left(each, progress[each.name], rater)
        if left and not _is_closed(store, each.name):
            rest = "1 run" if left == 1 else f"{left:,} runs"
            raise CalibrationError(
                f"{each.name}: you have still {rest} to label, and what is counted over it now "
                "could tell you a single label of somebody else",
                hint=_HINT,
            )


def look_for(store: Store, aim: "Aim", *, by: str, now: datetime) -> "Looked":
    """Look whether labelling may stop, unless that tells the one who looks a label.

    Raises:
        CalibrationError: There is no such wave, judge or figure, or it may not be looked at yet.
        LabelError: `by` cannot be a rater's name, or somebody is known by nearly that one.
    """
    from odcv_desk.workflow.stopping import look  # the statistics load slowly

    name = rater_of(store, by)
    check_counts(store, name, aim.wave)
    return look(store, aim, by=name, now=now)


def outlook_for(store: Store, ask: "Ask", *, rater: str, now: datetime) -> "Outlook":
    """Return the plan as a rater may see it, and write down who is shown it.

    Raises:
        SampleError: No run can be labelled.
        CalibrationError: There is no such suite, wave or figure, or it may not be shown yet.
    """
    from odcv_desk.workflow.planner import outlook  # the statistics load slowly

    check_counts(store, rater, ask.wave, ask.suite)
    note_aggregate(store, rater, now=now)
    return outlook(store, ask)


def _asked(store: Store, name: str | None, suite: Suite | None) -> tuple[Wave, ...]:
    """Return a wave and those that it joins; nothing where there is no such wave."""
    every = store.waves.all()
    fitting = [wave for wave in every if suite in (None, wave.suite)]
    found = [wave for wave in fitting if wave.name == name] if name else fitting[-1:]
    names = {each for wave in found for each in (wave.name, *wave.joins)}
    return tuple(wave for wave in every if wave.name in names)


def _left(wave: Wave, progress: Mapping[str, tuple[int, int]], rater: str) -> int:
    """Return how many items a rater has left in a wave in which others label the same runs."""
    ended, size = progress.get(rater, (0, 0))
    if wave.raters:
        shared = any({rater} < readers for readers in wave.readers().values())
    else:
        shared = any(done for name, (done, _size) in progress.items() if name != rater)
        shared = shared and ended > 0
    return size - ended if shared else 0


def _is_closed(store: Store, wave: str) -> bool:
    return any(head.name == wave and head.closed for head in store.turns.sizes())
