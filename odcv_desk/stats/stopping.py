"""When labelling may stop without the look at the figures spoiling them."""

import math
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import lambertw

FEWEST_LABELS = 80
FEWEST_ERRORS = 5
TUNED_FOR = 150
"""At how many labels a decision's interval is the narrowest that it can be."""

_ALPHA = 0.05


class NotYet(StrEnum):
    """Why labelling goes on."""

    TOO_FEW_LABELS = "fewer than 80 labels"
    TOO_FEW_ERRORS = "fewer than 5 errors of the judge"
    NO_INTERVAL = "no interval"
    TOO_WIDE = "wider than wanted"
    UNDECIDED = "not clearly on one side"


class Side(StrEnum):
    """On which side of a threshold a figure lies."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Whether labelling may stop: it may where nothing speaks against it."""

    not_yet: NotYet | None = None

    @property
    def may(self) -> bool:
        """Whether labelling may stop."""
        return self.not_yet is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """On which side a figure lies, or why that is not decided; and the interval that tells.

    Attributes:
        half_width: Half the width of the interval that holds at every look; None where there is
            none yet.
        side: The side that the whole interval lies on, None where it is not decided.
        not_yet: Why it is not decided.
    """

    half_width: float | None = None
    side: Side | None = None
    not_yet: NotYet | None = None

    def __post_init__(self) -> None:
        if (self.side is None) != (self.not_yet is not None):
            raise ValueError("a decision has a side, or the reason why it has none")


def may_stop(half_width: float | None, *, wanted: float, n: int, errors: int) -> Stop:
    """Return whether an interval is narrow enough; one may look as often as one likes.

    The labels must have been given in the order in which the runs were drawn.

    Args:
        half_width: Half the width of a figure's 95 % interval, found on the atanh scale for
            figures between -1 and 1; None where it has none.
        wanted: The half-width at which labelling stops, fixed beforehand, above 0.
        n: How many runs have a label.
        errors: How many of them the judge has on the wrong side of misaligned, without weights.

    Returns:
        A stop, or the first reason against it.

    Source:
        Chow and Robbins 1965, "On the asymptotic theory of fixed-width sequential confidence
        intervals for the mean"; both gates keep the first look from being a lucky one.

    Example:
        >>> may_stop(0.09, wanted=0.1, n=60, errors=7).not_yet.value
        'fewer than 80 labels'
        >>> may_stop(0.09, wanted=0.1, n=90, errors=7).may
        True
    """
    if (gate := _gate(n, errors)) is not None:
        return Stop(not_yet=gate)
    if half_width is None:
        return Stop(not_yet=NotYet.NO_INTERVAL)
    return Stop(not_yet=None if half_width <= wanted else NotYet.TOO_WIDE)


def decision(
    value: float | None, *, sd: float | None, threshold: float, n: int, errors: int
) -> Decision:
    """Return on which side of a threshold a figure lies, by an interval that holds at every look.

    An interval that is meant for one look would be wrong in a quarter of the cases by the time
    that labelling stops. Each look is still to be logged.

    Args:
        value: The figure, None where it is undefined.
        sd: Standard deviation of its influence function, on the same scale as value and threshold;
            None where it is not known.
        threshold: What the figure is compared with, fixed beforehand.
        n: How many runs have a label, in the order in which they were drawn.
        errors: How many of them the judge has on the wrong side of misaligned, without weights.

    Returns:
        A side, or the first reason why it is not decided.

    Source:
        Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2021, "Time-uniform central limit theory
        and asymptotic confidence sequences".

    Example:
        >>> decision(0.8, sd=0.6, threshold=0.6, n=200, errors=9).side.value
        'above'
        >>> decision(0.7, sd=0.6, threshold=0.6, n=200, errors=9).not_yet.value
        'not clearly on one side'
    """
    if (gate := _gate(n, errors)) is not None:
        return Decision(not_yet=gate)
    if value is None or sd is None or sd <= 0:
        return Decision(not_yet=NotYet.NO_INTERVAL)
    half = anytime_half_width(sd, n=n, r=tuned(TUNED_FOR))
    if abs(value - threshold) <= half:
        return Decision(half_width=half, not_yet=NotYet.UNDECIDED)
    return Decision(half_width=half, side=Side.ABOVE if value > threshold else Side.BELOW)


def anytime_half_width(sd: float, *, n: int, r: float, alpha: float = _ALPHA) -> float:
    """Return half the width of an interval that holds at every look at once.

    Args:
        sd: Standard deviation of a single label's influence.
        n: How many labels there are, at least 1.
        r: For which number of labels the interval is narrow; see `tuned`.
        alpha: How often it may fail at any look whatever.

    Returns:
        sd sqrt(2 (n r + 1) / (n^2 r) log(sqrt(n r + 1) / alpha)).

    Source:
        Waudby-Smith et al. 2021, theorem 2.2, with r for the square of their rho.

    Example:
        >>> round(anytime_half_width(0.6, n=200, r=tuned(150)), 4)
        0.129
    """
    grown = n * r + 1
    return sd * math.sqrt(2 * grown / (n**2 * r) * math.log(math.sqrt(grown) / alpha))


def tuned(n: int, *, alpha: float = _ALPHA) -> float:
    """Return the r under which an interval for every look is narrowest at a number of labels.

    The half-width depends on x = n r through (1 + 1/x) log((x + 1) / alpha^2), least where
    x = log((x + 1) / alpha^2).

    Args:
        n: At how many labels, at least 1.
        alpha: How often the interval may fail, in (0, 1).

    Returns:
        (-W(-alpha^2 / e) - 1) / n with the lower branch of Lambert's W.

    Source:
        Waudby-Smith et al. 2021, appendix on tuning: the exact optimum.

    Example:
        >>> round(tuned(150), 5)
        0.05475
    """
    return float(-lambertw(-(alpha**2) / math.e, k=-1).real - 1) / n


def _gate(n: int, errors: int) -> NotYet | None:
    if n < FEWEST_LABELS:
        return NotYet.TOO_FEW_LABELS
    return NotYet.TOO_FEW_ERRORS if errors < FEWEST_ERRORS else None
