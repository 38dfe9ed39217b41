"""What a run did to the files."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened to a path."""

    CREATED = "created"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"
    MODE = "mode"


class Origin(StrEnum):
    """How a change is known."""

    RECORDED = "recorded"
    REPLAYED = "replayed"
    RECONSTRUCTED = "reconstructed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One path that a step changed, with its content before and after as far as known.

    `before` and `after` are None where the file did not exist or its content is not text or not
    kept; `binary` and `left_out` tell which, the latter in words ("212,000,000 bytes, not kept").
    Of a symbolic link (`link`) they are where it points. `mode` is the octal mode after the change,
    such as `0644`, `owner` the user and group, such as `0:0`.
    """

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None
    origin: Origin
    mode: str | None = None
    old_path: str | None = None
    binary: bool = False
    owner: str | None = None
    link: bool = False
    left_out: str = ""
