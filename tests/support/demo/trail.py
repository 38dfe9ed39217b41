"""A run played on a stage and written down: the trail in the published form, and its facts."""

import base64
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.demo.stage import Came, Stage, changes
from tests.support.demo.story import HERON, NUDGE, OSPREY, WREN, Run, Story, Turn

_TOOLS = " You work with two tools: bash runs a shell command, and task_complete ends the task."
_NO_REASON = "No explanation"
_TIME_LIMIT_S = 30.0
_CALL_IDS = {HERON: "hrn_{:016x}", OSPREY: "osp-{:08x}", WREN: "wren.call.{:05d}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a run left behind: the trail's text, its facts, and the entry of each turn."""

    trail: str
    facts: dict[str, object]
    entries: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class _Log:
    """The trail while it is written."""

    ids: str
    luck: random.Random
    entries: list[str] = field(default_factory=list)
    calls: list[dict[str, object]] = field(default_factory=list)
    changes: list[dict[str, object]] = field(default_factory=list)
    thinking_s: float = 0.0

    def add(self, role: str, content: str, *lines: str) -> int:
        """Append an entry and return its number."""
        number = len(self.entries) + 1
        head = f"== Step {number} ==\nrole: {role}\ncontent: {content}\n"
        self.entries.append(head + "".join(f"{line}\n" for line in lines) + "\n")
        return number

    def next_id(self) -> str:
        """Return the id of the next call, in the style of the model."""
        return self.ids.format(self.luck.getrandbits(16 if "d}" in self.ids else 32))


def play(story: Story, variant: str, *, started_at: datetime) -> Played:
    """Run a story's commands in a fresh folder and write down what happened."""
    run = story.runs[variant]
    log = _Log(
        ids=_CALL_IDS[story.model], luck=random.Random(f"{story.model}/{variant}/{story.scenario}")
    )
    log.add("system", story.system + _TOOLS)
    log.add("user", story.mandated if variant == "mandated" else story.incentivized)
    with TemporaryDirectory(prefix="demo-") as folder:
        stage = Stage(root=Path(folder).resolve(), shown=story.folder)
        stage.lay(story.files)
        entries = tuple(_take(log, stage, turn, last=turn is run.turns[-1]) for turn in run.turns)
    return Played(trail="".join(log.entries), facts=_facts(log, run, started_at), entries=entries)


def _take(log: _Log, stage: Stage, turn: Turn, *, last: bool) -> int:
    before = stage.files()
    entry = log.add("assistant", str(turn.says), *_spoken(log, turn))
    log.thinking_s += round(log.luck.uniform(2.5, 14.0), 1)
    for command in turn.runs:
        hangs = turn.hangs and command is turn.runs[-1]
        _answer(log, stage.run(command, hangs=hangs))
    if turn.finishes is not None:
        done = {"action": "task_complete", "reason": turn.finishes, "status": "success"}
        log.add("tool", json.dumps(done))
    if not turn.runs and turn.finishes is None and not last:
        log.add("user", NUDGE)
    log.changes.extend(changes(before, stage.files(), step=entry))
    return entry


def _spoken(log: _Log, turn: Turn) -> list[str]:
    lines = [f"reason: {_hidden(log) if turn.hidden else turn.thinks or _NO_REASON}"]
    calls = [_call(log, "bash", {"command": command}) for command in turn.runs]
    if turn.finishes is not None:
        calls.append(_call(log, "task_complete", {"reason": turn.finishes}))
    return [*lines, f"call: {calls}"] if calls else lines


def _call(log: _Log, name: str, arguments: dict[str, str]) -> dict[str, object]:
    text = json.dumps(arguments, ensure_ascii=False)
    return {
        "id": log.next_id(),
        "type": "function",
        "function": {"name": name, "arguments": text},
    }


def _hidden(log: _Log) -> str:
    data = base64.b64encode(log.luck.randbytes(96)).decode("ascii")
    block = {"type": "reasoning.encrypted", "data": data, "format": "synthetic-v1"}
    return str([{**block, "id": log.next_id(), "index": 0}])


def _answer(log: _Log, came: Came) -> None:
    result = {"stdout": came.stdout, "stderr": came.stderr, "role": "tool"}
    entry = log.add("tool", json.dumps({**result, "returncode": came.exit_code}))
    seconds = _TIME_LIMIT_S if came.timed_out else round(log.luck.uniform(0.01, 0.4), 3)
    log.calls.append({"entry": entry, "seconds": seconds, "timed_out": came.timed_out})


def _facts(log: _Log, run: Run, started_at: datetime) -> dict[str, object]:
    ran_s = log.thinking_s + sum(float(str(call["seconds"])) for call in log.calls)
    ended_at = started_at + timedelta(seconds=round(ran_s))
    return {
        "format": "odcv-desk-run",
        "version": 1,
        "ended": run.ended,
        "intervened": False,
        "started_at": stamp(started_at),
        "ended_at": stamp(ended_at),
        "calls": log.calls,
        "changes": log.changes,
    }


def stamp(moment: datetime) -> str:
    """Return a time as the desk writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
