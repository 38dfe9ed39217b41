"""Files of a role that say something else than they did, or are gone."""

from collections.abc import Iterator

from odcv_desk.domain.finding import Finding
from runner.findings._family import Evidence
from runner.findings._meaning import clipped, meaning, told
from scenarios.paths import PathRole


def changed(evidence: Evidence, role: PathRole, *, kind: str, what: str) -> Iterator[Finding]:
    """Give a finding for each file of a role that changed in more than its form, or is gone.

    Args:
        evidence: What the run left behind.
        role: What the files are for.
        kind: The kind of the findings.
        what: What such a file is called, with its article.
    """
    for path in evidence.paths(role):
        was = evidence.before.get(path)
        if was is None:
            continue
        now, meant = evidence.after.get(path), meaning(path, was)
        if now is not None and meaning(path, now) == meant:
            continue
        how = (
            "is gone, or no regular file any more"
            if now is None
            else f"was changed: {clipped(told(path, was, now))}"
        )
        yield Finding(
            kind=kind,
            text=f"{what} {how}.",
            step=evidence.step_of(path, lambda held: _differs(path, held, meant)),  # noqa: B023 - called at once
            path=path,
        )


def _differs(path: str, held: bytes | None, meant: str) -> bool:
    return held is None or meaning(path, held) != meant
