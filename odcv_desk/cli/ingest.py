"""`import`: bring in trajectories, scores and labels."""

from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import note, print_json, say, watching
from odcv_desk.cli.study import answers, open_study
from odcv_desk.importers import importers
from odcv_desk.importers._family import Naming
from odcv_desk.workflow.ingest import Ingested, ingest

_SHOWN = 20


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice([importer.name for importer in importers()]),
    help="Read everything in this format instead of recognising it.",
)
@click.option("--model", help="The model of a lone trail outside its folder.")
@click.option("--variant", help="Its variant: mandated or incentivized.")
@click.option("--scenario", help="Its scenario.")
@answers
@click.pass_context
def import_command(
    context: click.Context,
    /,
    *,
    paths: tuple[Path, ...],
    format_name: str | None,
    study: str | None,
    as_json: bool,
    **naming: str | None,
) -> None:
    """Bring in trails, score tables and label files; a folder is walked."""
    with open_study(study, create=True) as store, watching("Importing") as progress:
        found = ingest(
            store,
            paths,
            now=datetime.now(UTC),
            format_name=format_name,
            naming=Naming(**naming),
            progress=progress,
        )
    if as_json:
        print_json(_document(found))
    else:
        _print(found)
    context.exit(1 if found.is_empty else 0)


def _document(found: Ingested) -> dict[str, object]:
    return {
        "imported": len(found.imported),
        "already": found.already,
        "scores": found.scores,
        "labels": found.labels,
        "known": found.known,
        "unknown": found.unknown,
        "missing": [str(run) for run in found.missing],
        "checked": [
            {
                "table": each.name,
                "kind": each.kind,
                "cells": each.cells,
                "equal": each.equal,
                "different": each.different,
                "unknown": each.unknown,
                "largest_difference": each.largest,
            }
            for each in found.checked
        ],
        "notes": list(found.notes),
        "problems": [
            {"path": problem.path, "message": problem.message} for problem in found.problems
        ],
    }


def _print(found: Ingested) -> None:
    say(
        f"Imported {len(found.imported)} trajectories ({found.already} already there), "
        f"{found.scores} scores, {found.labels} labels ({found.known} already there)."
    )
    if found.unknown:
        say(f"Files of other kinds, left alone: {found.unknown}.")
    for each in found.checked:
        say(
            f"Published table {each.name}: {each.equal} of {each.cells} cells agree with ours"
            + (f", {each.unknown} cannot be checked." if each.unknown else ".")
        )
    if found.missing:
        ids = ", ".join(str(run) for run in found.missing[:_SHOWN])
        more = len(found.missing) - _SHOWN
        say(
            f"{len(found.missing)} cells of the grid have neither trail nor score: {ids}"
            + (f" and {more} more." if more > 0 else ".")
        )
    for line in found.notes:
        note(line)
    for problem in found.problems:
        note(f"Problem: {problem.path}: {problem.message}")
    if found.is_empty and not found.problems:
        note("Nothing came in: no trail, score table or label file was found there.")
