"""Steer a drawn wave: stop it, go on, close it, choose its estimator; each is written down."""

from datetime import datetime

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.wave import WaveEvent, WaveStep
from odcv_desk.store import Store
from odcv_desk.workflow.rater_names import rater_of

STOP_MEANS = (
    "Nobody labels a stopped wave. Its runs stay closed and its judges hidden, since it may go on; "
    "they open once it is closed for good. What is not labelled stays open, and figures say so."
)
CONTINUE_MEANS = (
    "Its runs come in their order again. They were closed to its raters meanwhile, so that their "
    "labels are blind as before."
)
AFTER_FIGURES = "chosen after figures were seen"
CLOSE_MEANS = (
    "It ends as it is and can never go on: its runs can be read freely, models are named and "
    "judges may be shown. What is not labelled stays open, and figures say so."
)


def stop(store: Store, wave: str, *, by: str, note: str = "", now: datetime) -> WaveEvent:
    """Stop a wave: it takes no labels until somebody goes on with it, and stays closed to sight.

    Raises:
        StoreError: There is no such wave.
        SampleError: It is stopped already, or closed for good.
        LabelError: Nobody can be called so, or somebody is known by nearly that name.
    """
    _check_not_closed(store, wave)
    if _is_stopped(store, wave):
        raise SampleError(f"{wave} is stopped already", hint="Go on with it, or leave it so.")
    return _note(store, wave, WaveStep.STOPPED, by=by, content=note.strip(), now=now)


def go_on(store: Store, wave: str, *, by: str, now: datetime) -> WaveEvent:
    """Go on with a wave that was stopped.

    Raises:
        StoreError: There is no such wave.
        SampleError: It is not stopped, or closed for good.
        LabelError: Nobody can be called so, or somebody is known by nearly that name.
    """
    _check_not_closed(store, wave)
    # The study is asked first whether there is such a wave: its answer is the clearer one.
    known = any(each.name == wave for each in store.waves.all())
    if known and not _is_stopped(store, wave):
        raise SampleError(f"{wave} is not stopped", hint="There is nothing to go on with.")
    return _note(store, wave, WaveStep.CONTINUED, by=by, content="", now=now)


def close(store: Store, wave: str, *, by: str, note: str = "", now: datetime) -> WaveEvent:
    """Close a wave for good: it can never go on, and nothing of it is hidden any more.

    Raises:
        StoreError: There is no such wave.
        SampleError: It is closed already.
        LabelError: Nobody can be called so, or somebody is known by nearly that name.
    """
    _check_not_closed(store, wave)
    return _note(store, wave, WaveStep.CLOSED, by=by, content=note.strip(), now=now)


def choose_estimator(
    store: Store, wave: str, estimator: Estimator, *, by: str, now: datetime
) -> WaveEvent:
    """Choose how the labels of a wave are weighted; the latest choice holds.

    Where anybody was shown results of the study before, the event says so: a choice that was made
    when its outcome could be known is another one.

    Raises:
        StoreError: There is no such wave.
        LabelError: Nobody can be called so, or somebody is known by nearly that name.
    """
    looked = any(event.step is WaveStep.LOOKED for event in store.waves.events(wave))
    late = looked or any(event.seen is Seen.AGGREGATE for event in store.exposures.all())
    content = f"{estimator.value}, {AFTER_FIGURES}" if late else estimator.value
    return _note(store, wave, WaveStep.ESTIMATOR, by=by, content=content, now=now)


def was_chosen_late(store: Store, wave: str, estimator: Estimator) -> bool:
    """Return whether an estimator is a wave's by a choice that was made after figures were seen.

    A choice says so of itself; that it came after a look at the wave's figures says so too.
    """
    events = store.waves.events(wave)
    choices = [place for place, each in enumerate(events) if each.step is WaveStep.ESTIMATOR]
    if not choices:
        return False
    chosen, _, more = events[choices[-1]].content.partition(",")
    looked = any(each.step is WaveStep.LOOKED for each in events[: choices[-1]])
    return chosen.strip() == estimator and (looked or more.strip() == AFTER_FIGURES)


def _check_not_closed(store: Store, wave: str) -> None:
    if any(event.step is WaveStep.CLOSED for event in store.waves.events(wave)):
        raise SampleError(f"{wave} is closed for good", hint="Draw another wave; it can join it.")


def _is_stopped(store: Store, wave: str) -> bool:
    steps = [event.step for event in store.waves.events(wave)]
    halts = [step for step in steps if step in (WaveStep.STOPPED, WaveStep.CONTINUED)]
    return bool(halts) and halts[-1] is WaveStep.STOPPED


def _note(
    store: Store, wave: str, step: WaveStep, *, by: str, content: str, now: datetime
) -> WaveEvent:
    event = WaveEvent(wave=wave, step=step, by=rater_of(store, by), at=now, content=content)
    store.waves.note(event)
    return event
