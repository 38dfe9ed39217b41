"""A desk on a study of its own, by command line, and windows to open studies in."""

import pytest

from odcv_desk.ui.look import load_fonts
from tests.support.desk import Desk
from tests.support.window import DeskWindow, Painted


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)


@pytest.fixture
def open_window(qtbot, qapp, tmp_path):
    """Return a maker of windows, which are closed at the end."""
    qapp.setStyle("Fusion")
    load_fonts()
    qapp.clipboard().clear()
    made = []

    def make(place, **chosen):
        made.append(DeskWindow(qtbot, tmp_path, place, **chosen))
        return made[-1]

    yield make
    for window in made:
        window.close()


@pytest.fixture
def open_heard_window(open_window, monkeypatch):
    """Return a maker of one window that also says what its widgets paint by themselves."""
    painted = Painted(monkeypatch)

    def make(place, **chosen):
        window = open_window(place, **chosen)
        window.painted = painted
        return window

    return make
