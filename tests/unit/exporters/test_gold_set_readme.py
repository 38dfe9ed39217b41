"""The README of a gold set explains figures that would puzzle a reader."""

from dataclasses import replace

import pytest

from odcv_desk.domain.estimate import Estimate, NoInterval
from odcv_desk.domain.gold_set import GoldSource
from odcv_desk.domain.run import Suite
from odcv_desk.domain.trajectory import Trajectory
from odcv_desk.exporters._gold_set_readme import readme
from odcv_desk.workflow.gold_set import reckoned
from tests.support.studies import a_label, a_run

WIDER = "interval of this corpus is the wider one here"
STRETCHED = "ends at its own figure"


@pytest.fixture(scope="module")
def found():
    run = Trajectory(id=a_run(), key="k", suite=Suite.OTHER, has_transcript=True)
    source = GoldSource(
        suite=Suite.OTHER,
        waves=(),
        events=(),
        frames={},
        runs={a_run(): run},
        labels=(a_label(), a_label(rater="ben")),
    )
    return reckoned(source)


def told(found, **figures):
    return readme(replace(found, figures=replace(found.figures, **figures)))


def between(low, high, value=0.5):
    return Estimate(value=value, low=low, high=high, method="jackknife-t, atanh")


@pytest.mark.parametrize(
    ("corpus", "new_scenarios", "said"),
    [
        (between(0.30, 0.70), between(0.31, 0.69), True),
        (between(0.30, 0.70), between(0.30, 0.70), False),
        (between(0.40, 0.60), between(0.30, 0.70), False),
        (between(0.30, 0.70), Estimate(value=0.5, no_interval=NoInterval.TOO_FEW_SCENARIOS), False),
    ],
)
def test_a_corpus_interval_that_is_the_wider_one_is_explained(found, corpus, new_scenarios, said):
    text = told(found, misaligned={"corpus": corpus, "new_scenarios": new_scenarios})

    assert (WIDER in text) is said


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (between(0.60, 0.97, value=0.97), True),
        (between(0.60, 1.0, value=1.0), False),
        (between(0.60, 0.99, value=0.97), False),
    ],
)
def test_an_interval_that_ends_at_its_figure_is_explained(found, alpha, said):
    assert (STRETCHED in told(found, alpha_ordinal=alpha)) is said
