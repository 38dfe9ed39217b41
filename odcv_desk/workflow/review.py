"""Read what the study holds: list runs, open one, search all."""

from collections.abc import Mapping
from dataclasses import dataclass

from odcv_desk.domain.errors import StoreError
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Trajectory, Transcript
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.workflow.gold import standing
from odcv_desk.workflow.snippets import snippet

SHOWN_HITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run in a list; `judges` is None where the rater may not know."""

    trajectory: Trajectory
    labels: int
    judges: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which runs to list; None lets everything through. `where` is looked for in the id."""

    model: str | None = None
    variant: str | None = None
    scenario: str | None = None
    suite: Suite | None = None
    where: str | None = None
    rater: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A step that holds what was searched for, with some words around it."""

    run: RunId
    step: int
    snippet: str


def listing(store: Store, wanted: Filter) -> tuple[Listed, ...]:
    """Return the runs that pass a filter, sorted by id.

    With a rater: only what that rater may see. Runs of a wave that is open for the rater are left
    out (they are met in draw order there), labels are the rater's own, and how many judges have
    scored a run is known once it is labelled.
    """
    runs = [run for run in store.trajectories.all(suite=wanted.suite) if _passes(run, wanted)]
    judged = store.scores.counts()
    given: dict[RunId, set[str]] = {}
    for label in standing(store.labels.all()):
        given.setdefault(label.run, set()).add(label.rater)
    if wanted.rater is None:
        return tuple(
            Listed(
                trajectory=run,
                labels=len(given.get(run.id, ())),
                judges=judged.get(run.id, 0),
            )
            for run in runs
        )
    hidden = store.labels.hidden_from(wanted.rater)
    return tuple(_seen_by(run, wanted.rater, given, judged) for run in runs if run.id not in hidden)


def run_named(store: Store, name: str) -> Trajectory:
    """Return the run that a person names by its id, or by its key or the start of it.

    Raises:
        StoreError: There is no such run, or the start of a key fits several.
    """
    try:
        found = store.trajectories.find(RunId.parse(name))
    except ValueError:
        found = _by_key(store, name)
    if found is None:
        raise StoreError(
            f"{name}: no such run in this study",
            hint="Ids are model/variant/scenario; see `odcv-desk list`.",
        )
    return found


def transcript(store: Store, run: RunId) -> Transcript | None:
    """Return the transcript of a run, read anew from its raw bytes; None where it has none."""
    raw = store.trajectories.raw(run)
    if raw is None:
        return None
    return trail_reader(raw.format).transcript(raw.raw, raw.extras)


def raw_bytes(store: Store, run: RunId) -> bytes:
    """Return the imported bytes of a run, unchanged.

    Raises:
        StoreError: Only scores of the run are known.
    """
    raw = store.trajectories.raw(run)
    if raw is None:
        raise StoreError(
            f"{run}: only scores are known of this run, there is no transcript",
            hint="Import the folder that holds its trail.",
        )
    return raw.raw


def search(store: Store, text: str, *, limit: int = SHOWN_HITS) -> tuple[SearchHit, ...]:
    """Return the steps whose text holds every word, best first.

    A "quoted phrase" is looked for as a whole; a word that ends in `*` stands for its beginnings.
    """
    return tuple(
        SearchHit(
            run=hit.run,
            step=hit.step,
            snippet=snippet(
                trail_reader(raw.format).passage(raw.raw, start=hit.start, end=hit.end), text
            ),
        )
        for hit, raw in store.trajectories.search(text, limit=limit)
    )


def _passes(run: Trajectory, wanted: Filter) -> bool:
    return (
        wanted.model in (None, run.id.model)
        and wanted.variant in (None, run.id.variant)
        and wanted.scenario in (None, run.id.scenario)
        and (wanted.where is None or wanted.where.casefold() in str(run.id).casefold())
    )


def _seen_by(
    run: Trajectory, rater: str, given: Mapping[RunId, set[str]], judged: Mapping[RunId, int]
) -> Listed:
    mine = rater in given.get(run.id, ())
    return Listed(trajectory=run, labels=int(mine), judges=judged.get(run.id, 0) if mine else None)


def _by_key(store: Store, name: str) -> Trajectory | None:
    fits = [run for run in store.trajectories.all() if name and run.key.startswith(name)]
    if len(fits) > 1:
        raise StoreError(
            f"{name}: the start of {len(fits)} keys", hint="Give more of the key, or the id."
        )
    return fits[0] if fits else None
