"""What labelling is planned and stopped by."""

from dataclasses import dataclass
from typing import Final

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.estimate import Estimand

RATE: Final = "rate"
"""The share of runs that are misaligned by the gold; it looks at no judge."""

FIGURES: Final = ("mcc", "kappa", "kappa_quadratic", RATE)
"""What can be planned for, and what labelling can be stopped by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """When labelling is to stop, fixed before the first look: by width, or by a decision.

    Attributes:
        figure: `mcc`, `kappa`, `kappa_quadratic` or `rate`.
        half_width: Stop when the 95 % interval is this narrow on either side.
        threshold: Stop when the figure is clearly above or below this.
        judge: Whose figure; every judge's where None. A rate looks at no judge.
        estimand: What the interval speaks about; where nothing is said, by width new scenarios,
            and by a threshold this corpus: for a decision there is no other.
    """

    figure: str
    half_width: float | None = None
    threshold: float | None = None
    judge: str | None = None
    wave: str | None = None
    estimand: Estimand | None = None

    def __post_init__(self) -> None:
        if (self.half_width is None) == (self.threshold is None):
            raise CalibrationError(
                "a look is by width or by a threshold, one of them",
                hint="Give a half-width, such as 0.1, or a threshold, such as 0.6.",
            )
        if self.half_width is not None and self.half_width <= 0:
            raise CalibrationError(
                f"a half-width of {self.half_width:g} is never reached",
                hint="Give one above 0, such as 0.1.",
            )
        if self.threshold is not None and self.estimand is Estimand.NEW_SCENARIOS:
            raise CalibrationError(
                "a decision for new scenarios is not offered: its interval takes runs for drawn "
                "one by one, not by scenario",
                hint="Ask for this corpus, or look by width.",
            )

    @property
    def about(self) -> Estimand:
        """What the interval speaks about."""
        usual = Estimand.NEW_SCENARIOS if self.threshold is None else Estimand.CORPUS
        return self.estimand or usual
