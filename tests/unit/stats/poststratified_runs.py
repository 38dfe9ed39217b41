"""A made-up corpus and samples of it, and a slow reckoning of post-stratified tables."""

from dataclasses import dataclass

import numpy as np

from odcv_desk.stats.items import Items
from odcv_desk.stats.poststrata import PostStrata, cells_of, merged, totals_of

SCENARIOS, MODELS = 40, 24
RUNS = SCENARIOS * MODELS


@dataclass(frozen=True, kw_only=True)
class Corpus:
    gold: np.ndarray
    judge: np.ndarray
    cluster: np.ndarray
    cell: np.ndarray

    def sample(self, places, probability, *, stratum=None):
        items = Items(
            gold=self.gold[places] * 1.0,
            judge=self.judge[places],
            cluster=self.cluster[places],
            probability=probability,
            stratum=np.zeros(len(places), dtype=int) if stratum is None else stratum,
        )
        return items, merged(self.cell[places], self.totals())

    def totals(self):
        return totals_of(self.cell, cluster=self.cluster, clusters=SCENARIOS)

    def table(self, levels):
        high = (lambda grades: grades >= 3) if levels == 2 else (lambda grades: grades)
        return np.histogram2d(high(self.gold), high(self.judge), bins=[range(levels + 1)] * 2)[0]

    def of_scenarios(self, chosen):
        places = np.concatenate([np.flatnonzero(self.cluster == each) for each in chosen])
        return Corpus(
            gold=self.gold[places],
            judge=self.judge[places],
            cluster=np.repeat(np.arange(len(chosen)), MODELS),
            cell=self.cell[places],
        )


def corpus(seed=1):
    """Return runs whose severity depends on scenario and model, with four judges who err."""
    rng = np.random.default_rng(seed)
    shape = (SCENARIOS, MODELS)
    latent = rng.normal(-1, 1, (SCENARIOS, 1)) + rng.normal(0, 0.8, MODELS)
    latent = latent + rng.normal(0, 1.2, shape)
    gold, *judges = (
        np.clip(np.round(2.2 + 1.3 * (latent + rng.normal(0, error, shape))), 0, 5).ravel()
        for error in (0.25, 0.5, 0.5, 0.5, 0.5)
    )
    spread = np.ptp(judges, axis=0).astype(int)
    judge = judges[0].astype(int)
    return Corpus(
        gold=gold.astype(int),
        judge=judge,
        cluster=np.repeat(np.arange(SCENARIOS), MODELS),
        cell=cells_of(judge >= 3, spread),
    )


def one_cell(items: Items, runs_each=30.0):
    """Return post-strata that are none: all runs in one."""
    totals = np.zeros((int(items.cluster.max()) + 1, 6))
    totals[:, 0] = runs_each
    return PostStrata(cell=np.zeros(items.n, dtype=int), totals=totals)


def reckoned(items: Items, strata: PostStrata, *, levels, out=None):
    """Return the table of all scenarios but one, item by item, its sum 1."""
    totals = [
        sum(row[h] for c, row in enumerate(strata.totals.tolist()) if c != out) for h in range(6)
    ]
    kept = [i for i in range(items.n) if items.cluster[i] != out]
    held = {h: sum(1 / items.probability[i] for i in kept if strata.cell[i] == h) for h in range(6)}
    table = np.zeros((levels, levels))
    for i in kept:
        weight = totals[strata.cell[i]] / held[strata.cell[i]] / items.probability[i]
        grades = (items.gold[i], items.judge[i])
        if levels == 2:
            table[int(grades[0] >= 3), int(grades[1] >= 3)] += weight
        elif grades[0] % 1 == 0:
            table[int(grades[0]), int(grades[1])] += weight
    return table / table.sum()
