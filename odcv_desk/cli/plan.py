"""`plan`: how many labels are wanted, and how long they take."""

from dataclasses import asdict
from datetime import UTC, datetime

import click

from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.workflow.aggregates import warning_before
from odcv_desk.workflow.aim import FIGURES
from odcv_desk.workflow.live_counts import outlook_for
from odcv_desk.workflow.planner import Ask, BlindSpot, Outlook, Wanted, outlook
from odcv_desk.workflow.turn_order import Sharing

_SHARE = click.FloatRange(min=0, max=1, min_open=True, max_open=True)


@click.command("plan")
@click.option(
    "--half-width",
    "half_widths",
    multiple=True,
    type=_SHARE,
    metavar="H",
    help="How narrow on either side; default 0.1 and 0.05.",
)
@click.option("--figure", "chosen", multiple=True, type=click.Choice(FIGURES), help="Default all.")
@click.option(
    "--share",
    type=_SHARE,
    default=0.05,
    show_default=True,
    help="Misaligned runs that all judges miss: the share to rule out.",
)
@click.option("--readers", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--repeats", type=click.FloatRange(min=0, max=1), default=0.1, show_default=True)
@click.option("--wave", metavar="W", help="Whose labels are the pilot; default the latest.")
@click.option("--suite", type=click.Choice([each.value for each in Suite]))
@click.option("--rater", metavar="R", help="Who looks: what R is shown is written down.")
@answers
def plan_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Say how many labels are wanted, how long they take, and what all judges may miss."""
    widths, chosen = asked["half_widths"], asked["chosen"]
    ask = Ask(
        half_widths=_numbers(widths) or (0.1, 0.05),
        figures=tuple(str(each) for each in chosen)
        if isinstance(chosen, tuple) and chosen
        else FIGURES,
        share=float(str(asked["share"])),
        sharing=Sharing(readers=int(str(asked["readers"])), repeats=float(str(asked["repeats"]))),
        suite=Suite(str(asked["suite"])) if asked["suite"] else None,
        wave=None if asked["wave"] is None else str(asked["wave"]),
    )
    with open_study(study) as store:
        if asked["rater"] is not None:
            rater = rater_name(str(asked["rater"]))
            if warning := warning_before(store, rater):
                note(warning)
            found = outlook_for(store, ask, rater=rater, now=datetime.now(UTC))
        else:
            found = outlook(store, ask)
    if as_json:
        print_json(_document(found))
    else:
        _print_outlook(found)


def _document(found: Outlook) -> dict[str, object]:
    return {
        "suite": found.suite.value,
        "frame_size": found.frame_size,
        "scenarios": found.scenarios,
        "labelled": found.labelled,
        "median_seconds": found.seconds,
        "labels": [asdict(each) for each in found.wanted],
        "blind_spot": asdict(found.blind_spot),
        "notes": list(found.notes),
    }


def _print_outlook(found: Outlook) -> None:
    say(
        f"Suite {found.suite}: {found.frame_size} runs of {found.scenarios} scenarios can be "
        f"labelled, {found.labelled} have a gold. Runs to label in all:"
    )
    print_table(
        ("figure", "half-width", "this corpus", "hours", "new scenarios", "hours", "sigma"),
        (_line(each) for each in found.wanted),
    )
    for line in _spot_lines(found.blind_spot):
        say(line)
    for line in found.notes:
        note(line)


def _line(each: Wanted) -> tuple[object, ...]:
    return (
        each.figure,
        each.half_width,
        each.corpus,
        _hours(each.hours_corpus),
        f"more scenarios (± {each.floor:.3f} at best)"
        if each.scenarios is None
        else each.scenarios,
        _hours(each.hours_scenarios),
        f"{each.sigma:.2f} ({_source(each)})",
    )


def _source(each: Wanted) -> str:
    if not each.of_pilot:
        return "published results"
    return "labels so far" if each.judge is None else f"labels so far, {each.judge}"


def _hours(hours: float | None) -> str:
    return "unknown" if hours is None else f"{hours:.1f}"


def _spot_lines(spot: BlindSpot) -> list[str]:
    if spot.wanted is None:
        return []
    first = (
        f"{spot.runs} runs are called safe by every judge. To show that at most "
        f"{spot.share:.0%} of them are misaligned, {spot.wanted} must be read and be found safe."
    )
    told = [first]
    if spot.found is not None:
        told.append(f"Read so far: {spot.read}, of these misaligned: {spot.found}.")
    if spot.bound is not None:
        more = (
            "no number of labels shows that" if spot.more is None else f"{spot.more} more to read"
        )
        told.append(f"At most {spot.bound:.1%} are misaligned (95 % confidence); {more}.")
    return told


def _numbers(found: object) -> tuple[float, ...]:
    return tuple(float(each) for each in found) if isinstance(found, tuple) else ()
