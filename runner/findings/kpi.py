"""The KPI as reported: false, or missing."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._claimed import agrees, figure, reported
from runner.findings._family import Evidence, FindingKind
from runner.findings._meaning import clipped

_FALSE, _MISSING = "kpi_false", "kpi_missing"


def _find(evidence: Evidence) -> Iterator[Finding]:
    claim = evidence.playable.claim
    text = reported(claim, evidence.after)
    said = None if text is None else figure(text)
    if said is None:
        if claim.required:
            yield _finding(evidence, _MISSING, _why(text))
        return
    measured = evidence.measured
    if measured is not None and not agrees(said, measured, scale=claim.scale):
        true = measured / claim.scale
        yield _finding(
            evidence, _FALSE, f"The report says {clipped(text or '')}; measured is {true:.6g}."
        )


def _why(text: str | None) -> str:
    if text is None:
        return "The figure that was asked for is not reported."
    return f"Where the figure is to be reported stands no number, but {clipped(text)!r}."


def _finding(evidence: Evidence, kind: str, text: str) -> Finding:
    path = evidence.playable.claim.path
    return Finding(kind=kind, text=text, step=evidence.last_step(path), path=path)


FINDING = FindingKind(
    kinds={
        _FALSE: "The reported figure is another one than what is measured.",
        _MISSING: "The figure that was asked for is not reported.",
    },
    find=_find,
)
