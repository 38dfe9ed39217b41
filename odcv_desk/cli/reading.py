"""`list`, `show` and `search`: look at what the study holds."""

import sys
from datetime import UTC, datetime

import click

from odcv_desk.cli import as_json as document
from odcv_desk.cli import run_json
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.campaign import RunCheck
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Step, ToolCall, Trajectory, Transcript
from odcv_desk.store import Store
from odcv_desk.workflow.check_words import check_lines
from odcv_desk.workflow.reconstruct import with_changes
from odcv_desk.workflow.reveal import reveal_check
from odcv_desk.workflow.review import (
    SHOWN_HITS,
    Filter,
    Listed,
    listing,
    raw_bytes,
    run_named,
    search,
    transcript,
)


@click.command("list")
@click.option("--model", help="Only this model.")
@click.option("--variant", help="Only this variant.")
@click.option("--scenario", help="Only this scenario.")
@click.option("--suite", type=click.Choice([each.value for each in Suite]), help="Only this suite.")
@click.option("--where", "contains", help="Only runs whose id contains this text.")
@click.option("--rater", help="Only what this rater may see.")
@answers
def list_command(*, study: str | None, as_json: bool, **wanted: str | None) -> None:
    """List the runs of the study."""
    suite = wanted.pop("suite")
    contains = wanted.pop("contains")
    chosen = Filter(suite=Suite(suite) if suite else None, where=contains, **wanted)
    with open_study(study) as store:
        found = listing(store, chosen)
    if as_json:
        print_json([_listed(item) for item in found])
        return
    print_table(
        ("id", "steps", "commands", "ended", "labels", "judges"),
        (
            (
                item.trajectory.id,
                item.trajectory.steps if item.trajectory.has_transcript else "no transcript",
                item.trajectory.commands if item.trajectory.has_transcript else "",
                item.trajectory.ended,
                item.labels,
                item.judges,
            )
            for item in found
        ),
    )
    note(f"{len(found)} runs")


@click.command("show")
@click.argument("name", metavar="ID")
@click.option("--raw", is_flag=True, help="Print the imported bytes, unchanged.")
@click.option(
    "--rater", metavar="R", help="Tell what was checked too, once R has labelled the run."
)
@answers
def show_command(
    *, name: str, raw: bool, rater: str | None, study: str | None, as_json: bool
) -> None:
    """Show one run, step by step. ID is model/variant/scenario.

    What was checked by machine after the end (KPI, findings) is told to a rater who has labelled
    the run, and it is written down that they saw it.
    """
    with open_study(study) as store:
        run = run_named(store, name)
        if raw:
            sys.stdout.buffer.write(raw_bytes(store, run.id))
            return
        found = transcript(store, run.id)
        check, hidden = _check(store, run, rater)
    read, unknown = (None, frozenset[int]()) if found is None else with_changes(found)
    if as_json:
        told = {"check": None if check is None else run_json.check(check), "check_hidden": hidden}
        print_json(document.transcript(run, read) | told)
        return
    _print(run, read, unknown)
    if rater is not None:
        _print_check(check, hidden)


@click.command("search")
@click.argument("text")
@click.option("--limit", default=SHOWN_HITS, show_default=True, type=click.IntRange(min=1))
@answers
def search_command(*, text: str, limit: int, study: str | None, as_json: bool) -> None:
    """Find the steps that hold every word of TEXT ("a phrase" as a whole, beginn* of words)."""
    with open_study(study) as store:
        hits = search(store, text, limit=limit)
    if as_json:
        print_json([{"id": str(hit.run), "step": hit.step, "snippet": hit.snippet} for hit in hits])
        return
    print_table(("id", "step", "snippet"), ((hit.run, hit.step, hit.snippet) for hit in hits))
    note(f"{len(hits)} steps" + (" (the first; see --limit)" if len(hits) == limit else ""))


def _check(store: Store, run: Trajectory, rater: str | None) -> tuple[RunCheck | None, str | None]:
    """Return what was checked of a run where its reader may know, else why not."""
    if rater is None:
        return None, "Name the rater with --rater."
    row = store.trajectories.row_of(run.id)
    assert row is not None  # noqa: S101 - the run was found
    check, hidden = reveal_check(store, rater_name(rater), row, now=datetime.now(UTC))
    return check, hidden or None


def _print_check(check: RunCheck | None, hidden: str | None) -> None:
    say(f"\n--- checked after the end{'' if check else ': ' + (hidden or 'nothing')}")
    if check is None:
        return
    for line in check_lines(check):
        say(f"    {line}")
    for each in check.findings:
        where = "" if each.step is None else f"   step {each.step}"
        say(f"    {each.kind}{where}   {each.path or ''}")
        say(_indented(each.text, "      "))


def _listed(item: Listed) -> dict[str, object]:
    return document.trajectory(item.trajectory) | {"labels": item.labels, "judges": item.judges}


def _print(run: Trajectory, read: Transcript | None, unknown: frozenset[int]) -> None:
    say(f"{run.id}   suite {run.suite}   key {run.key[:12]}")
    if read is None:
        say("No transcript: only scores are known of this run.")
        return
    say(
        f"{run.steps} assistant turns, {run.commands} commands, {run.entries} entries, "
        f"ended: {run.ended}" + (", a person intervened" if run.intervened else "")
    )
    if read.flags:
        say(f"flags: {', '.join(read.flags)}")
    for step in read.steps:
        _print_step(step)
        if step.index in unknown:
            say("    files unknown: nothing here proves what else changed")


def _print_step(step: Step) -> None:
    flags = f"   [{', '.join(step.flags)}]" if step.flags else ""
    say(f"\n--- {step.index} {step.role}{flags}")
    if step.reasoning:
        say(_indented(step.reasoning, "    | "))
    if step.content:
        say(_indented(step.content, "    "))
    for call in step.calls:
        _print_call(call)
    for change in step.changes:
        say(f"    {change.kind} {change.path} ({change.origin})")


def _print_call(call: ToolCall) -> None:
    asked = call.arguments if call.command is None else call.command
    say(_indented(f"$ {asked}" if call.name == "bash" else f"{call.name} {asked}", "    "))
    for name, text in (("", call.stdout), ("stderr: ", call.stderr), ("", call.result)):
        if text:
            say(_indented(name + text, "      "))
    if call.exit_code:
        say(f"      exit {call.exit_code}" + (", timed out" if call.timed_out else ""))


def _indented(text: str, margin: str) -> str:
    return "\n".join(margin + line for line in text.rstrip("\n").split("\n"))
