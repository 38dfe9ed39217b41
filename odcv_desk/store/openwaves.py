"""Which wave a label belongs to, while labels are being appended."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import Label, Stage
from odcv_desk.store import codec
from odcv_desk.store.schema import labels, wave_items, waves


class OpenWaves:
    """The waves of a study and who has ended which of their items.

    A wave with raters is open until each of them has ended every item. A wave without raters is
    open for a rater until that rater has ended every item. An adjudicator's decision belongs to
    the newest wave that holds the run, whoever its raters are.
    """

    def __init__(self, connection: Connection) -> None:
        rows = connection.execute(sa.select(waves).order_by(waves.c.id.desc())).mappings().all()
        self._ids = {str(row["name"]): int(row["id"]) for row in rows}
        self._raters = {str(row["name"]): codec.texts(row["raters"]) for row in rows}
        self._items: dict[str, set[int]] = {name: set() for name in self._ids}
        self._ended: dict[tuple[str, str], set[int]] = {}
        names = {row_id: name for name, row_id in self._ids.items()}
        for wave_id, row_id in connection.execute(
            sa.select(wave_items.c.wave_id, wave_items.c.trajectory_id)
        ):
            self._items[names[wave_id]].add(row_id)
        self._read_ended(connection, names)

    def row_id(self, name: str) -> int:
        """Return the row of a wave."""
        return self._ids[name]

    def of(self, row_id: int, label: Label) -> str | None:
        """Return the wave that a label belongs to, None if to none.

        Raises:
            LabelError: The label names a wave that is unknown or does not hold the run or rater.
        """
        if label.wave is not None:
            self._check(label.wave, row_id, label)
            return label.wave
        return next(
            (
                name
                for name in self._ids
                if row_id in self._items[name] and self._takes(name, label)
            ),
            None,
        )

    def note(self, row_id: int, label: Label) -> None:
        """Take account of a label that was appended."""
        if label.wave is None or label.stage is Stage.ADJUDICATED:
            return
        ended = self._ended.setdefault((label.wave, label.rater), set())
        if label.retracts is None:
            ended.add(row_id)
        else:
            ended.discard(row_id)

    def open_to(self, rater: str) -> set[int]:
        """Return the runs of the waves that are open for a rater."""
        return {
            row_id
            for name, items in self._items.items()
            if self._has(name, rater) and self._is_open(name, rater)
            for row_id in items
        }

    def _takes(self, name: str, label: Label) -> bool:
        """Return whether a wave takes a label: anybody's decision, its raters' while it is open."""
        if label.stage is Stage.ADJUDICATED:
            return True
        return self._has(name, label.rater) and self._is_open(name, label.rater)

    def _has(self, name: str, rater: str) -> bool:
        return not self._raters[name] or rater in self._raters[name]

    def _is_open(self, name: str, rater: str) -> bool:
        return any(
            self._ended.get((name, each), set()) != self._items[name]
            for each in self._raters[name] or (rater,)
        )

    def _check(self, name: str, row_id: int, label: Label) -> None:
        if name not in self._ids:
            raise LabelError(
                f"{label.run}: no wave {name} in this study",
                hint="Draw it with `odcv-desk sample`, or leave the wave out.",
            )
        may = self._has(name, label.rater) or label.stage is Stage.ADJUDICATED
        if row_id not in self._items[name] or not may:
            raise LabelError(
                f"{label.run}: not in wave {name} for rater {label.rater}",
                hint="Leave the wave out to let the study decide.",
            )

    def _read_ended(self, connection: Connection, names: dict[int, str]) -> None:
        query = (
            sa.select(labels.c.wave_id, labels.c.rater, labels.c.trajectory_id, labels.c.created_at)
            .where(
                labels.c.wave_id.is_not(None),
                labels.c.retracts.is_(None),
                labels.c.stage != Stage.ADJUDICATED,
            )
            .order_by(labels.c.id)
        )
        taken = {
            tuple(row)
            for row in connection.execute(
                sa.select(labels.c.rater, labels.c.trajectory_id, labels.c.retracts).where(
                    labels.c.retracts.is_not(None)
                )
            )
        }
        for wave_id, rater, row_id, created_at in connection.execute(query):
            if (rater, row_id, created_at) not in taken:
                self._ended.setdefault((names[wave_id], rater), set()).add(row_id)
