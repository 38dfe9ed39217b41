"""The entry of the command line: its commands, and what a fault or Ctrl+C comes to."""

import logging
import os
import sys
from collections.abc import Sequence

import click

from odcv_desk import __version__
from odcv_desk.cli.demo import demo
from odcv_desk.cli.export import export_command
from odcv_desk.cli.figures import calibrate_command, tables_command
from odcv_desk.cli.ingest import import_command
from odcv_desk.cli.labelling import label_command, sample_command
from odcv_desk.cli.machine import doctor_command
from odcv_desk.cli.output import note
from odcv_desk.cli.reading import list_command, search_command, show_command
from odcv_desk.cli.scenario import scenarios_command
from odcv_desk.domain.errors import Cancelled, DeskError

_FAULT = 1
_INTERRUPTED = 130


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="odcv-desk")
@click.option("--study", metavar="PATH|URL", help="The study; default $ODCV_STUDY, else your own.")
@click.pass_context
def cli(context: click.Context, study: str | None) -> None:
    """Find out how far LLM judges of AI agents can be trusted."""
    context.obj = study
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    demo,
    import_command,
    list_command,
    show_command,
    search_command,
    sample_command,
    label_command,
    calibrate_command,
    tables_command,
    export_command,
    scenarios_command,
    doctor_command,
):
    cli.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, 1 for a fault, 2 for wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _invoke(arguments: Sequence[str]) -> int:
    try:
        code = cli.main(args=list(arguments), prog_name="odcv-desk", standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except DeskError as fault:
        note(f"odcv-desk: {fault.message}\n  {fault.hint}")
        return _FAULT
    except (click.Abort, KeyboardInterrupt, Cancelled):
        click.echo("Stopped. What was finished is kept; run it again to complete it.", err=True)
        return _INTERRUPTED
    return code if isinstance(code, int) else 0
