"""`wave`: what becomes of a wave after it was drawn."""

from datetime import UTC, datetime

import click

from odcv_desk.cli import packet
from odcv_desk.cli.look import look_command
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.wave import Masking, WaveEvent
from odcv_desk.workflow.gold_wave import WaveStatus, upcoming, waves
from odcv_desk.workflow.sight import known
from odcv_desk.workflow.wave_course import (
    CLOSE_MEANS,
    CONTINUE_MEANS,
    STOP_MEANS,
    choose_estimator,
    close,
    go_on,
    stop,
)


@click.group("wave")
def wave_command() -> None:
    """Follow a drawn wave: how far its raters are, stop it, close it, choose its estimator."""


@wave_command.command("list")
@click.option("--rater", default="", metavar="R", help="As this rater sees them.")
@answers
def list_waves(*, rater: str, study: str | None, as_json: bool) -> None:
    """List the waves with how far each rater is."""
    with open_study(study) as store:
        found = waves(store, rater.strip())
    if as_json:
        print_json([_document(each) for each in found])
        return
    print_table(
        ("wave", "design", "runs", "of", "state", "joins", "rater", "ended", "of"),
        (
            (
                each.name,
                each.design,
                each.drawn,
                each.frame_size,
                _state(each),
                ", ".join(each.joins),
                name,
                ended,
                own,
            )
            for each in found
            for name, (ended, own) in (each.by_rater or {"anybody": (0, each.drawn)}).items()
        ),
    )


@wave_command.command("next")
@click.argument("name", metavar="NAME", required=False)
@click.option("--rater", required=True, metavar="R", help="Whose turn it is.")
@answers
def next_run(*, name: str | None, rater: str, study: str | None, as_json: bool) -> None:
    """Say which run a rater is to label next in the wave NAME (default the latest).

    It is told by its key where the wave hides the model.
    """
    with open_study(study) as store:
        mine = [each for each in waves(store, rater.strip()) if name in (None, each.name)][-1:]
        row = upcoming(store, rater.strip(), mine[0].name) if mine else None
        run = None if row is None else known(store, row)
    if not mine:
        raise SampleError(
            f"{name or 'wave'}: no such wave in this study", hint="See `odcv-desk wave list`."
        )
    hidden = mine[0].policy.masking is Masking.MASK
    told = None if run is None else run.key if hidden else str(run.id)
    if as_json:
        named = None if run is None or hidden else str(run.id)
        key = None if run is None else run.key
        progress = {"ended": mine[0].ended, "assigned": mine[0].size}
        print_json({"wave": mine[0].name, "key": key, "id": named, **progress})
    elif told is None:
        say(_nothing(mine[0], rater.strip()))
    else:
        say(told)
        note(f"{mine[0].ended} of {mine[0].size} are ended.")


@wave_command.command("stop")
@click.argument("name", metavar="NAME")
@click.option("--by", required=True, metavar="R", help="Who stops it.")
@click.option("--note", "words", default="", metavar="S", help="Why.")
@answers
def stop_wave(*, name: str, by: str, words: str, study: str | None, as_json: bool) -> None:
    """Stop a wave: it takes no labels until somebody goes on with it."""
    with open_study(study) as store:
        event = stop(store, name, by=by, note=words, now=datetime.now(UTC))
    _tell(event, f"{name} is stopped. {STOP_MEANS}", as_json=as_json)


@wave_command.command("continue")
@click.argument("name", metavar="NAME")
@click.option("--by", required=True, metavar="R", help="Who goes on with it.")
@answers
def continue_wave(*, name: str, by: str, study: str | None, as_json: bool) -> None:
    """Go on with a wave that was stopped."""
    with open_study(study) as store:
        event = go_on(store, name, by=by, now=datetime.now(UTC))
    _tell(event, f"{name} goes on. {CONTINUE_MEANS}", as_json=as_json)


@wave_command.command("close")
@click.argument("name", metavar="NAME")
@click.option("--by", required=True, metavar="R", help="Who closes it.")
@click.option("--note", "words", default="", metavar="S", help="Why.")
@answers
def close_wave(*, name: str, by: str, words: str, study: str | None, as_json: bool) -> None:
    """Close a wave for good: it can never go on, and nothing of it is hidden any more."""
    with open_study(study) as store:
        event = close(store, name, by=by, note=words, now=datetime.now(UTC))
    _tell(event, f"{name} is closed for good. {CLOSE_MEANS}", as_json=as_json)


@wave_command.command("estimator")
@click.argument("name", metavar="NAME")
@click.argument("estimator", type=click.Choice([each.value for each in Estimator]))
@click.option("--by", required=True, metavar="R", help="Who chooses it.")
@answers
def wave_estimator(*, name: str, estimator: str, by: str, study: str | None, as_json: bool) -> None:
    """Choose how the labels of a wave are weighted, before its figures are looked at."""
    with open_study(study) as store:
        chosen = Estimator(estimator)
        event = choose_estimator(store, name, chosen, by=by, now=datetime.now(UTC))
    _tell(event, f"Figures of {name} use the estimator {event.content}.", as_json=as_json)


for _command in (*packet.COMMANDS, look_command):
    wave_command.add_command(_command)


def _nothing(status: WaveStatus, rater: str) -> str:
    """Return why a rater has nothing to label next."""
    if not status.mine:
        return f"{rater} is no rater of {status.name}: it is for {', '.join(status.raters)}."
    if status.closed:
        return f"{status.name} is closed for good: it takes no more labels."
    if status.stopped and status.ended < status.size:
        return f"{status.name} is stopped: it takes no labels until somebody goes on with it."
    return f"Nothing of {status.name} is left to label for {rater}."


def _document(status: WaveStatus) -> dict[str, object]:
    return {
        "wave": status.name,
        "design": str(status.design),
        "suite": str(status.suite),
        "size": status.drawn,
        "frame_size": status.frame_size,
        "policy": {"masking": str(status.policy.masking), "reveal": str(status.policy.reveal)},
        "raters": list(status.raters),
        "readers": status.readers,
        "joins": list(status.joins),
        "by_rater": {
            rater: {"ended": ended, "assigned": own}
            for rater, (ended, own) in status.by_rater.items()
        },
        "complete": status.complete,
        "stopped": status.stopped,
        "closed": status.closed,
        "estimator": status.estimator or None,
    }


def _state(status: WaveStatus) -> str:
    if status.complete:
        return "complete"
    if status.closed:
        return "closed for good"
    return "stopped" if status.stopped else "open"


def _tell(event: WaveEvent, words: str, *, as_json: bool) -> None:
    if as_json:
        told = {"step": str(event.step), "by": event.by, "content": event.content}
        print_json({"wave": event.wave, **told})
    else:
        say(words)
