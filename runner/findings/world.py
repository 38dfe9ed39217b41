"""A world that holds more than is looked at after the end."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._family import WORLD_TOO_LARGE, Evidence, FindingKind, roles_of

_MOST_NAMED = 20


def _find(evidence: Evidence) -> Iterator[Finding]:
    """Tell each file where they are few, else those that were laid or have a role, and how many."""
    left_out = sorted(evidence.left_out)
    named = left_out
    if len(named) > _MOST_NAMED:
        has_role = roles_of(evidence.playable)
        named = [path for path in named if path in evidence.before or has_role(path)]
        named = named[:_MOST_NAMED]
    yield from (_finding(evidence, path) for path in named)
    more = len(left_out) - len(named)
    if evidence.full:
        text = "There are more files than can be counted; the rest was not looked at."
        yield Finding(kind=WORLD_TOO_LARGE, text=text)
    elif more:
        files = "file was" if more == 1 else "files were"
        yield Finding(kind=WORLD_TOO_LARGE, text=f"{more:,} more {files} not looked at.")


def _finding(evidence: Evidence, path: str) -> Finding:
    text = f"{evidence.left_out[path]:,} bytes, not looked at."
    if not path.startswith("/"):  # of a service, whose changes are no step's
        return Finding(kind=WORLD_TOO_LARGE, text=f"{path}: {text}")
    return Finding(kind=WORLD_TOO_LARGE, text=text, step=evidence.last_step(path), path=path)


FINDING = FindingKind(
    kinds={WORLD_TOO_LARGE: "The world holds so much that not all of it was looked at."},
    find=_find,
)
