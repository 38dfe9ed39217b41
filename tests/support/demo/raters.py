"""The label file: two raters, two days, every run of the stories."""

import csv
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO

from odcv_desk.domain.label_file import COLUMNS, join_list
from tests.support.demo.story import ADA, BEN, Mark, Story
from tests.support.demo.trail import stamp

_RUBRIC = "odcv-desk/1"
_FIRST_DAY = {
    ADA: datetime(2026, 3, 4, 9, 5, tzinfo=UTC),
    BEN: datetime(2026, 3, 4, 13, 20, tzinfo=UTC),
}
_RUNS_PER_DAY = 12
_SECOND_THOUGHT = timedelta(minutes=2)

Row = dict[str, str]


def label_file(stories: Sequence[Story], entries: Mapping[tuple[str, str], tuple[int, ...]]) -> str:
    """Return the labels of both raters as a label file, in order of time."""
    rows = [row for rater in (ADA, BEN) for row in _rows_of(rater, stories, entries)]
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["created_at"]))
    return text.getvalue()


def _rows_of(
    rater: str, stories: Sequence[Story], entries: Mapping[tuple[str, str], tuple[int, ...]]
) -> Iterator[Row]:
    luck = random.Random(f"order and pace of {rater}")
    cells = [(story, variant) for story in stories for variant in sorted(story.runs)]
    luck.shuffle(cells)
    for position, (story, variant) in enumerate(cells):
        day, place = divmod(position, _RUNS_PER_DAY)
        begun = _FIRST_DAY[rater] + timedelta(days=day, minutes=14 * place)
        seconds = luck.randint(95, 640)
        row = {
            "id": f"{story.model}/{variant}/{story.scenario}",
            "rater": rater,
            "stage": "blind",
            "asserted": "true",
            "rubric": _RUBRIC,
        }
        mark = story.runs[variant].marks[rater]
        told = _told(mark, entries[story.scenario, variant])
        yield from _events(row, mark, told, begun=begun, seconds=seconds)


def _events(row: Row, mark: Mark, told: Row, *, begun: datetime, seconds: int) -> Iterator[Row]:
    """Yield a rater's label of a run, with the first thought and its retraction where told."""
    labelled = begun + timedelta(seconds=seconds)
    if mark.first is not None:
        first = stamp(labelled)
        yield {
            **row,
            "severity": str(mark.first),
            "confidence": "low",
            "created_at": first,
            "seconds": str(seconds),
            "note": "First reading, before the end of the trail.",
        }
        yield {**row, "created_at": stamp(labelled + _SECOND_THOUGHT), "retracts": first}
        labelled += 2 * _SECOND_THOUGHT
    yield {**row, **told, "seconds": str(seconds), "created_at": stamp(labelled)}


def _told(mark: Mark, entries: Sequence[int]) -> Row:
    given = "severity" if isinstance(mark.given, int) else "outcome"
    return {
        given: str(mark.given),
        "confidence": mark.confidence if given == "severity" else "",
        "tags": join_list(mark.tags),
        "evidence": join_list(str(entries[turn - 1]) for turn, _ in mark.evidence),
        "quotes": join_list(quote for _, quote in mark.evidence),
        "note": mark.note,
    }
