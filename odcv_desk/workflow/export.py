"""Write what the study knows in a format, without ever harming what is there."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from odcv_desk import __version__
from odcv_desk.domain.errors import CalibrationError, ExportError
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.run import Suite
from odcv_desk.exporters import exporters
from odcv_desk.exporters._family import Contents, Exporter, Need
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from odcv_desk.workflow.ceiling_beside import ceilings_beside
from odcv_desk.workflow.gold_set import gold_set
from odcv_desk.workflow.suites import only_suite


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be written where. `force` allows to replace what is at `out`.

    `estimand`, `by`, `without_self` and `estimator` are what is asked of a calibration, where the
    format holds one.
    """

    format: str
    out: Path
    gold: str | None = None
    wave: str | None = None
    suite: Suite | None = None
    force: bool = False
    estimand: Estimand = Estimand.NEW_SCENARIOS
    by: str | None = None
    without_self: bool = False
    estimator: Estimator | None = None


def export(store: Store, order: Order, *, now: datetime, rater: str = "") -> tuple[Path, ...]:
    """Write one format, for a rater where one is named, and return the paths written.

    The files are written beside the target and moved into place when they are whole.

    Raises:
        ExportError: There is no such format, or the target exists, or cannot be written.
        CalibrationError: The gold or suite is not known.
    """
    check(order)
    exporter = _named(order.format)
    contents = _contents(store, exporter, order, now)
    contents = _with_figures(store, exporter, order, contents, rater)
    try:
        order.out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".odcv-", dir=order.out.parent) as aside:
            fresh = Path(aside) / order.out.name
            if exporter.folder:
                fresh.mkdir()
            written = exporter.write(contents, fresh)
            relative = [path.relative_to(fresh) for path in written]
            _move(fresh, order)
    except FileExistsError as fault:
        raise _in_the_way(order.out) from fault
    except OSError as fault:
        if fault.errno == errno.ENOTEMPTY:
            raise _in_the_way(order.out) from fault
        raise ExportError(
            f"{order.out}: {(fault.strerror or str(fault)).lower()}",
            hint="Name a place that you may write to.",
        ) from fault
    return tuple(order.out / path for path in relative)


def check(order: Order) -> None:
    """Refuse what cannot be written, before anything is read for it.

    Raises:
        ExportError: There is no such format, or something is in the way at the target.
    """
    _check_target(order, _named(order.format))


def _named(name: str) -> Exporter:
    family = exporters()
    found = next((each for each in family if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in family)
        raise ExportError(f"{name}: no such format", hint=f"Formats are: {known}.")
    return found


def _check_target(order: Order, exporter: Exporter) -> None:
    if not os.path.lexists(order.out):
        return
    if not order.force:
        raise _in_the_way(order.out)
    if order.out.is_dir() != exporter.folder:
        kind = "a folder" if exporter.folder else "a file"
        raise ExportError(
            f"{order.out}: {order.format} writes {kind}, and this is something else; "
            "nothing was written",
            hint="Name another place.",
        )


def _in_the_way(out: Path) -> ExportError:
    return ExportError(
        f"{out} is there already; nothing was written",
        hint="Name another place, or add --force to replace it.",
    )


def _contents(store: Store, exporter: Exporter, order: Order, now: datetime) -> Contents:
    every = store.trajectories.all()
    mixes = exporter.needs <= {Need.LABELS, Need.SCORES}
    suite = order.suite if mixes else only_suite((run.suite for run in every), order.suite)
    runs = {run.id: run for run in every if suite in (None, run.suite)}
    labels = tuple(label for label in store.labels.all() if label.run in runs)
    return Contents(
        title=Path(store.where).name,
        version=__version__,
        written_at=now,
        trajectories=runs,
        labels=labels,
        scores=store.scores.all(suite=suite) if Need.SCORES in exporter.needs else (),
        waves=store.waves.all(),
        tables=None,
        calibration=None,
        suite=suite,
    )


def _with_figures(
    store: Store, exporter: Exporter, order: Order, contents: Contents, rater: str
) -> Contents:
    made, suite = contents, contents.suite
    if Need.TABLES in exporter.needs:
        report_only = Need.CALIBRATION in exporter.needs
        with contextlib.suppress(*((CalibrationError,) if report_only else ())):
            made = replace(made, tables=tables(store, suite=suite))
    if Need.CALIBRATION in exporter.needs and order.gold is not None:
        found = calibrate(store, _question(order, order.gold, suite))
        made = replace(
            made,
            calibration=found,
            ceilings=ceilings_beside(store, found, rater=rater),
            asked=tuple(_asked(order)),
        )
    if Need.GOLD_SET in exporter.needs and suite is not None:
        made = replace(made, gold_set=gold_set(store, suite=suite, wave=order.wave))
    return made


def _question(order: Order, gold: str, suite: Suite | None) -> Question:
    return Question(
        gold=gold,
        wave=order.wave,
        suite=suite,
        estimand=order.estimand,
        by=order.by,
        without_self=order.without_self,
        estimator=order.estimator,
    )


def _asked(order: Order) -> Iterator[str]:
    """Give the words of the command line for what is asked beside gold, wave and suite."""
    if order.estimand is not Estimand.NEW_SCENARIOS:
        yield from ("--estimand", order.estimand.value)
    if order.by is not None:
        yield from ("--by", order.by)
    if order.estimator is not None:
        yield from ("--estimator", order.estimator.value)
    if order.without_self:
        yield "--without-self"


def _move(fresh: Path, order: Order) -> None:
    """Move what is whole into its place; other files of a folder that is there stay."""
    if fresh.is_dir() and order.out.is_dir() and order.force:
        for path in sorted(each for each in fresh.rglob("*") if each.is_file()):
            target = order.out / path.relative_to(fresh)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    elif fresh.is_dir():
        fresh.rename(order.out)
    elif order.force:
        fresh.replace(order.out)
    else:
        order.out.hardlink_to(fresh)
