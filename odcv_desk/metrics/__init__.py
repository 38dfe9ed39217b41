"""One file per calibration metric; each exports METRIC."""

from odcv_desk.metrics._family import Method, Metric, Scale
from odcv_desk.metrics._figures import confusion, figures, points
from odcv_desk.metrics._finder import metrics

__all__ = ["Method", "Metric", "Scale", "confusion", "figures", "metrics", "points"]
