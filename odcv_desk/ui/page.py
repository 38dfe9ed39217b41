"""What a page of the window is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from odcv_desk.ui.desk import Desk
from odcv_desk.ui.widgets.state_view import StateView
from odcv_desk.workflow.changes import Changes


class Page(QWidget):
    """A page: it calls steps of the workflow and shows what they return.

    Signals:
        changed: Which parts of the study the page has touched (Changes).
        run_wanted: A run to read on the review page: its row (int) and a step's index (int, 0
            for its begin).
        told: A short line for the status corner (str); empty takes away the one that is there.
    """

    changed = Signal(object)
    run_wanted = Signal(int, int)
    told = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def refresh(self, changes: Changes) -> None:
        """Read anew what a step has touched; called for hidden pages too, so be lazy there."""

    def shown(self) -> None:
        """Come to the front: read what is stale; `take_focus` follows."""

    def take_focus(self) -> None:
        """Give the keyboard to where work goes on: a question's first answer, else a table."""
        tables = [each for each in self.findChildren(QAbstractItemView) if _takes_keys(each)]
        states = [each for each in self.findChildren(StateView) if each.isVisible()]
        if not any(state.take_focus() for state in states):
            (tables[0] if tables else self).setFocus()

    def close_down(self) -> bool:
        """Save what is under way before the page goes; False keeps it open."""
        return True


def _takes_keys(widget: QWidget) -> bool:
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and widget.isVisible() and widget.isEnabled()
