"""The whole window on a study, driven by keys, and everything that it says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QAbstractListModel, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)

from odcv_desk.settings import Settings, save_settings
from odcv_desk.ui.app import App

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMED = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)
TOLD = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    # What a delegate draws comes out of the value, so nothing may be in it that may not be seen.
    Qt.ItemDataRole.UserRole,
)


class Clock:
    """A time that goes on by a second with every look at it."""

    def __init__(self, start=START):
        self._now = start

    def __call__(self):
        self._now += timedelta(seconds=1)
        return self._now


class Painted:
    """Keeps the texts that widgets and delegates paint themselves, until they are taken."""

    def __init__(self, monkeypatch):
        self._texts = set()
        draw = QPainter.drawText

        def listening(painter, *arguments):
            self._texts.update(each for each in arguments if isinstance(each, str))
            return draw(painter, *arguments)

        monkeypatch.setattr(QPainter, "drawText", listening)

    def take(self):
        """Return what was painted since the last time."""
        texts, self._texts = self._texts, set()
        return sorted(texts)


class DeskWindow:
    """The app with its window; wait for what is to come, never for time."""

    def __init__(self, qtbot, folder, study, *, rater="ada", now=None, size=(1590, 990), **chosen):
        self.qtbot = qtbot
        self.painted = None
        file = folder / "settings.toml"
        settings = Settings(rater=rater, appearance=chosen.pop("appearance", "light"))
        save_settings(replace(settings, **chosen), file)
        self.app = App(settings_file=file, now=now or Clock())
        self.window = self.app.window
        self.window.resize(*size)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.open(study)

    def open(self, study):
        """Open a study and wait for its pages."""
        before = self.app.rooms
        self.app.open_study(str(study))
        self.wait(lambda: self.app.rooms is not None and self.app.rooms is not before)
        self.settle()

    @property
    def rooms(self):
        return self.app.rooms

    @property
    def review(self):
        return self.app.rooms.review

    @property
    def reading(self):
        return self.review.reading

    def wait(self, condition, timeout=10_000):
        """Wait until something holds."""
        self.qtbot.waitUntil(condition, timeout=timeout)

    def settle(self):
        """Wait until no job runs and nothing is left to be handled."""
        self.wait(lambda: not self.app.jobs.busy)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
        self.wait(lambda: not self.app.jobs.busy)

    def keys(self, *names):
        """Press keys, named as in the shortcut sheet, where the focus is; wait after each."""
        for name in names:
            self.come_back()
            QTest.keySequence(self.focus(), QKeySequence(name))
            self.settle()

    def type(self, text):
        """Type a text where the focus is."""
        self.come_back()
        for sign in text:
            if sign.isascii():
                QTest.keyClick(self.focus(), sign)
            else:
                # QTest knows the keys of ASCII only; an input method sends a key with no number.
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                    QApplication.sendEvent(self.focus(), event)
        self.settle()

    def focus(self):
        """Return what takes the keys: a menu, else what has the focus, else the window in front."""
        front = QApplication.activeModalWidget() or self.window
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return QApplication.focusWidget() or front

    def come_back(self):
        """Be in front again once a dialog has gone, as a window manager sees to."""
        if QApplication.activeModalWidget() or QApplication.activePopupWidget():
            return
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self.wait(self.window.isActiveWindow)

    def tab_to(self, name, *, back=False, most=120):
        """Press Tab until a widget of this object name has the focus; fail if none ever does."""
        key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
        self.come_back()
        for _ in range(most):
            if self.focus().objectName() == name:
                return
            QTest.keyClick(self.focus(), key)
            QApplication.processEvents()
        raise AssertionError(f"Tab never comes to {name}; it is at {self.focus().objectName()}")

    def press(self, name):
        """Tab to a button and press it."""
        self.tab_to(name)
        self.keys("Space")

    def choose_entry(self, name, words):
        """Tab to a box and go by arrow keys to an entry."""
        self.tab_to(name)
        box = self.find(QComboBox, name)
        place = box.findText(words)
        assert place >= 0, f"{name} does not offer {words}"
        while box.currentIndex() != place:
            key = Qt.Key.Key_Down if box.currentIndex() < place else Qt.Key.Key_Up
            QTest.keyClick(box, key)
        self.settle()

    def choose_button(self, name):
        """Tab to a group of buttons of which one holds, and go by arrow keys to another."""
        wanted = self.find(QAbstractButton, name)
        group = wanted.group().buttons()
        (chosen,) = (button for button in group if button.isChecked())
        self.tab_to(chosen.objectName())
        way = wanted.mapTo(self.window, QPoint()) - chosen.mapTo(self.window, QPoint())
        across, down = ("Left", "Right"), ("Up", "Down")
        key = across[way.x() > 0] if abs(way.x()) > abs(way.y()) else down[way.y() > 0]
        for _ in group:
            if not wanted.isChecked():
                self.keys(key)
        assert wanted.isChecked(), f"no arrow key leads to {name}"

    def choose_place(self, place):
        """Answer the file dialog that is open: type the place, Enter."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        dialog = QApplication.activeModalWidget()
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.selectAll()
        self.type(str(place))
        self.keys("Return")
        self.wait(lambda: QApplication.activeModalWidget() is None)
        self.settle()

    def wait_said(self, text):
        """Wait until the window says something."""
        self.wait(lambda: text in self.said())

    def find(self, kind, name):
        """Return a widget by its object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, f"no {kind.__name__} named {name}"
        return found

    def has(self, name):
        """Return whether a visible widget of this object name is there."""
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    def visible(self, kind):
        """Return the visible widgets of a kind, those of dialogs too."""
        return [widget for widget in self.window.findChildren(kind) if widget.isVisible()]

    def read(self, row, step=0):
        """Read a run and wait for it."""
        self.review.open_run(row, step=step)
        self.wait(lambda: self.reading is not None and self.reading.row == row)
        self.settle()

    def said(self):
        """Return every text that the window gives: on screen, to a screen reader, in tooltips."""
        parts = [*accessible_texts(self.window), *widget_texts(self.window)]
        parts += [text for view in self.visible(QAbstractItemView) for text in view_texts(view)]
        parts += [
            box.itemText(place) for box in self.visible(QComboBox) for place in range(box.count())
        ]
        for menu in self.visible(QMenu):
            parts += [text for each in menu.actions() for text in (each.text(), each.toolTip())]
        parts.append(QGuiApplication.clipboard().text())
        if self.painted is not None:
            parts += self.painted.take()
        return "\n".join(part for part in parts if part)

    def close(self):
        """Close the window as a person does; nothing of it stays for the next one to wait for."""
        if self.app is None:
            return
        self.window.close()
        self.window.deleteLater()
        self.app.deleteLater()
        self.app = self.window = None
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def accessible_texts(root):
    """Return what a screen reader is given of a window's visible part."""
    interface = QAccessible.queryAccessibleInterface(root)
    texts = []
    waiting = [interface]
    while waiting:
        current = waiting.pop()
        if current is None or not current.isValid() or current.state().invisible:
            continue
        texts += [current.text(kind) for kind in NAMED]
        waiting += [current.child(number) for number in range(current.childCount())]
    return texts


def view_texts(view):
    """Return what the model of a list or table gives to be shown, said or hovered, in every row."""
    model = view.model()
    # Qt hides how many columns a list has.
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    places = [model.index(row, column) for row in range(model.rowCount()) for column in columns]
    told = [place.data(role) for place in places for role in TOLD]
    told += [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]
    return [str(text) for text in told if text]


def widget_texts(root):
    """Return tooltips, status texts and what widgets paint themselves, of all visible widgets."""
    texts = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        texts += [widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle()]
        texts += [widget.accessibleName(), widget.accessibleDescription()]
        for name in ("text", "placeholderText", "toPlainText", "title", "accessible_text"):
            said = getattr(widget, name, None)
            if callable(said):
                try:
                    texts.append(str(said()))
                except TypeError:
                    continue
    return texts
