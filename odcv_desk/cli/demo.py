"""`demo`: the bundled example, in a new study."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.figures import print_calibration
from odcv_desk.cli.output import note, print_json, say, watching
from odcv_desk.cli.place import invocation
from odcv_desk.cli.study import answers
from odcv_desk.cli.window import hindrance, show_window
from odcv_desk.store import Store
from odcv_desk.workflow.demo import Demo, claim, demonstrate, fill

_OUT = Path("odcv-demo")


@click.command("demo")
@click.option("--headless", is_flag=True, help="Do the whole job and write a report to --out.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=_OUT, show_default=True
)
@answers
def demo(*, headless: bool, out: Path, study: str | None, as_json: bool) -> int:
    """Make a new study of the bundled example and open it. All of it is synthetic.

    Without a display it does the whole job, as --headless does.
    """
    where = study or invocation().study or str(out / "demo.odcv")
    why = "" if headless else hindrance()
    shown = not headless and not why
    if not shown or where == str(out / "demo.odcv"):
        claim(out)
    now = datetime.now(UTC)
    with Store.open(where) as store, watching("Demo") as progress:
        if not shown:
            done = demonstrate(store, out, now=now, progress=progress)
            _tell(store.where, done, as_json=as_json)
        else:
            _, _, labels = fill(store, now=now, progress=progress)
            runs = sum(run.has_transcript for run in store.trajectories.all())
            _tell_filled(store.where, runs=runs, labels=labels, as_json=as_json)
    if shown:
        return show_window(where)
    if why:
        note(f"No window was opened: {why}")
    return 0


def _tell_filled(where: str, *, runs: int, labels: int, as_json: bool) -> None:
    if as_json:
        print_json({"study": where, "trajectories": runs, "labels": labels, "report": None})
    else:
        say(f"{where} holds {runs} synthetic runs and {labels} labels of two synthetic raters.")


def _tell(where: str, done: Demo, *, as_json: bool) -> None:
    transcripts = len(done.imported.imported) + done.imported.already
    if as_json:
        print_json(
            {
                "study": where,
                "trajectories": transcripts,
                "labels": done.labels,
                "report": str(done.report),
                "wave": done.wave.name,
                "written": [str(path) for path in done.written],
                "pictures": [str(path) for path in done.pictures],
            }
        )
        return
    say(f"1. Imported {transcripts} synthetic trajectories and their judges' scores.")
    say(
        f"2. Drew {done.wave.name}: {len(done.wave.items)} of {done.wave.frame_size} runs, "
        f"{done.wave.design}, seed {done.wave.seed}."
    )
    say(f"3. Took {done.labels} label events of two synthetic raters.")
    say("4. Compared each judge with a rater:")
    print_calibration(done.calibration)
    say(f"5. Wrote {len(done.written)} files and {len(done.pictures)} pictures.")
    say(f"\nThe report:  {done.report}")
    say(f"The study:   {where}")
    say(f"Look around: {_program()} --study {where} list")


def _program() -> str:
    """Return how to call this program again: as it was called, where its name alone is unknown."""
    called = Path(sys.argv[0])
    known = called.name != "odcv-desk" or shutil.which(called.name) is not None
    return "odcv-desk" if known else str(called)
