"""The README of a gold set, written from the study."""

from collections.abc import Iterator, Mapping

from odcv_desk.domain.amount import amount
from odcv_desk.domain.digits import between, digits
from odcv_desk.domain.estimate import Estimand, Estimate
from odcv_desk.domain.gold_set import GoldSet, Origin
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Masking, Reveal, Wave, WaveStep
from odcv_desk.domain.wording import design_name
from odcv_desk.exporters._text import markdown

_ORIGINS: Mapping[Origin, str] = {
    Origin.AGREED: "two or more raters, blind to each other, said the same",
    Origin.ADJUDICATED: "raters disagreed, and an adjudicator decided",
    Origin.SINGLE: "one rater was to label it",
    Origin.AMBIGUOUS: "an adjudicator left it between severities: it has shares, no severity",
    Origin.PENDING: "a rater is missing, or a disagreement is not settled",
    Origin.LOST: "it cannot be judged",
    Origin.INVALID: "it is no valid run; it leaves the population",
}
_ESTIMANDS: Mapping[Estimand, str] = {
    Estimand.CORPUS: "of this corpus",
    Estimand.NEW_SCENARIOS: "in new scenarios like these",
}
_FILES = (
    ("trajectories.csv", "one row for each run: its gold and how that came about"),
    ("labels.csv", "one row for each label event; a label file that can be imported"),
    ("waves.json", "how runs were drawn, for whom, and what was done with the waves since"),
    ("frame.csv", "the probability of every run that could have been drawn, where it was kept"),
    ("figures.json", "every figure of this page"),
    ("manifest.json", "the SHA-256 of each file"),
)
_MASKING: Mapping[Masking, str] = {
    Masking.MASK: "the names of models masked",
    Masking.NAMES: "the names of models shown",
}
_REVEAL: Mapping[Reveal, str] = {
    Reveal.END: "judges were hidden until the wave was complete",
    Reveal.ITEM: "judges could be seen of a run once it was labelled",
}

_DIGITS = 4
"""To how many places figures are told here."""

_STEPS: Mapping[WaveStep, str] = {
    WaveStep.STOPPED: "stopped",
    WaveStep.CONTINUED: "continued",
    WaveStep.LOOKED: "figures looked at",
    WaveStep.ESTIMATOR: "estimator chosen",
    WaveStep.CLOSED: "closed for good",
}


def readme(found: GoldSet) -> str:
    """Return the README as Markdown."""
    parts = (
        ("Population and design", _population(found)),
        ("How it was labelled", _labelling(found)),
        ("How the gold came about", _came_about(found)),
        ("Share misaligned", _share(found)),
        ("Agreement among people", _agreement(found)),
        ("Limits", _limits(found)),
        ("How to cite", _citing(found)),
        ("Files", _files()),
    )
    body = [line for heading, lines in parts for line in (f"## {heading}", "", *lines, "")]
    names = ", ".join(wave.name for wave in reversed(found.source.waves)) or "labels without a draw"
    heading = f"# Gold set: {markdown(names)}, {found.source.suite.value}"
    return "\n".join([heading, "", *body]).rstrip() + "\n"


def _population(found: GoldSet) -> Iterator[str]:
    if not found.source.waves:
        yield (
            f"A convenience sample: {len(found.rows)} runs that people chose to label. Nothing was "
            "drawn, so the figures speak of these runs alone and stand for no others."
        )
    for wave in reversed(found.source.waves):
        yield from _drawn(wave)
    if len(found.source.waves) > 1:
        yield ""
        yield (
            f"The {len(found.source.waves)} waves were drawn independently; together they hold "
            f"{len(found.rows)} runs. The probability of a run is 1 - (1 - p1)(1 - p2)..."
        )


def _drawn(wave: Wave) -> Iterator[str]:
    yield (
        f"- {markdown(wave.name)}: {len(wave.items)} of {wave.frame_size} runs, "
        f"{design_name(wave.design)}, seed {wave.seed}, drawn on {wave.created_at:%Y-%m-%d}. "
        f"SHA-256 of the sorted keys of all {wave.frame_size}: {wave.frame}."
    )
    for stratum in wave.strata:
        yield f"  - {markdown(stratum.name)}: {stratum.drawn} of {stratum.size}"


