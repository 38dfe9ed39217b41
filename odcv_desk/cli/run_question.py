"""A command that waits for a person, shown and answered at the terminal."""

import os
import stat
import sys

import click

from odcv_desk.cli.output import note, visible
from odcv_desk.domain.amount import amount
from odcv_desk.settings import login_name
from odcv_desk.workflow.live_run import LiveCampaign
from runner.asking import Pending

_ANSWERS = "a approve, e edit, r reject, s stop the run, all approve the rest, ? help"
_HELP = """\
    a    run it as it is
    e    change it, then run it; the model sees what was run
    r    refuse it, and tell the model why
    s    stop this run; the others go on
    all  run it, and everything else that this run wants, without asking again
    Ctrl+C stops all runs. A run in which a command was changed or refused stays out of rates."""


def can_answer() -> bool:
    """Tell whether standard input may hold answers: a terminal, a pipe or a file."""
    try:
        kind = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # there is none, or it is none of the system's
        return sys.stdin is not None
    return sys.stdin.isatty() or not stat.S_ISCHR(kind)


def ask(live: LiveCampaign, question: Pending) -> None:
    """Show a command that waits, take an answer, and pass it on.

    Raises:
        Abort: There is nobody to answer.
    """
    note(f"\n{question.run}, step {question.step}, wants to run this ({question.why}):")
    # Every line has the margin, so that no command can look like the question below it.
    note("\n".join(f"    | {line}" for line in question.command.split("\n")))
    others = len(live.questions.pending()) - 1
    if others > 0:
        note(f"    ({amount(others, 'other command waits', 'other commands wait')} behind it)")
    while True:
        answer = str(click.prompt(_ANSWERS, err=True, prompt_suffix=": ")).strip()
        try:
            there = _answered(live, question, answer)
        except _UnusableError as fault:
            note(str(fault))
            continue
        if there is None:
            note(_HELP if answer == "?" else f"Type one of these: {_ANSWERS}.")
            continue
        if not there:
            note("That question is gone: its run has ended.")
        return


class _UnusableError(Exception):
    """An answer came to nothing; the question is asked again."""


def _answered(live: LiveCampaign, question: Pending, answer: str) -> bool | None:
    """Pass an answer on; return whether the question was still there, None if it is no answer."""
    by, questions = login_name(), live.questions
    match answer:
        case "a":
            return questions.approve(question.id, by=by)
        case "all":
            return questions.approve_rest(question.id, by=by)
        case "e":
            command = _edited(question.command)
            if not command.strip():
                raise _UnusableError(
                    "There is no empty command: change it again, or refuse it (r)."
                )
            return questions.edit(question.id, command, by=by)
        case "r":
            told = click.prompt("What the model is told", default="", show_default=False, err=True)
            return questions.reject(question.id, told, by=by)
        case "s":
            return questions.stop_run(question.id, by=by)
        case _:
            return None


def _edited(command: str) -> str:
    """Return what is to run instead; in an editor where there is a terminal for one."""
    if not sys.stdin.isatty():
        return str(click.prompt("Run instead", err=True))
    if sys.stdout.isatty() and visible(command) == command and "\n" not in command:
        return _edited_in_line(command)
    try:
        changed = click.edit(command, extension=".sh")
    except click.ClickException as fault:
        raise _UnusableError(f"{fault.message} Nothing was changed.") from fault
    return command if changed is None else changed.rstrip("\n")


def _edited_in_line(command: str) -> str:
    """Return a command of one line after it was changed in place."""
    import readline  # from its import on it takes part in every prompt

    readline.set_startup_hook(lambda: readline.insert_text(command))
    try:
        return input("Run instead: ")
    except EOFError:
        raise click.Abort  # noqa: B904 - its context tells the follower that nobody is there
    finally:
        readline.set_startup_hook()
