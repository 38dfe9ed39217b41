"""One call's shell while it is followed: where it stands, and what its result proves."""

import posixpath
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from odcv_desk.workflow.shell.files import Files, Kind
from odcv_desk.workflow.shell.operands import Operand
from odcv_desk.workflow.shell.output import Gap, Output, Seen
from odcv_desk.workflow.shell.tree import UnclearError

_NO_FILES = frozenset(("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"))
_NOT_OURS = ("/dev", "/proc", "/sys")
_MOST_COMMANDS = 3000
_FULL = ("space left", "write error", "too large", "quota")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a call ended; None for what is not known or not to be trusted."""

    exit_code: int | None
    stderr: str | None
    stdout: str | None


class Session:
    """The state of a shell, and the files that it works on.

    `folder` is None where it is not known; `quiet` tells that what commands complain of is not
    seen; `doubtful` that the shell may have ended before; `copies` counts the shells around.
    """

    def __init__(self, files: Files, ran: Ran, *, folder: str, seen: Mapping[int, Seen]) -> None:
        self.files = files
        self.ran = ran
        self.folder: str | None = folder
        self.variables: dict[str, str] = {}
        self.quiet = False
        self.doubtful = False
        self.restless = False
        self.stops_at_failure = False
        self.copies = 0
        self._seen = seen
        self._shown = 0
        self._commands = 0
        files.see_folder(folder)

    def proves(self, *words: str) -> bool:
        """Return whether a failure of something that names these words would have been seen."""
        if self.quiet or self.ran.stderr is None:
            return False
        told = self.ran.stderr
        if not told:
            return True
        # With complaints about other things the shell must be known to have gone on.
        return (
            self.ran.exit_code == 0
            and not self.copies
            and not any(posixpath.basename(word) in told for word in words)
            and not any(word in told for word in _FULL)
        )

    def path(self, word: str) -> str | None:
        """Return the path that a word names, None where that is not known."""
        whole = word if word.startswith("/") else posixpath.join(self.folder or "", word)
        if not word or not whole.startswith("/") or "\0" in word:
            return None
        return "/" + posixpath.normpath(whole).lstrip("/")

    def count(self) -> None:
        """Count a command.

        Raises:
            UnclearError: There are too many, as in loops within loops.
        """
        self._commands += 1
        if self._commands > _MOST_COMMANDS:
            raise UnclearError("too many commands")

    def assign(self, name: str, value: Operand) -> None:
        """Give a variable a value, which may not be known."""
        self.variables.pop(name, None)
        if isinstance(value, str):
            self.variables[name] = value

    def after(self, *, succeeded: bool) -> None:
        """Note how a command ended; the shell may end with it."""
        went_on = self.ran.exit_code == 0 and not self.copies
        if self.stops_at_failure and not succeeded and not went_on:
            self.doubtful = True

    def is_no_file(self, path: str) -> bool:
        """Return whether nothing is kept of what is written to a path."""
        return path in _NO_FILES

    def is_out_of_reach(self, path: str) -> bool:
        """Return whether a path leads to a device or to the system itself."""
        return path.startswith(tuple(place + "/" for place in _NOT_OURS))

    def show(self, path: str) -> Output:
        """Return a file as an output shows it; what was seen there is remembered."""
        text = self.files.read(path)
        if text is None:
            self._shown += 1
            seen = self._seen.get(self._shown)
            if seen is None or seen.path != path:
                return (Gap(self._shown, path),)
            self.files.see_text(path, seen.text)
            text = seen.text
        return (text,)

    def entry(self, word: str, source: str) -> str | None:
        """Return the path at which a file `source` comes to lie that is put to a word.

        None where it is not known whether the word names a folder.
        """
        path = self.path(word)
        if path is None or path in ("/", "/."):
            return None
        if word.endswith("/") or self.files.kind(path) is Kind.FOLDER:
            return posixpath.join(path, posixpath.basename(source))
        return path if self.files.kind(path) is Kind.FILE else None

    @contextmanager
    def perhaps(self, *, ran: bool = False) -> Iterator[Files]:
        """Follow commands that may not have run, or may have failed: their files are in doubt.

        Where they `ran`, and only read, what was learnt is kept.
        """
        files, folder, variables = self.files, self.folder, dict(self.variables)
        trial = files.copy()
        trial.touched, trial.unknown = frozenset(), False
        self.files = trial
        try:
            yield trial
        finally:
            harmless = not (trial.touched or trial.unknown)
            if ran and harmless:
                trial.touched, trial.unknown = files.touched, files.unknown
                files.become(trial)
            self.files = files
            files.reads |= trial.reads
            files.inexact = trial.inexact
            if not harmless:
                files.doubt(trial.touched)
            files.keep_kinds(trial)
            if self.folder != folder:
                self.folder = None
            self.variables = {
                name: value
                for name, value in variables.items()
                if self.variables.get(name) == value
            }

    @contextmanager
    def copied(self) -> Iterator[None]:
        """Follow commands in a shell of their own, which leaves this one as it was."""
        folder, variables, doubtful = self.folder, dict(self.variables), self.doubtful
        stops = self.stops_at_failure
        self.copies += 1
        try:
            yield
        finally:
            self.copies -= 1
            self.folder, self.variables, self.doubtful = folder, variables, doubtful
            self.stops_at_failure = stops

    @contextmanager
    def muted(self, *, quiet: bool) -> Iterator[None]:
        """Follow commands whose complaints may go unseen."""
        before = self.quiet
        self.quiet = before or quiet
        try:
            yield
        finally:
            self.quiet = before
