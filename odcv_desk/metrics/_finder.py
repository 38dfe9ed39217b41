"""Find every metric there is."""

from functools import cache
from typing import cast

import odcv_desk.metrics
from odcv_desk.discovery import members
from odcv_desk.metrics._family import Metric


@cache
def metrics() -> tuple[Metric, ...]:
    """Return every metric, in the order in which they are shown.

    Returns:
        The `METRIC` of each file of this package.

    Source:
        The files of this package.

    Example:
        >>> metrics()[0].name
        'kappa'
    """
    found = cast("tuple[Metric, ...]", members(odcv_desk.metrics, "METRIC"))
    return tuple(sorted(found, key=lambda metric: metric.order))
