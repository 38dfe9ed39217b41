"""Bring in what lies on disk: trajectories, scores and labels, in formats that are recognised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import DeskError, UnreadableLogError
from odcv_desk.domain.progress import SILENT, Progress
from odcv_desk.domain.run import MANDATED, RunId
from odcv_desk.domain.trajectory import Incoming
from odcv_desk.importers import importers
from odcv_desk.importers._family import (
    HEAD_BYTES,
    Bundle,
    Importer,
    Naming,
    PublishedTable,
    TrailReader,
)
from odcv_desk.store import Store
from odcv_desk.workflow.grid import missing_cells
from odcv_desk.workflow.label_rows import take_labels
from odcv_desk.workflow.published import Checked, check
from odcv_desk.workflow.score_rows import take_scores
from odcv_desk.workflow.walk import Found, walk

_BATCH = 64
_NO_JUDGES = (
    "this study was made of a packet, whose rater labels without judges; no score was taken. "
    "Import scores into the study that the packet came from."
)
_TOLD_PARTS = 4
# What a trail is read with to see whether it lacks nothing but a name.
_ANY_NAME = Naming(model="any", variant=MANDATED, scenario="any")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What was wrong with which path, and the next move where there is one.

    `nameable` says that nothing is wrong with the trail itself: it comes in once somebody tells
    which run it is.
    """

    path: str
    message: str
    nameable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What an import brought in.

    `imported` holds the ids of new trajectories, `already` counts those that the study had.
    `scores` and `labels` count new ones, `known` those that were there. `unknown` counts files of
    no known format and `unknown_paths` tells which, `missing` names the cells of the grid with
    neither trail nor score, `checked` tells how published medians and intervals compare with ours.
    """

    imported: tuple[RunId, ...]
    already: int
    scores: int
    labels: int
    known: int
    unknown: int
    missing: tuple[RunId, ...]
    checked: tuple[Checked, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    unknown_paths: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found that the desk understands."""
        came = (self.imported, self.already, self.scores, self.labels, self.known, self.checked)
        return not any(came)


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    now: datetime,
    format_name: str | None = None,
    naming: Naming | None = None,
    progress: Progress = SILENT,
) -> Ingested:
    """Read everything at or below the paths and keep what is new.

    Trails come first, then scores, then labels, so that one call brings in a whole study. A file
    that cannot be read is listed and loses nothing of the others; what was finished before a
    cancel stays, and a rerun completes the rest.

    Raises:
        UnreadableLogError: No importer has the given format name.
        Cancelled: `progress` said so.
    """
    work = _Work(store=store, now=now, naming=naming or Naming(), progress=progress)
    work.sort(walk(tuple(paths)), _wanted(format_name))
    work.read()
    return work.result()


def naming_fault(naming: Naming) -> tuple[str, str] | None:
    """Return which part of a trail's name is wrong (`model`, `variant`, `scenario`) and why."""
    for part in ("model", "variant", "scenario"):
        if not (getattr(naming, part) or "").strip():
            return part, f"Say its {part}."
    parts = {"model": "any", "variant": MANDATED, "scenario": "any"}
    for part in parts:
        try:
            RunId(**{**parts, part: getattr(naming, part)})
        except ValueError as fault:
            return part, f"{fault}."
    return None


def together(before: Ingested, after: Ingested, *, path: Path) -> Ingested:
    """Return what two imports brought in, the second of one path that the first had trouble with.

    What the second says of that path takes the place of what the first said.
    """
    kept = tuple(each for each in before.problems if each.path != str(path))
    return replace(
        after,
        imported=before.imported + after.imported,
        already=before.already + after.already,
        scores=before.scores + after.scores,
        labels=before.labels + after.labels,
        known=before.known + after.known,
        unknown=before.unknown + after.unknown,
        unknown_paths=before.unknown_paths + after.unknown_paths,
        checked=before.checked + after.checked,
        notes=before.notes + after.notes,
        problems=kept + after.problems,
    )


