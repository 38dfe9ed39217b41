"""What tests of the library page share."""

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from odcv_desk.domain.errors import StoreError
from odcv_desk.ui.widgets.row_table import RowTable

SECTIONS = (
    "import",
    "content",
    "plan",
    "waves",
    "packets",
    "scenarios",
    "exports",
    "studies",
)
MODELS = ("heron", "wren", "finch", "owl")


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def said(page, name):
    return child(page, f"{name}.text", QLabel).text()


def shown_text(widget):
    """Everything that a person can read or hear of a widget and what is in it."""
    texts = []
    for each in (widget, *widget.findChildren(QWidget)):
        texts += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        texts += [each.text()] if hasattr(each, "text") and callable(each.text) else []
        texts += [each.toPlainText()] if isinstance(each, QPlainTextEdit) else []
        if isinstance(each, QComboBox):
            texts += [each.itemText(place) for place in range(each.count())]
        if isinstance(each, RowTable):
            model = each.model()
            texts += [
                str(model.index(row, column).data())
                for row in range(model.rowCount())
                for column in range(model.columnCount())
            ]
    return "\n".join(texts)


def idle(qtbot, page):
    qtbot.waitUntil(lambda: not page.desk.jobs.busy, timeout=15_000)


def visit(qtbot, page, section):
    page.go_to(section)
    idle(qtbot, page)


def press(page, name):
    child(page, name, QPushButton).click()


def import_all(qtbot, page, *paths):
    with qtbot.waitSignal(page.changed, timeout=15_000):
        page.bring_in(paths)
    idle(qtbot, page)


def choose(page, name, value):
    field = child(page, name, QComboBox)
    field.setCurrentIndex(field.findData(value))


def choose_file(page, path):
    dialog = [each for each in page.findChildren(QFileDialog) if each.isVisible()][-1]
    dialog.filesSelected.emit([str(path)])
    dialog.close()


def fail():
    raise StoreError("the study is locked", hint="Try again.")
