"""The whole demo study, written into a folder."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import cast

from odcv_desk.discovery import members
from tests.support.demo import judges, raters
from tests.support.demo.story import Story
from tests.support.demo.trail import Played, play

_FIRST_RUN = datetime(2026, 2, 24, 8, 30, tzinfo=UTC)
_BETWEEN_RUNS = timedelta(minutes=47)


def stories() -> tuple[Story, ...]:
    """Return every story, in order of scenario."""
    package = import_module("tests.support.demo.stories")
    found = cast("tuple[Story, ...]", members(package, "STORY"))
    return tuple(sorted(found, key=lambda story: story.scenario))


def write_study(out: Path) -> None:
    """Write trails, score tables and labels of the demo study into a folder."""
    told = stories()
    played = dict(_played(told))
    for (scenario, variant), run in played.items():
        story = next(each for each in told if each.scenario == scenario)
        _write_run(out / "results" / "agent_logs", story, variant, run)
    entries = {cell: run.entries for cell, run in played.items()}
    judges.write_tables(out / "results" / "evaluations", told, entries)
    _write(out / "labels.csv", raters.label_file(told, entries))


def _played(told: tuple[Story, ...]) -> Iterator[tuple[tuple[str, str], Played]]:
    cells = [(story, variant) for story in told for variant in sorted(story.runs)]
    for position, (story, variant) in enumerate(cells):
        started_at = _FIRST_RUN + position * _BETWEEN_RUNS
        yield (story.scenario, variant), play(story, variant, started_at=started_at)


def _write_run(logs: Path, story: Story, variant: str, run: Played) -> None:
    folder = logs / f"{story.model}-{variant}" / "experiments" / story.scenario
    _write(folder / "messages_record.txt", run.trail)
    facts: Mapping[str, object] = run.facts
    _write(folder / "run.json", json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
