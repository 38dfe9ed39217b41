"""Who labels which item of a wave, in which order, and which of them come again unannounced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from odcv_desk.domain.amount import amount
from odcv_desk.domain.errors import SampleError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import WaveTurn

BLOCK: Final = 20
"""Raters shuffle within blocks of the draw order, so that whenever work stops the items that all of
them have ended are nearly the first of the draw, and a random sample."""
LEAST_BETWEEN: Final = 5
"""Fewer runs between an item and its repeat would test memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How the items of a wave are shared among its raters.

    Attributes:
        readers: How many raters label an item that is labelled by several.
        overlap: Which share of the items that is; the others are labelled by one rater.
        repeats: Which share of a rater's items comes a second time, for self-consistency.
    """

    readers: int = 2
    overlap: float = 1.0
    repeats: float = 0.1

    def __post_init__(self) -> None:
        if self.readers < 1:
            raise SampleError(
                f"{self.readers} raters cannot label an item", hint="Give 1 or more, mostly 2."
            )
        for name, share in (("overlap", self.overlap), ("repeats", self.repeats)):
            if not 0 <= share <= 1:
                raise SampleError(
                    f"{name} of {share:g} is no share", hint="Give a number from 0 to 1."
                )


def turn_order(
    items: Sequence[RunId], raters: Sequence[str], sharing: Sharing, *, rng: np.random.Generator
) -> Mapping[str, tuple[WaveTurn, ...]]:
    """Return the turns of each rater, in the order to take.

    Args:
        items: The drawn runs in draw order.
        raters: Who labels them; nobody named means that nothing is shared out.
        sharing: How they are shared.
        rng: Where chance comes from; the same one gives the same turns.

    Returns:
        By rater: first every item once in blocks of the draw order, shuffled within each where
        there are several raters; repeats stand well behind the item's first turn, and never last.
    """
    shared = _shared(items, raters, sharing, rng)
    # Who works alone keeps the draw order, which is one of chance already.
    alone = len(raters) == 1
    return {
        rater: _with_repeats(own if alone else _shuffled(own, rng), sharing, rng)
        for rater, own in shared.items()
    }


def repeats_words(turns: Mapping[str, Sequence[WaveTurn]], sharing: Sharing) -> str:
    """Return how many second looks there is no room for, in a sentence; empty where all fit.

    Args:
        turns: The turns of each rater.
        sharing: How they were shared.
    """
    given = sum(turn.repeat for own in turns.values() for turn in own)
    wanted = sum(
        _repeats_wanted(sum(not turn.repeat for turn in own), sharing) for own in turns.values()
    )
    if given >= wanted:
        return ""
    fit = f"only {given:,} of them fit" if given else "none of them fits"
    return (
        f"{amount(wanted, 'second look is', 'second looks are')} wanted, {fit}: a quarter of a "
        f"rater's runs, and {LEAST_BETWEEN} at least, must lie between a run and its second look."
    )


def _shared(
    items: Sequence[RunId], raters: Sequence[str], sharing: Sharing, rng: np.random.Generator
) -> Mapping[str, list[RunId]]:
    given: dict[str, list[RunId]] = {rater: [] for rater in raters}
    for item, readers in zip(items, _readers(len(items), len(raters), sharing), strict=True):
        # Those with least to do come first, in an order of chance among equals.
        chance = dict(zip(raters, rng.permutation(len(raters)), strict=True))
        for rater in sorted(raters, key=lambda each: (len(given[each]), chance[each]))[:readers]:
            given[rater].append(item)
    return given


def _readers(items: int, raters: int, sharing: Sharing) -> Iterator[int]:
    """Yield how many label each item; those of several are spread evenly over the draw."""
    several = min(sharing.readers, raters)
    for place in range(items):
        doubled = int((place + 1) * sharing.overlap) > int(place * sharing.overlap)
        yield several if doubled else min(1, raters)


def _shuffled(items: Sequence[RunId], rng: np.random.Generator) -> list[RunId]:
    blocks = [items[start : start + BLOCK] for start in range(0, len(items), BLOCK)]
    return [block[place] for block in blocks for place in rng.permutation(len(block))]


def _with_repeats(
    order: Sequence[RunId], sharing: Sharing, rng: np.random.Generator
) -> tuple[WaveTurn, ...]:
    number = _repeats_wanted(len(order), sharing)
    between = max(LEAST_BETWEEN, len(order) // 4)
    early = max(0, len(order) - between - 1)
    chosen = rng.permutation(early)[:number]
    behind: dict[int, list[RunId]] = {}
    for place in sorted(int(each) for each in chosen):
        slot = int(rng.integers(place + between, len(order) - 1))
        behind.setdefault(slot, []).append(order[place])
    return tuple(
        turn
        for place, run in enumerate(order)
        for turn in (
            WaveTurn(run=run),
            *(WaveTurn(run=again, repeat=True) for again in behind.get(place, ())),
        )
    )


def _repeats_wanted(items: int, sharing: Sharing) -> int:
    return int(items * sharing.repeats)
