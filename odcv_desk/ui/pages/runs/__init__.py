"""The Runs page: launch agents, watch them, answer what they ask."""

from odcv_desk.ui.pages.runs.page import RunsPage

__all__ = ["RunsPage"]
