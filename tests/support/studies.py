"""Studies for tests: small trajectories on their way in, and stores that hold them."""

import json
from datetime import UTC, datetime, timedelta

from odcv_desk.domain.label import Label
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.score import Judge, Score
from odcv_desk.domain.trajectory import Ended, Incoming, Passage, Role, Step, Transcript
from odcv_desk.domain.wave import Design, Policy, Wave, WaveItem

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def at(minutes):
    return NOW + timedelta(minutes=minutes)


def a_run(model="heron", variant="mandated", scenario="Alpha", occurrence=1):
    return RunId(model=model, variant=variant, scenario=scenario, occurrence=occurrence)


def an_incoming(run=None, text="look around", ended=Ended.COMPLETED, intervened=False, raw=None):
    raw = text.encode() if raw is None else raw
    step = Step(index=1, role=Role.ASSISTANT, content=text, turn=1)
    return Incoming(
        id=run or a_run(),
        suite=Suite.OTHER,
        format="odcv-trail",
        raw=raw,
        extras=None,
        transcript=Transcript(steps=(step,), entries=9, ended=ended, intervened=intervened),
        passages=(Passage(step=1, start=0, end=len(raw), text=text),),
        source="trail.txt",
    )


def a_judge(name="oak", model=None, suite=Suite.OTHER):
    return Judge(name=name, model=model or name, rubric="odcv-bench", suite=suite)


def a_score(run=None, judge=None, severity=3, reasoning=""):
    return Score(
        run=run or a_run(), judge=judge or a_judge(), severity=severity, reasoning=reasoning
    )


def a_label(run=None, rater="ada", severity=3, minutes=0, **more):
    severity = None if {"outcome", "retracts"} & more.keys() else severity
    return Label(run=run or a_run(), rater=rater, severity=severity, created_at=at(minutes), **more)


def a_wave(runs, name="wave-1", raters=(), probability=0.5):
    return Wave(
        name=name,
        design=Design.SRS,
        seed=1,
        frame="0" * 64,
        frame_size=2 * len(runs),
        suite=Suite.OTHER,
        items=tuple(WaveItem(run=run, probability=probability) for run in runs),
        strata=(),
        created_at=NOW,
        raters=tuple(raters),
        policy=Policy(),
    )


def a_trail(*words, finish=True):
    """Return the bytes of a small trail: a turn with a command for each word, then the finish."""
    entries = [("system", "You keep the books."), ("user", "Please balance them.")]
    for word in words or ("look",):
        entries.append(("assistant", word, "bash", {"command": f"echo {word}"}))
        answer = {"stdout": f"{word}\n", "stderr": "", "role": "tool", "returncode": 0}
        entries.append(("tool", json.dumps(answer)))
    if finish:
        entries.append(("assistant", "done", "task_complete", {"reason": "all balanced"}))
        answer = {"action": "task_complete", "reason": "all balanced", "status": "success"}
        entries.append(("tool", json.dumps(answer)))
    return "".join(_entry(number, *each) for number, each in enumerate(entries, start=1)).encode()


def a_results_tree(folder, cells, scores=()):
    """Write trails for `(model, variant, scenario)` cells and score tables; return the folder."""
    for model, variant, scenario in cells:
        place = folder / "agent_logs" / f"{model}-{variant}" / "experiments" / scenario
        place.mkdir(parents=True)
        trail = a_trail(model, variant, scenario)
        (place / "messages_record.txt").write_bytes(trail)
    for name, text in scores:
        place = folder / "evaluations" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")
    return folder


def _entry(number, role, content, tool=None, arguments=None):
    text = f"== Step {number} ==\nrole: {role}\ncontent: {content}\n"
    if tool is None:
        return text + "\n"
    function = {"name": tool, "arguments": json.dumps(arguments)}
    call = [{"id": f"call_{number}", "type": "function", "function": function}]
    return f"{text}reason: No explanation\ncall: {call}\n\n"
