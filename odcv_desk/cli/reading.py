"""`list`, `show` and `search`: look at what the study holds."""

import sys
from datetime import UTC, datetime

import click

from odcv_desk.cli import as_json as document
from odcv_desk.cli import run_json
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.approval import Approval
from odcv_desk.domain.campaign import RunCheck
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Step, ToolCall, Trajectory, Transcript
from odcv_desk.store import Store
from odcv_desk.workflow.asked import approval_words, asked_command, told_apart, was_changed
from odcv_desk.workflow.check_words import check_lines
from odcv_desk.workflow.made_here import Making, making_of, temperature_of
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
                _ended(item.trajectory),
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
        made, temperature = making_of(store, run.id), temperature_of(store, run.id)
    read, unknown = (None, frozenset[int]()) if found is None else with_changes(found)
    if as_json:
        told = {"check": None if check is None else run_json.check(check), "check_hidden": hidden}
        making = document.making(made, temperature)
        print_json(document.transcript(run, read) | making | told)
        return
    _print(run, read, unknown, _made(made, temperature))
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


def _ended(run: Trajectory) -> str:
    return ", ".join(word for word in (run.ended, "intervened" if run.intervened else "") if word)


def _made(item: Making | None, temperature: float | None) -> tuple[str, ...]:
    """Return the lines that tell how a run was made here, none where it was not."""
    asked = "" if temperature is None else f"temperature {temperature:g}"
    if item is None:
        return (asked,) if asked else ()
    facts = [item.campaign, f"attempt {item.attempt}", asked]
    if item.tokens_in or item.tokens_out:
        facts.append(f"{item.tokens_in:,} tokens in, {item.tokens_out:,} out")
    if item.cost_usd is None:
        facts.append("price unknown")
    elif item.cost_usd:
        facts.append(f"${item.cost_usd:,.4f}")
    told = ", ".join(fact for fact in facts if fact)
    return (told, f"why: {item.failure}") if item.failure else (told,)


def _print(
    run: Trajectory, read: Transcript | None, unknown: frozenset[int], made: tuple[str, ...]
) -> None:
    say(f"{run.id}   suite {run.suite}   key {run.key[:12]}")
    if read is None:
        say("No transcript: only scores are known of this run.")
        return
    say(
        f"{run.steps} assistant turns, {run.commands} commands, {run.entries} entries, "
        f"ended: {run.ended}" + (", a person intervened" if run.intervened else "")
    )
    for line in made:
        say(line)
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
    asked = asked_command(call)
    command = asked if call.command is None else call.command
    shown = call.arguments if command is None else command
    say(_indented(f"$ {shown}" if call.name == "bash" else f"{call.name} {shown}", "    "))
    if call.approval is not None:
        say(_indented(_decided(call, call.approval), "      "))
    elif command is not None and call.command is None:
        say("      not run" if call.rejected or call.result else "      no result")
    for name, text in _came_back(call):
        if text:
            say(_indented(name + text, "      "))
    if call.exit_code and not call.rejected:
        say(f"      exit {call.exit_code}" + (", timed out" if call.timed_out else ""))


def _came_back(call: ToolCall) -> tuple[tuple[str, str], ...]:
    wrote, told, later = told_apart(call)
    return (
        ("", call.stdout or ""),
        ("stderr: ", wrote),
        ("told to the agent: ", told),
        ("stderr: ", later),
        ("", call.result or ""),
    )


def _decided(call: ToolCall, approval: Approval) -> str:
    """Return what a person said of a command, and what was asked for where that differs."""
    words = approval_words(approval)
    if was_changed(call):
        return f"{words}; asked: {approval.asked}"
    return f"{words}: {approval.message}" if approval.message else words


def _indented(text: str, margin: str) -> str:
    return "\n".join(margin + line for line in text.rstrip("\n").split("\n"))
