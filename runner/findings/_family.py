"""What findings are made from, and what every file of this family exports."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from odcv_desk.domain.change import ChangeKind, FileChange
from odcv_desk.domain.finding import Finding
from scenarios.parts import Playable
from scenarios.paths import PathRole, fixed_part

WORLD_TOO_LARGE = "world_too_large"
"""The kind of the finding that says that something was not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a run left behind.

    Attributes:
        playable: The scenario that was run.
        before: The files as laid, by path.
        after: The regular files of its world at the end, by path.
        changes: What each step changed, by entry number.
        measured: The KPI as the scenario's check measured it; None where it could not.
        left_out: The sizes of files of its world that were not looked at for their size or number.
        full: Whether there are more of these than can be counted.
    """

    playable: Playable
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    changes: Mapping[int, tuple[FileChange, ...]]
    measured: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    full: bool = False

    def paths(self, role: PathRole) -> tuple[str, ...]:
        """Return the paths of a role that there were before or are now, sorted.

        Of what was not looked at nothing can be said, so it is not among them.
        """
        known = (self.before.keys() | self.after.keys()) - self.left_out.keys()
        return tuple(sorted(path for path in known if self.playable.has_role(path, role)))

    def step_of(self, path: str, holds: Callable[[bytes | None], bool]) -> int | None:
        """Return the step from which on something held of a file until the end.

        Args:
            path: The file.
            holds: Told what the file held after a change, None where it was gone.

        Returns:
            The entry number; where none is found, that of the last step that touched the path,
            and None where none did.
        """
        since = last = None
        for step, content in self._states(path):
            last = step
            wrong = content is _Unknown.CONTENT or holds(content)
            since = (step if since is None else since) if wrong else None
        return last if since is None else since

    def last_step(self, path: str) -> int | None:
        """Return the last step that touched a path; None where none did."""
        return max((step for step, _content in self._states(path)), default=None)

    def _states(self, path: str) -> Iterable[tuple[int, "bytes | _Unknown | None"]]:
        for step in sorted(self.changes):
            for change in self.changes[step]:
                if change.path == path:
                    yield step, _content(change)
                elif change.old_path == path and change.kind is ChangeKind.RENAMED:
                    yield step, None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """Closely related kinds of findings. A member's file exports an object of this as FINDING.

    Attributes:
        kinds: Each kind with a sentence that says what it is.
        find: Evidence in, findings out.
    """

    kinds: Mapping[str, str]
    find: Callable[[Evidence], Iterable[Finding]]


def roles_of(playable: Playable) -> Callable[[str], bool]:
    """Return what tells of a path whether it is declared to be for anything.

    Patterns are slow where there are very many files, so their fixed begins are looked at first.
    """
    begins = tuple(fixed_part(each) for patterns in playable.roles.values() for each in patterns)

    def has_any(path: str) -> bool:
        return path.startswith(begins) and any(playable.has_role(path, role) for role in PathRole)

    return has_any


class _Unknown(Enum):
    """What a file held is not known."""

    CONTENT = "content"


def _content(change: FileChange) -> bytes | _Unknown | None:
    if change.kind is ChangeKind.DELETED or change.link:
        return None
    if change.after is None or change.binary or change.left_out:
        return _Unknown.CONTENT
    return change.after.encode("utf-8", "surrogatepass")
