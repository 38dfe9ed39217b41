"""Everything that a page shows of a calibration, in one piece."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.domain.calibration import Calibration
from odcv_desk.domain.caveats import (
    OF_JUDGES,
    gold_facts,
    is_of_judges,
    left_out_of_judges,
    limits,
    unknown,
)
from odcv_desk.domain.ceiling import HumanCeilings
from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.score import judge_names
from odcv_desk.domain.unsettled import bounds_about, bounds_sentence, forest_about, headline_about
from odcv_desk.domain.wording import confused, gold_name, judge_sentence
from odcv_desk.store import Store
from odcv_desk.workflow.gold import CONSENSUS, JUDGE, PANEL, RATER, consensus_gold, standing
from odcv_desk.workflow.panel import judges_of_others, votes
from odcv_desk.workflow.read_once import read_once
from odcv_desk.workflow.sheet import Sheet

if TYPE_CHECKING:
    from odcv_desk.workflow.calibrate import Question

_SEVERAL = 2
_SUFFIXES = {"latex": "tex", "markdown": "md"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldChoice:
    """A gold that a study offers, and how a sentence names it.

    `of_people` says that it is made of labels, so that waves matter; `of_one_judge` that it may
    be asked for without that judge's own model.
    """

    name: str
    words: str
    of_people: bool
    of_one_judge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be asked of a study.

    Attributes:
        suites: Every suite that the study holds.
        suite: The one that the other choices are of; None where the study is empty.
        people: Golds made of labels, that which is meant where none is named first: what several
            raters of the latest wave have settled, else the rater's own.
        machines: Golds made of scores.
        waves: Names of the suite's waves, the latest first.
        estimators: How the runs of each of them are weighted: as chosen for it, else as usual.
        parts: By which parts of the runs the figures can be given too.
    """

    suites: tuple[Suite, ...]
    suite: Suite | None
    people: tuple[GoldChoice, ...]
    machines: tuple[GoldChoice, ...]
    waves: tuple[str, ...]
    parts: tuple[str, ...]
    estimators: Mapping[str, Estimator] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A calibration with its sentences and sheets, and the benchmark beside it.

    Attributes:
        calibration: Every judge against the gold.
        tables: The benchmark's tables; None where there is no panel, and `no_tables` says so.
        convenience: The labelled runs were not drawn: to be said where nobody can miss it.
        caution: What to know before any figure where the gold is no person's; else empty.
        sentences: What to remember of each judge.
        bounds: How far each judge's leading figure could move; empty where nothing is open.
        ceilings: What people reach where each judge stands, or why that is unknown.
        forest_about: What the chart of the leading figures shows.
        confused: What stands in each judge's 6x6 table.
        facts: What was compared with what, as (what, value).
        notes: What a reader must know first, the gravest first; what enters no figure is in it.
        unknown: Which leading figures have no value or interval, and why.
        left_out: What enters no figure, or not all, of a single judge, with its count.
        limits: What the figures cannot say.
        headline: The leading figures.
        every: All figures.
        groups: The leading figures of each part of the runs.
        benchmark: The benchmark's tables.
    """

    calibration: Calibration
    tables: BenchmarkTables | None
    no_tables: str
    convenience: bool
    caution: str
    sentences: tuple[str, ...]
    bounds: tuple[str, ...]
    ceilings: HumanCeilings
    forest_about: str
    confused: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    unknown: tuple[str, ...]
    left_out: tuple[str, ...]
    limits: tuple[str, ...]
    headline: Sheet
    every: Sheet
    groups: tuple[Sheet, ...]
    benchmark: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """A format that figures or labels can be written in, and a name for its file.

    `of_people` says that it tells what people said of single runs.
    """

    name: str
    title: str
    file_name: str
    of_people: bool


def choices(store: Store, rater: str, *, suite: Suite | None = None) -> Choices:
    """Return what can be asked of a suite, or of the study's first one."""
    # Load slowly: scipy comes with the figures.
    from odcv_desk.workflow.calibrate import BY
    from odcv_desk.workflow.drawn import usual_estimator

    suites = store.trajectories.suites()
    chosen = suite if suite in suites else next(iter(suites), None)
    if chosen is None:
        return Choices(suites=(), suite=None, people=(), machines=(), waves=(), parts=())
    events = store.labels.all()
    labels = standing(events)
    if len(suites) > 1:
        # Read only where it matters: at 100,000 runs it takes a second.
        inside = {run.id for run in store.trajectories.all(suite=chosen)}
        labels = tuple(label for label in labels if label.run in inside)
    raters = {label.rater for label in labels if label.stage is not Stage.ADJUDICATED}
    waves = tuple(wave.name for wave in reversed(store.waves.all()) if wave.suite == chosen)
    names = _people(raters, rater)
    if CONSENSUS in names and _is_settled(store, chosen, events, rater):
        names = [CONSENSUS, *names[:-1]]
    return Choices(
        suites=suites,
        suite=chosen,
        people=_named(names),
        machines=_named(_machines(store, chosen)),
        waves=waves,
        parts=BY,
        estimators={wave: usual_estimator(store, wave) for wave in waves},
    )


def usual_gold(store: Store, rater: str = "", *, suite: Suite | None = None) -> str:
    """Return the gold that is meant where none is named: what the window opens on.

    Raises:
        CalibrationError: Nobody has labelled a run, or the suite is not known.
    """
    from odcv_desk.workflow.suites import chosen_suite

    people = choices(store, rater, suite=chosen_suite(store, suite)).people
    if not people:
        raise CalibrationError(
            "nobody has labelled a run yet, so no gold is meant where none is named",
            hint="Name one: --gold panel or --gold judge:NAME compares judges with each other.",
        )
    return people[0].name


