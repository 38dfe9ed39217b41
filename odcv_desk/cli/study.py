"""Which study a command works on, and whether it answers in JSON."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click

from odcv_desk.cli.place import where
from odcv_desk.store import Store

P = ParamSpec("P")
R = TypeVar("R")


def answers(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command `--study` and `--json`, as every command has them."""
    with_json = click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on standard output."
    )(command)
    return click.option("--study", "study", metavar="PATH|URL", help="The study.")(with_json)


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
