"""`adjudicate` and `rubric`: settle what raters disagree on, and what the rubric leaves open."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Evidence, Outcome, Reason
from odcv_desk.domain.severity import SEVERITIES
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule, ruling_of, unrule
from odcv_desk.workflow.cases import Board, Case, Docket, board, case
from odcv_desk.workflow.disputes import Side
from odcv_desk.workflow.gaps import Gap, as_markdown, gaps, given, write_next_version
from odcv_desk.workflow.review import run_named

_AMBIGUOUS = "ambiguous"
_OWN = (
    "You were a rater of this run: once you settle it, your own label is left out where you are "
    "compared with what was settled."
)
_rater = click.option("--rater", required=True, metavar="R", help="Who settles.")
_wave = click.option("--wave", metavar="W", help="The wave; the latest that several people rate.")


@click.group("adjudicate")
def adjudicate_command() -> None:
    """Settle what the raters of a wave disagree on, without knowing who said what."""


@adjudicate_command.command("list")
@_wave
@_rater
@answers
def list_disputes(*, wave: str | None, rater: str, study: str | None, as_json: bool) -> None:
    """List the disputes in the order to settle them."""
    with open_study(study) as store:
        found = board(store, rater, wave)
    if found.shut:
        raise LabelError(found.shut, hint="Label them first: what others said would sway you.")
    if as_json:
        print_json(_board(found))
        return
    print_table(
        ("id", "scenario", "variant", "misaligned?", "apart", "settled", "yours"),
        ([*_cells(line)] for line in found.lines),
    )
    if found.withheld:
        note(f"{amount(found.withheld, 'more dispute')}: on runs that you still have to label.")
    note(
        f"{len(found.lines)} disputes in {found.wave or 'no wave'}, {found.settled} settled; "
        f"{found.ended} of {found.shared} shared runs have all their labels"
    )


@adjudicate_command.command("show")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_wave
@_rater
@answers
def show_disputes(
    *, names: tuple[str, ...], wave: str | None, rater: str, study: str | None, as_json: bool
) -> None:
    """Show what each side says. That you have seen it is written into the exposure log."""
    now = datetime.now(UTC)
    with open_study(study) as store:
        found = [case(store, rater, _row(store, name), wave, now=now) for name in names]
    if as_json:
        print_json([_case(each) for each in found])
        return
    for each in found:
        _say_case(each)


@adjudicate_command.command("rule")
@click.argument("name", metavar="ID")
@click.argument("verdict", metavar="SEVERITY|OUTCOME|ambiguous")
@click.option("--reason", required=True, type=click.Choice([each.value for each in Reason]))
@click.option("--tag", "tags", multiple=True, metavar="T", help="A clause of the rubric.")
@click.option("--evidence", multiple=True, type=int, metavar="N", help="An entry that proves it.")
@click.option("--note", "words", default="", metavar="S", help="What decided it.")
@click.option("--replace", is_flag=True, help="Rule though another person has settled it.")
@_wave
@_rater
@answers
def rule_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Settle a dispute: a severity 0 to 5, cannot_judge, invalid_run, or ambiguous."""
    name, rater = str(asked["name"]), str(asked["rater"])
    wave = None if asked["wave"] is None else str(asked["wave"])
    ruling = _ruling(str(asked["verdict"]), asked)
    with open_study(study) as store:
        row = _row(store, name)
        seen = _replaced(store, rater, row, wave, force=bool(asked["replace"]))
        label = rule(store, rater, row, ruling, wave, seen_ruling=seen, now=datetime.now(UTC))
        left = board(store, rater, label.wave)
    if any(line.own and line.row == row for line in left.lines):
        note(_OWN)
    said = _verdict(label.severity, label.outcome)
    if as_json:
        print_json(
            {
                "ruled": 1,
                "verdict": label.severity if label.severity is not None else said,
                "shares": [list(each) for each in label.shares],
                "reason": str(label.reason),
                "wave": label.wave,
                "left": len(left.lines) - left.settled,
            }
        )
        return
    say(f"{name}: {said} ({label.reason}) in {label.wave}.")
    note(f"{len(left.lines) - left.settled} disputes left.")


@adjudicate_command.command("undo")
@click.argument("name", metavar="ID")
@click.option("--wave", metavar="W", help="The wave; the latest of your rulings on the run.")
@_rater
@answers
def undo_command(
    *, name: str, wave: str | None, rater: str, study: str | None, as_json: bool
) -> None:
    """Take your ruling on a run back."""
    with open_study(study) as store:
        unrule(store, rater, _row(store, name), wave, now=datetime.now(UTC))
    if as_json:
        print_json({"ruled": 0, "retracted": 1})
    else:
        say(f"{name}: your ruling is taken back.")


@adjudicate_command.command("gaps")
@answers
def gaps_command(*, study: str | None, as_json: bool) -> None:
    """List what the rubric was found to leave open, as Markdown."""
    with open_study(study) as store:
        found = gaps(store)
    if as_json:
        print_json([_gap(each) for each in found])
    else:
        say(as_markdown(found).rstrip("\n"))


@click.group("rubric")
def rubric_command() -> None:
    """The rubric by which runs are graded."""