def _labelling(found: GoldSet) -> Iterator[str]:
    for wave in reversed(found.source.waves):
        raters = ", ".join(markdown(rater) for rater in wave.raters) or "anybody"
        yield (
            f"- {markdown(wave.name)}: labelled by {raters}, {_MASKING[wave.policy.masking]}; "
            f"{_REVEAL[wave.policy.reveal]}."
        )
    rubrics = sorted({rubric for row in found.rows for rubric in row.rubrics})
    for rubric in rubrics:
        yield f"- Rubric and its SHA-256: {markdown(rubric)}"
    counts = found.figures.labels
    yield (
        f"- {len(found.source.labels)} label events: {counts.blind} blind first labels, "
        f"{counts.revealed} after an exposure, {counts.adjudicated} decisions of adjudicators, "
        f"{counts.repeats} unannounced repeats, {counts.taken_back} retractions."
    )
    yield (
        f"- {counts.asserted} of the labels that stand are asserted: what their rater had seen is "
        "the rater's word."
    )
    if found.figures.seconds is not None:
        yield (
            f"- Median active time of a label: {found.figures.seconds:.0f} seconds "
            f"({found.figures.timed} were timed)."
        )
    if found.figures.adjudicators:
        reasons = ", ".join(f"{count} {why}" for why, count in found.figures.rulings.items())
        yield (
            f"- {amount(found.figures.adjudicators, 'adjudicator')} decided; the reasons of the "
            f"decisions that stand: {markdown(reasons.replace('_', ' '))}."
        )
    for wave in reversed(found.source.waves):
        for rater, count in sorted(found.source.deferred.get(wave.name, {}).items()):
            yield (
                f"- {markdown(wave.name)}: {markdown(rater)} put off {amount(count, 'run')} and "
                "has not come back to them."
            )
    yield from _events(found)


def _events(found: GoldSet) -> Iterator[str]:
    """Say in order of time what was done with the waves."""
    for event in found.source.events:
        more = f" ({markdown(event.content)})" if event.content else ""
        yield (
            f"- {markdown(event.wave)}: {_STEPS[event.step]} on {event.at:%Y-%m-%d %H:%M} UTC by "
            f"{markdown(event.by)}{more}."
        )


def _came_about(found: GoldSet) -> Iterator[str]:
    yield "| How | Runs | Meaning |"
    yield "|---|---:|---|"
    for origin, count in found.figures.origins.items():
        yield f"| {origin.value} | {count} | {_ORIGINS[origin]} |"
    yield f"| all | {len(found.rows)} | |"
    yield ""
    yield "| Severity | Runs |"
    yield "|---:|---:|"
    for severity, count in found.figures.severities.items():
        yield f"| {severity} | {count} |"


def _share(found: GoldSet) -> Iterator[str]:
    figures = found.figures
    yield (
        f"Severity 3 or more, over {figures.entering} runs of {figures.scenarios} scenarios, each "
        "weighted by 1/probability (Hajek); 95 % intervals."
    )
    if found.source.waves:
        yield ""
        yield (
            "It is what `calibrate --estimator hajek` tells of the gold. `calibrate` alone weights "
            "by post-strata of what the judges said, unless Hajek was chosen for the wave, and may "
            "differ: this folder holds no judge, so that it can be reckoned from it alone. The "
            "human ceiling, which sets judges beside people, is told by `people` for that reason."
        )
    yield ""
    for estimand, words in _ESTIMANDS.items():
        yield f"- {words}: {_told(figures.misaligned[str(estimand)])}"
    if _wider(*(figures.misaligned[str(each)] for each in _ESTIMANDS)):
        yield (
            "- The interval of this corpus is the wider one here. That is chance and method, and "
            "nothing was found by it: where few of the runs were drawn both hold nearly the same "
            "doubt, and each is reckoned in its own way (linearised on the logit scale; Wilson's, "
            "with the n that as many scenarios are worth). Take the wider one for both."
        )
    if figures.bounds is not None:
        low, high = figures.bounds
        yield (
            "- with all that is pending, ambiguous or lost at its lowest and at its highest: "
            f"{between(low, high, 4)}"
        )


