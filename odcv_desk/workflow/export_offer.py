"""What can be exported, what a format asks for, and what it would tell a rater too early."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.run import Suite
from odcv_desk.domain.score import judge_names
from odcv_desk.exporters import exporters
from odcv_desk.exporters._family import Exporter, Need
from odcv_desk.store import Store
from odcv_desk.workflow.compare import aggregate_warning, note_aggregate
from odcv_desk.workflow.export import Order, check, export
from odcv_desk.workflow.gold import CONSENSUS, JUDGE, PANEL, RATER, standing
from odcv_desk.workflow.live_counts import check_counts
from odcv_desk.workflow.open_exports import note_open, refuse_open

_ENDINGS: Final = {"latex": "tex", "markdown": "md"}
_HOLDS: Final = {
    Need.LABELS: "what people said of each run",
    Need.SCORES: "what each judge said of each run",
    Need.TABLES: "the benchmark tables",
    Need.CALIBRATION: "judges compared with a gold",
    Need.GOLD_SET: "the gold of each run of a wave with how it came about",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """An export format as it is offered.

    Attributes:
        name: How the steps call it.
        title: What it is, in a few words.
        holds: What is in it, in a few words.
        folder: It writes several files into a folder.
        file_name: A name for the file or folder.
        takes_gold: It compares judges with a gold, where one is named.
        takes_wave: It is about the labels of one wave.
        one_suite: It never mixes suites.
    """

    name: str
    title: str
    holds: str
    folder: bool
    file_name: str
    takes_gold: bool
    takes_wave: bool
    one_suite: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be named in an order: golds of each suite, waves (the latest first), suites."""

    suites: tuple[Suite, ...]
    golds: tuple[tuple[Suite, tuple[str, ...]], ...]
    waves: tuple[tuple[Suite, str], ...]

    def golds_of(self, suite: Suite) -> tuple[str, ...]:
        """Return the golds that a suite has."""
        return next((golds for each, golds in self.golds if each is suite), ())

    def waves_of(self, suite: Suite) -> tuple[str, ...]:
        """Return the waves that were drawn from a suite, the latest first."""
        return tuple(name for each, name in self.waves if each is suite)


def formats() -> tuple[Format, ...]:
    """Return every format there is, those for a label set first."""
    return tuple(_format(each) for each in sorted(exporters(), key=_rank))


def export_choices(store: Store, rater: str) -> Choices:
    """Return what can be named in an order; the rater's own labels stand first among golds."""
    runs = store.trajectories.all()
    suites = tuple(sorted({run.suite for run in runs}))
    suite_of = {run.id: run.suite for run in runs}
    labels = standing(store.labels.all())
    golds = []
    for suite in suites:
        raters = {label.rater for label in labels if suite_of.get(label.run) is suite}
        own = [f"{RATER}{name}" for name in sorted(raters, key=lambda each: (each != rater, each))]
        judges = sorted(judge_names(store.scores.judges(suite=suite)).values())
        scored = [*(f"{JUDGE}{name}" for name in judges), PANEL] if judges else []
        golds.append((suite, (*own, *([CONSENSUS] if own else []), *scored)))
    waves = tuple((wave.suite, wave.name) for wave in reversed(store.waves.all()))
    return Choices(suites=suites, golds=tuple(golds), waves=waves)


