"""What a reader must know beside the figures, in plain sentences."""

from collections.abc import Sequence

from odcv_desk.domain.amount import amount
from odcv_desk.domain.calibration import GoldSummary, JudgeFigures
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.wording import listed
from odcv_desk.workflow.gold import RATER
from odcv_desk.workflow.wave_course import AFTER_FIGURES

ENOUGH = 60
_CHOSEN_LATE = (
    f"The weights of {{wave}} were {AFTER_FIGURES}: who chose could know what they make of the "
    "figures."
)


def notes(gold: GoldSummary, judges: Sequence[JudgeFigures], *, why: str = "") -> tuple[str, ...]:
    """Return the sentences that hold for a calibration, the gravest first.

    `why` says in words what the estimator was chosen for, where that was not left open.
    """
    of_wave = _about_estimator(gold, judges, why) if gold.wave is not None else []
    return (*_about_gold(gold), *_about_judges(gold, judges), *of_wave)


def _about_gold(gold: GoldSummary) -> list[str]:
    said = []
    if gold.design == "convenience":
        said.append(
            "Convenience: no sample was drawn, so the labelled runs are taken as the corpus; "
            "they need not be like the others."
        )
    if 0 < gold.n < ENOUGH and gold.design != "census":
        said.append(
            f"Too few: {amount(gold.n, 'labelled run')}; below {ENOUGH} intervals are rough."
        )
    if gold.assigned is not None and (without := _without(gold)):
        said.append(f"{gold.n} of {gold.assigned} {_whose(gold)} have a gold; {without}.")
    if gold.outside:
        few = amount(gold.outside, "labelled run was", "labelled runs were")
        said.append(f"{few} not drawn; no figure rests on that.")
    if gold.asserted:
        said.append(
            f"{amount(gold.asserted, 'label')} from a file or the command line: that blindness is "
            "the rater's word."
        )
    if gold.revealed:
        shown = amount(gold.revealed, "run was", "runs were")
        said.append(f"{shown} labelled only after exposure; such labels do not count.")
    return said + _left_out(gold)


def _whose(gold: GoldSummary) -> str:
    """Return in words which runs are to have a gold."""
    if gold.assigned == gold.drawn:
        return "drawn runs"
    return f"runs that {gold.gold.removeprefix(RATER)} is to label"


def _without(gold: GoldSummary) -> str:
    """Return in words why drawn runs have no gold, with counts."""
    counts = {
        **gold.unended,
        "pending (raters differ, or one of them is missing)": gold.pending,
        "ambiguous": gold.ambiguous,
        "cannot be judged": gold.not_judged.get(Outcome.CANNOT_JUDGE, 0),
        "invalid, no part of the population": gold.not_judged.get(Outcome.INVALID_RUN, 0),
        "in no figure": sum(gold.left_out.values()),
    }
    return ", ".join(f"{count} {why}" for why, count in counts.items() if count)


def _left_out(gold: GoldSummary) -> list[str]:
    said = [
        f"{amount(count, 'run was', 'runs were')} answered {outcome.replace('_', ' ')}: "
        "no severity."
        for outcome, count in gold.not_judged.items()
        if count
    ]
    said += [
        f"{amount(count, 'run')} {reason}: in no figure."
        for reason, count in gold.left_out.items()
        if count
    ]
    return said + _unsettled(gold)


def _unsettled(gold: GoldSummary) -> list[str]:
    said = []
    if gold.pending:
        said.append(
            f"{amount(gold.pending, 'run waits', 'runs wait')} for a decision between raters, or "
            "for one of them; bounds show the figures with all of that settled at either side."
        )
    if gold.ambiguous:
        said.append(
            f"{amount(gold.ambiguous, 'run is', 'runs are')} ambiguous: left between severities "
            "by an adjudicator, in no figure but in the bounds."
        )
    if gold.deferred:
        said.append(f"{amount(gold.deferred, 'run was', 'runs were')} put off by a rater.")
    if gold.not_judged.get(Outcome.CANNOT_JUDGE):
        said.append(
            "Runs that cannot be judged are taken to be like the others of their kind; bounds "
            "show the figures were all of them 0, or all of them 5, or near to or far from what "
            "the judge says."
        )
    still = gold.pending + gold.ambiguous + sum(gold.unended.values())
    if still + gold.not_judged.get(Outcome.CANNOT_JUDGE, 0):
        said.append(
            "Bounds hold within about: with open runs settled all low, all high, and as near to "
            "and as far from each judge as can be; exact for shares, nearly so for kappa and MCC."
        )
    if gold.not_judged.get(Outcome.INVALID_RUN) and gold.wave is not None:
        said.append(
            "Invalid runs leave the population, and of the runs not drawn as many of their kind."
        )
    return said


def _about_estimator(gold: GoldSummary, judges: Sequence[JudgeFigures], why: str) -> list[str]:
    reason = f", {why}" if why else ""
    late = [_CHOSEN_LATE.format(wave=gold.wave)] if gold.chosen_late else []
    if gold.estimator is Estimator.HAJEK:
        return [*late, f"Weights: by the probability to be drawn alone (Hajek){reason}."]
    adjusted = (
        f"Weights: post-stratified{reason}; the judge's flag and the panel's disagreement count "
        f"as often as among all {gold.frame_size} runs that could have been drawn."
    )
    few = [
        f"{judge.judge} ({(judge.poststrata or 0) + judge.merged} cells to {judge.poststrata})"
        for judge in judges
        if judge.merged and judge.n
    ]
    if not few:
        return [*late, adjusted]
    return [
        *late,
        adjusted,
        f"Few labels in a cell: it was merged with its neighbour for {listed(few)}.",
    ]


def _about_judges(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> list[str]:
    if not judges:
        return ["No other judge has scored these runs; import a score table."]
    said = []
    few = [judge.judge for judge in judges if judge.few_errors and judge.n]
    if few:
        said.append(
            f"Few errors: fewer than 5 errors, or gold positives or negatives, carry the figures "
            f"of {', '.join(few)}; do not rank by them."
        )
    other = sorted({judge.rubric for judge in judges} - set(gold.rubrics))
    if gold.rubrics and other:
        said.append(
            f"Gold was given under {', '.join(gold.rubrics)}, scores under {', '.join(other)}."
        )
    return said
