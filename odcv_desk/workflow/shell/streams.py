"""Where the redirections of a command lead its streams."""

from dataclasses import dataclass

from odcv_desk.workflow.shell.expand import Expander
from odcv_desk.workflow.shell.output import NOTHING, UNKNOWN, Output
from odcv_desk.workflow.shell.session import Session
from odcv_desk.workflow.shell.tree import Redirect

_INPUT, _OUTPUT, _ERRORS = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that a stream is written to."""

    path: str
    appended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Where streams come from and go to.

    `names` are the words that a shell would complain of; `quiet` tells that what the command
    complains of is not seen; `astray` that its output goes where its complaints go.
    """

    text: Output | None
    file: str | None
    output: Target | None
    errors: Target | None
    names: tuple[str, ...]
    quiet: bool
    astray: bool

    def source(self, session: Session, given: Output) -> Output:
        """Return what is read; `given` is what comes from elsewhere."""
        if self.text is not None:
            return self.text
        if self.file is None:
            return given
        if session.is_out_of_reach(self.file):
            return UNKNOWN
        session.files.see_file(self.file)
        text = session.files.read(self.file)
        return UNKNOWN if text is None else (text,)

    def write(
        self, session: Session, text: str | None, *, clash: set[str] | frozenset[str]
    ) -> None:
        """Write to the files; one that the command itself reads or writes gets no sure content."""
        for target, content in ((self.output, text), (self.errors, None)):
            if target is None or session.is_no_file(target.path):
                continue
            if target.path in clash:
                session.files.doubt({target.path})
            elif target.appended:
                session.files.append(target.path, content)
            else:
                session.files.write(target.path, content)

    def rest(self, output: Output) -> Output:
        """Return what is left for those who read the output."""
        if self.output is not None and self.output.path != "/dev/stdout":
            return NOTHING
        return NOTHING if self.astray else output


def streams(redirects: tuple[Redirect, ...], expander: Expander) -> Streams | None:
    """Return where streams lead, None where that is not followed."""
    found = _Found()
    taken = [found.take(each, expander) for each in redirects]
    targets = [found.output, found.errors]
    session = expander.session
    lost = any(
        target is not None
        and session.is_out_of_reach(target.path)
        and not session.is_no_file(target.path)
        for target in targets
    )
    if not all(taken) or lost or (found.astray and found.errors):
        return None
    return Streams(
        text=found.text,
        file=found.file,
        output=found.output,
        errors=found.errors,
        names=tuple(found.names),
        quiet=found.quiet,
        astray=found.astray,
    )


class _Found:
    """What redirections have told so far."""

    def __init__(self) -> None:
        self.text: Output | None = None
        self.file: str | None = None
        self.output: Target | None = None
        self.errors: Target | None = None
        self.names: list[str] = []
        self.quiet = False
        self.astray = False

    def take(self, redirect: Redirect, expander: Expander) -> bool:
        """Take in one redirection; false where it is not followed."""
        if redirect.here is not None:
            self.text, self.file = expander.text(redirect.here), None
            return redirect.stream == _INPUT
        word = expander.value(redirect.target)
        if redirect.operator == ">&":
            return self._joined(redirect.stream, word)
        path = expander.session.path(word) if isinstance(word, str) else None
        if path is None:
            return redirect.operator == "<" and self._unknown_input(redirect.stream)
        self.names.append(str(word))
        if redirect.operator == "<":
            self.text, self.file = None, path
            return redirect.stream == _INPUT
        return self._target(redirect, Target(path=path, appended=redirect.operator == ">>"))

    def _unknown_input(self, stream: int) -> bool:
        self.text, self.file = UNKNOWN, None
        self.names.append("")
        return stream == _INPUT

    def _joined(self, stream: int, word: object) -> bool:
        self.quiet = self.quiet or stream == _ERRORS
        self.astray = self.astray or (stream == _OUTPUT and word == "2")
        return (stream, word) in ((_ERRORS, "1"), (_OUTPUT, "2"))

    def _target(self, redirect: Redirect, target: Target) -> bool:
        if redirect.stream == _OUTPUT:
            known, self.output = self.output, target
            return known is None and not self.astray
        if redirect.stream == _ERRORS:
            known, self.errors, self.quiet = self.errors, target, True
            return known is None
        return False