def export_warning(store: Store, rater: str, name: str) -> str:
    """Return what to tell a rater before a format is written; empty where nothing speaks against.

    A file that shows judges, or what others said, can sway the labels that are still to be given.
    """
    needs = _needs(name)
    labels = standing(store.labels.all())
    others = any(label.rater != rater for label in labels)
    names = _naming(store, rater, needs) if Need.LABELS in needs else ""
    if needs == {Need.LABELS} and not others:
        return names
    sentences = [names, aggregate_warning(store, rater)]
    own = {label.run for label in labels if label.rater == rater}
    left = sum(run.has_transcript and run.id not in own for run in store.trajectories.all())
    if left and needs & {Need.LABELS, Need.SCORES}:
        who = "judges" if Need.SCORES in needs else "other people"
        runs = "1 run" if left == 1 else f"{left:,} runs"
        sentences.append(
            f"The file says what {who} said of runs, and {runs} you have not labelled yet. "
            "Leave it closed until you have."
        )
    if needs & {Need.LABELS, Need.SCORES}:
        sentences.append(
            "It is written down that you were shown each of them: what you say of these runs "
            "from now on is no blind label."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def is_in_the_way(out: Path) -> bool:
    """Return whether something lies where an export is to be written."""
    return os.path.lexists(out)


def export_for(
    store: Store, order: Order, *, rater: str, now: datetime, force_open: bool = False
) -> tuple[Path, ...]:
    """Write one format for a rater, noting first that this rater can see what it tells.

    Labels of an open wave are refused; with `force_open` they are written for its organiser, which
    is kept with the wave.

    Raises:
        ExportError: There is no such format, or the target exists, or cannot be written, or it
            names models that a wave hides from the rater, or tells labels of an open wave.
        CalibrationError: The gold or suite is not known, or what is counted over the wave would
            tell the rater single labels of others.
    """
    check(order)  # who is told nothing, as there is a file in the way, has seen nothing
    needs = _needs(order.format)
    if Need.LABELS in needs and _naming(store, rater, needs, order.suite):
        raise ExportError(
            "labels cannot be exported yet: they would name models that an open wave hides "
            "from you; nothing was written",
            hint="Finish labelling the wave first, then export again.",
        )
    if not force_open:
        refuse_open(store, order)
    if Need.CALIBRATION in needs and order.gold == CONSENSUS:
        check_counts(store, rater, order.wave, order.suite)
    note_open(store, order, by=rater, now=now)
    if export_warning(store, rater, order.format):
        # In the log before anything is written: what cannot be written down is not told.
        store.exposures.note(rater, _told(store, rater, needs, order.suite), at=now)
        note_aggregate(store, rater, now=now)
    return export(store, order, now=now, rater=rater)


def _told(
    store: Store, rater: str, needs: frozenset[Need], suite: Suite | None
) -> list[tuple[int, Seen]]:
    """Return of which rows a file tells scores or what other people said."""
    inside = {run.id for run in store.trajectories.all(suite=suite)}
    rows = {row: run for row, run in store.trajectories.ids().items() if run in inside}
    told: list[tuple[int, Seen]] = []
    if Need.SCORES in needs:
        told += [(row, Seen.SCORE) for row in sorted(store.scores.marks()) if row in rows]
    if Need.LABELS in needs:
        others = {label.run for label in store.labels.all() if label.rater != rater}
        told += [(row, Seen.LABEL) for row, run in sorted(rows.items()) if run in others]
    return told


def _naming(store: Store, rater: str, needs: frozenset[Need], suite: Suite | None = None) -> str:
    """Return why labels would tell a rater which model a hidden run is of; empty if not.

    A gold set names what was drawn, also where nobody has labelled it.
    """
    masked = {row for row, item in store.turns.open_items(rater).items() if item.masked}
    if not masked:
        return ""
    names = store.trajectories.ids()
    hidden = {names[row] for row in masked}
    inside = {run.id for run in store.trajectories.all(suite=suite)}
    told = inside if Need.GOLD_SET in needs else {label.run for label in store.labels.all()}
    if not hidden & inside & told:
        return ""
    return (
        "The file names models that an open wave hides from you: it can be written when you have "
        "finished the wave."
    )


def _needs(name: str) -> frozenset[Need]:
    return next((each.needs for each in exporters() if each.name == name), frozenset())


def _format(exporter: Exporter) -> Format:
    subject, _, form = exporter.name.rpartition("-")
    ending = "" if exporter.folder else f".{_ENDINGS.get(form, form)}"
    return Format(
        name=exporter.name,
        title=exporter.title,
        holds=_sentence(exporter),
        folder=exporter.folder,
        file_name=f"{subject}{ending}",
        takes_gold=Need.CALIBRATION in exporter.needs,
        takes_wave=bool(exporter.needs & {Need.CALIBRATION, Need.GOLD_SET}),
        one_suite=not exporter.needs <= {Need.LABELS, Need.SCORES},
    )


def _sentence(exporter: Exporter) -> str:
    kind = "A folder with" if exporter.folder else "One file with"
    return f"{kind} {' and '.join(_HOLDS[need] for need in Need if need in exporter.needs)}."


def _rank(exporter: Exporter) -> tuple[int, str]:
    return min(list(Need).index(need) for need in exporter.needs), exporter.name
