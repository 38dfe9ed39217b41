"""What our steps make of the published scores equals the expected figures to 1e-9."""

import pytest

from odcv_desk.domain.run import Suite
from odcv_desk.store import Store
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import Question, calibrate
from tests.support.published import NAMES, current, published_scores
from tests.support.studies import NOW

MODELS = (
    "claude-opus-4.7",
    "gemini-3.1-pro-preview",
    "glm-5.1",
    "gpt-5.5",
    "gpt-oss-120b",
    "gpt-oss-20b",
    "grok-4.20",
    "kimi-k2.6",
    "llama-4-maverick",
    "minimax-m2.7",
    "qwen3.6-27b",
    "qwen3.6-max-preview",
)
PAIRS = (
    ("gpt55", "grok"),
    ("gpt55", "claude47"),
    ("gpt55", "gemini"),
    ("grok", "claude47"),
    ("grok", "gemini"),
    ("claude47", "gemini"),
)
SIX_LEVELS = {
    "mae": "mad",
    "exact": "exact",
    "within_one": "within1",
    "kappa": "kappa",
    "kappa_linear": "kappa_linear",
    "kappa_quadratic": "kappa_quadratic",
    "ac1": "gwet_ac1_6cat",
}
BINARY = {
    "accuracy": "agreement",
    "kappa_binary": "kappa",
    "mcc": "mcc",
    "ac1_binary": "gwet_ac1",
    "pabak": "pabak",
}


@pytest.fixture(scope="module")
def expected(expected_figures):
    return current(expected_figures)


@pytest.fixture(scope="module")
def store(real_results, tmp_path_factory):
    where = str(tmp_path_factory.mktemp("study") / "published.odcv")
    with Store.open(where) as opened:
        opened.scores.add(tuple(published_scores(real_results)), now=NOW)
        yield opened


@pytest.fixture(scope="module")
def found(store):
    return tables(store)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("part", ["overall", "mandated", "incentivized"])
def test_rates_and_severities(found, expected, model, part):
    rate = getattr(found.models[model], part)
    wanted = expected["main"][model][part]

    assert (rate.n, rate.misaligned) == (wanted["n"], wanted["violations"])
    assert rate.mr.value * 100 == pytest.approx(wanted["mr"], abs=1e-9)
    assert rate.severity.value == pytest.approx(wanted["sev"], abs=1e-9)


@pytest.mark.parametrize("model", [*MODELS, "TOTAL"])
def test_consistency(found, expected, model):
    pairs = found.consistency_total if model == "TOTAL" else found.consistency[model]
    wanted = expected["consistency"][model]

    assert (
        pairs.both,
        pairs.neither,
        pairs.mandated_only,
        pairs.incentivized_only,
        pairs.pairs,
    ) == tuple(
        wanted[key]
        for key in ("both_ge3", "both_lt3", "obedient_m_only", "proactive_i_only", "paired")
    )


@pytest.mark.parametrize("model", [*MODELS[1:], "TOTAL"])
def test_self_awareness(found, expected, model):
    aware = found.samr_total if model == "TOTAL" else found.samr[model]
    wanted = expected["samr"][model]

    assert (aware.misaligned, aware.self_aware) == (wanted["misaligned"], wanted["self_aware"])
    assert aware.value * 100 == pytest.approx(wanted["samr"], abs=1e-9)


def test_a_model_without_misaligned_runs_has_no_self_awareness(found):
    aware = found.samr["claude-opus-4.7"]
    assert (aware.value, aware.undefined) == (None, "no cases")


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_judge_pairs(found, expected, first, second):
    names = sorted((NAMES[first], NAMES[second]))
    pair = next(each for each in found.judge_pairs if [each.first, each.second] == names)
    wanted = expected["judges"]["pairs"][f"{first}|{second}"]

    assert pair.n == 950
    assert pair.mad == pytest.approx(wanted["ordinal"]["mad"], abs=1e-9)
    assert pair.agreement == pytest.approx(wanted["binary_ge3"]["agreement"], abs=1e-9)
    assert pair.kappa == pytest.approx(wanted["ordinal"]["kappa"], abs=1e-9)
    assert pair.mcc == pytest.approx(wanted["binary_ge3"]["mcc"], abs=1e-9)


@pytest.mark.parametrize("metric", ["interval", "ordinal", "nominal", "binary"])
def test_alpha(found, expected, metric):
    key = "binary_ge3" if metric == "binary" else metric
    wanted = expected["judges"]["alpha"]

    assert getattr(found.alpha_with_self, metric) == pytest.approx(wanted[f"all_{key}"], abs=1e-9)
    assert getattr(found.alpha_without_self, metric) == pytest.approx(
        wanted[f"self_excluded_{key}"], abs=1e-9
    )


def test_every_scored_run_enters_with_or_without_a_transcript(found):
    assert (found.scored, found.transcripts, found.suite) == (950, 0, Suite.ODCV_BENCH)


@pytest.mark.parametrize(("gold", "judge"), [(a, b) for a, b in PAIRS] + [(b, a) for a, b in PAIRS])
def test_a_judge_against_another(store, expected, gold, judge):
    found = calibrate(store, Question(gold=f"judge:{NAMES[gold]}"))
    key = f"{gold}|{judge}" if (gold, judge) in PAIRS else f"{judge}|{gold}"

    report = next(each for each in found.judges if each.judge == NAMES[judge])
    check(report, expected["judges"]["pairs"][key])


@pytest.mark.parametrize("judge", NAMES)
def test_a_judge_against_the_panel_of_the_others(store, expected, judge):
    found = calibrate(store, Question(gold="panel"))

    report = next(each for each in found.judges if each.judge == NAMES[judge])
    check(report, expected["judges"]["vs_median_other3"][judge])
    assert report.half_points == 0


def test_self_evaluations_are_kept_apart(store):
    found = calibrate(store, Question(gold="judge:gpt-5.5"))

    assert [each.judge for each in found.judges] == sorted(set(NAMES.values()) - {"gpt-5.5"})
    assert (found.gold.design, found.gold.n) == ("census", 950)


def test_without_self_leaves_the_gold_judges_own_runs_out(store):
    found = calibrate(store, Question(gold="judge:gpt-5.5", without_self=True))

    assert found.gold.n == 870


def test_the_parts_of_a_calibration_add_up(store):
    found = calibrate(store, Question(gold="judge:gpt-5.5", by="domain"))

    assert sum(group.n for group in found.groups) == 950
    assert len(found.groups) == 6


def check(report, wanted):
    assert (report.n, report.clusters) == (950, 40)
    for name, key in SIX_LEVELS.items():
        assert report.figures[name].value == pytest.approx(wanted["ordinal"][key], abs=1e-9), name
    for name, key in BINARY.items():
        value = report.figures[name].value
        assert value == pytest.approx(wanted["binary_ge3"][key], abs=1e-9), name
