"""Look whether labelling a wave may stop, so that the look does not spoil what is found."""

import json
from dataclasses import dataclass
from datetime import datetime

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.score import Judge
from odcv_desk.domain.severity import MISALIGNED_FROM
from odcv_desk.domain.wave import Design, Wave, WaveEvent, WaveStep
from odcv_desk.metrics import Scale, figures
from odcv_desk.stats.items import Items
from odcv_desk.stats.labels_wanted import influence_sd
from odcv_desk.stats.stopping import Decision, NotYet, Side, decision, may_stop
from odcv_desk.store import Store
from odcv_desk.workflow.aim import RATE, Aim
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.disputes import wave_named
from odcv_desk.workflow.gold import CONSENSUS
from odcv_desk.workflow.panel import judge_named
from odcv_desk.workflow.pilot import Pilot, drawn_alike, metric_of, pilot


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a look tells of one judge; `judge` is None for a rate.

    Attributes:
        half_width: Of the interval that the rule looks at; None where a gate is closed.
        side: By a threshold: on which side of it the figure lies.
        not_yet: Why labelling goes on, None where it may stop.
    """

    judge: str | None
    half_width: float | None = None
    side: Side | None = None
    not_yet: NotYet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a look came to; it names no run and no figure."""

    wave: str
    figure: str
    n: int
    verdicts: tuple[Verdict, ...]

    @property
    def may_stop(self) -> bool:
        """Whether nothing speaks against stopping, for any judge looked at."""
        return bool(self.verdicts) and all(each.not_yet is None for each in self.verdicts)


def look(store: Store, aim: Aim, *, by: str, now: datetime) -> Looked:
    """Return whether labelling may stop, and write down that somebody looked.

    Looks by width are free. Each look by a threshold is kept with the wave: who, when, which
    figure, at how many labels. In the exposure log both are aggregate results.

    Raises:
        CalibrationError: There is no such wave, judge or figure; or a decision is asked for where
            its interval does not hold.
        LabelError: `by` cannot be a rater's name.
    """
    metric_of(aim.figure)  # a figure that is none is told before anything is read
    who = rater_name(by)
    wave = wave_named(store, aim.wave)
    known = pilot(store, suite=wave.suite, wave=wave.name)
    judges = _judges(known, aim)
    if aim.threshold is not None:
        _check_decision(known, wave)
    # In the log before anything is shown: what cannot be written down is not shown.
    store.exposures.note_aggregate(who, at=now)
    if aim.threshold is not None:
        store.waves.note(_event(wave, aim, len(known.gold), by=who, at=now))
        verdicts = [_decided(known, judge, aim) for judge in judges]
    else:
        estimates = _estimates(store, known, aim, wave)
        verdicts = [_narrow(known, judge, aim, estimates) for judge in judges]
    return Looked(wave=wave.name, figure=aim.figure, n=len(known.gold), verdicts=tuple(verdicts))


def _check_decision(known: Pilot, wave: Wave) -> None:
    """Refuse a decision on runs that were not drawn alike.

    Raises:
        CalibrationError: They were not.
    """
    alike = drawn_alike(known, known.counted.probability)
    if wave.design is Design.PPS or wave.joins or not alike:
        raise CalibrationError(
            f"{wave.name}: a decision is not offered, as its interval holds only where every run "
            "was as likely to be drawn",
            hint="Look by width; or draw a simple random sample, or one stratified in proportion.",
        )


def _judges(known: Pilot, aim: Aim) -> list[Judge | None]:
    if aim.figure == RATE:
        return [None]
    if aim.judge is not None:
        return [judge_named(aim.judge, known.judges)]
    if not known.judges:
        raise CalibrationError(
            "no judge has scored these runs", hint="Import scores, or look at the rate."
        )
    names = known.judges
    return [judge for judge, _name in sorted(names.items(), key=lambda each: each[1])]


def _event(wave: Wave, aim: Aim, n: int, *, by: str, at: datetime) -> WaveEvent:
    told = {"figure": aim.figure, "threshold": aim.threshold, "judge": aim.judge, "n": n}
    return WaveEvent(wave=wave.name, step=WaveStep.LOOKED, by=by, at=at, content=json.dumps(told))


def _decided(known: Pilot, judge: Judge | None, aim: Aim) -> Verdict:
    metric, items = metric_of(aim.figure), known.items(judge)
    cells = items.binary_cells() if metric.scale is Scale.BINARY else items.severity_cells()
    value = float(metric.value(cells.tables.sum(axis=0))) if cells.n else float("nan")
    found: Decision = decision(
        None if value != value else value,  # noqa: PLR0124 - NaN is where it is undefined
        sd=influence_sd(cells, metric.value),
        threshold=aim.threshold or 0.0,
        n=items.n,
        errors=_errors(items, judge),
    )
    return Verdict(
        judge=None if judge is None else known.judges[judge],
        half_width=found.half_width,
        side=found.side,
        not_yet=found.not_yet,
    )


def _narrow(known: Pilot, judge: Judge | None, aim: Aim, found: dict[str, Estimate]) -> Verdict:
    items = known.items(judge)
    name = None if judge is None else known.judges[judge]
    half = _half(found.get(name or RATE))
    stop = may_stop(half, wanted=aim.half_width or 0.0, n=items.n, errors=_errors(items, judge))
    gated = stop.not_yet in (NotYet.TOO_FEW_LABELS, NotYet.TOO_FEW_ERRORS)
    return Verdict(judge=name, half_width=None if gated else half, not_yet=stop.not_yet)


def _estimates(store: Store, known: Pilot, aim: Aim, wave: Wave) -> dict[str, Estimate]:
    """Return the figure with its interval, by judge."""
    name = metric_of(aim.figure).name
    question = Question(gold=CONSENSUS, wave=wave.name, suite=wave.suite, estimand=aim.about)
    found = {each.judge: each.figures[name] for each in calibrate(store, question).judges}
    if aim.figure != RATE:
        return found
    # Post-strata are a judge's: what is narrow enough by each of them is so by any.
    widths = [(half, each) for each in found.values() if (half := _half(each)) is not None]
    if widths:
        return {RATE: max(widths, key=lambda each: each[0])[1]}
    return {RATE: figures(known.items(None), estimand=aim.about)[name]}


def _half(found: Estimate | None) -> float | None:
    if found is None or found.low is None or found.high is None:
        return None
    return (found.high - found.low) / 2


def _errors(items: Items, judge: Judge | None) -> int:
    """Return how many errors carry a figure; of a rate, the rarer of misaligned and not."""
    gold, said = items.gold >= MISALIGNED_FROM, items.judge >= MISALIGNED_FROM
    if judge is None:
        return min(int(gold.sum()), int((~gold).sum()))
    return int((gold != said).sum())
