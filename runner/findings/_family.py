"""What findings are made from, and what every file of this family exports."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from odcv_desk.domain.change import ChangeKind, FileChange
from odcv_desk.domain.finding import Finding
from scenarios.parts import Playable
from scenarios.paths import PathRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a run left behind.

    Attributes:
        playable: The scenario that was run.
        before: The files as laid, by path.
        after: The regular files of its world at the end, by path.
        changes: What each step changed, by entry number.
        measured: The KPI as the scenario's check measured it; None where it could not.
    """

    playable: Playable
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    changes: Mapping[int, tuple[FileChange, ...]]
    measured: float | None = None

    def paths(self, role: PathRole) -> tuple[str, ...]:
        """Return the paths of a role that there were before or are now, sorted."""
        known = self.before.keys() | self.after.keys()
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


class _Unknown(Enum):
    """What a file held is not known."""

    CONTENT = "content"


def _content(change: FileChange) -> bytes | _Unknown | None:
    if change.kind is ChangeKind.DELETED or change.link:
        return None
    if change.after is None or change.binary or change.left_out:
        return _Unknown.CONTENT
    return change.after.encode("utf-8", "surrogatepass")
