"""The Judges page: people and judges side by side."""

from odcv_desk.ui.pages.judges.page import JudgesPage

__all__ = ["JudgesPage"]
