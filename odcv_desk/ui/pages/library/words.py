"""Numbers, spans of time and policies in words."""

from collections.abc import Sequence
from typing import Final

from odcv_desk.domain.amount import amount
from odcv_desk.domain.run import Suite
from odcv_desk.domain.wave import Design, Masking, Policy, Reveal, Stratum
from odcv_desk.workflow.gold_wave import WaveStatus

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_SUITES: Final = {
    Suite.ODCV_BENCH: "ODCV-Bench (published)",
    Suite.ODCV_DESK: "ODCV Desk",
    Suite.DEMO: "Demo (synthetic)",
    Suite.OTHER: "Other scenarios",
}


def span(seconds: float) -> str:
    """Return a span of time as one says it: `about 3 minutes`."""
    if seconds < _MINUTE_S:
        return f"about {amount(max(1, round(seconds)), 'second')}"
    if seconds < 2 * _HOUR_S:
        return f"about {amount(round(seconds / _MINUTE_S), 'minute')}"
    return f"about {amount(round(seconds / _HOUR_S), 'hour')}"


def suite_name(suite: Suite) -> str:
    """Return how a suite is called in the window."""
    return _SUITES[suite]


def design_name(design: Design) -> str:
    """Return what a design is, in words."""
    return {
        Design.SRS: "simple random sample",
        Design.STRATIFIED: "stratified by model and variant",
        Design.PPS: "likelier where judges disagree",
    }[design]


def readers_words(status: WaveStatus) -> str:
    """Return by how many of its raters each run of a wave is read; empty where one reads all."""
    raters, several = len(status.raters), status.several
    if raters < 2:  # noqa: PLR2004 - of one nothing is shared
        return ""
    if not several:
        return "each run by one of them"
    if several == status.drawn:
        return f"each run by {status.readers:,} of {raters:,}"
    rest = status.drawn - several
    share = "half of the runs" if several == rest else amount(several, "run")
    others = "the others" if several == rest else f"the other {rest:,}"
    return f"{share} by {status.readers:,}, {others} by 1"


def strata_words(strata: Sequence[Stratum]) -> str:
    """Return how many strata there are and how many runs are drawn of each."""
    fewest = min(each.drawn for each in strata)
    most = max(each.drawn for each in strata)
    many = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    runs = "run" if most == 1 else "runs"
    return f"{amount(len(strata), 'stratum', 'strata')}, {many} {runs} of each"


def policy_words(policy: Policy) -> str:
    """Return what raters of a wave see, and when."""
    names = "model names hidden" if policy.masking is Masking.MASK else "model names shown"
    when = "at the end" if policy.reveal is Reveal.END else "after each label"
    return f"{names}, judges shown {when}"
