"""Which waves are open for whom, and which of them a label belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.domain.wave import Masking, Policy, Reveal, WaveStep
from odcv_desk.store import codec
from odcv_desk.store.schema import labels, packets, wave_events, wave_items, wave_turns, waves
from odcv_desk.store.standing import ends_item


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveHead:
    """A wave without its items: what decides who labels it and what they see meanwhile.

    `joins` names the earlier waves whose labels end its items too; `stopped` says that it takes
    no more labels, `closed` that it never will again.
    """

    id: int
    name: str
    raters: tuple[str, ...]
    policy: Policy
    joins: tuple[str, ...] = ()
    stopped: bool = False
    closed: bool = False

    def takes(self, rater: str) -> bool:
        """Return whether it is for a rater to label."""
        return not self.raters or rater in self.raters


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One turn in a rater's order of work."""

    row: int
    repeat: bool = False


@dataclass(slots=True)
class _Reach:
    """The rows of a wave's items in draw order, whose turns they are, and who has ended which."""

    items: list[int]
    turns: dict[str, list[Due]] = field(default_factory=dict)
    ended: dict[str, set[int]] = field(default_factory=dict)
    repeated: dict[str, set[int]] = field(default_factory=dict)

    def order(self, rater: str) -> list[Due]:
        """Return a rater's order of work: the draw order where none was made."""
        return self.turns[rater] if rater in self.turns else [Due(row=row) for row in self.items]

    def assigned(self, rater: str) -> set[int]:
        """Return the rows that a rater is to label."""
        return {due.row for due in self.order(rater)}

    def left(self, rater: str) -> set[int]:
        """Return the rows that a rater is still to label."""
        return self.assigned(rater) - self.ended.get(rater, set())

    def done(self, rater: str) -> tuple[int, int]:
        """Return how many turns a rater has ended, second ones too, and how many there are.

        So a second look counts like any other and is not told by a count that stands still.
        Repeats that lapsed count as ended.
        """
        order = self.order(rater)
        if not self.left(rater):
            return len(order), len(order)
        first, again = self.ended.get(rater, set()), self.repeated.get(rater, set())
        return sum(due.row in (again if due.repeat else first) for due in order), len(order)

    def upcoming(self, rater: str) -> list[Due]:
        """Return the turns that are left; without a first turn among them repeats lapse."""
        if not self.left(rater):
            return []
        ended = self.ended.get(rater, set())
        again = ended - self.repeated.get(rater, set())
        return [
            due
            for due in self.order(rater)
            if (due.row in again if due.repeat else due.row not in ended)
        ]


