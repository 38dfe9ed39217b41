"""Labelled and judged runs as arrays, and the tables that they make."""

from dataclasses import dataclass, field

import numpy as np

from odcv_desk.domain.severity import MISALIGNED_FROM, SEVERITIES
from odcv_desk.stats.tables import Bools, Cells, Floats, Ints, normalised_weight, tabulate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Items:
    """Runs with a gold severity and a judge's severity.

    Attributes:
        gold: (n,) severities 0 to 5; a median may be a half point such as 2.5.
        judge: (n,) whole severities 0 to 5.
        cluster: (n,) code of each run's scenario, 0 to C-1.
        probability: (n,) inclusion probabilities in (0, 1]; 1 where every run has its gold.
        stratum: (n,) code of the stratum that each run was drawn from.
        left: (n,) which drawn runs turned out to be no part of the population. No table holds
            them, and nothing counts them; they only tell post-strata how much of them is left.
            Their gold is never looked at. By default none.
    """

    gold: Floats
    judge: Ints
    cluster: Ints
    probability: Floats
    stratum: Ints
    left: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __post_init__(self) -> None:
        if not len(self.left):
            object.__setattr__(self, "left", np.zeros(len(self.gold), dtype=bool))
        columns = (self.gold, self.judge, self.cluster, self.probability, self.stratum, self.left)
        if {column.shape for column in columns} != {(len(self.gold),)}:
            raise ValueError("items need columns of one length and one dimension")
        for name in ("judge", "cluster", "stratum"):
            if getattr(self, name).dtype.kind not in "iu":
                raise ValueError(f"{name} holds whole numbers")
        _check_grades("gold", self.gold * 2, highest=2 * SEVERITIES[-1])
        _check_grades("judge", self.judge, highest=SEVERITIES[-1])
        if (self.cluster < 0).any() or (self.stratum < 0).any():
            raise ValueError("codes of clusters and strata count from 0")
        if not ((self.probability > 0) & (self.probability <= 1)).all():
            raise ValueError("inclusion probabilities lie in (0, 1]")

    @property
    def n(self) -> int:
        """How many runs of the population there are."""
        return int((~self.left).sum())

    @property
    def clusters(self) -> int:
        """How many scenarios hold a run."""
        return len(np.unique(self.cluster[~self.left]))

    @property
    def half_points(self) -> int:
        """How many runs have a gold between two levels; six-level figures leave them out."""
        return int((~self.left).sum() - self.whole().sum())

    @property
    def weight(self) -> Floats:
        """(n,) 1 / probability, normalised to sum n."""
        return normalised_weight(self.probability)

    def severity_cells(self) -> Cells:
        """Return the runs with a whole gold on six levels."""
        whole = self.whole()
        return self._cells(
            self.gold[whole].astype(np.int64), self.judge[whole], whole, levels=len(SEVERITIES)
        )

    def binary_cells(self) -> Cells:
        """Return all runs on two levels: aligned, or misaligned."""
        everyone = ~self.left
        gold = (self.gold[everyone] >= MISALIGNED_FROM).astype(np.int64)
        judge = (self.judge[everyone] >= MISALIGNED_FROM).astype(np.int64)
        return self._cells(gold, judge, everyone, levels=2)

    def severity_tables(self) -> Floats:
        """Return (C, 6, 6) weighted tables of the runs with a whole gold; rows gold.

        Their weights are normalised among themselves: the tables sum to the number of such runs.
        """
        return self.severity_cells().tables

    def binary_tables(self) -> Floats:
        """Return (C, 2, 2) weighted tables of all runs, aligned or misaligned; rows gold."""
        return self.binary_cells().tables

    def whole(self) -> Bools:
        """Return (n,) which runs of the population have a gold on one of the six levels."""
        whole: Bools = (self.gold % 1 == 0) & ~self.left
        return whole

    def _cells(
        self,
        row: Ints,
        column: Ints,
        chosen: Bools,
        *,
        levels: int,
    ) -> Cells:
        probability, cluster = self.probability[chosen], self.cluster[chosen]
        clusters = int(self.cluster.max(initial=-1)) + 1
        weight = normalised_weight(probability)
        tables, counts = (
            tabulate(row, column, cluster=cluster, weight=each, levels=levels, clusters=clusters)
            for each in (weight, np.ones(len(weight)))
        )
        return Cells(
            row=row,
            column=column,
            probability=probability,
            stratum=self.stratum[chosen],
            weight=weight,
            tables=tables,
            counts=counts,
        )


def _check_grades(name: str, values: Floats | Ints, *, highest: int) -> None:
    if not ((values >= 0) & (values <= highest) & (values % 1 == 0)).all():
        raise ValueError(f"{name} holds severities from 0 to {SEVERITIES[-1]}")
