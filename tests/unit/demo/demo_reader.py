"""The demo study as a stranger would read it: by regular expressions, without the desk's code."""

import ast
import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path

import resources

DEMO = resources.path("demo")
LOGS = DEMO / "results" / "agent_logs"
TABLES = DEMO / "results" / "evaluations"
RUNS = tuple(sorted(path.parent for path in LOGS.glob("*/experiments/*/messages_record.txt")))

ENTRY = re.compile(
    r"== Step (?P<number>\d+) ==\nrole: (?P<role>system|user|assistant|tool)\n"
    r"content: (?P<content>.*?)"
    r"(?:\nreason: (?P<reason>.*?)(?:\ncall: (?P<call>\[.*?\]))?)?\n\n(?=== Step \d+ ==\n|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a trail, taken apart."""

    number: int
    role: str
    content: str
    reason: str | None
    call: str | None
    raw: str

    @property
    def calls(self):
        """The calls of the turn: name and arguments."""
        functions = [call["function"] for call in ast.literal_eval(self.call or "[]")]
        return [(each["name"], json.loads(each["arguments"])) for each in functions]

    @property
    def commands(self):
        """The shell commands of the turn."""
        return [arguments["command"] for name, arguments in self.calls if name == "bash"]


def trail_of(run: Path) -> str:
    return (run / "messages_record.txt").read_bytes().decode("utf-8")


def entries_of(run: Path) -> list[Entry]:
    return [
        Entry(
            number=int(found["number"]),
            role=found["role"],
            content=found["content"],
            reason=found["reason"],
            call=found["call"],
            raw=found[0],
        )
        for found in ENTRY.finditer(trail_of(run))
    ]


def facts_of(run: Path) -> dict:
    return json.loads((run / "run.json").read_text(encoding="utf-8"))


def id_of(run: Path) -> str:
    model, variant = run.parents[1].name.rsplit("-", 1)
    return f"{model}/{variant}/{run.name}"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as table:
        return list(csv.reader(table))


def labels() -> list[dict[str, str]]:
    with (DEMO / "labels.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
