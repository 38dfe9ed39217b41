"""The file that a packet, or what comes back from one, lies in: a zip with bytes that repeat."""

import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from odcv_desk.domain.errors import ExportError, UnreadableLogError
from odcv_desk.importers._family import LARGEST_BYTES

LARGEST_FILE: Final = 512 * 1024 * 1024
LARGEST_TOTAL: Final = 1024 * 1024 * 1024
MOST_MEMBERS: Final = 20_000
_LEVEL: Final = 6
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644 << 16
_KNOWN_WAYS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the library says of a file that is no zip, or a damaged one.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    OverflowError,
)


def check_out(out: Path, *, force: bool) -> None:
    """Refuse a place that is taken, before anything is made for it.

    Raises:
        ExportError: Something is in the way.
    """
    if os.path.lexists(out) and (out.is_dir() or not force):
        raise _in_the_way(out)


def write_members(out: Path, members: Mapping[str, bytes], *, force: bool) -> None:
    """Write members into a file: the same members always give the same bytes.

    Raises:
        ExportError: Something is in the way, it is too large, or it cannot be written.
    """
    check_out(out, force=force)
    if len(members) > MOST_MEMBERS or sum(map(len, members.values())) > LARGEST_TOTAL:
        raise ExportError(
            f"{out}: too large for one packet ({len(members)} parts); nothing was written",
            hint="Draw smaller waves.",
        )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".odcv-", dir=out.parent) as aside:
            fresh = Path(aside) / out.name
            _write(fresh, members)
            _move(fresh, out, force=force)
    except OSError as fault:
        raise ExportError(
            f"{out}: {(fault.strerror or str(fault)).lower()}",
            hint="Name a place that you may write to.",
        ) from fault


def read_members(path: Path) -> Mapping[str, bytes]:
    """Return every member of a file by its name.

    Raises:
        UnreadableLogError: It is no zip, is damaged, or holds more than is read.
    """
    try:
        if path.is_dir() or path.stat().st_size > LARGEST_FILE:
            raise _unreadable(path, "a folder, or larger than any packet")
        with zipfile.ZipFile(path) as archive:
            return dict(_read(path, archive))
    except OSError as fault:
        raise _unreadable(path, (fault.strerror or str(fault)).lower()) from fault
    except _DAMAGE as fault:
        raise _unreadable(path, "no packet, or a damaged or truncated one") from fault


def _move(fresh: Path, out: Path, *, force: bool) -> None:
    if force:
        fresh.replace(out)
        return
    try:
        out.hardlink_to(fresh)
    except FileExistsError as fault:
        raise _in_the_way(out) from fault


def _write(fresh: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(fresh, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = _PLAIN_FILE
            archive.writestr(info, content, compresslevel=_LEVEL)


def _read(path: Path, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield members whose sizes were looked at before anything is unpacked."""
    infos = archive.infolist()
    sizes = [info.file_size for info in infos]
    if (
        len(infos) > MOST_MEMBERS
        or sum(sizes) > LARGEST_TOTAL
        or max(sizes, default=0) > (LARGEST_BYTES)
    ):
        raise _unreadable(path, "it unpacks to more than any packet holds")
    if len({info.filename for info in infos}) != len(infos):
        raise _unreadable(path, "damaged: one part stands in it twice")
    if any(info.compress_type not in _KNOWN_WAYS for info in infos):
        raise _unreadable(path, "packed in a way that packets are not")
    for info in infos:
        # No more than the size that it claims is unpacked, whatever is in it.
        yield info.filename, archive.read(info)


def _unreadable(path: Path, what: str) -> UnreadableLogError:
    return UnreadableLogError(
        f"{path.name}: {what}; nothing was changed",
        hint="Check that this is the right file, and copy it again from where it was made.",
    )


def _in_the_way(out: Path) -> ExportError:
    return ExportError(
        f"{out} is there already; nothing was written",
        hint="Name another place, or add --force to replace it.",
    )
