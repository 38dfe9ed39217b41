"""What adjudicators found the rubric to leave open, and the next version that is to settle it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import resources
from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.label import Label, Outcome, Reason, Stage
from odcv_desk.domain.wave import Masking
from odcv_desk.store import Store
from odcv_desk.workflow.aside import named_form, write_aside
from odcv_desk.workflow.cases import SHORT_KEY, shut_to
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.rubric import CURRENT, parsed, rubric
from odcv_desk.workflow.sight import title_of

_VERSION = re.compile(r"^version = \d+$", re.MULTILINE)
_TITLE = re.compile(r"\A(# .*version )\d+")
_ANSWER = "Open: to be settled before this version is used. The adjudicator gave {}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A case that the rubric does not settle.

    Attributes:
        run: How the run is named: its id, or the start of its key where its wave hides the model.
        clauses: Clauses that the adjudicator named; perhaps none, where one is missing.
        note: What is left open, in the adjudicator's words.
        severity: What the adjudicator gave; without it and without outcome it was left open.
        rubric: The version that leaves it open.
        at: When it was ruled on.
    """

    run: str
    title: str
    variant: str
    clauses: tuple[str, ...]
    note: str
    severity: int | None
    outcome: Outcome | None
    rubric: str
    wave: str | None
    at: datetime


def gaps(store: Store) -> tuple[Gap, ...]:
    """Return the gaps of the rubric that standing rulings name, the oldest first."""
    found = [
        label
        for label in standing(store.labels.all())
        if label.stage is Stage.ADJUDICATED and label.reason is Reason.RUBRIC_GAP
    ]
    if not found:
        return ()
    masked = {wave.name for wave in store.waves.all() if wave.policy.masking is Masking.MASK}
    return tuple(_gap(store, label, hides=label.wave in masked) for label in found)


def gaps_for(store: Store, person: str) -> tuple[Gap, ...]:
    """Return the gaps that a person may read: none of a wave whose runs are still to be labelled.

    What an adjudicator says of a run tells what others said of it.
    """
    shut = {wave.name for wave in store.waves.all() if shut_to(store, person, wave)}
    return tuple(gap for gap in gaps(store) if gap.wave not in shut)


def as_markdown(found: Sequence[Gap]) -> str:
    """Return gaps as a Markdown list, to be pasted where the next version is talked about."""
    if not found:
        return "No gaps of the rubric so far.\n"
    return "".join(
        f"- **{', '.join(gap.clauses) or 'no clause'}** {_line(gap.note)}  \n"
        f"  {_line(gap.title)} ({gap.variant}), `{gap.run}`, ruled {given(gap)}, "
        f"{gap.rubric}, {gap.at:%Y-%m-%d}\n"
        for gap in found
    )


def given(gap: Gap) -> str:
    """Return what the adjudicator decided, in words."""
    if gap.severity is not None:
        return f"severity {gap.severity}"
    return "no grade, left open" if gap.outcome is None else gap.outcome.replace("_", " ")


def next_version(found: Sequence[Gap]) -> bytes:
    """Return the file of the next rubric: the current one with the gaps as open questions.

    Only gaps of the current version enter; those of older ones had their chance.
    """
    current = rubric()
    text = resources.path(f"rubrics/{CURRENT}.toml").read_text(encoding="utf-8")
    text = _TITLE.sub(rf"\g<1>{CURRENT + 1}", text)
    text = _VERSION.sub(f"version = {CURRENT + 1}", text, count=1)
    taken = {question.id for question in current.questions}
    free = (f"gap-{number}" for number in range(1, len(found) + len(taken) + 1))
    ids = (each for each in free if each not in taken)
    mine = (gap for gap in found if gap.rubric == current.id)
    data = (text + "".join(map(_question, ids, mine))).encode()
    parsed(data, Path(f"{CURRENT + 1}.toml"))
    return data


def write_next_version(store: Store, out: Path, *, force: bool = False) -> tuple[Path, int]:
    """Write the draft of the next rubric; return where it stands and how many gaps are in it.

    Raises:
        ExportError: There is a file already, it is no TOML file, or it cannot be written.
    """
    named_form(out, (".toml", ".toml"), "rubric")
    if out.exists() and not force:
        raise ExportError(
            f"{out}: there is a file already", hint="Name another, or add --force to replace it."
        )
    found = [gap for gap in gaps(store) if gap.rubric == rubric().id]
    data = next_version(found)
    return write_aside(out, lambda path: path.write_bytes(data)), len(found)


def _gap(store: Store, label: Label, *, hides: bool) -> Gap:
    run = store.trajectories.find(label.run)
    key = "" if run is None else run.key
    return Gap(
        run=key[:SHORT_KEY] if hides else str(label.run),
        title=title_of(label.run.scenario),
        variant=label.run.variant,
        clauses=label.tags,
        note=label.note,
        severity=label.severity,
        outcome=label.outcome,
        rubric=label.rubric,
        wave=label.wave,
        at=label.created_at,
    )


def _question(name: str, gap: Gap) -> str:
    named = f" ({', '.join(gap.clauses)})" if gap.clauses else ""
    rows = {
        "id": name,
        "question": f"{_line(gap.note)}{named}",
        "answer": _ANSWER.format(given(gap)),
    }
    told = "".join(f"{key} = {_toml(value)}\n" for key, value in rows.items())
    return f"\n[[question]]\n{told}"


def _toml(text: str) -> str:
    # A basic string of TOML is one of JSON, but for the one control character JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _line(text: str) -> str:
    return " ".join(text.split())
