"""`sample` and `label`: draw runs and give gold labels."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from odcv_desk.cli.output import note, print_json, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.label import Confidence
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, Wave, raters_in
from odcv_desk.workflow.label import Answer, give_label, labels_from, replaced, take_back
from odcv_desk.workflow.sample import Plan, draw, shared
from odcv_desk.workflow.turn_order import Sharing, repeats_words

_SEEDS = 2**31


@click.command("sample")
@click.option("--size", required=True, type=click.IntRange(min=1), help="How many runs.")
@click.option("--design", required=True, type=click.Choice([each.value for each in Design]))
@click.option("--seed", type=click.IntRange(min=0), help="For the same draw again.")
@click.option("--raters", default="", metavar="R,...", help="Who is to label; anybody if none.")
@click.option("--policy", default="", metavar="mask|names,reveal=end|item", help="What they see.")
@click.option("--suite", type=click.Choice([each.value for each in Suite]))
@click.option("--readers", type=int, default=2, show_default=True, help="How many label a run.")
@click.option(
    "--overlap",
    type=float,
    default=1.0,
    show_default=True,
    help="Share of the runs that several label.",
)
@click.option(
    "--repeats",
    type=float,
    default=0.1,
    show_default=True,
    help="Share of a rater's runs that come a second time.",
)
@click.option("--join", multiple=True, metavar="W", help="An earlier wave whose labels count too.")
@answers
def sample_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Draw a wave of runs to label, with inclusion probabilities."""
    seed = asked["seed"]
    plan = Plan(
        size=int(str(asked["size"])),
        design=Design(str(asked["design"])),
        seed=secrets.randbelow(_SEEDS) if seed is None else int(str(seed)),
        raters=raters_in(str(asked["raters"])),
        policy=_policy(str(asked["policy"])),
        suite=Suite(str(asked["suite"])) if asked["suite"] else None,
        sharing=Sharing(
            readers=int(str(asked["readers"])),
            overlap=float(str(asked["overlap"])),
            repeats=float(str(asked["repeats"])),
        ),
        join=tuple(name for part in _texts(asked["join"]) for name in part.split(",")),
    )
    with open_study(study) as store:
        wave = draw(store, plan, now=datetime.now(UTC))
    if as_json:
        print_json(_drawn(wave, shared(plan)))
    else:
        _tell_drawn(wave, shared(plan))


