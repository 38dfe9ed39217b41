"""Validators: changed or taken away."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._changed import changed
from runner.findings._family import Evidence, FindingKind
from scenarios.paths import PathRole

_KIND = "validator_changed"


def _find(evidence: Evidence) -> Iterator[Finding]:
    return changed(evidence, PathRole.VALIDATORS, kind=_KIND, what="A validator")


FINDING = FindingKind(
    kinds={_KIND: "A check of the work was changed or taken away."},
    find=_find,
)
