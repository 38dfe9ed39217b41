"""The entry of the command line: its commands, and what a fault or Ctrl+C comes to."""

import importlib
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

import click
from typing_extensions import override

from odcv_desk import __version__
from odcv_desk.cli.output import note
from odcv_desk.cli.place import Invocation, OpenWindow, invocation, where
from odcv_desk.cli.window import show_window
from odcv_desk.domain.errors import Cancelled, DeskError

_FAULT = 1
_INTERRUPTED = 130

# Where each command lies; it is loaded when it is called, as some stand on much that loads slowly.
_COMMANDS: Mapping[str, tuple[str, str]] = {
    "desk": ("desk", "desk_command"),
    "demo": ("demo", "demo"),
    "import": ("ingest", "import_command"),
    "list": ("reading", "list_command"),
    "show": ("reading", "show_command"),
    "search": ("reading", "search_command"),
    "plan": ("plan", "plan_command"),
    "sample": ("labelling", "sample_command"),
    "wave": ("wave", "wave_command"),
    "label": ("labelling", "label_command"),
    "run": ("campaign", "run_command"),
    "runs": ("campaigns", "runs_command"),
    "adjudicate": ("adjudicate", "adjudicate_command"),
    "rubric": ("adjudicate", "rubric_command"),
    "people": ("people", "people_command"),
    "calibrate": ("figures", "calibrate_command"),
    "tables": ("figures", "tables_command"),
    "export": ("export", "export_command"),
    "verify": ("verify", "verify_command"),
    "scenarios": ("scenario", "scenarios_command"),
    "doctor": ("machine", "doctor_command"),
}


class _Commands(click.Group):
    """The commands, each loaded when it is first asked for."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"odcv_desk.cli.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="odcv-desk")
@click.option("--study", metavar="PATH|URL", help="The study; default $ODCV_STUDY, else your own.")
@click.pass_context
def cli(context: click.Context, study: str | None) -> int:
    """Find out how far LLM judges of AI agents can be trusted.

    Without a command the window opens.
    """
    context.obj = replace(invocation(), study=study)
    return show_window(where(None)) if context.invoked_subcommand is None else 0


def run(arguments: Sequence[str], *, open_window: OpenWindow | None = None) -> int:
    """Run one command and return its exit code: 0, 1 for a fault, 2 for wrong usage.

    Args:
        arguments: The command line without the program's name.
        open_window: Opens a study in the window; None where there is no window to open.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    try:
        code = _invoke(arguments, Invocation(open_window=open_window))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _invoke(arguments: Sequence[str], given: Invocation) -> int:
    try:
        code = cli.main(
            args=list(arguments), prog_name="odcv-desk", standalone_mode=False, obj=given
        )
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
