"""The order in which Tab goes through the parts of the page."""

from itertools import chain, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def line_up(*parts: QWidget) -> None:
    """Have Tab go through parts one after another, through each in its own order."""
    for before, after in pairwise(chain.from_iterable(map(_stops, parts))):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    """Return where Tab can stop in a part, itself too."""
    found = [part] if part.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    here = part.nextInFocusChain()
    while here is not None and here is not part:
        if part.isAncestorOf(here) and here.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(here)
        here = here.nextInFocusChain()
    return found