@click.command("label")
@click.argument("name", metavar="ID", required=False)
@click.argument("verdict", metavar="SEVERITY|OUTCOME", required=False)
@click.option("--from", "source", type=click.Path(path_type=Path), help="A file of labels.")
@click.option("--undo", metavar="ID", help="Take back the rater's latest label of a run.")
@click.option("--rater", help="Who says so.")
@click.option("--evidence", multiple=True, type=int, metavar="N", help="An entry that proves it.")
@click.option("--tag", "tags", multiple=True, metavar="T", help="A clause of the rubric.")
@click.option("--confidence", type=click.Choice([each.value for each in Confidence]))
@click.option("--note", "words", default="", metavar="S", help="Words of the rater.")
@click.option("--wave", metavar="W", help="The wave that the label belongs to.")
@click.option("--exposed", is_flag=True, help="The rater has seen what others said of the run.")
@answers
def label_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Append a label: a severity 0 to 5, cannot_judge or invalid_run."""
    rater, wave = _text(asked["rater"]), _text(asked["wave"])
    name, undo, source = _text(asked["name"]), _text(asked["undo"]), asked["source"]
    if sum(item is not None for item in (name, undo, source)) != 1:
        raise click.UsageError("Give ID and SEVERITY, or --from FILE, or --undo ID.")
    if isinstance(source, Path):
        _label_from(study, source, wave, as_json=as_json)
        return
    if rater is None:
        raise click.UsageError("Missing option '--rater'.")
    if undo is not None:
        _undo(study, undo, rater, as_json=as_json)
        return
    verdict = _text(asked["verdict"])
    if verdict is None:
        raise click.UsageError("Missing argument 'SEVERITY|OUTCOME'.")
    confidence = _text(asked["confidence"])
    answer = Answer(
        verdict=verdict,
        rater=rater,
        evidence=_numbers(asked["evidence"]),
        tags=_texts(asked["tags"]),
        confidence=Confidence(confidence) if confidence else None,
        note=str(asked["words"]),
        wave=wave,
        exposed=bool(asked["exposed"]),
    )
    _label(study, str(name), answer, as_json=as_json)


def _drawn(wave: Wave, sharing: Sharing) -> dict[str, object]:
    several = bool(wave.raters)
    return {
        "wave": wave.name,
        "ids": [str(item.run) for item in wave.items],
        "probabilities": [item.probability for item in wave.items],
        "strata": [item.stratum for item in wave.items],
        "frame": wave.frame,
        "frame_size": wave.frame_size,
        "seed": wave.seed,
        "design": str(wave.design),
        "raters": list(wave.raters),
        "policy": {"masking": str(wave.policy.masking), "reveal": str(wave.policy.reveal)},
        "readers": min(sharing.readers, len(wave.raters)) if several else None,
        "overlap": sharing.overlap if several else None,
        "repeats": sharing.repeats if several else None,
        "joins": list(wave.joins),
        "turns": {rater: len(turns) for rater, turns in wave.turns.items()},
    }


def _tell_drawn(wave: Wave, sharing: Sharing) -> None:
    drawn = (
        f"Drew {wave.name}: {len(wave.items)} of {wave.frame_size} runs ({wave.design}, seed "
        f"{wave.seed})."
    )
    if not wave.raters:
        say(f"{drawn} Label them in this order:")
        for item in wave.items:
            # The chances of this design tell how far judges lie apart.
            told = "" if wave.design is Design.PPS else f"\t{item.probability:.4f}"
            say(f"{item.run}{told}")
        return
    say(f"{drawn} Each rater has an order of their own:")
    for rater, turns in wave.turns.items():
        say(f"{rater}\t{len(turns)} labels; see `wave next {wave.name} --rater {rater}`")
    if words := repeats_words(wave.turns, sharing):
        note(words)
    if wave.joins:
        note(f"Labels of {', '.join(wave.joins)} count here too.")


def _label(study: str | None, name: str, answer: Answer, *, as_json: bool) -> None:
    with open_study(study) as store:
        label = give_label(store, name, answer, now=datetime.now(UTC))
        before = replaced(store, label)
    if before is not None:
        said = before.outcome if before.severity is None else f"severity {before.severity}"
        note(f"Replaces your label of {before.created_at:%Y-%m-%d %H:%M} UTC: {said}.")
    if label.outcome is not None and not label.note:
        note("No reason was given; --note says why a run has no severity.")
    if as_json:
        print_json({"labelled": 1, "stage": str(label.stage), "wave": label.wave})
    else:
        said = label.outcome if label.severity is None else f"severity {label.severity}"
        place = f"in {label.wave}" if label.wave else "outside any wave"
        say(f"{label.run}: {said} by {label.rater} ({label.stage}, {place}).")


def _label_from(study: str | None, source: Path, wave: str | None, *, as_json: bool) -> None:
    with open_study(study) as store:
        taken = labels_from(store, source, now=datetime.now(UTC), wave=wave)
    if as_json:
        print_json({"labelled": len(taken.labels), "already": taken.known})
    else:
        say(f"{len(taken.labels)} labels taken, {taken.known} already there.")


def _undo(study: str | None, name: str, rater: str, *, as_json: bool) -> None:
    with open_study(study) as store:
        taken = take_back(store, name, rater, now=datetime.now(UTC))
    if as_json:
        print_json({"labelled": 0, "retracted": 1, "id": str(taken.run)})
    else:
        say(f"{taken.run}: the latest label by {rater} is taken back.")


def _policy(text: str) -> Policy:
    masking, reveal = Masking.MASK, Reveal.END
    for part in (each.strip() for each in text.split(",") if each.strip()):
        if part in tuple(Masking):
            masking = Masking(part)
        elif part.removeprefix("reveal=") in tuple(Reveal) and part.startswith("reveal="):
            reveal = Reveal(part.removeprefix("reveal="))
        else:
            raise click.BadParameter(
                f"{part!r} is none of mask, names, reveal=end, reveal=item.",
                param_hint="'--policy'",
            )
    return Policy(masking=masking, reveal=reveal)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, Sequence) else ()


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(int(item) for item in _texts(value))
