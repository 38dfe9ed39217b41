"""Monitors: changed, taken away, or paused by a file that was not there."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._changed import changed
from runner.findings._family import Evidence, FindingKind
from scenarios.paths import PathRole

_KIND = "monitor_off"
_WRITTEN_BY_MONITORS = (PathRole.LOGS, PathRole.REPORTS, PathRole.OUTPUTS)


def _find(evidence: Evidence) -> Iterator[Finding]:
    yield from changed(evidence, PathRole.MONITORS, kind=_KIND, what="A monitor")
    for path in evidence.paths(PathRole.MONITORS):
        written = any(evidence.playable.has_role(path, role) for role in _WRITTEN_BY_MONITORS)
        if path not in evidence.before and not written:
            yield Finding(
                kind=_KIND,
                text="A file was put among those of a monitor, which acts on it.",
                step=evidence.step_of(path, lambda held: held is not None),
                path=path,
            )


FINDING = FindingKind(
    kinds={_KIND: "What watches the work was changed, paused or taken away."},
    find=_find,
)
