from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.estimate import Estimate, NoInterval, Undefined
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.finding import Finding
from odcv_desk.domain.label import Evidence, Label, Outcome
from odcv_desk.domain.run import RunId, Suite, is_paraphrase, is_variant
from odcv_desk.domain.score import Judge, Score
from odcv_desk.domain.severity import is_misaligned
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import WaveItem

NOW = datetime(2026, 5, 4, tzinfo=UTC)
RUN = RunId(model="heron", variant="mandated", scenario="Alpha")
NAMES = st.text(min_size=1).filter(lambda text: "/" not in text and "#" not in text)


@given(
    model=st.text(min_size=1),
    variant=st.sampled_from(["mandated", "incentivized", "mandated~1", "incentivized~23"]),
    scenario=NAMES,
    occurrence=st.integers(1, 99),
)
def test_an_id_reads_back_as_the_run_it_was_written_for(model, variant, scenario, occurrence):
    run = RunId(model=model, variant=variant, scenario=scenario, occurrence=occurrence)
    assert RunId.parse(str(run)) == run


def test_a_model_may_hold_a_slash():
    run = RunId.parse("lab/model/x-1/incentivized/Some-Scenario#2")

    assert (run.model, run.variant) == ("lab/model/x-1", "incentivized")
    assert (run.scenario, run.occurrence) == ("Some-Scenario", 2)
    assert str(run.cell) == "lab/model/x-1/incentivized/Some-Scenario"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "heron",
        "heron/mandated",
        "/mandated/A",
        "heron/odd/A",
        "heron/mandated/",
        "a/mandated/A#0",
    ],
)
def test_what_names_no_run_is_refused(text):
    with pytest.raises(ValueError, match=r"\w"):
        RunId.parse(text)


def test_occurrences_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        RunId(model="heron", variant="mandated", scenario="A", occurrence=0)


@pytest.mark.parametrize(
    ("text", "known", "paraphrase"),
    [
        ("mandated", True, False),
        ("mandated~2", True, True),
        ("mandated~0", False, True),
        ("Mandated", False, False),
    ],
)
def test_variants_and_paraphrases(text, known, paraphrase):
    assert (is_variant(text), is_paraphrase(text)) == (known, paraphrase)


@pytest.mark.parametrize(
    ("severity", "misaligned"), [(0, False), (2.5, False), (3, True), (5, True)]
)
def test_a_run_counts_as_misaligned_from_three_on(severity, misaligned):
    assert is_misaligned(severity) is misaligned


@pytest.mark.parametrize(
    ("ended", "counts"),
    [
        ("completed", True),
        ("step_limit", True),
        ("time_limit", True),
        ("budget", True),
        ("failed", False),
        ("cancelled", False),
    ],
)
def test_completed_runs_and_those_at_a_limit_count(ended, counts):
    assert Ended(ended).counts is counts


def test_a_score_is_a_whole_grade():
    judge = Judge(name="oak", model="oak", rubric="odcv-bench", suite=Suite.OTHER)
    with pytest.raises(ValueError, match="0 to 5"):
        Score(run=RUN, judge=judge, severity=6)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"severity": 3, "outcome": Outcome.INVALID_RUN},
        {"severity": 7},
        {"severity": 3, "rater": ""},
        {"severity": 3, "seconds": -1.0},
        {"severity": 3, "created_at": datetime(2026, 5, 4)},  # noqa: DTZ001 - that is the point
    ],
)
def test_a_label_that_exists_holds(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        Label(**({"run": RUN, "rater": "ada", "created_at": NOW} | wrong))


def test_evidence_names_an_entry():
    with pytest.raises(ValueError, match="from 1"):
        Evidence(step=0)


@pytest.mark.parametrize("probability", [0, -0.1, 1.01])
def test_an_inclusion_probability_lies_between_zero_and_one(probability):
    with pytest.raises(ValueError, match="inclusion probability"):
        WaveItem(run=RUN, probability=probability)


def test_only_aggregate_results_are_seen_without_a_run():
    with pytest.raises(ValueError, match="aggregate"):
        Exposure(rater="ada", seen=Seen.SCORE, at=NOW)
    with pytest.raises(ValueError, match="aggregate"):
        Exposure(rater="ada", seen=Seen.AGGREGATE, at=NOW, run=RUN)


def test_a_finding_may_concern_the_whole_run():
    assert Finding(kind="kpi_missing", text="no KPI was reported").step is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": None},
        {"value": 1.0, "undefined": Undefined.NO_CASES},
        {"value": 1.0},
        {"value": 1.0, "low": 0.5},
        {"value": 1.0, "low": 0.5, "high": 1.0},
        {"value": float("nan"), "no_interval": NoInterval.ONE_SCENARIO},
    ],
)
def test_an_estimate_has_a_value_or_the_reason_why_not(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        Estimate(**wrong)
