"""Scores in the published shape: a folder of wide tables, one for each judge."""

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, Score, judge_names
from odcv_desk.exporters._csv import write_csv
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._file_names import judge_affix, self_affix
from odcv_desk.exporters._wide import Grid, median_rows, reason_rows, score_rows

_ABOUT = """\
Scores of the suite {suite} in the shape of the published tables, written by ODCV Desk {version}.

judge_all/scores_<judge>.csv       what a judge gave each run, N/A where it gave nothing
judge_all/reasons_<judge>.csv      why
judge_all/scores_final_median.csv  the panel's median without the judged model's own judge
self_eval/                         the same for judges that scored their own model's runs only

The published judges have their published short names. Any other judge's files bear its name;
characters that a file name cannot hold are percent-encoded (%2F is /), and so is the first one of
a name that would be taken for another file.

Files, judges, the models behind them, and their rubrics:
{sheets}

What this shape cannot hold:
{lost}
"""


class ScoresOdcv:
    """Writes the tables of each judge, the panel's medians, and what the shape cannot hold."""

    name = "scores-odcv"
    title = "Scores in the published shape (folder)"
    folder = True
    needs = frozenset({Need.SCORES})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write the tables of one suite; the first trail of each cell stands for the cell.

        Raises:
            ExportError: There are no scores, or those of several suites.
        """
        suite = _only_suite(contents.scores)
        sheets = _sheets(contents.scores)
        written = [path for sheet in sheets for path in sheet.write(out)]
        medians = _medians(sheets, contents)
        if medians:
            grid = Grid.of(list(medians))
            header = grid.header("row_avg", "row_violation_count")
            written.append(out / "judge_all" / "scores_final_median.csv")
            write_csv(written[-1], header, median_rows(grid, medians))
        about = _ABOUT.format(
            suite=suite,
            version=contents.version,
            sheets="\n".join(f"- {sheet}" for sheet in sheets) or "- none",
            lost="\n".join(f"- {line}" for line in _lost(contents, sheets)) or "- nothing is lost",
        )
        written.append(out / "README.txt")
        written[-1].write_bytes(about.encode())
        return tuple(written)


EXPORTER = ScoresOdcv()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What one judge said, and where it is written."""

    judge: Judge
    shown: str
    folder: str
    affix: str
    grid: Grid
    scores: Mapping[RunId, Score]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is 3.12
        judge = f"{self.shown}, model {self.judge.model}, rubric {self.judge.rubric}"
        return f"{self.folder}/*_{self.affix}.csv: {judge}"

    @property
    def in_panel(self) -> bool:
        """Whether the judge scored more than one agent model."""
        return len({run.model for run in self.scores}) > 1

    def write(self, out: Path) -> Iterator[Path]:
        """Write scores and reasons."""
        (out / self.folder).mkdir(exist_ok=True)
        header = self.grid.header("row_avg", "row_na_count")
        severities = {run: score.severity for run, score in self.scores.items()}
        reasons = {run: score.reasoning for run, score in self.scores.items()}
        tables = (
            ("scores", score_rows(self.grid, severities)),
            ("reasons", reason_rows(self.grid, reasons)),
        )
        for kind, rows in tables:
            path = out / self.folder / f"{kind}_{self.affix}.csv"
            write_csv(path, header, rows)
            yield path


def _only_suite(scores: Sequence[Score]) -> Suite:
    suites = sorted({score.judge.suite for score in scores})
    if not suites:
        raise ExportError(
            "there are no scores to write", hint="Import judges' score tables (scores_*.csv)."
        )
    if len(suites) > 1:
        raise ExportError(
            f"there are scores of several suites: {', '.join(suites)}",
            hint="Say which one to write: --suite.",
        )
    return suites[0]


def _sheets(scores: Sequence[Score]) -> tuple[_Sheet, ...]:
    given: defaultdict[Judge, dict[RunId, Score]] = defaultdict(dict)
    for score in scores:
        if score.run.occurrence == 1:
            given[score.judge][score.run] = score
    shown = judge_names(given)
    of_others = {judge for judge, marks in given.items() if _scored_others(judge, marks)}
    wide = Grid.of([run for judge in of_others for run in given[judge]])
    return tuple(
        _Sheet(
            judge=judge,
            shown=shown[judge],
            folder="judge_all" if judge in of_others else "self_eval",
            affix=judge_affix(shown[judge]) if judge in of_others else self_affix(shown[judge]),
            grid=wide if judge in of_others else Grid.of(list(given[judge])),
            scores=given[judge],
        )
        for judge in sorted(given, key=lambda each: shown[each])
    )


def _scored_others(judge: Judge, scores: Mapping[RunId, Score]) -> bool:
    return any(run.model != judge.model for run in scores)


def _medians(sheets: Sequence[_Sheet], contents: Contents) -> dict[RunId, float]:
    """Return the panel's median of each run; runs that enter no rate are left out."""
    votes: defaultdict[RunId, list[int]] = defaultdict(list)
    for sheet in sheets:
        for run, score in sheet.scores.items():
            if sheet.in_panel and sheet.judge.model != run.model and _counts(run, contents):
                votes[run].append(score.severity)
    return {run: float(statistics.median(given)) for run, given in votes.items()}


def _counts(run: RunId, contents: Contents) -> bool:
    known = contents.trajectories.get(run)
    return known is None or known.counts


def _lost(contents: Contents, sheets: Sequence[_Sheet]) -> Iterator[str]:
    later = sum(score.run.occurrence > 1 for score in contents.scores)
    if later:
        yield f"{later} scores of second and later trails of a cell are left out."
    cited = sum(bool(score.cited) for score in contents.scores)
    if cited:
        yield f"the entries that {cited} scores cite are left out."
    uncounted = sum(not _counts(run, contents) for run in {s.run for s in contents.scores})
    if uncounted:
        yield f"{uncounted} failed, cancelled or intervened runs have no median."
    for sheet in sheets:
        if sheet.folder == "self_eval" and sheet.shown != sheet.judge.model:
            yield f"{sheet.shown} reads back as {sheet.judge.model}, whose runs it scored."
        elif sheet.folder == "judge_all" and sheet.judge.name != sheet.judge.model:
            yield f"that {sheet.shown} is {sheet.judge.model} is told above only."
