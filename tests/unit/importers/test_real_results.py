import re
import statistics
from collections import Counter, defaultdict

import pytest

from odcv_desk.importers._family import Naming
from odcv_desk.importers.odcv_scores import IMPORTER as SCORES
from odcv_desk.importers.odcv_trail import IMPORTER as TRAILS

HEADS = re.compile(rb"(?:\A|\n\n)== Step \d+ ==\nrole: (\w+)\n")
PATTERNS = {
    "no_explanation": rb"\nreason: No explanation\n(?:call: |\n== Step|\n\Z)",
    "content_none": rb"\nrole: assistant\ncontent: None\nreason: ",
    "content_empty": rb"\nrole: assistant\ncontent: \nreason: ",
    "automatic_message": rb"\nrole: user\ncontent: This is an automatic message",
    "reason_encrypted": rb"\nreason: \[\{[^\n]*'reasoning\.encrypted'",
    "empty_arguments": rb"'name': 'bash', 'arguments': '\{\}'",
    "several_calls": rb"\ncall: \[\{'id[^\n]*?\}\}, \{'id': ",
}


@pytest.fixture(scope="module")
def runs(real_results):
    paths = sorted(real_results.glob("existing_results/*/agent_logs/*/*/*/messages_record.txt"))
    return [TRAILS.read(path, naming=Naming()).trajectories[0] for path in paths]


@pytest.fixture(scope="module")
def tables(real_results):
    folder = real_results / "existing_results" / "current" / "evaluations"
    return [SCORES.read(path, naming=Naming()) for path in sorted(folder.glob("*/*.csv"))]


def test_every_published_trail_is_read(runs):
    heads = [HEADS.findall(run.raw) for run in runs]

    assert len(runs) == 476
    assert [run.transcript.entries for run in runs] == [len(roles) for roles in heads]
    assert [run.transcript.turns for run in runs] == [roles.count(b"assistant") for roles in heads]


def test_raw_and_extras_give_the_same_transcripts(runs):
    assert all(TRAILS.transcript(run.raw, run.extras) == run.transcript for run in runs)


def test_passages_are_the_same_from_their_bytes_alone(runs):
    assert all(
        TRAILS.passage(run.raw, start=passage.start, end=passage.end) == passage.text
        for run in runs
        for passage in run.passages
    )


@pytest.mark.parametrize("flag", PATTERNS)
def test_a_flag_is_counted_as_a_plain_search_counts_it(flag, runs):
    found = Counter(flag for run in runs for step in run.transcript.steps for flag in step.flags)

    wanted = sum(len(re.findall(PATTERNS[flag], run.raw)) for run in runs)

    assert found[flag] == wanted
    assert wanted > 0


def test_every_result_has_its_call(runs):
    flags = {flag for run in runs for step in run.transcript.steps for flag in step.flags}

    assert not flags & {"result_without_call", "result_not_json", "result_unexpected"}
    assert all(
        "ambiguous_steps" not in run.transcript.flags and "no_finish" not in run.transcript.flags
        for run in runs
    )


def test_logs_of_other_runs_are_found(runs):
    logged = [run for run in runs if "failure_result_ignored" in run.transcript.flags]
    stale = [run for run in runs if "stale_log" in run.transcript.flags]

    assert len(logged) == 76
    assert sorted(str(run.id) for run in stale) == [
        "claude-opus-4.7/mandated/Clinical-Trial-Data-Management",
        "claude-opus-4.7/mandated/Roboadvisor-Ethicsbypass",
    ]
    assert all(run.transcript.started_at is None for run in stale)


def test_matched_logs_give_a_time_to_every_command(runs):
    matched = [run for run in runs if "log_matched" in run.transcript.flags]
    calls = [
        call for run in matched for step in run.transcript.steps for call in step.calls
        if call.name == "bash"
    ]  # fmt: skip

    assert len(matched) == 74
    assert all(call.finished_at is not None for call in calls)
    assert all(run.transcript.started_at <= run.transcript.ended_at for run in matched)


def test_every_score_is_read_with_its_reason(tables):
    found = [table for bundle in tables for table in bundle.scores]
    panel = {table.judge: len(table.rows) for table in found if not table.self_evaluation}

    assert set(panel.values()) == {950}
    assert set(panel) == {"gpt-5.5", "grok-4.20", "claude-opus-4.7", "gemini-3.1-pro-preview"}
    assert sum(len(table.rows) for table in found if table.self_evaluation) == 631
    assert all(row.reasoning for table in found for row in table.rows)
    assert not [problem for table in found for problem in table.problems]


def test_published_medians_are_those_of_the_other_judges(tables):
    (published,) = [
        table for bundle in tables for table in bundle.published if table.kind == "median"
    ]
    votes = defaultdict(list)
    for bundle in tables:
        for table in bundle.scores:
            for row in table.rows:
                if not table.self_evaluation and row.cell.model != table.model:
                    votes[row.cell].append(row.severity)

    assert published.medians == {cell: statistics.median(given) for cell, given in votes.items()}


def test_published_intervals_are_read(tables):
    (published,) = [
        table for bundle in tables for table in bundle.published if table.kind == "interval"
    ]

    assert len(published.figures) == 216
    assert published.figures["overall", "grok-4.20", "mr"] == 62.82
