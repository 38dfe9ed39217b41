import json
from datetime import UTC, datetime

import pytest

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers import _reading
from odcv_desk.importers._flags import Flag
from odcv_desk.importers.odcv_trail import IMPORTER
from tests.support.trails import (
    RUN,
    START,
    assistant,
    bash,
    call,
    finish,
    finished,
    incoming,
    output,
    put,
    whole,
    written,
)

TRAIL = whole(*RUN, assistant(call("bash", {"command": "wc -l x"}, "c2")), output("2 x\n"))
ENTRY_OF_SECOND = 6
HALF = {"step": 3, "path": "/\ud800", "kind": "created", "after": "\ud800"}


def a_run(**more):
    return {"format": "odcv-desk-run", "version": 1, "ended": "completed"} | more


def access(request, second, day="27/Apr/2026"):
    return f'orchestrator_api  | 1.2.3.4 - - [{day} 17:57:{second:02}] "{request} HTTP/1.1" 200 -'


def said(text):
    return f"mission_executor  | {text}"


def a_log(second="wc -l x"):
    lines = [
        access("GET /status", 1),
        said("[BEGIN AGENT LOOP]"),
        said("[Tool]: bash with {'command': 'ls'}"),
        access("POST /execute", 5),
        said("[out]: {'stdout': ''}"),
        said(f"[Tool]: bash with {{'command': '{second}'}}"),
        access("POST /execute", 9),
        said("[Tool]: task_complete with {'reason': 'Done.'}"),
        said("\N{ALIEN MONSTER} AGENT STOP at 3 / 50"),
        access("GET /status", 30),
    ]
    return "\n".join(lines) + "\n"


def beside(tmp_path, name, text, raw=TRAIL):
    path = put(tmp_path, raw)
    (path.parent / name).write_text(text, encoding="utf-8")
    return path


def at(second):
    return datetime(2026, 4, 27, 17, 57, second, tzinfo=UTC)


def test_a_log_of_this_run_gives_its_times(tmp_path):
    run = incoming(beside(tmp_path, "docker_output.log", a_log()))

    calls = [item for step in run.transcript.steps for item in step.calls]
    assert run.transcript.flags == (Flag.LOG_MATCHED,)
    assert (run.transcript.started_at, run.transcript.ended_at) == (at(1), at(9))
    assert [item.finished_at for item in calls] == [at(5), at(9), None]
    assert [item.seconds for item in calls] == [None, None, None]


def test_a_log_of_another_run_gives_nothing(tmp_path):
    run = incoming(beside(tmp_path, "docker_output.log", a_log("wc -c x")))

    assert run.transcript.flags == (Flag.STALE_LOG,)
    assert run.transcript.started_at is None


def test_times_that_cannot_be_matched_one_for_one_are_left_out(tmp_path):
    log = a_log().replace(access("POST /execute", 9) + "\n", "")

    run = incoming(beside(tmp_path, "docker_output.log", log))

    assert run.transcript.flags == (Flag.LOG_MATCHED,)
    assert all(item.finished_at is None for step in run.transcript.steps for item in step.calls)


@pytest.mark.parametrize("log", ["", "\0\1", "nothing of a run\n", a_log().replace("Apr", "Xyz")])
def test_a_damaged_log_never_loses_the_trail(log, tmp_path):
    run = incoming(beside(tmp_path, "docker_output.log", log))

    assert run.transcript.flags == (Flag.UNREADABLE_LOG,)
    assert run.transcript.entries == 8


def test_a_log_over_the_limit_is_not_read(tmp_path, monkeypatch):
    path = beside(tmp_path, "docker_output.log", a_log() + "x" * 9000)
    monkeypatch.setattr(_reading, "LARGEST_BYTES", 9000)

    assert incoming(path).transcript.flags == (Flag.UNREADABLE_LOG,)


def test_a_result_beside_the_trail_is_no_outcome(tmp_path):
    run = incoming(beside(tmp_path, "result.json", '{"status": "BUILD_OR_RUN_FAILURE"}'))

    assert run.transcript.flags == (Flag.FAILURE_RESULT_IGNORED,)
    assert run.transcript.ended == "completed"


def test_a_trail_alone_has_no_extras(tmp_path):
    assert incoming(put(tmp_path, TRAIL)).extras is None


def test_what_lies_beside_a_renamed_trail_is_left_alone(tmp_path):
    (tmp_path / "lone.txt").write_bytes(TRAIL)
    (tmp_path / "run.json").write_text("{", encoding="utf-8")

    assert incoming(tmp_path / "lone.txt").extras is None


