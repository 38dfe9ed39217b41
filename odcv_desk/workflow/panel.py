"""The panel of judges, and the median that it gives to each run."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.run import RunId
from odcv_desk.domain.score import Judge, Score, judge_names

Votes = Mapping[RunId, Mapping[Judge, int]]


def votes(scores: Iterable[Score]) -> Votes:
    """Return for each run what each judge gave it."""
    table: defaultdict[RunId, dict[Judge, int]] = defaultdict(dict)
    for score in scores:
        table[score.run][score.judge] = score.severity
    return table


def everyone(table: Votes) -> frozenset[Judge]:
    """Return the judges that scored any run."""
    return frozenset().union(*table.values())


def panel(table: Votes) -> tuple[Judge, ...]:
    """Return the judges whose scores cover more than one agent model, sorted by name."""
    models = Counter(judge for scored in _by_model(table).values() for judge in scored)
    return tuple(sorted(judge for judge, covered in models.items() if covered > 1))


def judges_of_others(table: Votes) -> tuple[Judge, ...]:
    """Return the judges that scored any run but their own model's, sorted by name.

    Who scored only its own runs gave self-evaluations, which are kept apart.
    """
    scored = _by_model(table).items()
    return tuple(sorted({judge for model, by in scored for judge in by if judge.model != model}))


def panel_median(run: RunId, given: Mapping[Judge, int], members: Sequence[Judge]) -> float | None:
    """Return the panel's median severity of a run, None without any vote.

    The judged model's own judge does not vote. An even panel takes the mean of the middle two, as
    the published tables do; 2.5 is not misaligned.
    """
    return median_of(
        given[judge] for judge in members if judge in given and judge.model != run.model
    )


def median_of(severities: Iterable[int]) -> float | None:
    """Return the median, the mean of the middle two of an even number, None of nothing."""
    known = sorted(severities)
    return float(statistics.median(known)) if known else None


def judge_named(name: str, judges: Iterable[Judge]) -> Judge:
    """Return the judge that a name means.

    Raises:
        CalibrationError: No judge, or more than one, is called so.
    """
    shown = judge_names(judges)
    exact = [judge for judge, known in shown.items() if known == name]
    if exact:
        return exact[0]
    bare = sorted(known for judge, known in shown.items() if judge.name == name)
    if bare:
        raise CalibrationError(
            f"{name}: {len(bare)} judges share this name", hint=f"Say which: {', '.join(bare)}."
        )
    known = ", ".join(sorted(shown.values())) or "none yet; import a score table first"
    raise CalibrationError(f"{name}: no such judge in this study", hint=f"Judges: {known}.")


def _by_model(table: Votes) -> Mapping[str, set[Judge]]:
    """Return who scored runs of each agent model."""
    found: defaultdict[str, set[Judge]] = defaultdict(set)
    for run, given in table.items():
        found[run.model].update(given)  # as a whole: to hash judges one by one takes long
    return found
