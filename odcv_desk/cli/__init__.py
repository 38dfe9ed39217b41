"""The command line: one subcommand a step of the workflow."""

from odcv_desk.cli.app import run

__all__ = ["run"]
