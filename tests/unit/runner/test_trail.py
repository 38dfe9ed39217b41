import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Ended
from odcv_desk.importers._flags import Flag
from odcv_desk.importers._run_file import run_facts
from odcv_desk.importers.odcv_trail import IMPORTER
from runner.asking import Decision, StoppedAtQuestion
from runner.loop import Task
from runner.model import Asked
from runner.trail import extras_of, facts_of, trail_bytes
from tests.support.agents import (
    NOON,
    FakeSandbox,
    bash,
    finish,
    hands,
    output,
    played,
    says,
)
from tests.support.strategies import texts
from tests.support.trails import incoming, put

RUN = RunId(model="heron", variant="mandated", scenario="Quay-Cranes")
HOSTILE = (
    'q\n\n== Step 4 ==\nrole: tool\ncontent: {"stdout": ""}\n\n',
    "q\n\n== Step 3 ==\nrole: assistant\ncontent: f\nreason: f\n\nz",
    "x\nreason: No explanation",
    "x\ncall: [{'id': 'c', 'type': 'function', 'function': {'name': 'bash', 'arguments': '{}'}}]",
    "None",
    "No explanation",
    "[{'type': 'reasoning.encrypted', 'data': 'x'}]",
    "",
    "\r\n\r\n",
    "a\0b \U0001f468\u200d\U0001f469 \u2028 \u202e \ufeff \x85",
    "\ud800 half",
)
WORDS = st.one_of(st.sampled_from(HOSTILE), texts(2), st.text(max_size=20))


class Says:
    """An asker that decides as it is told."""

    def __init__(self, decisions):
        self.decisions = decisions

    def decide(self, command, *, step, stop):
        verdict, text = self.decisions.pop(0) if self.decisions else (None, "")
        if verdict is None:
            return None
        approval = Approval(
            verdict=verdict, by="ada", at=NOON, seconds=2.5, asked=command, message=text
        )
        if verdict is Verdict.STOPPED:
            raise StoppedAtQuestion(approval)
        runs = {Verdict.APPROVED: command, Verdict.EDITED: text, Verdict.REJECTED: None}
        return Decision(approval=approval, command=runs[verdict])


def read_back(done):
    return IMPORTER.transcript(trail_bytes(done.steps), extras_of(done))


def without_flags(steps):
    """Steps as they were lived: flags are what a reader finds afterwards."""
    return [
        replace(step, flags=(), calls=tuple(replace(call, flags=()) for call in step.calls))
        for step in steps
    ]


@st.composite
def answers(draw):
    calls = []
    for at in range(draw(st.integers(0, 3))):
        name, arguments = draw(
            st.one_of(
                WORDS.map(bash),
                st.tuples(st.sampled_from(("bash", "", "task_complete", "b<|c|>")), WORDS),
                WORDS.map(lambda text: ("bash", json.dumps({"cmd": text}))),
                WORDS.map(finish),
            )
        )
        calls.append(Asked(call_id=draw(st.sampled_from((None, f"c{at}"))), name=name,
                           arguments=arguments))  # fmt: skip
    return says(*calls, content=draw(st.one_of(st.none(), WORDS)), reasoning=draw(WORDS))


@st.composite
def changes(draw):
    text = st.one_of(st.none(), st.text(max_size=10))
    return FileChange(
        path="/" + draw(st.text(min_size=1, max_size=8)),
        kind=draw(st.sampled_from(ChangeKind)),
        before=draw(text),
        after=draw(text),
        origin=Origin.RECORDED,
        mode=draw(st.sampled_from((None, "0644"))),
        old_path=draw(st.sampled_from((None, "/old"))),
        binary=draw(st.booleans()),
        owner=draw(st.sampled_from((None, "0:0"))),
        link=draw(st.booleans()),
        left_out=draw(st.sampled_from(("", "212,000,000 bytes, not kept"))),
    )


@st.composite
def runs(draw):
    """What a model, a person and a sandbox may come up with, played to its end."""
    verdicts = st.sampled_from((None, *Verdict))
    decisions = draw(st.lists(st.tuples(verdicts, st.text(max_size=10)), max_size=3))
    ran = {
        "stdout": output(draw(st.text(max_size=20))),
        "stderr": output(draw(st.text(max_size=20))),
        "exit_code": draw(st.integers(0, 255)),
        "timed_out": draw(st.booleans()),
        "seconds": draw(st.floats(0, 100)),
    }
    sandbox = FakeSandbox(
        lambda _: ran, changes=draw(st.lists(st.lists(changes(), max_size=2).map(tuple)))
    )
    return played(
        *draw(st.lists(answers(), min_size=1, max_size=4)),
        sandbox=sandbox,
        held=hands(asker=Says(decisions)),
        task=Task(system=draw(WORDS), prompt=draw(WORDS)),
        steps=5,
    )


@given(runs())
def test_whatever_happened_is_read_back_as_it_was(done):
    read = read_back(done)

    assert without_flags(read.steps) == list(done.steps)
    assert (read.ended, read.intervened) == (done.ended, done.intervened)
    assert (read.started_at, read.ended_at) == (done.started_at, done.ended_at)
    assert read.recorded
    assert not {Flag.AMBIGUOUS_STEPS, Flag.AMBIGUOUS_REASON} & {*read.flags}


@given(runs())
def test_the_passages_of_a_run_are_those_of_its_bytes(done):
    raw = trail_bytes(done.steps)

    found = IMPORTER.incoming(raw, extras_of(done), run=RUN, source="live")

    assert [each.step for each in found.passages] == [step.index for step in done.steps]
    for each in found.passages:
        assert IMPORTER.passage(raw, start=each.start, end=each.end) == each.text


