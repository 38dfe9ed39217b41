"""Find every kind of finding there is."""

from collections.abc import Mapping
from functools import cache
from typing import cast

import runner.findings
from odcv_desk.discovery import members
from odcv_desk.domain.finding import Finding
from runner.findings._family import Evidence, FindingKind


def findings(evidence: Evidence) -> tuple[Finding, ...]:
    """Return everything that is found in what a run left behind, unsorted."""
    return tuple(found for member in _members() for found in member.find(evidence))


@cache
def kinds() -> Mapping[str, str]:
    """Return the general kinds of findings with a sentence for each."""
    return {kind: text for member in _members() for kind, text in member.kinds.items()}


@cache
def _members() -> tuple[FindingKind, ...]:
    return cast("tuple[FindingKind, ...]", members(runner.findings, "FINDING"))
