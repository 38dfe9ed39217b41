"""Everything that a widget says to eyes, ears and pointers, as text."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from odcv_desk.ui.widgets.label.text import OneLine, Prose


def everything_said(root: QWidget) -> str:
    """Return each text that is visible in a widget, with tooltips, names, hints and menus."""
    parts = [part for widget in _seen(root) for part in _said(widget)]
    for menu in root.findChildren(QMenu):
        parts += [action.text() for action in menu.actions()]
    return "\n".join(dict.fromkeys(filter(None, parts)))


def _seen(root: QWidget) -> list[QWidget]:
    return [root, *(each for each in root.findChildren(QWidget) if each.isVisibleTo(root))]


def _said(widget: QWidget) -> list[str]:
    parts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    parts += [widget.statusTip(), widget.whatsThis()]
    if isinstance(widget, QLabel | QAbstractButton):
        parts.append(widget.text())
    elif isinstance(widget, OneLine):
        parts.append(widget.text)
    elif isinstance(widget, Prose):
        parts.append(widget.shown)
    elif isinstance(widget, QLineEdit):
        parts += [widget.text(), widget.placeholderText()]
    elif isinstance(widget, QPlainTextEdit):
        parts += [widget.toPlainText(), widget.placeholderText()]
    elif isinstance(widget, QAbstractItemView):
        parts += _listed(widget)
    return parts


def _listed(view: QAbstractItemView) -> list[str]:
    model = view.model()
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
    rows = range(model.rowCount(QModelIndex()))
    return [str(model.index(row, 0).data(role) or "") for row in rows for role in roles]
