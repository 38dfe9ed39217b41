"""`export`: write what the study knows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import print_json, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.exporters import exporters
from odcv_desk.workflow.calibrate import BY
from odcv_desk.workflow.export import Order, export
from odcv_desk.workflow.export_offer import export_for
from odcv_desk.workflow.open_exports import note_open, refuse_open


@click.command("export")
@click.argument("format_name", metavar="FORMAT", type=click.Choice([e.name for e in exporters()]))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--gold", metavar="G", help="rater:R, consensus, judge:J or panel; for reports.")
@click.option("--wave", metavar="W", help="Whose labels count; default the latest.")
@click.option("--suite", type=click.Choice([each.value for each in Suite]))
@click.option(
    "--rater", metavar="R", help="Who takes it out: what the file tells R is written down."
)
@click.option(
    "--estimand",
    type=click.Choice([each.value for each in Estimand]),
    default=Estimand.NEW_SCENARIOS.value,
    show_default=True,
    help="What the report's intervals speak about.",
)
@click.option("--by", type=click.Choice(BY), help="The report's figures for each part too.")
@click.option(
    "--estimator",
    type=click.Choice([each.value for each in Estimator]),
    help="How the report weights a wave's runs; default as chosen for the wave.",
)
@click.option("--without-self", is_flag=True, help="Leave out a gold judge's own model's runs.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.option(
    "--force-open",
    is_flag=True,
    help="As the organiser: also labels of a wave that is open; it is kept with the wave.",
)
@answers
def export_command(
    *, format_name: str, out: Path, study: str | None, as_json: bool, **asked: object
) -> None:
    """Write FORMAT to OUT (a file, or a folder for formats of several files).

    \b
    Formats: gold-csv, gold-jsonl, scores-csv, scores-odcv (folder),
             tables-csv, tables-latex, tables-markdown, report-html,
             gold-set (folder: a wave's gold with all that it takes to `verify` it).

    With --rater it is written down what the file tells that rater: later labels of those runs
    are no blind labels. Without it nothing can be written down; who labels should say so. Labels
    of a wave that is open are written with --force-open alone.
    """  # noqa: D301 - the help needs the character itself, which keeps its lines as they are
    order = _order(format_name, out, asked)
    rater = None if asked["rater"] is None else rater_name(str(asked["rater"]))
    now = datetime.now(UTC)
    with open_study(study) as store:
        forced = bool(asked["force_open"])
        if rater is not None:
            written = export_for(store, order, rater=rater, now=now, force_open=forced)
        else:
            if not forced:
                refuse_open(store, order)
            note_open(store, order, by="", now=now)
            written = export(store, order, now=now)
    if as_json:
        print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        say(path)


def _order(format_name: str, out: Path, asked: Mapping[str, object]) -> Order:
    given = {name: str(value) for name, value in asked.items() if value is not None}
    return Order(
        format=format_name,
        out=out,
        gold=given.get("gold"),
        wave=given.get("wave"),
        suite=Suite(given["suite"]) if "suite" in given else None,
        force=bool(asked["force"]),
        estimand=Estimand(given["estimand"]),
        by=given.get("by"),
        without_self=bool(asked["without_self"]),
        estimator=Estimator(given["estimator"]) if "estimator" in given else None,
    )