@given(runs())
def test_a_run_can_be_masked_and_then_reads_as_before(done):
    raw, extras = trail_bytes(done.steps), extras_of(done)

    hidden = IMPORTER.masked(raw, extras, by="(hidden)").encode()

    masked = IMPORTER.transcript(hidden, extras)
    ids = [call.call_id for step in masked.steps for call in step.calls]
    assert set(ids) <= {"(hidden)"}
    assert [step.index for step in masked.steps] == [step.index for step in done.steps]
    assert [step.content for step in masked.steps] == [step.content for step in done.steps]


def test_an_ordinary_run_is_a_trail_of_the_published_form_and_needs_no_more():
    done = played(
        says(bash("ls"), reasoning="Look first."), says(finish("Done."), content="I am done.")
    )

    assert trail_bytes(done.steps).decode() == (
        "== Step 1 ==\nrole: system\ncontent: You keep the quay's log.\n\n"
        "== Step 2 ==\nrole: user\ncontent: Bring the log to 98 %.\n\n"
        "== Step 3 ==\nrole: assistant\ncontent: Looking.\nreason: Look first.\n"
        "call: [{'id': 'c0', 'type': 'function', 'function': {'name': 'bash', "
        "'arguments': '{\"command\": \"ls\"}'}}]\n\n"
        "== Step 4 ==\nrole: tool\n"
        'content: {"stdout": "ran ls\\n", "stderr": "", "role": "tool", "returncode": 0}\n\n'
        "== Step 5 ==\nrole: assistant\ncontent: I am done.\nreason: No explanation\n"
        "call: [{'id': 'c0', 'type': 'function', 'function': {'name': 'task_complete', "
        "'arguments': '{\"reason\": \"Done.\"}'}}]\n\n"
        "== Step 6 ==\nrole: tool\n"
        'content: {"action": "task_complete", "reason": "Done.", "status": "success"}\n\n'
    )
    assert not {"heads", "said"} & set(facts_of(done))
    assert IMPORTER.transcript(trail_bytes(done.steps), None).steps[2].calls[0].stdout == "ran ls\n"


@pytest.mark.parametrize(
    ("verdict", "text", "ran"),
    [
        (Verdict.APPROVED, "", "rm x"),
        (Verdict.EDITED, "ls x", "ls x"),
        (Verdict.REJECTED, "Leave the data alone.", None),
        (Verdict.STOPPED, "", None),
    ],
)
def test_a_decision_is_kept_with_who_when_how_long_and_the_original(verdict, text, ran):
    done = played(says(bash("rm x")), says(finish()), held=hands(asker=Says([(verdict, text)])))

    read = read_back(done)

    call = read.steps[2].calls[0]
    assert call.approval == Approval(
        verdict=verdict, by="ada", at=NOON, seconds=2.5, asked="rm x", message=text
    )
    assert (call.command, call.rejected) == (ran, verdict is Verdict.REJECTED)
    assert read.intervened == done.intervened == (verdict is not Verdict.APPROVED)
    assert text in (call.stderr or "")


def test_a_malformed_call_is_not_said_to_have_run():
    done = played(
        says(("bash", '{"command": "rm x", }'), ("bash", "{}"), ("bash", '{"cmd": "ls"}')),
        says(finish()),
    )

    calls = read_back(done).steps[2].calls

    assert [call.command for call in calls] == [None, None, None]
    assert [call.flags for call in calls] == [
        (Flag.ARGUMENTS_MALFORMED,),
        (Flag.COMMAND_NOT_TEXT,),
        (Flag.COMMAND_EMPTY,),
    ]
    assert "missing" in calls[2].result


@pytest.mark.parametrize("temperature", [None, 0.0, 0.7])
def test_the_temperature_of_a_run_is_kept(temperature):
    done = replace(played(says(finish())), temperature=temperature)

    assert run_facts(facts_of(done)).temperature == temperature


def test_times_of_a_run_lie_within_it():
    done = played(says(bash("ls")), says(finish()))

    finished = [call.finished_at for step in read_back(done).steps for call in step.calls]

    assert done.ended is Ended.COMPLETED
    assert done.started_at < finished[0] < finished[1] < done.ended_at
    assert done.ended_at - done.started_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("heads", [0, 2], "head 2 of the trail does not begin entry 2"),
        ("heads", [0, 1, 9], "head 9 of the trail does not begin entry 3"),
        ("heads", [-1, 0], "head -1 of the trail does not begin entry 1"),
        ("heads", [3, 2], "growing order"),
        ("heads", ["0"], "whole numbers"),
        ("heads", [True], "whole numbers"),
        ("said", [{"step": 4, "content": "x", "calls": 1}], "said: the trail has no step"),
        ("said", [{"step": 3, "calls": 1}], r"said\[0\].content"),
        ("said", [{"step": 3, "content": "x", "calls": -1}], r"said\[0\].calls"),
        ("temperature", -1, "temperature: must be a number from 0 on"),
        ("temperature", "hot", "temperature: must be a number from 0 on"),
        ("calls", [{"entry": 4, "approval": 5}], r"calls\[0\].approval: must be an object"),
        ("calls", [{"entry": 4, "approval": {"verdict": "maybe"}}], "approval.verdict"),
        ("calls", [{"entry": 4, "command": 5}], r"calls\[0\].command"),
    ],
)
def test_a_wrong_record_of_ours_is_refused_with_its_key(key, value, told, tmp_path):
    done = played(says(bash("ls")), says(finish()))
    path = put(tmp_path, trail_bytes(done.steps))
    path.with_name("run.json").write_text(json.dumps({**facts_of(done), key: value}))

    with pytest.raises(UnreadableLogError, match=told):
        incoming(path)
