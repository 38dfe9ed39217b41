"""`wave look`: whether labelling a wave may stop."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from odcv_desk.cli.output import print_json, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.estimate import Estimand
from odcv_desk.workflow.aim import FIGURES, RATE, Aim
from odcv_desk.workflow.live_counts import look_for

if TYPE_CHECKING:
    from odcv_desk.workflow.stopping import Looked, Verdict

_WIDTH = click.FloatRange(min=0, max=1, min_open=True, max_open=True)


@click.command("look")
@click.argument("name", metavar="NAME", required=False)
@click.option("--figure", required=True, type=click.Choice(FIGURES))
@click.option("--half-width", type=_WIDTH, metavar="H", help="May stop when it is this narrow.")
@click.option("--threshold", type=float, metavar="T", help="May stop when clearly above or below.")
@click.option("--judge", metavar="J", help="Whose figure; default every judge's.")
@click.option("--by", required=True, metavar="R", help="Who looks; it is written down.")
@click.option(
    "--estimand",
    type=click.Choice([each.value for each in Estimand]),
    help="Default new scenarios by width; a look by a threshold is about the corpus alone.",
)
@answers
def look_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Say whether labelling the wave NAME (default the latest) may stop, without any figure.

    Fix what you look for before the first look. Looks by width are free; each look by a threshold
    is kept with the wave.
    """
    width, threshold = asked["half_width"], asked["threshold"]
    aim = Aim(
        figure=str(asked["figure"]),
        half_width=None if width is None else float(str(width)),
        threshold=None if threshold is None else float(str(threshold)),
        judge=None if asked["judge"] is None else str(asked["judge"]),
        wave=None if asked["name"] is None else str(asked["name"]),
        estimand=None if asked["estimand"] is None else Estimand(str(asked["estimand"])),
    )
    with open_study(study) as store:
        found = look_for(store, aim, by=str(asked["by"]), now=datetime.now(UTC))
    if as_json:
        print_json(
            {
                "wave": found.wave,
                "figure": found.figure,
                "n": found.n,
                "may_stop": found.may_stop,
                "judges": [asdict(each) for each in found.verdicts],
            }
        )
    else:
        _print_looked(found)


def _print_looked(found: "Looked") -> None:
    said = "labelling may stop" if found.may_stop else "not yet"
    say(f"{found.wave}, {found.figure}, {found.n} labels: {said}.")
    for each in found.verdicts:
        say(f"{each.judge or 'people'}: {_why(each, found.figure)}")


def _why(each: "Verdict", figure: str) -> str:
    width = "" if each.half_width is None else f" (± {each.half_width:.3f})"
    if each.not_yet is not None:
        of_rate = figure == RATE and "errors" in each.not_yet
        words = "fewer than 5 runs misaligned, or not" if of_rate else str(each.not_yet)
        return f"{words}{width}"
    return f"narrow enough{width}" if each.side is None else f"clearly {each.side}{width}"
