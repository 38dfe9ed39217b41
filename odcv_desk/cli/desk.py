"""`desk`: the window."""

import click

from odcv_desk.cli.place import where
from odcv_desk.cli.window import show_window


@click.command("desk")
@click.option("--study", metavar="PATH|URL", help="The study.")
def desk_command(*, study: str | None) -> int:
    """Open the window, as no command at all does."""
    return show_window(where(study))
