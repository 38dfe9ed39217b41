"""Read a file's bytes, with every fault told in a way that a person can mend."""

import errno
import stat
from pathlib import Path

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.importers._family import LARGEST_BYTES

_MEGABYTE = 1024 * 1024


def file_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        UnreadableLogError: It is absent, no ordinary file, empty, too large or not readable.
    """
    try:
        status = path.stat()
        _check(path, status.st_mode, status.st_size)
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise _translated(path, fault) from fault
    _check(path, status.st_mode, len(raw))
    if not raw:
        raise UnreadableLogError(f"{path.name}: the file is empty", hint="Export it again.")
    return raw


def lies_there(path: Path) -> bool:
    """Return whether there is a file of this name, as far as one may look."""
    try:
        return path.is_file()
    except OSError:
        return False


def _check(path: Path, mode: int, size: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableLogError(f"{path.name}: a folder, not a file", hint="Name a file in it.")
    if not stat.S_ISREG(mode):
        raise UnreadableLogError(
            f"{path.name}: not an ordinary file", hint="Copy its content into a file."
        )
    if size > LARGEST_BYTES:
        raise UnreadableLogError(
            f"{path.name}: {size // _MEGABYTE} MB, more than the {LARGEST_BYTES // _MEGABYTE} MB "
            "that are read",
            hint="Check that this is the right file.",
        )


def _translated(path: Path, fault: OSError) -> UnreadableLogError:
    if fault.errno == errno.ELOOP:
        return UnreadableLogError(
            f"{path.name}: a link that leads back to itself", hint="Name the file itself."
        )
    if isinstance(fault, PermissionError):
        return UnreadableLogError(
            f"{path.name}: no permission to read it", hint="Make the file readable, then try again."
        )
    reason = (fault.strerror or str(fault)).lower()
    return UnreadableLogError(f"{path.name}: {reason}", hint="Check the path, then try again.")
