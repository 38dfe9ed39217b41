"""Which study a command works on, and whether it answers in JSON."""

import functools
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
import platformdirs

from odcv_desk.store import Store

P = ParamSpec("P")
R = TypeVar("R")

STUDY_VARIABLE = "ODCV_STUDY"


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command `--study` and `--json`, as every command has them."""
    with_json = click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on standard output."
    )(command)
    return click.option("--study", "study", metavar="PATH|URL", help="The study.")(with_json)


def where(study: str | None) -> str:
    """Return where the study lies: as given behind or before the command, else the default."""
    given = study or click.get_current_context().find_root().obj
    return str(given or os.environ.get(STUDY_VARIABLE) or default_study())


@functools.cache
def default_study() -> str:
    """Return the file of the person's own study."""
    return str(platformdirs.user_data_path("odcv-desk") / "study.odcv")


def open_study(study: str | None, *, create: bool = False) -> Store:
    """Open the study of a command, and tell if an older one was brought up to date.

    Raises:
        StoreError: It cannot be opened, or there is none and `create` is False.
    """
    store = Store.open(where(study), create=create)
    if store.backup is not None:
        click.echo(
            f"The study was of an older version and is up to date now; a copy of it as it was is "
            f"at {store.backup}.",
            err=True,
        )
    return store
