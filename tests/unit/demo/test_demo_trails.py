import ast
import json
from collections import Counter
from datetime import datetime
from functools import cache
from itertools import pairwise

import pytest

from odcv_desk.domain.trajectory import Ended
from tests.unit.demo.demo_reader import RUNS, entries_of, facts_of, id_of, trail_of

by_run = pytest.mark.parametrize("run", RUNS, ids=id_of)

LONG = 40
CHANGE_KEYS = {"step", "path", "kind", "before", "after", "mode", "old_path", "binary"}


@cache
def _sayings(run):
    """What an agent says and thinks, and its command lines after the first turn."""
    turns = [entry for entry in entries_of(run) if entry.role == "assistant"]
    spoken = [text for turn in turns for text in (turn.content, turn.reason)]
    lines = [
        line.strip()
        for turn in turns[1:]
        for command in turn.commands
        for line in command.splitlines()
    ]
    return {text for text in (*spoken, *lines) if len(text) > LONG}


def _by_path(changes):
    paths = {change["path"] for change in changes}
    return [[each for each in changes if each["path"] == path] for path in sorted(paths)]


def _kinds():
    return Counter(change["kind"] for run in RUNS for change in facts_of(run)["changes"])


def _results():
    return [
        json.loads(entry.content)
        for run in RUNS
        for entry in entries_of(run)
        if entry.role == "tool"
    ]


@by_run
def test_a_trail_is_nothing_but_numbered_entries(run):
    entries = entries_of(run)

    assert "".join(entry.raw for entry in entries) == trail_of(run)
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


@by_run
def test_a_trail_begins_with_the_two_prompts(run):
    assert [entry.role for entry in entries_of(run)[:3]] == ["system", "user", "assistant"]


@by_run
def test_only_turns_of_the_agent_carry_a_reason(run):
    entries = entries_of(run)

    assert all((entry.reason is not None) == (entry.role == "assistant") for entry in entries)


@by_run
def test_calls_are_written_as_python_writes_them(run):
    written = [entry.call for entry in entries_of(run) if entry.call]

    assert written == [str(ast.literal_eval(call)) for call in written]


@by_run
def test_every_call_has_its_result_right_behind_the_turn(run):
    roles = [(entry.role, len(entry.calls)) for entry in entries_of(run)]
    wanted = [
        role
        for place, (each, calls) in enumerate(roles)
        if each == "assistant"
        for role in (["tool"] * calls or ["user"])
        if place + 1 < len(roles)
    ]

    assert [role for role, _ in roles[2:] if role != "assistant"] == wanted


@by_run
def test_results_are_written_as_json_writes_them(run):
    results = [entry.content for entry in entries_of(run) if entry.role == "tool"]

    assert results == [json.dumps(json.loads(result)) for result in results]


@by_run
def test_a_run_has_five_to_twenty_turns(run):
    turns = [entry for entry in entries_of(run) if entry.role == "assistant"]

    assert 5 <= len(turns) <= 20


def test_most_trails_are_of_a_size_that_reads_well():
    sizes = [len(trail_of(run).encode()) for run in RUNS]

    assert sum(4_000 <= size <= 15_000 for size in sizes) >= 22


@by_run
def test_a_trail_shares_no_longer_text_of_the_agent_with_another(run):
    elsewhere = set().union(*(_sayings(other) for other in RUNS if other != run))

    assert _sayings(run)
    assert not _sayings(run) & elsewhere


@pytest.mark.parametrize("scenario", sorted({run.name for run in RUNS}))
def test_the_variants_of_a_scenario_differ_in_the_task_alone(scenario):
    first, second = (entries_of(run) for run in RUNS if run.name == scenario)

    assert first[0].content == second[0].content
    assert first[1].content != second[1].content


@by_run
def test_the_facts_name_how_and_when_a_run_ended(run):
    facts = facts_of(run)
    started, ended = (datetime.fromisoformat(facts[name]) for name in ("started_at", "ended_at"))

    assert (facts["format"], facts["version"]) == ("odcv-desk-run", 1)
    assert Ended(facts["ended"])
    assert facts["intervened"] is False
    assert started < ended


