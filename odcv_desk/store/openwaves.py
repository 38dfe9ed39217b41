"""Which waves are open for whom, and which of them a label belongs to."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.wave import Masking, Policy, Reveal
from odcv_desk.store import codec
from odcv_desk.store.schema import labels, wave_items, waves
from odcv_desk.store.standing import ends_item


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveHead:
    """A wave without its items: what decides who labels it and what they see meanwhile."""

    id: int
    name: str
    raters: tuple[str, ...]
    policy: Policy

    def takes(self, rater: str) -> bool:
        """Return whether it is for a rater to label."""
        return not self.raters or rater in self.raters


@dataclass(slots=True)
class _Reach:
    """The rows of a wave's items, and those that each rater has ended."""

    items: set[int]
    ended: dict[str, set[int]] = field(default_factory=dict)


class OpenWaves:
    """The waves of a study and who has ended which of their items, looked up where needed.

    A wave with raters is open until each of them has ended every item. A wave without raters is
    open for a rater until that rater has ended every item. An adjudicator's decision belongs to
    the newest wave that holds the run, whoever its raters are.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(sa.select(waves).order_by(waves.c.id.desc())).mappings()
        self._waves = {
            str(row["name"]): WaveHead(
                id=row["id"],
                name=row["name"],
                raters=codec.texts(row["raters"]),
                policy=Policy(masking=Masking(row["masking"]), reveal=Reveal(row["reveal"])),
            )
            for row in rows
        }
        self._reach: dict[int, _Reach] = {}

    def all(self) -> tuple[WaveHead, ...]:
        """Return every wave, the newest first."""
        return tuple(self._waves.values())

    def row_id(self, name: str) -> int:
        """Return the row of a wave."""
        return self._waves[name].id

    def of(self, row_id: int, label: Label) -> str | None:
        """Return the wave that a label belongs to, None if to none.

        Of several that are open, the oldest in which the rater has not ended the run: so each of
        them can be ended, by a label of its own.

        Raises:
            LabelError: The label names a wave that is unknown or does not hold the run or rater.
        """
        if label.wave is not None:
            self._check(label.wave, row_id, label)
            return label.wave
        holding = self._holding(row_id)
        if label.stage is Stage.ADJUDICATED:
            return holding[0].name if holding else None
        mine = [wave for wave in reversed(holding) if self._takes(wave, label.rater)]
        left = [wave for wave in mine if row_id not in self.ended(wave, label.rater)]
        return next((wave.name for wave in left or mine), None)

    def note(self, row_id: int, label: Label) -> None:
        """Take account of a label that was appended."""
        if label.wave is None or label.stage is Stage.ADJUDICATED:
            return
        wave_id = self.row_id(label.wave)
        if label.retracts is not None:
            # Another label of the item may stand: it is read anew where it matters.
            self._reach.pop(wave_id, None)
        elif wave_id in self._reach:
            self._reach[wave_id].ended.setdefault(label.rater, set()).add(row_id)

    def open_to(self, rater: str) -> tuple[WaveHead, ...]:
        """Return the waves that are open for a rater, the newest first."""
        return tuple(wave for wave in self._waves.values() if self._takes(wave, rater))

    def holding(self, row_id: int, rater: str) -> tuple[WaveHead, ...]:
        """Return the waves that are open for a rater and hold a run, the newest first."""
        return tuple(wave for wave in self._holding(row_id) if self._takes(wave, rater))

    def ended(self, wave: WaveHead, rater: str) -> set[int]:
        """Return the rows that a rater has ended in a wave."""
        return self._reach_of(wave).ended.get(rater, set())

    def _holding(self, row_id: int) -> list[WaveHead]:
        query = sa.select(wave_items.c.wave_id).where(wave_items.c.trajectory_id == row_id)
        ids = set(self._connection.execute(query).scalars())
        return [wave for wave in self._waves.values() if wave.id in ids]

    def _takes(self, wave: WaveHead, rater: str) -> bool:
        return wave.takes(rater) and self._is_open(wave, rater)

    def _is_open(self, wave: WaveHead, rater: str) -> bool:
        reach = self._reach_of(wave)
        return any(reach.ended.get(each, set()) != reach.items for each in wave.raters or (rater,))

    def _check(self, name: str, row_id: int, label: Label) -> None:
        wave = self._waves.get(name)
        if wave is None:
            raise LabelError(
                f"{label.run}: no wave {name} in this study",
                hint="Draw it with `odcv-desk sample`, or leave the wave out.",
            )
        may = wave.takes(label.rater) or label.stage is Stage.ADJUDICATED
        if wave not in self._holding(row_id) or not may:
            raise LabelError(
                f"{label.run}: not in wave {name} for rater {label.rater}",
                hint="Leave the wave out to let the study decide.",
            )

    def _reach_of(self, wave: WaveHead) -> _Reach:
        if wave.id not in self._reach:
            items = sa.select(wave_items.c.trajectory_id).where(wave_items.c.wave_id == wave.id)
            reach = _Reach(items=set(self._connection.execute(items).scalars()))
            ends = sa.select(labels.c.rater, labels.c.trajectory_id).where(
                labels.c.wave_id == wave.id, ends_item()
            )
            for rater, row_id in self._connection.execute(ends):
                reach.ended.setdefault(rater, set()).add(row_id)
            self._reach[wave.id] = reach
        return self._reach[wave.id]