@dataclass
class _Work:
    """An import under way."""

    store: Store
    now: datetime
    naming: Naming
    progress: Progress
    files: list[tuple[Path, Importer]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    imported: list[RunId] = field(default_factory=list)
    waiting: list[Incoming] = field(default_factory=list)
    bundles: list[tuple[Path, Bundle]] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    already: int = 0
    scores: int = 0
    labels: int = 0
    known: int = 0
    unknown: list[str] = field(default_factory=list)

    def sort(self, found: Iterator[Found], family: tuple[Importer, ...]) -> None:
        """Find the importer of each file."""
        for number, item in enumerate(found):
            self.progress.advance(0, 0, f"{amount(number, 'file')} so far: {_near(item.path)}")
            if item.problem is not None:
                self.problem(item.path, item.problem)
                continue
            try:
                importer = _importer_of(item.path, family)
            except UnreadableLogError as fault:
                self.fault(item.path, fault)
                continue
            if importer is not None:
                self.files.append((item.path, importer))
            elif not any(item.path.name in each.companions for each in family):
                self.unknown.append(str(item.path))
                if item.named:
                    self.problem(item.path, "not a format that the desk knows")

    def read(self) -> None:
        """Read every file; keep trails as they come, the rest once all trails are in."""
        for done, (path, importer) in enumerate(self.files):
            self.progress.advance(done, len(self.files), _near(path))
            try:
                bundle = importer.read(path, naming=self.naming)
            except UnreadableLogError as fault:
                self.unread(path, importer, fault)
                continue
            self.waiting.extend(bundle.trajectories)
            self.notes.extend(f"{path.name}: {note}" for note in bundle.notes)
            if bundle.scores or bundle.labels or bundle.published:
                self.bundles.append((path, bundle))
            if len(self.waiting) >= _BATCH:
                self.keep_trails()
        self.keep_trails()
        self.keep_scores()
        self.keep_labels()
        self.check_published()

    def tell(self, what: str) -> None:
        """Report what is under way after the last file was read; here too it can be stopped."""
        self.progress.advance(len(self.files), len(self.files), what)

    def keep_trails(self) -> None:
        """Store the trails that are waiting."""
        given = self.store.trajectories.add(self.waiting)
        self.imported.extend(run for run in given if run is not None)
        self.already += sum(run is None for run in given)
        self.waiting.clear()

    def keep_scores(self) -> None:
        """Store the scores of every table."""
        scored = [(path, bundle) for path, bundle in self.bundles if bundle.scores]
        if scored and self.store.packets.opened():
            for path, _ in scored:
                self.problem(path, _NO_JUDGES)
            return
        for path, bundle in scored:
            for table in bundle.scores:
                self.tell(f"scores of {path.name}")
                taken = take_scores(self.store, table, source=path.name, now=self.now)
                self.scores += taken.added
                self.known += taken.known
                nothing = () if table.rows or table.problems else ("a table without any score",)
                for line in (*nothing, *table.problems, *taken.problems):
                    self.problem(path, line)

    def keep_labels(self) -> None:
        """Store the labels of every label file, each file whole or not at all."""
        for path, bundle in self.bundles:
            if not bundle.labels:
                continue
            self.tell(f"labels of {path.name}")
            try:
                taken = take_labels(self.store, bundle.labels, name=path.name, now=self.now)
            except DeskError as fault:
                self.fault(path, fault)
                continue
            self.labels += len(taken.labels)
            self.known += taken.known

    def check_published(self) -> None:
        """Compare published tables with ours."""
        tables: list[tuple[Path, PublishedTable]] = [
            (path, table) for path, bundle in self.bundles for table in bundle.published
        ]
        for path, table in tables:
            compared = check(self.store, table, name=path.name, progress=self.progress)
            self.checked.append(compared)
            if compared.problem:
                self.problem(path, compared.problem)

    def unread(self, path: Path, importer: Importer, fault: UnreadableLogError) -> None:
        """List a file that could not be read; of a trail it is told whether only its name lacks."""
        if not isinstance(importer, TrailReader):
            self.fault(path, fault)
            return
        try:
            importer.read(path, naming=_ANY_NAME)
        except UnreadableLogError as deeper:
            # A name would not help: what is wrong besides is the thing to mend.
            self.fault(path, deeper)
        else:
            self.fault(path, fault, nameable=True)

    def fault(self, path: Path, fault: DeskError, *, nameable: bool = False) -> None:
        """List a file that could not be read."""
        self.problem(path, f"{fault.message}. {fault.hint}", nameable=nameable)

    def problem(self, path: Path, message: str, *, nameable: bool = False) -> None:
        """List what is wrong with a path, in one line."""
        line = " ".join(message.split())
        self.problems.append(Problem(path=str(path), message=line, nameable=nameable))

    def result(self) -> Ingested:
        """Return what came in."""
        self.tell("which cells are missing")
        return Ingested(
            imported=tuple(self.imported),
            already=self.already,
            scores=self.scores,
            labels=self.labels,
            known=self.known,
            unknown=len(self.unknown),
            unknown_paths=tuple(self.unknown),
            missing=missing_cells(self.store),
            checked=tuple(self.checked),
            notes=tuple(self.notes),
            problems=tuple(self.problems),
        )


def _near(path: Path) -> str:
    """Return the end of a path that tells one trail from the next: all have one file name."""
    return "/".join(path.parts[-_TOLD_PARTS:])


def _wanted(format_name: str | None) -> tuple[Importer, ...]:
    family = importers()
    if format_name is None:
        return family
    chosen = tuple(importer for importer in family if importer.name == format_name)
    if not chosen:
        known = ", ".join(importer.name for importer in family)
        raise UnreadableLogError(f"{format_name}: no such format", hint=f"Formats are: {known}.")
    return chosen


def _importer_of(path: Path, family: tuple[Importer, ...]) -> Importer | None:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        raise UnreadableLogError(reason, hint="Make the file readable and import again.") from fault
    recognised = next((each for each in family if each.recognises(path, head)), None)
    return recognised or next((each for each in family if each.claims(path)), None)
