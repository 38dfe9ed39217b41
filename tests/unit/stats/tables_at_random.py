"""Tables to compare with other libraries on: small, with rows and columns that never occur."""

import numpy as np

LEVELS = np.arange(6)
GOLD, JUDGE = (grid.ravel() for grid in np.meshgrid(LEVELS, LEVELS, indexing="ij"))


def random_tables(count, *, levels, seed):
    """Return whole counts; in about half of the tables some levels are never used."""
    rng = np.random.default_rng(seed)
    tables = rng.poisson(rng.uniform(0.2, 3, size=(count, 1, 1)), size=(count, levels, levels))
    rows = rng.random((count, levels, 1)) < rng.uniform(0.4, 1.2, size=(count, 1, 1))
    columns = rng.random((count, 1, levels)) < rng.uniform(0.4, 1.2, size=(count, 1, 1))
    return (tables * rows * columns).astype(float)


def varied(tables):
    """Return the tables in which gold and judge use two levels or more."""
    gold = (tables.sum(axis=-1) > 0).sum(axis=-1)
    judge = (tables.sum(axis=-2) > 0).sum(axis=-1)
    return tables[(gold > 1) & (judge > 1)]


def of_each(oracle, tables):
    """Return what an oracle says of each table."""
    return np.array([oracle(table) for table in tables])
