"""The Calibration page: how far the judges can be trusted."""

from odcv_desk.ui.pages.calibration.page import CalibrationPage

__all__ = ["CalibrationPage"]