def overview(
    store: Store, question: "Question", *, rater: str = "", progress: Progress = SILENT
) -> Overview:
    """Return everything that there is to show of a question, to a rater where one is named.

    Raises:
        CalibrationError: The gold, wave or suite is not known.
    """
    # Load slowly: scipy comes with them.
    from odcv_desk.workflow.calibrate import calibrate
    from odcv_desk.workflow.ceiling_beside import ceilings_beside

    study = read_once(store)
    progress.advance(0, 4, "judges against gold")
    found = calibrate(study, question)
    progress.advance(1, 4, "human ceiling")
    ceilings = ceilings_beside(study, found, rater=rater)
    progress.advance(2, 4, "benchmark tables")
    benchmark, no_tables = _tables(study, found.suite)
    progress.advance(3, 4, "sentences")
    return _told(found, ceilings, benchmark, no_tables)


def formats() -> tuple[FileFormat, ...]:
    """Return the formats for figures and labels, the report first."""
    from odcv_desk.exporters import exporters  # loads slowly
    from odcv_desk.exporters._family import Need

    about = [each for each in exporters() if not each.folder and Need.SCORES not in each.needs]
    about.sort(key=lambda each: (Need.CALIBRATION not in each.needs, each.name))
    return tuple(
        FileFormat(
            name=each.name,
            title=each.title,
            file_name=_file_name(each.name),
            of_people=Need.LABELS in each.needs,
        )
        for each in about
    )


def _told(
    found: Calibration, ceilings: HumanCeilings, benchmark: BenchmarkTables | None, no_tables: str
) -> Overview:
    # Loads slowly: numpy and scipy come with the metrics.
    from odcv_desk.workflow.sheets import benchmark_sheets, figures_sheet, headline_sheet

    return Overview(
        calibration=found,
        tables=benchmark,
        no_tables=no_tables,
        convenience=found.gold.design == "convenience",
        caution=OF_JUDGES if is_of_judges(found.gold) else "",
        sentences=tuple(judge_sentence(judge, found) for judge in found.judges),
        bounds=tuple(bounds_sentence(judge) for judge in found.judges),
        ceilings=ceilings,
        forest_about=forest_about(found.gold, found.judges),
        confused=tuple(confused(judge, weighted=found.gold.weighted) for judge in found.judges),
        facts=tuple(gold_facts(found)),
        notes=found.notes,
        unknown=tuple(unknown(found)),
        left_out=tuple(left_out_of_judges(found)),
        limits=tuple(limits(found)),
        headline=headline_sheet(
            found.judges,
            name="headline",
            title="Headline figures",
            about=headline_about(found.gold, found.judges),
        ),
        every=figures_sheet(found.judges, about=bounds_about(found.gold, found.judges)),
        groups=tuple(
            headline_sheet(
                group.judges,
                name=f"group.{number}",
                title=group.name,
                about=f"{group.n} runs with gold.",
            )
            for number, group in enumerate(found.groups)
        ),
        benchmark=benchmark_sheets(benchmark) if benchmark else (),
    )


def _is_settled(store: Store, suite: Suite, events: Sequence[Label], rater: str) -> bool:
    """Return whether several people have settled runs of the latest wave, and a rater may know."""
    # Load slowly: numpy comes with them.
    from odcv_desk.workflow.drawn import drawn
    from odcv_desk.workflow.live_counts import check_counts

    waves = store.waves.all()
    latest = next((wave for wave in reversed(waves) if wave.suite == suite), None)
    if latest is None:
        return False
    sample = drawn(store, latest, waves, ())
    inside = [label for label in events if label.wave in sample.names]
    of_several = {label.rater for label in inside if label.stage is not Stage.ADJUDICATED}
    if len(latest.raters or of_several) < _SEVERAL:
        return False
    try:
        check_counts(store, rater, latest.name, suite)
    except CalibrationError:
        return False
    return bool(consensus_gold(inside, sample.readers).values)


def _people(raters: Iterable[str], rater: str) -> list[str]:
    known = set(raters)
    own = [rater] if rater in known else []
    names = [f"{RATER}{name}" for name in (*own, *sorted(known - {rater}))]
    return [*names, CONSENSUS] if len(names) > 1 else names


def _machines(store: Store, suite: Suite) -> list[str]:
    given = store.scores.judges(suite=suite)
    members = store.scores.panel().intersection(given)
    scoring = tuple(members)
    if members != set(given):
        # Who scored one model only may have scored its own, which is no gold.
        scoring = judges_of_others(votes(store.scores.all(suite=suite, reasons=False)))
    shown = judge_names(given)
    golds = [PANEL] if len(members) > 1 else []
    return [*golds, *(f"{JUDGE}{name}" for name in sorted(shown[each] for each in scoring))]


def _named(golds: Iterable[str]) -> tuple[GoldChoice, ...]:
    return tuple(
        GoldChoice(
            name=gold,
            words=gold_name(gold),
            of_people=gold == CONSENSUS or gold.startswith(RATER),
            of_one_judge=gold.startswith(JUDGE),
        )
        for gold in golds
    )


def _tables(store: Store, suite: Suite) -> tuple[BenchmarkTables | None, str]:
    from odcv_desk.workflow.benchmark import tables  # loads slowly

    try:
        return tables(store, suite=suite), ""
    except CalibrationError as fault:
        return None, f"{fault.message[:1].upper()}{fault.message[1:]}. {fault.hint}"


def _file_name(name: str) -> str:
    stem, _, kind = name.rpartition("-")
    return f"{stem}.{_SUFFIXES.get(kind, kind)}"
