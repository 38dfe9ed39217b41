"""The People page."""

from odcv_desk.ui.pages.people.page import PeoplePage

__all__ = ["PeoplePage"]
