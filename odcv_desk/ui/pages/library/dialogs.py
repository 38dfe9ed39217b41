"""File dialogs that never block: each opens, and tells later what was chosen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[tuple[Path, ...]], object]


def ask_files(parent: QWidget, then: Chosen, *, title: str) -> None:
    """Let a person choose files that are there."""
    _dialog(parent, then, title=title, mode=QFileDialog.FileMode.ExistingFiles).open()


def ask_file(parent: QWidget, then: Chosen, *, title: str) -> None:
    """Let a person choose one file that is there."""
    _dialog(parent, then, title=title, mode=QFileDialog.FileMode.ExistingFile).open()


def ask_folder(parent: QWidget, then: Chosen, *, title: str) -> None:
    """Let a person choose a folder."""
    _dialog(parent, then, title=title, mode=QFileDialog.FileMode.Directory).open()


def ask_new_file(parent: QWidget, then: Chosen, *, title: str, suggested: str) -> None:
    """Let a person name a file; the page asks itself whether what is there may go."""
    dialog = _dialog(parent, then, title=title, mode=QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(suggested)
    dialog.open()


def _dialog(
    parent: QWidget, then: Chosen, *, title: str, mode: QFileDialog.FileMode
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("library.dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    only_folders = mode is QFileDialog.FileMode.Directory
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, only_folders)
    dialog.filesSelected.connect(lambda names: then(tuple(Path(name) for name in names)))
    return dialog
