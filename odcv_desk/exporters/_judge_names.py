"""How the judges of one suite are named."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from odcv_desk.domain.score import Judge


def judge_names(judges: Iterable[Judge]) -> Mapping[Judge, str]:
    """Return each judge's name, with `@hash8` where several of its suite share it."""
    known = frozenset(judges)
    times = Counter((judge.suite, judge.name) for judge in known)
    return {
        judge: judge.name if times[judge.suite, judge.name] == 1 else f"{judge.name}@{_hash(judge)}"
        for judge in known
    }


def _hash(judge: Judge) -> str:
    identity = "\n".join((judge.name, judge.model, judge.rubric, judge.prompt_hash, judge.settings))
    return hashlib.sha256(identity.encode()).hexdigest()[:8]
