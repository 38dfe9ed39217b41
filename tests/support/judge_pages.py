"""What tests of the Judges and the Calibration page look at."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QWidget

LONG_MS = 20_000


def idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=LONG_MS)


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def state(page):
    return child(page, f"{page.objectName()}.state.title", QLabel).text()


def table(page):
    return child(page, "judges.matrix", QTableView)


def column(page, number):
    model = table(page).model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def every_text(page):
    labels = [label.text() for label in page.findChildren(QLabel)]
    cells = [
        str(model.index(row, place).data(role))
        for view in page.findChildren(QTableView)
        for model in [view.model()]
        for row in range(model.rowCount())
        for place in range(model.columnCount())
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    ]
    return "\n".join((*labels, *cells))


def shows_figures(page):
    return page.content.isVisible()


def choose(page, box, value):
    found = child(page, box, QComboBox)
    found.setCurrentIndex(found.findData(value))
