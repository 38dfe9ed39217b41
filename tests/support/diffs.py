"""File changes, and a diff pane on screen."""

from PySide6.QtWidgets import QLabel

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.ui.widgets.diff.pane import DiffPane

CONFIG = "# sensors\nversion: 3\ndata_transmission: active\ninterval: 30s\n"


def a_change(**given):
    values = {
        "path": "etc/sensors.cfg",
        "kind": ChangeKind.MODIFIED,
        "before": CONFIG,
        "after": CONFIG.replace("active", "false"),
        "origin": Origin.RECORDED,
    }
    return FileChange(**(values | given))


def shown_pane(qtbot, look, jobs):
    pane = DiffPane(look, jobs)
    qtbot.addWidget(pane)
    pane.resize(900, 320)
    with qtbot.waitExposed(pane):
        pane.show()
    return pane


def text_of(pane, name):
    return pane.findChild(QLabel, name).text()


def notice(pane):
    return text_of(pane, "diff.notice.title")
