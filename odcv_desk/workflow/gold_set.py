"""The gold set of a wave, out of a study or out of what an export holds."""

from collections.abc import Iterable, Mapping

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.gold_set import GoldSet, GoldSource
from odcv_desk.domain.label import Label
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store
from odcv_desk.workflow.gold_folder import in_time
from odcv_desk.workflow.gold_rows import gold_rows
from odcv_desk.workflow.gold_set_figures import gold_figures


def gold_set(store: Store, *, suite: Suite, wave: str | None = None) -> GoldSet:
    """Return the gold set of a wave, the latest of a suite where none is named.

    In a study without a wave all labels of the suite count, and the labelled runs are all there
    is.

    Raises:
        CalibrationError: There is no such wave in the suite.
    """
    waves = _with_joined(store, suite, wave)
    names = {each.name for each in waves}
    given = [label for label in store.labels.all() if not waves or label.wave in names]
    frames = {each.name: store.waves.frame(each.name) for each in waves}
    # Read last: another process may be importing, and everything said has its run by now.
    every = {run.id: run for run in store.trajectories.all()}
    labels = tuple(label for label in given if every[label.run].suite == suite)
    named = {label.run for label in labels} | {item.run for each in waves for item in each.items}
    named |= {run for frame in frames.values() for run in frame}
    return reckoned(
        GoldSource(
            suite=suite,
            waves=waves,
            events=in_time(event for event in store.waves.events() if event.wave in names),
            frames={name: frame for name, frame in frames.items() if frame},
            runs={run: every[run] for run in sorted(named)},
            labels=labels,
            deferred={each.name: _put_off(store, each, labels) for each in waves},
        )
    )


def _put_off(store: Store, wave: Wave, labels: Iterable[Label]) -> Mapping[str, int]:
    names = wave.raters or sorted({label.rater for label in labels if label.wave == wave.name})
    counts = {rater: store.turns.put_off(wave.name, rater) for rater in names}
    return {rater: count for rater, count in counts.items() if count}


def reckoned(source: GoldSource) -> GoldSet:
    """Return the gold set that a source comes to; nothing else is asked."""
    rows = gold_rows(source)
    return GoldSet(source=source, rows=rows, figures=gold_figures(source, rows))


def _with_joined(store: Store, suite: Suite, name: str | None) -> tuple[Wave, ...]:
    """Return a wave and those that it joins, the latest first."""
    waves = {wave.name: wave for wave in store.waves.all() if wave.suite == suite}
    if name is None and not waves:
        return ()
    if name is not None and name not in waves:
        known = ", ".join(waves) or "none yet; draw one with `sample`"
        raise CalibrationError(f"{name}: no such wave in this suite", hint=f"Waves: {known}.")
    chosen = waves[name] if name is not None else list(waves.values())[-1]
    return (chosen, *(waves[each] for each in reversed(waves) if each in chosen.joins))
