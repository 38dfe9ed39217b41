"""What a reader must know beside the figures, in plain sentences."""

from collections.abc import Sequence

from odcv_desk.domain.amount import amount
from odcv_desk.domain.calibration import GoldSummary, JudgeFigures

ENOUGH = 60


def notes(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> tuple[str, ...]:
    """Return the sentences that hold for a calibration, the gravest first."""
    return tuple(_about_gold(gold)) + tuple(_about_judges(gold, judges))


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
    if gold.drawn is not None and gold.n < gold.drawn:
        said.append(f"The wave is not complete: {gold.n} of {gold.drawn} runs have a severity.")
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
    if gold.pending:
        said.append(
            f"{amount(gold.pending, 'run waits', 'runs wait')} for a decision between raters; "
            "bounds show the figures with all of that settled at either side."
        )
    return said


def _about_judges(gold: GoldSummary, judges: Sequence[JudgeFigures]) -> list[str]:
    if not judges:
        return ["No other judge has scored these runs; import a score table or run a judge."]
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
