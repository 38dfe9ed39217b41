"""`verify`: reckon a gold set again from its own files."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import print_json, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.workflow.gold_set_in import take_gold_set
from odcv_desk.workflow.verify import Mismatch, verify

_NOT_AS_IT_SAYS = 1


@click.command("verify")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--take", is_flag=True, help="Bring its waves and labels into the study, too.")
@answers
def verify_command(*, folder: Path, take: bool, study: str | None, as_json: bool) -> int:
    """Check the gold set in FOLDER: every number again, without a study; exit 1 if any differs.

    With --take its waves and labels come into the study, which must have its trails.
    """
    found = verify(folder)
    taken = None
    if take and found.holds:
        with open_study(study) as store:
            taken = take_gold_set(store, folder, now=datetime.now(UTC))
    if as_json:
        print_json(
            {
                "holds": found.holds,
                "files": found.files,
                "runs": found.runs,
                "labels": found.labels,
                "mismatches": [
                    {"file": each.file, "line": each.line, "message": each.message}
                    for each in found.mismatches
                ],
                "unchecked": list(found.unchecked),
                **({} if taken is None else {"taken": asdict(taken)}),
            }
        )
    else:
        for each in found.mismatches:
            say(f"{_place(each)}: {each.message}")
        said = "everything holds" if found.holds else f"{len(found.mismatches)} things do not hold"
        say(f"{found.files} files, {found.runs} runs, {found.labels} label events: {said}.")
        for words in found.unchecked:
            say(f"Not checked: {words}")
        if taken is not None:
            say(f"{taken.waves} waves and {taken.labels} labels taken, {taken.known} known.")
    return 0 if found.holds else _NOT_AS_IT_SAYS


def _place(found: Mismatch) -> str:
    return found.file if found.line is None else f"{found.file}, line {found.line}"