@rubric_command.command("draft")
@click.argument("out", metavar="OUT.toml", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@answers
def draft_command(*, out: Path, force: bool, study: str | None, as_json: bool) -> None:
    """Write the next version of the rubric: the current one with its gaps as open questions."""
    with open_study(study) as store:
        written, number = write_next_version(store, out, force=force)
    if as_json:
        print_json({"written": str(written), "gaps": number})
    else:
        say(f"Wrote {written} with {number} open questions. Settle them before it is used.")


def _row(store: Store, name: str) -> int:
    """Return the row of a run that a person names by its id or the start of its key."""
    row = store.trajectories.row_of(run_named(store, name).id)
    assert row is not None  # noqa: S101 - for the type checker: the run was just read
    return row


def _replaced(
    store: Store, rater: str, row: int, wave: str | None, *, force: bool
) -> datetime | None:
    """Return when the ruling was given that a new one replaces: another's only where `force`d."""
    stands = ruling_of(store, rater, row, wave)
    if stands is None:
        return None
    if stands.rater != rater.strip() and not force:
        raise LabelError(
            "another person has settled this run",
            hint="See the ruling with `adjudicate show`; add --replace to rule in its place.",
        )
    return stands.created_at


def _ruling(verdict: str, asked: dict[str, object]) -> Ruling:
    severity = int(verdict) if verdict in map(str, SEVERITIES) else None
    outcome = Outcome(verdict) if verdict in tuple(Outcome) else None
    if severity is None and outcome is None and verdict != _AMBIGUOUS:
        known = ", ".join((*Outcome, _AMBIGUOUS))
        raise click.BadParameter(f"{verdict!r} is neither a severity 0 to 5 nor one of {known}.")
    tags, steps = asked["tags"], asked["evidence"]
    assert isinstance(tags, tuple)  # noqa: S101 - for the type checker: click gives tuples
    assert isinstance(steps, tuple)  # noqa: S101 - as above
    if any(step < 1 for step in steps):
        raise click.BadParameter("evidence names an entry number from 1 on.")
    return Ruling(
        reason=Reason(str(asked["reason"])),
        severity=severity,
        outcome=outcome,
        tags=tags,
        evidence=tuple(Evidence(step=step) for step in steps),
        note=str(asked["words"]),
    )


def _verdict(severity: int | None, outcome: Outcome | None) -> str:
    if severity is not None:
        return f"severity {severity}"
    return _AMBIGUOUS if outcome is None else str(outcome)


def _cells(line: Docket) -> Sequence[object]:
    return (
        line.name,
        line.title,
        line.variant,
        "split" if line.splits else "",
        line.spread or "grade or none",
        _state(line),
        "you rated it" if line.own else "",
    )


def _state(line: Docket) -> str:
    if line.stale:
        return "ruled on other labels: look again"
    if not line.ruled:
        return ""
    return "you ruled" if line.mine else "settled"


def _say_case(found: Case) -> None:
    line = found.docket
    say(f"{line.name}   {line.title}, {line.variant}   in {found.wave}")
    if line.own:
        say(_OWN)
    if found.exposed:
        say("You had seen what a judge, a check or a rater says of this run.")
    for letter, side in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", found.sides, strict=False):
        _say_side(letter, side)
    if found.ruling is not None:
        said = _verdict(found.ruling.severity, found.ruling.outcome)
        settled = "Ruled on other labels" if line.stale else "Settled"
        say(f"  {settled}: {said} ({found.ruling.reason}) {found.ruling.note}".rstrip())


def _say_side(letter: str, side: Side) -> None:
    sure = f", {side.confidence} confidence" if side.confidence else ""
    say(f"  {letter}: {_verdict(side.severity, side.outcome)}{sure}")
    if side.tags:
        say(f"     tags: {', '.join(side.tags)}")
    for each in side.evidence:
        say(f"     entry {each.step}" + (f': "{each.quote}"' if each.quote else ""))
    if side.note:
        say(f"     note: {side.note}")


def _board(found: Board) -> dict[str, object]:
    return {
        "wave": found.wave,
        "waves": list(found.waves),
        "items": found.items,
        "shared": found.shared,
        "ended": found.ended,
        "settled": found.settled,
        "withheld": found.withheld,
        "disputes": [_docket(line) for line in found.lines],
    }


def _docket(line: Docket) -> dict[str, object]:
    return {
        "id": line.name,
        "row": line.row,
        "title": line.title,
        "variant": line.variant,
        "splits": line.splits,
        "spread": line.spread,
        "settled": line.ruled,
        "stale": line.stale,
        "ruled_by_you": line.mine,
        "own": line.own,
    }


def _case(found: Case) -> dict[str, object]:
    ruled = found.ruling
    return _docket(found.docket) | {
        "wave": found.wave,
        "exposed": found.exposed,
        "sides": [_side(side) for side in found.sides],
        "ruling": None
        if ruled is None
        else {
            "severity": ruled.severity,
            "outcome": ruled.outcome,
            "shares": [list(each) for each in ruled.shares],
            "reason": ruled.reason,
            "tags": list(ruled.tags),
            "evidence": [each.step for each in ruled.evidence],
            "note": ruled.note,
            "own": ruled.own,
        },
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "severity": side.severity,
        "outcome": side.outcome,
        "confidence": side.confidence,
        "tags": list(side.tags),
        "evidence": [{"step": each.step, "quote": each.quote} for each in side.evidence],
        "note": side.note,
    }


def _gap(gap: Gap) -> dict[str, object]:
    return {
        "id": gap.run,
        "title": gap.title,
        "variant": gap.variant,
        "clauses": list(gap.clauses),
        "note": gap.note,
        "ruled": given(gap),
        "rubric": gap.rubric,
        "wave": gap.wave,
        "date": gap.at.isoformat(),
    }
