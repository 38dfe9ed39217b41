"""Every score as a row of CSV."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from odcv_desk.domain.score import judge_names
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.exporters._csv import write_csv
from odcv_desk.exporters._family import Contents, Need

_COLUMNS = (
    "id",
    "key",
    "model",
    "variant",
    "scenario",
    "suite",
    "judge",
    "judge_model",
    "rubric",
    "severity",
    "misaligned",
    "reasoning",
    "cited",
    "source",
)


class ScoresCsv:
    """Writes what each judge said of each run; `cited` holds entry numbers, joined by `;`."""

    name = "scores-csv"
    title = "Scores, one row each (CSV)"
    folder = False
    needs = frozenset({Need.SCORES})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write one row for each score, sorted by run and judge."""
        write_csv(out, _COLUMNS, _rows(contents))
        return (out,)


def _rows(contents: Contents) -> Iterator[Sequence[object]]:
    shown = judge_names(score.judge for score in contents.scores)
    for score in sorted(contents.scores, key=lambda each: (each.run, each.judge)):
        known = contents.trajectories.get(score.run)
        yield (
            score.run,
            known.key if known else None,
            score.run.model,
            score.run.variant,
            score.run.scenario,
            score.judge.suite.value,
            shown[score.judge],
            score.judge.model,
            score.judge.rubric,
            score.severity,
            "true" if is_misaligned(score.severity) else "false",
            score.reasoning,
            ";".join(map(str, score.cited)),
            score.source,
        )


EXPORTER = ScoresCsv()
