"""Transcripts that name their own model, which masking cannot hide."""

import re
from weakref import WeakKeyDictionary

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.wave import Wave
from odcv_desk.importers import trail_reader
from odcv_desk.store import Store
from odcv_desk.store.trajectories import Raw
from odcv_desk.workflow.sight import HIDDEN

_SHORTEST_FAMILY = 3
_FAMILY = re.compile(r"[a-z]+")
_COUNTED: WeakKeyDictionary[Store, dict[str, int]] = WeakKeyDictionary()
"""What was counted in this process; waves and trails never change."""


def named_items(store: Store, wave: Wave) -> int:
    """Return how many items of a wave have a transcript that names their model.

    A trail names it by its whole name or by its family as a word of its own (see `names_of`),
    whichever case, anywhere in what a rater of a masked wave can read of it.
    """
    known = _COUNTED.setdefault(store, {})
    if wave.name not in known:
        found = store.trajectories.raws_of_wave(wave.name)
        known[wave.name] = sum(_names_itself(run, raw) for run, raw in found)
    return known[wave.name]


def names_of(model: str) -> tuple[str, ...]:
    """Return the words that give a model away: its name without maker, and its family.

    The family is the name's first word without any version, `gpt` of `openai/gpt-oss-120b` and
    `qwen` of `qwen3.6-27b`; one below three letters (`o` of `o3`) says nothing and is left out.
    """
    name = model.rsplit("/", 1)[-1].casefold()
    first = _FAMILY.match(name)
    family = first[0] if first and len(first[0]) >= _SHORTEST_FAMILY else name
    return tuple(dict.fromkeys((name, family)))


def _names_itself(run: RunId, raw: Raw) -> bool:
    names = names_of(run.model)
    lowered = raw.raw.lower()
    # Few trails hold the name at all; only those are taken apart to leave out what is hidden.
    if not any(name.encode() in lowered for name in names):
        return False
    words = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE)
    return pattern.search(_readable(raw)) is not None


def _readable(raw: Raw) -> str:
    try:
        return trail_reader(raw.format).masked(raw.raw, raw.extras, by=HIDDEN)
    except UnreadableLogError:  # taken in by a desk that read more: the bytes say enough to count
        return raw.raw.decode("utf-8", "replace")