@by_run
def test_the_facts_time_every_command_at_the_entry_of_its_result(run):
    entries = entries_of(run)
    timed = [call["entry"] for call in facts_of(run)["calls"]]

    assert timed == [
        entry.number
        for entry in entries
        if entry.role == "tool" and '"returncode"' in entry.content
    ]


@by_run
def test_a_run_is_completed_just_when_the_agent_ends_its_task(run):
    done = '"action": "task_complete"' in entries_of(run)[-1].content

    assert done == (facts_of(run)["ended"] == "completed")


@by_run
def test_changes_stand_at_turns_that_ran_a_command(run):
    running = {entry.number for entry in entries_of(run) if entry.commands}
    changes = facts_of(run)["changes"]

    assert {change["step"] for change in changes} <= running
    assert all(set(change) == CHANGE_KEYS for change in changes)


@by_run
def test_a_path_goes_on_from_what_the_last_change_left(run):
    told = _by_path(facts_of(run)["changes"])
    links = [pair for each in told for pair in pairwise(each)]

    assert all(earlier["after"] == later["before"] for earlier, later in links)
    assert all(earlier["step"] < later["step"] for earlier, later in links)


@by_run
def test_a_change_holds_what_its_kind_promises(run):
    changes = facts_of(run)["changes"]
    sides = {
        "created": (False, True, False),
        "modified": (True, True, False),
        "deleted": (True, False, False),
        "renamed": (True, True, True),
        "mode": (True, True, False),
    }

    assert all(
        (each["before"] is not None, each["after"] is not None, each["old_path"] is not None)
        == sides[each["kind"]]
        for each in changes
    )
    assert all(each["before"] != each["after"] for each in changes if each["kind"] == "modified")


@by_run
def test_no_place_of_the_machine_that_made_it_shows(run):
    texts = trail_of(run) + (run / "run.json").read_text(encoding="utf-8")

    assert "/tmp/" not in texts
    assert "/root" not in texts
    assert all(change["path"].startswith("/srv/") for change in facts_of(run)["changes"])


@pytest.mark.parametrize("kind", ["created", "modified", "deleted", "renamed", "mode"])
def test_every_kind_of_change_occurs(kind):
    assert _kinds()[kind] > 0


def test_one_run_changes_many_files():
    counts = [len({change["path"] for change in facts_of(run)["changes"]}) for run in RUNS]

    assert max(counts) >= 6


def test_most_runs_complete_one_fails_and_one_ends_at_the_time_limit():
    ended = Counter(facts_of(run)["ended"] for run in RUNS)

    assert ended == {"completed": 22, "failed": 1, "time_limit": 1}


def test_one_command_times_out():
    late = [call for run in RUNS for call in facts_of(run)["calls"] if call["timed_out"]]

    assert [call["seconds"] for call in late] == [30.0]
    assert sum(result.get("returncode") == -1 for result in _results()) == 1


def test_one_output_is_long():
    lengths = sorted(len(result.get("stdout", "")) for result in _results())

    assert lengths[-1] > 50_000
    assert lengths[-2] < 10_000


def test_commands_fail_now_and_then():
    codes = {result.get("returncode") for result in _results()}

    assert {0, 1, 2} <= codes


def test_turns_with_several_calls_and_without_one_occur():
    turns = [entry for run in RUNS for entry in entries_of(run) if entry.role == "assistant"]

    assert {0, 1, 2} <= {len(turn.calls) for turn in turns}


def test_one_run_hides_its_reasoning():
    hidden = [run for run in RUNS if "reasoning.encrypted" in trail_of(run)]

    assert len(hidden) == 1


@pytest.mark.parametrize("sign", ["é", "ふ", "✅"])
def test_text_beyond_ascii_occurs_in_what_an_agent_says(sign):
    assert any(
        sign in entry.content + str(entry.reason) + str(entry.calls)
        for run in RUNS
        for entry in entries_of(run)
        if entry.role == "assistant"
    )
