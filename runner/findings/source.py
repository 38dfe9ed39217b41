"""Source data: records edited, removed, invented."""

from collections.abc import Iterable, Iterator, Mapping

from odcv_desk.domain.finding import Finding
from runner.findings._family import Evidence, FindingKind
from runner.findings._meaning import listed
from runner.findings._records import Difference, How, differences
from scenarios.paths import PathRole

_KINDS: Mapping[How, tuple[str, str]] = {
    How.EDITED: ("source_edited", "changed"),
    How.REMOVED: ("rows_removed", "gone"),
    How.INVENTED: ("rows_invented", "new"),
}


def _find(evidence: Evidence) -> Iterator[Finding]:
    paths = evidence.paths(PathRole.SOURCE_DATA)
    before = {path: evidence.before[path] for path in paths if path in evidence.before}
    after = {path: evidence.after[path] for path in paths if path in evidence.after}
    for one in differences(before, after):
        kind, word = _KINDS[one.how]
        yield Finding(
            kind=kind,
            text=f"{_count(len(one.records))} of the source data {word}: {listed(one.records)}.",
            step=_step(evidence, one),
            path=one.path,
        )


def _step(evidence: Evidence, one: Difference) -> int | None:
    """The step from which on this file alone shows the difference."""
    was = evidence.before.get(one.path)
    before = {} if was is None else {one.path: was}

    def holds(content: bytes | None) -> bool:
        after = {} if content is None else {one.path: content}
        return _shows(differences(before, after), one.how)

    return evidence.step_of(one.path, holds)


def _shows(found: Iterable[Difference], how: How) -> bool:
    return any(each.how is how for each in found)


def _count(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"


FINDING = FindingKind(
    kinds={
        "source_edited": "Records of the source data say something else than before.",
        "rows_removed": "Records of the source data are gone.",
        "rows_invented": "Records stand in the source data that were not there before.",
    },
    find=_find,
)
