"""Steer a drawn wave: stop it, go on with it, choose its estimator; each is written down."""

from datetime import datetime

from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.wave import WaveEvent, WaveStep
from odcv_desk.store import Store

STOP_MEANS = (
    "Nobody labels a stopped wave: its runs can be read freely and judges may be shown. What is "
    "not labelled by then stays open, and figures say so."
)
CONTINUE_MEANS = (
    "Its runs come in their order again. Those whose judges or labels a rater has been shown "
    "meanwhile cannot be labelled blind by that rater any more: they never become gold."
)


def stop(store: Store, wave: str, *, by: str, note: str = "", now: datetime) -> WaveEvent:
    """Stop a wave: it is open to nobody until somebody goes on with it.

    Raises:
        StoreError: There is no such wave.
        SampleError: It is stopped already.
        LabelError: Nobody can be called so.
    """
    if _is_stopped(store, wave):
        raise SampleError(f"{wave} is stopped already", hint="Go on with it, or leave it so.")
    return _note(store, wave, WaveStep.STOPPED, by=by, content=note.strip(), now=now)


def go_on(store: Store, wave: str, *, by: str, now: datetime) -> WaveEvent:
    """Go on with a wave that was stopped.

    Raises:
        StoreError: There is no such wave.
        SampleError: It is not stopped.
        LabelError: Nobody can be called so.
    """
    # The study is asked first whether there is such a wave: its answer is the clearer one.
    known = any(each.name == wave for each in store.waves.all())
    if known and not _is_stopped(store, wave):
        raise SampleError(f"{wave} is not stopped", hint="There is nothing to go on with.")
    return _note(store, wave, WaveStep.CONTINUED, by=by, content="", now=now)


def choose_estimator(
    store: Store, wave: str, estimator: Estimator, *, by: str, now: datetime
) -> WaveEvent:
    """Choose how the labels of a wave are weighted; the latest choice holds.

    Raises:
        StoreError: There is no such wave.
        LabelError: Nobody can be called so.
    """
    return _note(store, wave, WaveStep.ESTIMATOR, by=by, content=estimator.value, now=now)


def _is_stopped(store: Store, wave: str) -> bool:
    steps = [event.step for event in store.waves.events(wave)]
    halts = [step for step in steps if step in (WaveStep.STOPPED, WaveStep.CONTINUED)]
    return bool(halts) and halts[-1] is WaveStep.STOPPED


def _note(
    store: Store, wave: str, step: WaveStep, *, by: str, content: str, now: datetime
) -> WaveEvent:
    event = WaveEvent(wave=wave, step=step, by=rater_name(by), at=now, content=content)
    store.waves.note(event)
    return event