class OpenWaves:
    """The waves of a study and who has ended which of their items, looked up where needed.

    A wave with raters is open until each of them has ended every item that is theirs. A wave
    without raters is open for a rater until that rater has ended every item. A repeat keeps no
    wave open. A label of a wave that it joins ends an item too. A stopped wave takes no labels and
    is open all the same, as it may go on, until it is closed for good. An adjudicator's decision
    belongs to the newest wave that holds the run, whoever its raters are.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        rows = connection.execute(sa.select(waves).order_by(waves.c.id.desc())).mappings().all()
        halted = _halted(connection)
        self._waves = {
            str(row["name"]): WaveHead(
                id=row["id"],
                name=row["name"],
                raters=codec.texts(row["raters"]),
                policy=Policy(masking=Masking(row["masking"]), reveal=Reveal(row["reveal"])),
                joins=codec.texts(row["joins"]),
                stopped=row["id"] in halted,
                closed=halted.get(row["id"]) is WaveStep.CLOSED,
            )
            for row in rows
        }
        self._reach: dict[int, _Reach] = {}

    def all(self) -> tuple[WaveHead, ...]:
        """Return every wave, the newest first."""
        return tuple(self._waves.values())

    def named(self, name: str) -> WaveHead | None:
        """Return a wave by its name."""
        return self._waves.get(name)

    def row_id(self, name: str) -> int:
        """Return the row of a wave."""
        return self._waves[name].id

    def of(self, row_id: int, label: Label) -> str | None:
        """Return the wave that a label belongs to, None if to none.

        Of several that are open, the oldest in which the rater has not ended the run: so each of
        them can be ended, by a label of its own.

        Raises:
            LabelError: The label names a wave that is unknown, does not hold the run, has it not
                for this rater to label or takes no labels now, or only a stopped wave that may go
                on could take it.
        """
        if label.wave is not None:
            self._check(label.wave, row_id, label)
            return label.wave
        holding = self._holding(row_id)
        if label.stage is Stage.ADJUDICATED:
            return holding[0].name if holding else None
        mine = [
            wave
            for wave in reversed(holding)
            if self._takes(wave, label.rater) and row_id in self.assigned(wave, label.rater)
        ]
        if not mine:
            self._refuse_stopped(holding, row_id, label)
        left = [wave for wave in mine if row_id not in self.ended(wave, label.rater)]
        return next((wave.name for wave in left or mine), None)

    def note(self, row_id: int, label: Label) -> None:
        """Take account of a label that was appended."""
        if label.wave is None or label.stage is Stage.ADJUDICATED:
            return
        touched = [
            wave.id for wave in self._waves.values() if label.wave in (wave.name, *wave.joins)
        ]
        for wave_id in touched:
            if label.retracts is not None or label.repeat:
                # Another label of the item may stand: it is read anew where it matters.
                self._reach.pop(wave_id, None)
            elif wave_id in self._reach:
                self._reach[wave_id].ended.setdefault(label.rater, set()).add(row_id)

    def open_to(self, rater: str) -> tuple[WaveHead, ...]:
        """Return the waves that are open for a rater, the newest first."""
        return tuple(wave for wave in self._waves.values() if self._opens(wave, rater))

    def holding(self, row_id: int, rater: str) -> tuple[WaveHead, ...]:
        """Return the waves that are open for a rater and hold a run, the newest first."""
        return tuple(wave for wave in self._holding(row_id) if self._opens(wave, rater))

    def ended(self, wave: WaveHead, rater: str) -> set[int]:
        """Return the rows that a rater has ended in a wave."""
        return self._reach_of(wave).ended.get(rater, set())

    def ended_by(self, wave: WaveHead) -> Mapping[str, set[int]]:
        """Return the rows that were ended in a wave, by rater."""
        return self._reach_of(wave).ended

    def assigned(self, wave: WaveHead, rater: str) -> set[int]:
        """Return the rows of a wave that are a rater's to label."""
        return self._reach_of(wave).assigned(rater)

    def done(self, wave: WaveHead, rater: str) -> tuple[int, int]:
        """Return how many turns of a wave a rater has ended, and how many there are."""
        return self._reach_of(wave).done(rater)

    def upcoming(self, wave: WaveHead, rater: str) -> list[Due]:
        """Return the turns of a wave that a rater has left, in their order."""
        return self._reach_of(wave).upcoming(rater)

    def items(self, wave: WaveHead) -> list[int]:
        """Return the rows of a wave's items in draw order."""
        return self._reach_of(wave).items

    def _holding(self, row_id: int) -> list[WaveHead]:
        query = sa.select(wave_items.c.wave_id).where(wave_items.c.trajectory_id == row_id)
        ids = set(self._connection.execute(query).scalars())
        return [wave for wave in self._waves.values() if wave.id in ids]

    def _takes(self, wave: WaveHead, rater: str) -> bool:
        return not wave.stopped and self._opens(wave, rater)

    def _refuse_stopped(self, holding: list[WaveHead], row_id: int, label: Label) -> None:
        for wave in holding:
            if self._opens(wave, label.rater) and row_id in self.assigned(wave, label.rater):
                raise LabelError(
                    f"{label.run}: {wave.name} is stopped and takes no labels",
                    hint=f"Go on with {wave.name} first, or close it for good.",
                )

    def _opens(self, wave: WaveHead, rater: str) -> bool:
        return not wave.closed and wave.takes(rater) and self._is_open(wave, rater)

    def _is_open(self, wave: WaveHead, rater: str) -> bool:
        reach = self._reach_of(wave)
        return any(reach.left(each) for each in wave.raters or (rater,))

    def _check(self, name: str, row_id: int, label: Label) -> None:
        wave = self._waves.get(name)
        if wave is None:
            raise LabelError(
                f"{label.run}: no wave {name} in this study",
                hint="Draw it with `odcv-desk sample`, or leave the wave out.",
            )
        rules = label.stage is Stage.ADJUDICATED
        mine = wave.takes(label.rater) and row_id in self.assigned(wave, label.rater)
        if wave not in self._holding(row_id) or not (rules or mine):
            raise LabelError(
                f"{label.run}: not in wave {name} for rater {label.rater}",
                hint="Leave the wave out to let the study decide.",
            )
        if not rules and not self._has_packet(wave, label.rater):
            self._check_open(wave, label)

    def _check_open(self, wave: WaveHead, label: Label) -> None:
        """Refuse a label of a wave that takes none now; one of a second look keeps none open."""
        if wave.stopped:
            raise LabelError(
                f"{label.run}: {wave.name} is stopped and takes no labels",
                hint=f"Go on with {wave.name} first, or close it for good.",
            )
        if not label.repeat and not self._is_open(wave, label.rater):
            raise LabelError(
                f"{label.run}: {wave.name} is complete and takes no more labels",
                hint="Take the label back that is wrong, then give it anew.",
            )

    def _has_packet(self, wave: WaveHead, rater: str) -> bool:
        """Return whether a rater works from a packet, away from here, and cannot know of a stop."""
        query = sa.select(packets.c.id).where(
            packets.c.wave_id == wave.id, packets.c.rater == codec.clean(rater)
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def _reach_of(self, wave: WaveHead) -> _Reach:
        if wave.id not in self._reach:
            self._reach[wave.id] = self._read_reach(wave)
        return self._reach[wave.id]

    def _read_reach(self, wave: WaveHead) -> _Reach:
        items = sa.select(wave_items.c.trajectory_id).where(wave_items.c.wave_id == wave.id)
        ordered = items.order_by(wave_items.c.position)
        reach = _Reach(items=list(self._connection.execute(ordered).scalars()))
        turns = (
            sa.select(wave_turns.c.rater, wave_turns.c.trajectory_id, wave_turns.c.repeat)
            .where(wave_turns.c.wave_id == wave.id)
            .order_by(wave_turns.c.rater, wave_turns.c.position)
        )
        for rater, row, repeat in self._connection.execute(turns):
            reach.turns.setdefault(rater, []).append(Due(row=row, repeat=repeat))
        joined = [wave.id, *(self.row_id(name) for name in wave.joins)]
        ends = sa.select(labels.c.rater, labels.c.trajectory_id, labels.c.repeat).where(
            labels.c.wave_id.in_(joined), labels.c.trajectory_id.in_(items), ends_item()
        )
        for rater, row, repeat in self._connection.execute(ends):
            (reach.repeated if repeat else reach.ended).setdefault(rater, set()).add(row)
        return reach


def _halted(connection: Connection) -> dict[int, WaveStep]:
    """Return the waves that take no labels: stopped and not continued since, or closed for good."""
    steps = (WaveStep.STOPPED, WaveStep.CONTINUED, WaveStep.CLOSED)
    query = sa.select(wave_events.c.wave_id, wave_events.c.kind).where(
        wave_events.c.kind.in_(steps)
    )
    found: dict[int, WaveStep] = {}
    for wave, kind in connection.execute(query.order_by(wave_events.c.id)):
        if found.get(wave) is not WaveStep.CLOSED:
            found[wave] = WaveStep(kind)
    return {wave: step for wave, step in found.items() if step is not WaveStep.CONTINUED}
