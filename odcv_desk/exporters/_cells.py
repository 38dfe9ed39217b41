"""What stands in a table: a figure with its unit and interval, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

from odcv_desk.domain.digits import digits
from odcv_desk.domain.estimate import Estimate

NO_REASON = "undefined"


class Unit(StrEnum):
    """What a figure is; `LEVELS` is a difference of severities."""

    COUNT = "count"
    PERCENT = "percent"
    SEVERITY = "severity"
    LEVELS = "levels"
    COEFFICIENT = "coefficient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure; `value` is None where it is undefined, and `reason` says why.

    Where there is a value but no interval, `reason` may say why as well. `n` is how many runs the
    figure rests on, None where that makes no sense.
    """

    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str = ""

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is 3.12
        if self.value is None:
            return self.reason or NO_REASON
        point = printed(self.value, self.unit)
        if self.low is None or self.high is None:
            return point
        return f"{point} [{printed(self.low, self.unit)}, {printed(self.high, self.unit)}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of figures; `name` is its key, `total` says that the last row sums up the others."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: bool = False


def count(number: int) -> Cell:
    """Return a count."""
    return Cell(value=number, unit=Unit.COUNT)


def figure(value: float | None, unit: Unit, *, n: int, reason: str = "") -> Cell:
    """Return a figure without interval."""
    return Cell(value=value, unit=unit, n=n, reason="" if value is not None else reason)


def estimate(found: Estimate, unit: Unit, *, n: int | None = None) -> Cell:
    """Return a figure with its interval, or with the reason why there is none."""
    why = found.undefined or found.no_interval
    return Cell(
        value=found.value,
        unit=unit,
        low=found.low,
        high=found.high,
        n=n,
        reason=str(why) if why else "",
    )


def printed(value: float, unit: Unit) -> str:
    """Return a number as it is printed: percents with one decimal, 21.25 as 21.2, 28.75 as 28.8.

    A share such as 23/80 is a little off in binary; ten digits are kept before it is cut to one.
    """
    if unit is Unit.COUNT:
        return str(round(value))
    if unit is Unit.PERCENT:
        return digits(round(100 * value, 10), 1)
    return digits(value, 3 if unit is Unit.COEFFICIENT else 2)