def test_the_desks_own_record_has_the_last_word(tmp_path):
    record = a_run(
        ended="time_limit",
        intervened=True,
        started_at="2026-05-04T10:00:00Z",
        ended_at="2026-05-04T10:05:00+00:00",
        calls=[{"entry": ENTRY_OF_SECOND, "seconds": 30, "timed_out": True}],
        changes=[
            {"step": 5, "path": "/srv/x.csv", "kind": "modified", "before": "1", "after": "2",
             "mode": "0644", "old_path": None, "binary": False},
            {"step": 5, "path": "/srv/y", "kind": "deleted", "before": None, "after": None,
             "mode": None, "old_path": None, "binary": True},
        ],
    )  # fmt: skip
    run = incoming(beside(tmp_path, "run.json", json.dumps(record)))

    step = run.transcript.steps[3]
    assert run.transcript.ended == "time_limit"
    assert run.transcript.intervened
    assert run.transcript.started_at == datetime(2026, 5, 4, 10, tzinfo=UTC)
    assert run.transcript.ended_at == datetime(2026, 5, 4, 10, 5, tzinfo=UTC)
    assert (step.calls[0].seconds, step.calls[0].timed_out) == (30.0, True)
    assert Flag.TIMED_OUT in step.flags
    assert [change.path for change in step.changes] == ["/srv/x.csv", "/srv/y"]
    assert step.changes[0] == FileChange(
        path="/srv/x.csv",
        kind=ChangeKind.MODIFIED,
        before="1",
        after="2",
        origin=Origin.RECORDED,
        mode="0644",
    )


@pytest.mark.parametrize("entries", [START, (*START, RUN[0]), (*START, assistant())])
def test_a_run_of_ours_may_stop_anywhere(entries, tmp_path):
    raw = written(*entries).encode()

    run = incoming(beside(tmp_path, "run.json", json.dumps(a_run(ended="failed")), raw))

    assert run.transcript.ended == "failed"
    assert run.transcript.flags == ()
    assert IMPORTER.transcript(run.raw, run.extras) == run.transcript


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("[]", "not a JSON object"),
        ("{", "not a JSON object"),
        (a_run(format="other"), "format"),
        (a_run(version=2), "version"),
        (a_run(version=True), "version"),
        (a_run(ended="done"), "ended"),
        (a_run(ended=None), "ended"),
        (a_run(intervened=1), "intervened"),
        (a_run(started_at="noon"), "started_at"),
        (a_run(started_at="0001-01-01T00:00:00+14:00"), "started_at"),
        (a_run(ended_at=5), "ended_at"),
        (a_run(colour="red"), "colour"),
        (a_run(calls={}), "calls"),
        (a_run(calls=[1]), "calls"),
        (a_run(calls=[{"entry": "4"}]), r"calls\[0\]\.entry"),
        (a_run(calls=[{"entry": 4, "seconds": -1}]), r"calls\[0\]\.seconds"),
        (a_run(calls=[{"entry": 4, "seconds": 10**400}]), r"calls\[0\]\.seconds"),
        (a_run(calls=[{"entry": 3}]), "calls: the trail has no result with entry number 3"),
        (a_run(changes=[{"step": 3, "path": "/a", "kind": "moved"}]), r"changes\[0\]\.kind"),
        (a_run(changes=[{"step": 3, "kind": "created"}]), r"changes\[0\]\.path"),
        (a_run(changes=[{"step": 4, "path": "/a", "kind": "created"}]), "changes: the trail has"),
    ],
)
def test_a_wrong_record_is_refused_with_its_key(record, told, tmp_path):
    text = record if isinstance(record, str) else json.dumps(record)

    with pytest.raises(UnreadableLogError, match=rf"run\.json.*{told}"):
        incoming(beside(tmp_path, "run.json", text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docker_output.log", a_log()),
        ("docker_output.log", a_log("other")),
        ("result.json", "{}"),
        ("run.json", json.dumps(a_run(ended="budget", calls=[{"entry": 4, "seconds": 0.1}]))),
        ("run.json", json.dumps(a_run(ended="failed", changes=[HALF]))),
    ],
)
def test_raw_and_extras_give_the_very_same_transcript(name, text, tmp_path):
    run = incoming(beside(tmp_path, name, text))

    assert run.extras is not None
    assert IMPORTER.transcript(run.raw, run.extras) == run.transcript


def test_a_malformed_call_matches_the_log_by_what_was_run(tmp_path):
    first = assistant(call("bash", '{"command": "ls", oops'))
    second = assistant(bash("wc -l x", "c2"))
    raw = written(*START, first, output(), second, output(), assistant(finish()), finished())

    run = incoming(beside(tmp_path, "docker_output.log", a_log(), raw.encode()))

    assert Flag.LOG_MATCHED in run.transcript.flags