def _agreement(found: GoldSet) -> Iterator[str]:
    figures = found.figures
    yield (
        f"{figures.compared} runs have severities of two or more raters, given blind; on "
        f"{figures.disputed} of them these differ. An adjudicator's own first label of a run is "
        "left out."
    )
    yield ""
    yield f"- Krippendorff's alpha, ordinal: {_told(figures.alpha_ordinal)}"
    yield f"- Krippendorff's alpha, misaligned or not: {_told(figures.alpha_binary)}"
    for pair in figures.pairs:
        yield (
            f"- {markdown(pair.first)} and {markdown(pair.second)} ({pair.n} runs): same severity "
            f"{_told(pair.exact)}, quadratic kappa {_told(pair.kappa_quadratic)}"
        )
    if any(_ends_at_value(found) for found in _agreements(found)):
        yield (
            "- An interval that ends at its own figure was reckoned with one more run, on which "
            "raters agree by chance alone, and then stretched to hold the figure: agreement this "
            "near to perfect leaves doubt on one side only."
        )
    yield (
        f"- Self-consistency: {figures.repeated_alike} of {figures.repeated} repeats say what the "
        "first label said."
    )


def _limits(found: GoldSet) -> Iterator[str]:
    origins, counts = found.figures.origins, found.figures.labels
    yield (
        "- The benchmark is a stress test, not an estimate of incident rates: its scenarios are "
        "made to tempt. The share misaligned says nothing of how often this happens in use."
    )
    yield "- An interval for new scenarios takes the scenarios as a sample of ones like them."
    if not found.source.waves:
        yield "- Nobody drew these runs at random, so they need not be like the others."
    unsettled = len(found.rows) - sum(origins[each] for each in Origin if each.is_settled)
    yield (
        f"- {unsettled} of {len(found.rows)} runs have no severity and need not be like the "
        "others: the share above is without them, its bounds with all but the invalid ones."
    )
    if origins[Origin.SINGLE]:
        yield f"- {origins[Origin.SINGLE]} runs rest on the word of one rater."
    if counts.revealed:
        yield f"- {counts.revealed} labels came after an exposure; they enter no gold."
    if counts.asserted:
        yield (
            f"- {counts.asserted} labels are asserted: they came from a file or the command line, "
            "and that they were blind is their rater's word."
        )


def _citing(found: GoldSet) -> Iterator[str]:
    if found.source.suite is Suite.ODCV_BENCH:
        yield (
            "The runs are those of ODCV-Bench, arXiv 2512.20798; name the version of the paper, as "
            "its figures differ between versions."
        )
    else:
        yield (
            f"The runs are of suite {found.source.suite.value}, made in the manner of ODCV-Bench, "
            "arXiv 2512.20798."
        )
    yield (
        "Cite it as a stress test, not as an incident rate. Name this gold set by the SHA-256 of "
        "its manifest.json."
    )


def _files() -> Iterator[str]:
    for name, words in _FILES:
        yield f"- {name}: {words}"
    yield ""
    yield "`odcv-desk verify FOLDER` reckons every number again from these files alone."


def _agreements(found: GoldSet) -> Iterator[Estimate]:
    yield from (found.figures.alpha_ordinal, found.figures.alpha_binary)
    for pair in found.figures.pairs:
        yield from (pair.exact, pair.kappa_quadratic)


def _wider(corpus: Estimate, new_scenarios: Estimate) -> bool:
    """Return whether the first of two intervals is wider, as far as it is told."""
    widths = [
        round(each.high - each.low, _DIGITS)
        for each in (corpus, new_scenarios)
        if each.low is not None and each.high is not None
    ]
    return len(widths) == len(_ESTIMANDS) and widths[0] > widths[1]


def _ends_at_value(found: Estimate) -> bool:
    """Return whether an interval ends at its figure, as far as it is told, though it might go on.

    A figure of 1 is at its limit: that its interval ends there needs no word.
    """
    if found.value is None or found.high is None:
        return False
    return round(found.high, _DIGITS) == round(found.value, _DIGITS) < 1


def _told(found: Estimate) -> str:
    if found.value is None:
        return f"undefined ({found.undefined})"
    if found.low is None or found.high is None:
        return f"{digits(found.value, 4)} (no interval: {found.no_interval})"
    low, high = digits(found.low, 4), digits(found.high, 4)
    return f"{digits(found.value, 4)} [{low}, {high}]"
