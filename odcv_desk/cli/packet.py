"""`wave export`, `wave open`, `wave return`, `wave merge`: label a wave away from its study."""

from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import note, print_json, say, watching
from odcv_desk.cli.place import invocation
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.amount import amount
from odcv_desk.domain.label_file import time_text
from odcv_desk.workflow.packet_issue import PacketOrder, issue_packet
from odcv_desk.workflow.packet_merge import Conflict, Merged, MergedFile, merge, merged_words
from odcv_desk.workflow.packet_offer import open_into, place_beside
from odcv_desk.workflow.packet_open import Opening
from odcv_desk.workflow.packet_return import ReturnOrder, return_labels


@click.command("export")
@click.option("--rater", required=True, metavar="R", help="Who is to label it.")
@click.option("--wave", metavar="W", help="Which wave; the one that is open for R.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.argument("out", type=click.Path(path_type=Path))
@answers
def export_packet_command(
    *, rater: str, wave: str | None, force: bool, out: Path, study: str | None, as_json: bool
) -> None:
    """Write what R has still to label of a wave into OUT, one file (.odcvpacket).

    It holds the runs, their order and the rules, and nothing that anybody has said of them.
    """
    order = PacketOrder(rater=rater, out=out, wave=wave, force=force)
    with open_study(study) as store, watching("Packing") as progress:
        made = issue_packet(store, order, now=datetime.now(UTC), progress=progress)
    if as_json:
        print_json(
            {
                "packet": made.id,
                "wave": made.wave,
                "rater": made.rater,
                "items": len(made.items),
                "turns": len(made.turns),
                "written": str(out),
            }
        )
        return
    say(f"{out}: {amount(len(made.items), 'run')} of {made.wave} for {made.rater}.")
    say("The rater opens it with `odcv-desk wave open`, and `wave return` makes what comes back.")


@click.command("open")
@click.argument("packet", type=click.Path(path_type=Path))
@answers
def open_packet_command(*, packet: Path, study: str | None, as_json: bool) -> None:
    """Open PACKET as a study of your own, to label it as any wave.

    Without --study the new study lies beside the packet, under its name.
    """
    place = study or invocation().study or place_beside(packet)
    with watching("Unpacking") as progress:
        opening = open_into(place, packet, progress=progress)
    if as_json:
        print_json(_opening(opening, place))
        return
    manifest = opening.packet.manifest
    said = "opened" if opening.new else "was open already, nothing was added"
    say(
        f"{place}: {opening.packet.wave} with {amount(len(manifest.items), 'run')} for "
        f"{manifest.rater} {said}."
    )
    if opening.other_rubric:
        note("This desk grades by another version of the rubric; ask whoever sent the packet.")


@click.command("return")
@click.option("--wave", metavar="W", help="Which wave, where several packets were opened.")
@click.option("--force", is_flag=True, help="Replace what is there.")
@click.argument("out", type=click.Path(path_type=Path))
@answers
def return_packet_command(
    *, wave: str | None, force: bool, out: Path, study: str | None, as_json: bool
) -> None:
    """Write the labels of an opened packet into OUT, one file (.odcvlabels), to send back."""
    order = ReturnOrder(out=out, wave=wave, force=force)
    with open_study(study) as store:
        made = return_labels(store, order, now=datetime.now(UTC))
    if as_json:
        print_json(
            {
                "packet": made.packet,
                "wave": made.wave,
                "rater": made.rater,
                "labels": made.labels,
                "left": made.left,
                "written": str(out),
            }
        )
        return
    rest = f"{amount(made.left, 'run')} still to label" if made.left else "all is labelled"
    say(f"{out}: {amount(made.labels, 'label event')} of {made.wave} by {made.rater}; {rest}.")


@click.command("merge")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@answers
def merge_packets_command(*, files: tuple[Path, ...], study: str | None, as_json: bool) -> None:
    """Bring in the labels of FILEs that `wave return` wrote: all of them, or none.

    Only what comes from a packet of this study and was not changed is taken; twice adds nothing.
    """
    with open_study(study) as store:
        merged = merge(store, files, now=datetime.now(UTC))
    if as_json:
        print_json(
            {
                "merged": len(merged.labels),
                "already": merged.known,
                "revealed": sum(label.stage == "revealed" for label in merged.labels),
                "files": [_file(each) for each in merged.files],
                "conflicts": [_conflict(each) for each in merged.conflicts],
            }
        )
        return
    _say_merged(merged)
    for conflict in merged.conflicts:
        say(
            f"{conflict.run}: {conflict.rater} has labelled it differently here "
            f"({time_text(conflict.at_home)}) and in the packet "
            f"({time_text(conflict.in_packet)}); both are kept, the later one stands."
        )


COMMANDS = (
    export_packet_command,
    open_packet_command,
    return_packet_command,
    merge_packets_command,
)
"""What `wave` offers of this file."""


def _say_merged(merged: Merged) -> None:
    if merged.labels:
        say(
            f"{amount(len(merged.labels), 'label event')} merged, {merged.known} were here already."
        )
    else:
        say(f"Nothing new: all {amount(merged.known, 'label event')} were here already.")
    for each in merged.files:
        say(f"{each.path.name}: {merged_words(each)}.")


def _opening(opening: Opening, place: str) -> dict[str, object]:
    manifest = opening.packet.manifest
    return {
        "study": place,
        "packet": manifest.id,
        "wave": opening.packet.wave,
        "rater": manifest.rater,
        "items": len(manifest.items),
        "new": opening.new,
        "other_rubric": opening.other_rubric,
    }


def _file(each: MergedFile) -> dict[str, object]:
    return {
        "file": str(each.path),
        "packet": each.packet,
        "wave": each.wave,
        "rater": each.rater,
        "labels": each.labels,
        "left": each.left,
        "stopped": each.stopped,
    }


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "run": conflict.run,
        "wave": conflict.wave,
        "rater": conflict.rater,
        "at_home": time_text(conflict.at_home),
        "in_packet": time_text(conflict.in_packet),
    }
