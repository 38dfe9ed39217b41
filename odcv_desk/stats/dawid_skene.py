"""What several raters say together once it is known who errs how: Dawid and Skene's model.

Raters are taken to err independently of each other, given the severity. Below three raters the
model cannot tell who is right: adjudicate.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from odcv_desk.domain.estimate import Undefined
from odcv_desk.domain.severity import SEVERITIES
from odcv_desk.stats.tables import Bools, Floats

LEVELS: Final = np.array(SEVERITIES, dtype=np.float64)
CLOSE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """What the model finds.

    Attributes:
        levels: (units, 6) probability of each severity; NaN where nobody rated the unit.
        confusion: (raters, 6, 6) how each rater labels a unit of each severity; rows sum to 1.
        prevalence: (6,) how frequent each severity is.
        rounds: How many rounds were made.
        converged: Whether the last one moved no probability by a millionth.
    """

    levels: Floats
    confusion: Floats
    prevalence: Floats
    rounds: int
    converged: bool

    @property
    def severity(self) -> Floats:
        """(units,) the most probable severity, the lowest of equals; NaN where nobody rated."""
        rated = np.isfinite(self.levels).all(axis=1)
        return np.where(rated, np.nan_to_num(self.levels).argmax(axis=1), np.nan)


def dawid_skene(
    ratings: Floats, *, smoothing: float = 0.5, most_rounds: int = 1000
) -> Posterior | Undefined:
    """Return the posterior severities of units that several raters labelled, by EM.

    Args:
        ratings: (raters, units) severities, NaN where a rater skipped a unit.
        smoothing: Pseudo-labels added to each cell of a confusion and to each level's frequency;
            above 0.
        most_rounds: When to stop at the latest.

    Returns:
        The posterior; `no labels` without any rating.

    Raises:
        ValueError: A rating is no severity, or the smoothing is not above 0.

    Source:
        Dawid and Skene 1979, "Maximum likelihood estimation of observer error-rates using the EM
        algorithm", equations 2.3 to 2.5; the pseudo-labels make it a maximum a posteriori.

    Example:
        >>> agreed = np.tile([0.0, 0.0, 0.0, 5.0, 5.0, 5.0], (3, 1))
        >>> dawid_skene(agreed).severity.tolist()
        [0.0, 0.0, 0.0, 5.0, 5.0, 5.0]
    """
    if smoothing <= 0 or not np.isin(ratings[~np.isnan(ratings)], LEVELS).all():
        raise ValueError("ratings are whole severities from 0 to 5, smoothing is above 0")
    votes = (ratings[:, :, None] == LEVELS).astype(np.float64)
    rated: Bools = votes.any(axis=(0, 2))
    if not rated.any():
        return Undefined.NO_LABELS
    return _fitted(votes[:, rated], rated, smoothing, most_rounds)


def _fitted(votes: Floats, rated: Bools, smoothing: float, most_rounds: int) -> Posterior:
    """Return the posterior; it starts from each unit's share of votes and draws nothing."""
    counts = votes.sum(axis=0)
    levels = counts / counts.sum(axis=1, keepdims=True)
    confusion, prevalence = _maximise(levels, votes, smoothing)
    moved, rounds = 1.0, 0
    while moved > CLOSE and rounds < most_rounds:
        new = _expect(votes, confusion, prevalence)
        moved, rounds = float(np.abs(new - levels).max()), rounds + 1
        levels = new
        confusion, prevalence = _maximise(levels, votes, smoothing)
    return Posterior(
        levels=_everywhere(levels, rated),
        confusion=confusion,
        prevalence=prevalence,
        rounds=rounds,
        converged=moved <= CLOSE,
    )


def _maximise(levels: Floats, votes: Floats, smoothing: float) -> tuple[Floats, Floats]:
    """Return (raters, 6, 6) confusions and the prevalence that suit the posterior best."""
    confusion = np.swapaxes(levels, 0, 1) @ votes + smoothing
    frequent = levels.sum(axis=0) + smoothing
    return confusion / confusion.sum(axis=2, keepdims=True), frequent / frequent.sum()


def _expect(votes: Floats, confusion: Floats, prevalence: Floats) -> Floats:
    """Return the posterior; by logarithms, for many raters make small products."""
    weight = np.log(prevalence) + np.einsum("rul,rkl->uk", votes, np.log(confusion))
    scaled = np.exp(weight - weight.max(axis=1, keepdims=True))
    posterior: Floats = scaled / scaled.sum(axis=1, keepdims=True)
    return posterior


def _everywhere(levels: Floats, rated: Bools) -> Floats:
    every = np.full((len(rated), len(LEVELS)), np.nan)
    every[rated] = levels
    return every
