"""Which runs a person may pick from, in which order: the queue of the review page, and search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from odcv_desk.domain.label import Outcome
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.store.queue import ByCell, ByLength, Cells
from odcv_desk.store.queue import Part as StoredPart
from odcv_desk.workflow.sight import title_of
from odcv_desk.workflow.snippets import snippet

SHOWN_HITS = 50
_RAW_STEP = "== Step "


class Part(StrEnum):
    """A part of the queue, as seen by the rater."""

    ALL = "all"
    UNLABELLED = "unlabelled"
    MINE = "mine"
    FLAGGED = "flagged"


class Order(StrEnum):
    """How the queue is sorted."""

    SCENARIO = "scenario"
    MODEL = "model"
    SHORTEST = "shortest"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which runs of the queue to show; None and empty let everything through.

    `text` is looked for in model, variant and scenario, each of its words. A run whose model is
    hidden is not found by its model.
    """

    part: Part = Part.ALL
    text: str = ""
    model: str | None = None
    variant: str | None = None
    scenario: str | None = None
    order: Order = Order.SCENARIO


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEntry:
    """A run in the queue, with the rater's own answer to it and nobody else's.

    `model` is None where a wave hides it: of its own runs, and of all runs of their scenarios and
    variants, whose names would tell them. `drafted` says that a label is in the making.
    """

    row: int
    title: str
    model: str | None
    variant: str
    scenario: str
    steps: int
    severity: int | None = None
    outcome: Outcome | None = None
    flagged: bool = False
    drafted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far the rater is with what the queue holds."""

    labelled: int
    total: int
    hidden: int  # runs of open waves, which are met in draw order


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values that the queue can be filtered by, sorted."""

    models: tuple[str, ...]
    variants: tuple[str, ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A step that holds what was searched for, in a run that the rater may pick."""

    row: int
    title: str
    model: str | None
    variant: str
    step: int
    snippet: str


def queue(store: Store, rater: str, wanted: Wanted) -> tuple[int, ...]:
    """Return the rows of the runs to show, in order; runs without a transcript are left out.

    Runs of a wave that is open for the rater are left out too: they are met in draw order.
    """
    cells = Cells(exactly=_exactly(wanted), words=_words(store, rater, wanted.text))
    part = StoredPart(wanted.part.value)
    order = _ORDERS[wanted.order]
    return store.queue.rows(rater, cells, part=part, order=order)


def entries(store: Store, rater: str, rows: Sequence[int]) -> tuple[QueueEntry, ...]:
    """Return what the queue shows of some rows (a page of it), in their order."""
    veiled = store.turns.veiled_cells(rater)
    drafts = store.desk_notes.drafts(rater, rows)
    # Of a run that comes a second time nothing is told that its rater said the first time.
    again = store.turns.again(rater)
    return tuple(
        QueueEntry(
            row=own.row,
            title=title_of(own.run.scenario),
            model=None if (own.run.variant, own.run.scenario) in veiled else own.run.model,
            variant=own.run.variant,
            scenario=own.run.scenario,
            steps=own.steps,
            severity=None if own.row in again else own.severity,
            outcome=None if own.row in again else own.outcome,
            flagged=own.flagged and own.row not in again,
            drafted=own.row in drafts and not drafts[own.row].empty and own.row not in again,
        )
        for own in store.queue.entries(rater, rows)
    )


def tally(store: Store, rater: str) -> Tally:
    """Return how far the rater is."""
    labelled, total, hidden = store.queue.tally(rater)
    return Tally(labelled=labelled, total=total, hidden=hidden)


def choices(store: Store, rater: str) -> Choices:
    """Return what the queue can be filtered by."""
    values = store.queue.values(rater)
    return Choices(models=values["model"], variants=values["variant"], scenarios=values["scenario"])


def find(store: Store, rater: str, text: str, *, limit: int = SHOWN_HITS) -> tuple[Found, ...]:
    """Return the steps that hold every word, best first, of runs that the rater may pick.

    A run of an open wave is found only once the rater has labelled it. A model's name is left out
    where a wave hides it.
    """
    items = store.turns.open_items(rater)
    hidden = {row for row, item in items.items() if not item.ended}
    veiled = store.turns.veiled_cells(rater)
    hits = store.trajectories.search(text, limit=limit, hidden=hidden)
    readers = {name: trail_reader(name) for name in {raw.format for _, raw in hits}}
    found = []
    for hit, raw in hits:
        words = readers[raw.format].passage(raw.raw, start=hit.start, end=hit.end)
        masked = (hit.run.variant, hit.run.scenario) in veiled
        if masked and words.startswith(_RAW_STEP):
            continue  # searched as it stands in the trail, with the ids that masking hides
        found.append(
            Found(
                row=hit.row,
                title=title_of(hit.run.scenario),
                model=None if masked else hit.run.model,
                variant=hit.run.variant,
                step=hit.step,
                snippet=snippet(words, text),
            )
        )
    return tuple(found)


def _by_scenario(scenario: str, model: str) -> tuple[str, ...]:
    return title_of(scenario).casefold(), scenario, model


def _by_model(scenario: str, model: str) -> tuple[str, ...]:
    return model, title_of(scenario).casefold(), scenario


_ORDERS: Mapping[Order, ByLength | ByCell] = {
    Order.SCENARIO: _by_scenario,
    Order.MODEL: _by_model,
    Order.SHORTEST: ByLength.SHORTEST,
    Order.LONGEST: ByLength.LONGEST,
}


def _exactly(wanted: Wanted) -> dict[str, tuple[str, ...]]:
    given = {"model": wanted.model, "variant": wanted.variant, "scenario": wanted.scenario}
    return {column: (value,) for column, value in given.items() if value is not None}


def _words(store: Store, rater: str, text: str) -> tuple[dict[str, tuple[str, ...]], ...]:
    """Return for each word of a text the values that hold it; a scenario's title counts too."""
    words = text.casefold().split()
    if not words:
        return ()
    values = store.queue.values(rater)
    said = {
        column: {value: value.casefold() for value in known} for column, known in values.items()
    }
    said["scenario"] = {
        value: f"{value} {title_of(value)}".casefold() for value in values["scenario"]
    }
    return tuple(
        {
            column: tuple(value for value, shown in known.items() if word in shown)
            for column, known in said.items()
        }
        for word in words
    )
