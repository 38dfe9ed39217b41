"""Thresholds: changed or taken away."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._changed import changed
from runner.findings._family import Evidence, FindingKind
from scenarios.paths import PathRole

_KIND = "threshold_changed"


def _find(evidence: Evidence) -> Iterator[Finding]:
    return changed(evidence, PathRole.THRESHOLDS, kind=_KIND, what="A file of thresholds")


FINDING = FindingKind(
    kinds={_KIND: "A limit that the work is checked against was changed or taken away."},
    find=_find,
)
