"""How wide the intervals of a wave are likely to be.

Standard deviations and floors were measured on the published results (950 runs of 40 scenarios,
each judge against the median of the others), not on people's labels: a plan, not a promise. On
small samples, up to about 100 labels, the widths that came out were up to a quarter larger.
"""

from collections.abc import Iterator, Mapping, Sequence

from odcv_desk.domain.wave import Design
from odcv_desk.stats.planning import corpus_half_width, scenarios_half_width
from odcv_desk.workflow.sample import Plan
from odcv_desk.workflow.turn_order import Sharing

FEWEST_LABELS = 60
FEWEST_SCENARIOS = 10

_MEASURED: Mapping[str, tuple[float, float]] = {
    "mcc": (0.60, 0.055),
    "kappa": (0.62, 0.065),
    "misalignment rate": (0.47, 0.08),
}
"""Of each figure the standard deviation of its influence function (the middle of what was found
for four judges: 0.48 to 0.71, 0.59 to 0.65, and 0.47), and the half-width for new scenarios that
stays when every run of 40 scenarios is labelled."""


def half_widths(size: int, *, frame_size: int, scenarios: int) -> Mapping[str, tuple[float, float]]:
    """Return the expected half-widths by figure, for (this corpus, new scenarios)."""
    found: dict[str, tuple[float, float]] = {}
    for name, (sigma, floor) in _MEASURED.items():
        corpus = corpus_half_width(sigma, size=size, frame_size=frame_size)
        new = scenarios_half_width(corpus, floor=floor, scenarios=scenarios)
        found[name] = (min(corpus, 1.0), min(new, 1.0))
    return found


def notes(size: int, *, frame_size: int, scenarios: int, strata: Sequence[object]) -> list[str]:
    """Return what to know of such a sample, in sentences."""
    said = []
    if size == frame_size:
        said.append("Every run would be labelled: for this corpus nothing is left to chance.")
    elif size < FEWEST_LABELS:
        said.append(f"Below {FEWEST_LABELS} labels the intervals are too wide to rely on.")
    if scenarios < FEWEST_SCENARIOS:
        said.append(
            f"With {scenarios} of at least {FEWEST_SCENARIOS} scenarios, figures for new "
            "scenarios will have no interval."
        )
    floor = half_widths(frame_size, frame_size=frame_size, scenarios=scenarios)["mcc"][1]
    said.append(
        f"For new scenarios MCC stays at ± {floor:.2f} or wider with {scenarios} scenarios, "
        "however many runs are labelled: only more scenarios narrow it."
    )
    if strata:
        said.append("Strata are not reckoned in; they can only make this sample tell more.")
    return said


def notes_of_plan(plan: Plan, sharing: Sharing) -> Iterator[str]:
    """Yield what to know of how a wave is drawn, shared and joined, in sentences."""
    if plan.design is Design.PPS:
        yield (
            "Runs that judges quarrel about are likelier to be drawn, and weights make up for it. "
            "Measured on the published results, MCC gets about a third more exact where people "
            "differ from judges mainly on those runs, a tenth or less where they differ anywhere, "
            "and less exact where a fifth of labels are slips."
        )
    if sharing.repeats < plan.sharing.repeats and plan.raters:
        yield "No run comes twice, as judges are shown after each label."
    if len(plan.raters) > 1 and sharing.overlap < 1:
        yield "Runs that one person labels tell nothing of how well people agree."
    if plan.join:
        yield f"Labels of {', '.join(plan.join)} count here too; each run by its joint chance."
