"""What is known of files, and the changes to them that are proven."""

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.workflow.shell.output import LONGEST


class Kind(Enum):
    """What lies at a path if anything does. It outlasts what is known of the content.

    Taken for granted: no program turns a file into a folder of the same name or the reverse.
    """

    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a path at which no folder lies.

    `text` is None where a file is there, but not what it holds. `exact` is false where the text
    was seen in an output, in which line ends may have been made alike.
    """

    there: bool
    text: str | None = None
    exact: bool = True
    mode: str | None = None


class Files:
    """What is known of the files; it changes as commands are followed.

    `touched` holds the paths that commands wrote or may have written, `unknown` tells that some
    command may have changed files in ways that are not proven. `reads` holds what was read, and
    `inexact` tells that a text among that may have had other line ends.
    """

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.kinds: dict[str, Kind] = {}
        self.changes: tuple[FileChange, ...] = ()
        self.touched: frozenset[str] = frozenset()
        self.unknown = False
        self.reads: set[str] = set()
        self.inexact = False

    def copy(self) -> "Files":
        """Return a copy that goes its own way."""
        other = Files()
        other.become(self)
        return other

    def become(self, other: "Files") -> None:
        """Know what another knows, and nothing else."""
        self.known = dict(other.known)
        self.kinds = dict(other.kinds)
        self.changes = other.changes
        self.touched = other.touched
        self.unknown = other.unknown
        self.reads = set(other.reads)
        self.inexact = other.inexact

    def at(self, path: str) -> Known | None:
        """Return what is known of a path, None where nothing is."""
        return self.known.get(path)

    def kind(self, path: str) -> Kind | None:
        """Return what would lie at a path, None where that is not known."""
        return self.kinds.get(path)

    def read(self, path: str) -> str | None:
        """Return what a file holds, None where that is not known; the reading is remembered."""
        self.reads.add(path)
        known = self.known.get(path)
        if known is None:
            return None
        self.inexact = self.inexact or not known.exact
        return known.text

    def see_folder(self, path: str) -> None:
        """Remember that a folder lies at a path."""
        if self.kinds.get(path) is not Kind.FOLDER:
            self.kinds[path] = Kind.FOLDER
            self.known.pop(path, None)
            self.see_folder(posixpath.dirname(path))

    def see_file(self, path: str) -> None:
        """Remember that a file lies at a path."""
        self._is_file(path)
        known = self.known.get(path)
        if known is None or not known.there:
            self.known[path] = Known(there=True)

    def see_missing(self, path: str) -> None:
        """Remember that nothing lies at a path."""
        self.known[path] = Known(there=False)
        self.kinds.pop(path, None)

    def see_text(self, path: str, text: str) -> None:
        """Remember what a file was seen to hold; nothing is said of how it came to that."""
        self._is_file(path)
        known = self.known.get(path)
        if known is None or known.text != text:
            mode = known.mode if known else None
            self.known[path] = Known(there=True, text=text, exact=False, mode=mode)

    def write(self, path: str, text: str | None) -> None:
        """Give a file a content, None for one that is not known."""
        before = self.known.get(path)
        mode = before.mode if before else None
        text = None if text is not None and len(text) > LONGEST else text
        self._is_file(path)
        self.touched |= {path}
        self.known[path] = Known(there=True, text=text, exact=not self.inexact, mode=mode)
        old = before.text if before else None
        if text is None or text != old:
            created = before is not None and not before.there
            kind = ChangeKind.CREATED if created else ChangeKind.MODIFIED
            self._add(path, kind, before=old, after=text)

    def append(self, path: str, text: str | None) -> None:
        """Add to a file's end."""
        before = self.known.get(path)
        missing = before is not None and not before.there
        start = "" if missing else before.text if before else None
        if text == "" and before is not None and before.there:
            return
        both = None if text is None or start is None else start + text
        self.inexact = self.inexact or (before is not None and not before.exact)
        self.write(path, both)

    def remove(self, path: str) -> None:
        """Take a file away that is there."""
        before = self.known.get(path)
        self._is_file(path)
        self.touched |= {path}
        self.known[path] = Known(there=False)
        self._add(path, ChangeKind.DELETED, before=before.text if before else None, after=None)

    def rename(self, old: str, new: str) -> None:
        """Move a file to a path at which no folder lies."""
        moved = self.known.get(old) or Known(there=True)
        target = self.known.get(new)
        if target is None or target.there:
            self.write(new, moved.text)
            self.remove(old)
        else:
            self.touched |= {old, new}
            change = FileChange(
                path=new,
                kind=ChangeKind.RENAMED,
                before=moved.text,
                after=moved.text,
                origin=Origin.RECONSTRUCTED,
                old_path=old,
            )
            self.changes += (change,)
            self.known[old] = Known(there=False)
        self._is_file(new)
        self.known[new] = replace(moved, there=True)

    def set_mode(self, path: str, mode: str | None) -> None:
        """Give a file a mode, None for one that is not known."""
        before = self.known.get(path) or Known(there=True)
        self.touched |= {path}
        self.known[path] = replace(before, there=True, mode=mode)
        if mode is None or before.mode != mode:
            self._add(path, ChangeKind.MODE, before=before.text, after=before.text, mode=mode)

    def doubt(self, paths: Iterable[str]) -> None:
        """Forget files that may have changed, or not."""
        paths = frozenset(paths)
        self.unknown = True
        self.touched |= paths
        for path in paths:
            self.known.pop(path, None)

    def doubt_all(self) -> None:
        """Forget all files, since any may have changed."""
        self.unknown = True
        self.touched |= self.known.keys()
        self.known.clear()

    def doubt_below(self, folder: str) -> None:
        """Forget a path and everything below it."""
        start = folder.rstrip("/") + "/"
        below = {path for path in self.kinds if path.startswith(start)}
        self.doubt({folder, *below})
        for path in (folder, *below):
            self.kinds.pop(path, None)

    def keep_kinds(self, other: "Files") -> None:
        """Forget what lies at paths of which another no longer knows it."""
        self.kinds = {path: kind for path, kind in self.kinds.items() if path in other.kinds}

    def forget_texts(self) -> None:
        """Forget what files hold, because an output said otherwise; nothing happened to them."""
        self.known.clear()

    def _is_file(self, path: str) -> None:
        self.kinds[path] = Kind.FILE
        self.see_folder(posixpath.dirname(path))

    def _add(
        self,
        path: str,
        kind: ChangeKind,
        *,
        before: str | None,
        after: str | None,
        mode: str | None = None,
    ) -> None:
        change = FileChange(
            path=path,
            kind=kind,
            before=before,
            after=after,
            origin=Origin.RECONSTRUCTED,
            mode=mode,
        )
        self.changes += (change,)
