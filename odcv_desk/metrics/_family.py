"""What every calibration metric is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from odcv_desk.domain.estimate import Undefined
from odcv_desk.stats.tables import Figure, Floats

Ratio: TypeAlias = Callable[[Floats], tuple[Floats, Floats]]


class Scale(StrEnum):
    """Which tables a metric looks at."""

    SIX = "six"
    BINARY = "binary"


class Method(StrEnum):
    """How a metric's interval is found."""

    ATANH = "atanh"
    WILSON = "wilson"
    RAW = "raw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure of a judge against gold. A member's file exports an object of this kind as METRIC.

    Attributes:
        name: Its key in exports; the name of its file.
        title: What a person reads.
        order: Where it stands among the others.
        scale: Whether it looks at six levels or at misaligned or not.
        method: How its interval is found.
        bounds: Its lowest and highest value.
        value: Tables (..., K, K) in, values (...) out, NaN where undefined.
        undefined: Why a table that holds items leaves it undefined.
        ratio: For `wilson` only: tables (C, K, K) of all scenarios in, hits (C,) and cases (C,)
            out.
    """

    name: str
    title: str
    order: int
    scale: Scale
    method: Method
    bounds: tuple[float, float]
    value: Figure
    undefined: Callable[[Floats], Undefined]
    ratio: Ratio | None = None

    def __post_init__(self) -> None:
        if (self.ratio is not None) != (self.method is Method.WILSON):
            raise ValueError(f"{self.name}: a ratio goes with Wilson's interval, and only with it")


def no_cases(_table: Floats) -> Undefined:
    """Return the reason of a figure whose denominator is empty.

    Args:
        _table: (K, K) weighted counts.

    Returns:
        `no cases`.

    Source:
        A definition.

    Example:
        >>> import numpy as np
        >>> no_cases(np.zeros((2, 2))).value
        'no cases'
    """
    return Undefined.NO_CASES


def single_class(_table: Floats) -> Undefined:
    """Return the reason of a figure that corrects for chance where only one level occurs.

    Args:
        _table: (K, K) weighted counts.

    Returns:
        `single class`.

    Source:
        A definition.

    Example:
        >>> import numpy as np
        >>> single_class(np.diag([7.0, 0.0])).value
        'single class'
    """
    return Undefined.SINGLE_CLASS
