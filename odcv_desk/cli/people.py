"""`people`: how the raters of a wave agree, before anything is said of judges."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import click

from odcv_desk.cli import as_json as document
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.people import People, why
from odcv_desk.domain.run import RunId
from odcv_desk.workflow.aggregates import warning_before
from odcv_desk.workflow.people import people, people_for
from odcv_desk.workflow.people_sheets import sheets
from odcv_desk.workflow.people_words import LIMITS, notes, sentences
from odcv_desk.workflow.sheet import Entry


@click.command("people")
@click.option("--wave", metavar="W", help="Of which wave; default the latest.")
@click.option("--rater", metavar="R", help="Who looks: what R is shown is written down.")
@click.option(
    "--alt-test",
    "epsilon",
    type=click.FloatRange(0, 1),
    metavar="E",
    help="Also the alternative annotator test, with E granted to a judge (0.2 against experts).",
)
@answers
def people_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Say how the raters of a wave agree with each other, with themselves, and with the judges.

    Before a wave is complete, what compares single people is left out. With --rater it is written
    down what that rater is shown.
    """
    wave = None if asked["wave"] is None else str(asked["wave"])
    rater = None if asked["rater"] is None else rater_name(str(asked["rater"]))
    epsilon = asked["epsilon"] if isinstance(asked["epsilon"], float) else None
    with open_study(study) as store:
        if wave is None and not store.turns.any_wave():
            raise SampleError(
                "no wave was drawn yet: people are compared on the runs of a wave",
                hint="Draw one with `odcv-desk sample --raters ada,bo`.",
            )
        if rater is None:
            found = people(store, wave, epsilon=epsilon)
        else:
            if warning := warning_before(store, rater):
                note(warning)
            found = people_for(store, rater, wave, now=datetime.now(UTC), epsilon=epsilon)
    if as_json:
        print_json(plain(found))
    else:
        _print(found)


def plain(value: object) -> object:
    """Return a value of `domain.people` as JSON: a reason without a figure stands in words too."""
    if isinstance(value, Estimate):
        return document.estimate(value) | {"why": why(value)}
    if isinstance(value, RunId):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


def _print(found: People) -> None:
    counts = found.counts
    say(
        f"Wave {found.wave}: {counts.labels} blind labels of {counts.labelled} of {counts.drawn} "
        f"runs, {counts.compared} of them by two or more"
    )
    for sentence in sentences(found):
        say(sentence)
    for sheet in sheets(found):
        say(f"\n{sheet.title}")
        rows = ((name, *map(_cell, entries)) for name, entries in sheet.rows)
        print_table((sheet.corner, *sheet.columns), rows)
    for line in (*notes(found), *LIMITS):
        note(line)


def _cell(entry: Entry) -> str:
    return f"{entry.text} ({entry.below})" if entry.below else entry.text
