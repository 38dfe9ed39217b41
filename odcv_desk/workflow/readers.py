"""Who is to label a run that one wave drew, or several that are joined."""

from collections.abc import Iterable, Mapping, Set
from typing import TypeAlias

from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import Wave
from odcv_desk.store import Store

Groups: TypeAlias = tuple[frozenset[str], ...]
"""The raters whom each wave that drew a run has named for it; empty where none has named any."""

Readers: TypeAlias = Mapping[RunId, Groups]


def readers_of(waves: Iterable[Wave]) -> Readers:
    """Return who is to label each run that one of some waves drew.

    Every blind label of a run counts in whichever of the waves it was given, and the run is ended
    once all raters whom one of them named for it have labelled it.
    """
    found: dict[RunId, Groups] = {}
    for wave in waves:
        for run, named in wave.readers().items():
            found[run] = (*found.get(run, ()), *([named] if named else []))
    return found


def readers_in(store: Store, wave: Wave) -> Readers:
    """Return who is to label each item of a wave, by itself and by the waves that it joins."""
    waves = [each for each in store.waves.all() if each.name in wave.joins] if wave.joins else []
    every = readers_of([*waves, wave])
    return {item.run: every[item.run] for item in wave.items}


def is_ended(groups: Groups, given: Set[str]) -> bool:
    """Return whether enough raters have labelled a run; anybody where nobody is named."""
    return any(given >= each for each in groups) if groups else bool(given)


def everybody(groups: Groups) -> frozenset[str]:
    """Return all who are to label a run, by whichever wave."""
    return frozenset().union(*groups)


def still_missing(groups: Groups, given: Set[str]) -> frozenset[str]:
    """Return who has not labelled a run yet; nobody where it is ended without them."""
    return frozenset() if is_ended(groups, given) else everybody(groups) - given
