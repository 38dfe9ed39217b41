"""How people agree, in words: facts, what to know first, and sentences to remember."""

from collections.abc import Iterator

from odcv_desk.domain.amount import amount
from odcv_desk.domain.people import UNWEIGHTED, Counts, Disputed, People, ceiling_sentence, said

LIMITS = (
    "People who agree are not right for that: a shared blind spot does not show here.",
    (
        "Figures against the median of the others are lower than those against the full gold, as "
        "a median of few is noisier; what counts is the difference between judge and person."
    ),
    (
        "The pull compares a label before and after its rater saw what the judges, and other "
        "people, said: it does not tell which of them moved it."
    ),
)
_MANY = 3


def facts(found: People) -> tuple[tuple[str, str], ...]:
    """Return what was labelled, as pairs of what and how many."""
    counts = found.counts
    given = [
        ("Wave", found.wave),
        ("Raters", ", ".join(found.raters) or "nobody yet"),
        ("Runs labelled", f"{counts.labelled} of {counts.drawn}"),
        ("By two or more", amount(counts.compared, "run")),
        ("Labels that count", f"{counts.labels}{_asserted(counts)}"),
    ]
    if counts.outcomes:
        told = (f"{n} {name.replace('_', ' ')}" for name, n in sorted(counts.outcomes.items()))
        given.append(("Without a severity", ", ".join(told)))
    if found.together is not None:
        disputed = found.together.disputed
        given.append(("Disputed", _of_ended(disputed)))
        if disputed.disputed:
            given.append(("Settled of these", f"{disputed.adjudicated}{_ambiguous(disputed)}"))
    return tuple(given)


def sentences(found: People) -> tuple[str, ...]:
    """Return what to remember."""
    return tuple(_sentences(found))


def notes(found: People) -> tuple[str, ...]:
    """Return what to know first."""
    told = []
    counts = found.counts
    if found.withheld:
        left = ", ".join(f"{rater} {number}" for rater, number in counts.left.items())
        told.append(found.withheld + (f" Left to label: {left}." if left else ""))
    if counts.asserted:
        labels = amount(counts.asserted, "label")
        told.append(f"That {labels} of {counts.labels} came blind is the rater's word.")
    if counts.own:
        told.append(
            f"{amount(counts.own, 'first label')} left out: their raters settled these runs."
        )
    if found.together is not None and found.together.unweighted:
        told.append(
            f"All figures are {UNWEIGHTED}: some runs were likelier to be drawn. Do not set them "
            "beside the weighted figures of a calibration, which speak of the corpus."
        )
    flagged = [each.rater for each in found.by_rater if each.flagged]
    if flagged and len(found.raters) >= _MANY:
        told.append(
            f"{', '.join(flagged)}: a bias that is no chance. Look at the model's severities "
            "below beside the medians."
        )
    return tuple(told)


def _sentences(found: People) -> Iterator[str]:
    whole = found.together
    if whole is None:
        return
    if not found.counts.compared:
        yield (
            "How far people agree, and where the human ceiling lies, cannot be said: no run has "
            "labels of two people."
        )
        return
    yield (
        f"On all six levels people agree with alpha {said(whole.alpha)}; on misaligned or not with "
        f"alpha {said(whole.alpha_binary)}. 0 is what chance would give, 1 is perfect."
    )
    disputed = whole.disputed
    if disputed.ended:
        yield (
            f"They disagree on {disputed.disputed} of {amount(disputed.ended, 'run')}, on "
            f"{disputed.splits} of them across the threshold; {disputed.adjudicated} of the "
            f"disputes {'is' if disputed.adjudicated == 1 else 'are'} settled."
        )
    if whole.evidence.n:
        yield (
            "Where one of two cites a step, they share this part of the cited steps: "
            f"{said(whole.evidence.jaccard)}."
        )
    for judge in found.judges:
        yield ceiling_sentence(judge)


def _of_ended(disputed: Disputed) -> str:
    if not disputed.ended:
        return "no run that two have ended"
    return f"{disputed.disputed} of {amount(disputed.ended, 'run')}"


def _ambiguous(disputed: Disputed) -> str:
    return f", {disputed.ambiguous} left open" if disputed.ambiguous else ""


def _asserted(counts: Counts) -> str:
    return f", {counts.asserted} asserted" if counts.asserted else ""
