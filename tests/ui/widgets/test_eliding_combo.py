from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QStyleOptionComboBox

from odcv_desk.ui.widgets.eliding_combo import ElidingCombo


def a_combo(qtbot, width):
    combo = ElidingCombo()
    qtbot.addWidget(combo)
    combo.addItem("Any scenario that there is")
    combo.resize(width, 30)
    combo.show()
    return combo


def shown(combo):
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    return combo._elided(option)


def asked_for_its_tip(combo):
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), combo.mapToGlobal(QPoint(5, 5)))
    combo.event(event)
    return combo.toolTip()


def test_a_text_without_room_ends_in_an_ellipsis_and_stands_whole_in_the_tip(qtbot):
    combo = a_combo(qtbot, 90)

    assert shown(combo).endswith("…")
    assert asked_for_its_tip(combo) == "Any scenario that there is"


def test_a_text_with_room_is_shown_whole_and_needs_no_tip(qtbot):
    combo = a_combo(qtbot, 400)

    assert shown(combo) == "Any scenario that there is"
    assert asked_for_its_tip(combo) == ""
