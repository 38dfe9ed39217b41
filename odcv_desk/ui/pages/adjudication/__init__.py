"""Where disagreements of raters are settled, without knowing who said what."""

from odcv_desk.ui.pages.adjudication.page import AdjudicationPage

__all__ = ["AdjudicationPage"]
