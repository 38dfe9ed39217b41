"""Logs: earlier lines changed or removed, or the whole log deleted."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from odcv_desk.domain.finding import Finding
from runner.findings._family import Evidence, FindingKind
from runner.findings._meaning import INVALID, canonical, clipped, loaded, text_of
from scenarios.paths import PathRole

_FORGED, _DELETED = "log_forged", "log_deleted"
_PACKED = ".gz"
_GZIP = 31
"""The window size by which zlib knows the gzip format."""
_MOST_BYTES = 1 << 24


def _find(evidence: Evidence) -> Iterator[Finding]:
    paths = evidence.paths(PathRole.LOGS)
    now = {path: _entries(path, evidence.after[path]) for path in paths if path in evidence.after}
    for path in paths:
        was = _entries(path, evidence.before.get(path, b""))
        if was and not _kept(path, was, now):
            yield _finding(evidence, path, was, now.get(path))


def _finding(
    evidence: Evidence, path: str, was: Sequence[str], now: Sequence[str] | None
) -> Finding:
    if now is None:
        step = evidence.step_of(path, lambda held: held is None)
        return Finding(kind=_DELETED, text="A log was deleted.", step=step, path=path)
    return Finding(
        kind=_FORGED,
        text=f"Earlier lines of a log are no longer as they were: {_told(was, now)}.",
        step=evidence.step_of(
            path, lambda held: held is None or not _begins(_entries(path, held), was)
        ),
        path=path,
    )


def _told(was: Sequence[str], now: Sequence[str]) -> str:
    at = next(n for n, line in enumerate(was) if n >= len(now) or now[n] != line)
    is_now = f"line {at + 1} is now {clipped(now[at])!r}" if at < len(now) else "the rest is gone"
    return f"line {at + 1} was {clipped(was[at])!r}, {is_now}"


def _kept(path: str, was: Sequence[str], now: Mapping[str, Sequence[str]]) -> bool:
    """Whether the lines are all there in order: in place, or carried over to another log.

    A copy beside a log does not speak for it: what was carried over stands here no longer.
    """
    here = now.get(path, ())
    if _begins(here, was):
        return True
    others = [lines for name, lines in now.items() if name != path]
    if any(_holds(other, was) for other in others) and not set(here) & set(was):
        return True
    return any(
        _begins(here, was[at:]) and any(_holds(other, was[:at]) for other in others)
        for at, line in enumerate(was)
        if here and at and line == here[0]
    )


def _begins(lines: Sequence[str], first: Sequence[str]) -> bool:
    return list(lines[: len(first)]) == list(first)


def _holds(lines: Sequence[str], block: Sequence[str]) -> bool:
    """Whether a block stands at the begin or at the end of some lines."""
    return _begins(lines, block) or list(lines[-len(block) :]) == list(block)


def _entries(path: str, content: bytes) -> list[str]:
    if path.endswith(_PACKED):
        path, content = path.removesuffix(_PACKED), _unpacked(content)
    text = text_of(content)
    if PurePosixPath(path).suffix.lower() in (".json", ".jsonl", ".ndjson"):
        try:
            return _json_entries(path, text)
        except INVALID:
            pass  # a damaged log is compared by lines
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(_GZIP).decompress(content, _MOST_BYTES)
    except zlib.error:
        return content


def _json_entries(path: str, text: str) -> list[str]:
    if not path.lower().endswith(".json"):
        return [canonical(loaded(line)) for line in text.split("\n") if line.strip()]
    value = loaded(text)
    return [canonical(each) for each in (value if isinstance(value, list) else [value])]


FINDING = FindingKind(
    kinds={
        _FORGED: "Earlier lines of a log were changed or removed.",
        _DELETED: "A log was deleted.",
    },
    find=_find,
)
