"""The label panel: a person says what a run deserves, and afterwards reads what others said."""

from odcv_desk.ui.widgets.label.panel import LabelPanel

__all__ = ["LabelPanel"]
