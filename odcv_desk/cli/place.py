"""Which study a command line means, without opening it: this loads fast, for the window's sake."""

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass

import click
import platformdirs

STUDY_VARIABLE = "ODCV_STUDY"

# Opens a study, given where it lies, in the window and returns an exit code. The entry point
# hands it in, so that no command knows the window.
OpenWindow = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What a command line came with: the study named before the command, and a window to open."""

    study: str | None = None
    open_window: OpenWindow | None = None


def invocation() -> Invocation:
    """Return what the command line at work came with."""
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, Invocation) else Invocation()


def where(study: str | None) -> str:
    """Return where the study lies: as given behind or before the command, else the default."""
    given = study or invocation().study
    return str(given or os.environ.get(STUDY_VARIABLE) or default_study())


@functools.cache
def default_study() -> str:
    """Return the file of the person's own study."""
    return str(platformdirs.user_data_path("odcv-desk") / "study.odcv")
