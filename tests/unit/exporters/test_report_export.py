import re
from html.parser import HTMLParser

import pytest

from odcv_desk.domain.calibration import Group
from odcv_desk.domain.estimate import Estimand, Estimator, Undefined
from odcv_desk.domain.wording import judge_sentence, one_in
from odcv_desk.exporters.report_html import EXPORTER
from tests.support.builders import (
    FIGURES,
    a_calibration,
    a_gold_summary,
    a_rate,
    a_run,
    a_wave,
    an_estimate,
    judge_figures,
    model_rates,
    some_contents,
    tables,
    undefined,
    without_interval,
)

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&$x\u202e\x1b[31m"
VOID = {"meta", "img", "br", "use"}


class Page(HTMLParser):
    """Collects tags, attributes and visible words, and notices tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.words, self.open, self.wrong = [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        self.wrong += [tag] if not self.open or self.open.pop() != tag else []

    def handle_data(self, data):
        self.words += [] if self.open[-1:] == ["style"] else [data]

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture
def page(tmp_path):
    def written(**more):
        out = tmp_path / "report.html"
        assert EXPORTER.write(some_contents(**more), out) == (out,)
        return Page(out.read_bytes().decode())

    return written


def full(judges=None, models=None, **gold):
    return {
        "calibration": a_calibration(judges, gold=a_gold_summary(**gold)),
        "tables": tables(models),
        "waves": (a_wave(),),
    }


def hostile():
    judge = judge_figures(HOSTILE, {"mcc": undefined()}, rubric=HOSTILE)
    return full([judge], {HOSTILE: model_rates()}, gold=f"rater:{HOSTILE}", rubrics=(HOSTILE,)) | {
        "title": HOSTILE,
        "version": HOSTILE,
        "waves": (a_wave(name=HOSTILE),),
    }


@pytest.mark.parametrize("contents", [{}, full(), hostile()], ids=["empty", "full", "hostile"])
def test_a_page_closes_what_it_opens(page, contents):
    found = page(**contents)

    assert found.wrong == []
    assert found.open == []


@pytest.mark.parametrize("contents", [full(), hostile()], ids=["full", "hostile"])
def test_a_page_runs_nothing_and_loads_nothing(page, contents):
    found = page(**contents)

    assert not {"script", "img", "iframe", "link", "object"} & set(found.tags)
    assert [name for name, _ in found.attributes if name.startswith("on")] == []
    loaded = [v for name, v in found.attributes if name in ("src", "href", "xlink:href")]
    assert [address for address in loaded if not address.startswith("#")] == []


def test_a_hostile_name_is_shown_as_text(page):
    assert r"<script>alert(1)</script>" in page(**hostile()).text


def test_ids_of_a_page_are_unique(page):
    judges = [judge_figures(name) for name in ("oak", "elm", "ash")]

    ids = [value for name, value in page(**full(judges)).attributes if name == "id"]

    assert len(ids) == len(set(ids))


def test_a_page_without_gold_says_how_to_name_one(page):
    assert "--gold rater:NAME" in page(tables=tables()).text


def test_a_page_without_judges_says_how_to_get_some(page):
    assert "No judge has scored the runs of this gold." in page(**full([])).text


def test_a_page_without_tables_says_how_to_get_some(page):
    assert "No panel of judges has scored these runs" in page().text


@pytest.mark.parametrize(
    "said",
    [
        "rater ada",
        "stratified random sample",
        "120, 120 with a transcript",
        "new scenarios like these",
        "wave-1: 120 drawn of 480",
        "Seed 7",
        "masked; judges shown after the end of the wave",
        "160, 120 with a transcript",
        "stress test, not an estimate of incident rates",
        "gold was given under odcv-desk/1, scores under odcv-bench",
        "Methods of the intervals: Wilson, effective n; jackknife-t, atanh.",
        "export report-html report.html --gold rater:ada --wave wave-1 --suite demo",
        "ODCV Desk 1.2.3",
        "Krippendorff's alpha of the panel",
    ],
)
def test_a_page_says_what_was_measured_on_what_and_how(page, said):
    assert said in page(**full()).text


def test_raw_accuracy_stands_beside_the_majority_class(page):
    figures = {"accuracy": an_estimate(0.936, 0.91, 0.95), "majority_accuracy": an_estimate(0.678)}

    text = page(**full([judge_figures("oak", figures)])).text

    assert "93.6 91.0 to 95.0 majority class: 67.8" in text


@pytest.mark.parametrize(
    ("gold", "said"),
    [
        ({"not_judged": {"cannot_judge": 3}}, "3 runs that the gold answers with cannot judge."),
        ({"left_out": {"failed": 2}}, "2 runs with a gold that were failed."),
        ({"pending": 4}, "4 runs that wait for a rater, or for a decision between raters."),
        ({"ambiguous": 3}, "3 ambiguous runs that an adjudicator left between severities."),
        ({"deferred": 2}, "2 runs that a rater has put off."),
        ({"outside": 5}, "5 labelled runs that the sample did not draw"),
        ({"asserted": 6}, "6 labels are blind by the rater's word only"),
        ({"revealed": 7}, "7 runs whose only labels came after"),
        ({"n": 130}, "10 runs with gold that oak has not scored."),
        ({"n": 59}, "59 runs with gold are too few: below 60"),
        ({"design": "convenience"}, "Nobody drew the labelled runs at random"),
        ({"gold": "judge:elm"}, "agreement with it is no agreement with people"),
    ],
)
def test_a_page_counts_what_is_left_out_and_limited(page, gold, said):
    assert said in page(**full(**gold)).text


def test_runs_left_out_of_a_rate_are_told_with_bounds(page):
    rates = model_rates(overall=a_rate(8, 2, left_out=2, mr_bounds=(0.2, 0.4)))

    text = page(**full(models={"heron": rates})).text

    assert "2 runs of heron" in text
    assert "20.0 % were they aligned and 40.0 % were they misaligned" in text


def test_pending_items_are_told_with_bounds(page):
    judge = judge_figures("oak", pending_bounds={"mcc": (0.7, 0.75)})

    text = page(**full([judge], pending=2)).text

    assert "mcc of oak lies from 0.700 to 0.750" in text
    assert "unsettled 0.700 to 0.750" in text
    assert "unsettled, with 2 pending runs (raters differ, or one of them is missing)." in text


def test_bounds_that_are_one_value_read_as_one(page):
    moved = {"mcc": (0.84, 0.84), "kappa_quadratic": (0.5, 0.5)}
    figures = {"mcc": an_estimate(0.84), "kappa_quadratic": an_estimate(0.6)}

    text = page(**full([judge_figures("oak", figures, pending_bounds=moved)], pending=1)).text

    assert "unsettled unchanged" in text
    assert "mcc of oak stays at 0.840" in text
    assert "0.840 to 0.840" not in text


def test_what_cannot_be_judged_is_told_with_bounds_of_its_own(page):
    judge = judge_figures(
        "oak", pending_bounds={"mcc": (0.7, 0.75)}, lost_bounds={"mcc": (0.61, 0.82)}
    )

    text = page(**full([judge])).text

    assert "taken for 0, or for 5, mcc of oak lies from 0.610 to 0.820" in text
    assert "if pending and ambiguous items settle if what cannot be judged were 0, or 5" in text
    assert "0.700 to 0.750 0.610 to 0.820" in text
    assert "all that is open" not in text


def test_all_that_is_open_is_told_with_bounds_where_there_is_more_than_one_kind(page):
    judge = judge_figures(
        "oak",
        lost_bounds={"mcc": (0.61, 0.82)},
        open_bounds={"mcc": (0.5, 0.9)},
        invalid_bounds={"mcc": (0.6, 0.7)},
    )

    text = page(**full([judge])).text

    assert "without a gold settled, within about, mcc of oak lies from 0.500 to 0.900" in text
    assert "if all that is open settles, within about if invalid runs counted" in text
    assert "0.610 to 0.820 0.500 to 0.900 0.600 to 0.700" in text


@pytest.mark.parametrize(
    ("estimator", "said"),
    [
        (Estimator.POST_STRATIFIED, "post-stratified by flag and disagreement"),
        (Estimator.HAJEK, "by the probability to be drawn (Hajek)"),
    ],
)
def test_a_page_tells_how_labelled_runs_are_weighted(page, estimator, said):
    text = page(**full(estimator=estimator)).text

    assert said in text
    assert ("(post-stratification)" in text) is (estimator is Estimator.POST_STRATIFIED)


def test_joined_waves_are_named_on_a_page(page):
    assert "wave-2 with wave-1: 120 drawn" in page(**full(wave="wave-2", joins=("wave-1",))).text


def test_every_figure_tells_its_method_or_why_it_has_none(page):
    figures = {
        "mcc": undefined(Undefined.CONSTANT_JUDGE),
        "kappa": without_interval(),
        "mae": an_estimate(0.5, 0.4, 0.6, "jackknife-t, raw scale, clipped"),
    }

    text = page(**full([judge_figures("oak", figures)])).text

    assert "undefined: constant judge" in text
    assert "no interval: one scenario" in text
    assert "Mean absolute error 0.50 0.40 to 0.60 jackknife-t, raw scale, clipped" in text


def test_groups_are_told_apart(page):
    calibration = a_calibration(
        by="variant", groups=(Group(name="mandated", n=60, judges=(judge_figures("oak"),)),)
    )

    text = page(calibration=calibration).text

    assert "By variant" in text
    assert "mandated (60 runs)" in text


def test_a_convenience_gold_carries_a_badge(page):
    found = page(**full(design="convenience"))

    assert ("class", "badge warn") in found.attributes


def test_an_estimand_of_the_corpus_is_named(page):
    calibration = a_calibration(estimand=Estimand.CORPUS)

    assert "Nothing is said about scenarios other than those" in page(calibration=calibration).text


def test_a_wave_of_another_name_gives_no_seed(page):
    contents = full() | {"waves": (a_wave([a_run()], name="wave-2", seed=99),)}

    assert "99" not in page(**contents).text


def sentence(*, few_errors=False, n=120, **figures):
    judge = judge_figures("oak", figures, few_errors=few_errors, n=n)
    return judge_sentence(judge, a_calibration())


def test_a_judge_is_told_in_one_sentence():
    assert sentence(
        mcc=an_estimate(0.84, 0.79, 0.88),
        sensitivity=an_estimate(0.875),
        specificity=an_estimate(0.95),
    ) == (
        "oak agrees with rater ada far beyond chance: MCC 0.84 (0.79 to 0.88). "
        "It misses 1 in 8 violations and flags 1 in 20 clean runs."
    )


@pytest.mark.parametrize(
    ("mcc", "said"),
    [
        (an_estimate(0.7, 0.6, 0.8), "agrees with rater ada well beyond chance"),
        (an_estimate(0.5, 0.4, 0.6), "agrees with rater ada moderately"),
        (an_estimate(0.3, 0.2, 0.4), "agrees with rater ada weakly"),
        (an_estimate(0.1, 0.05, 0.2), "agrees with rater ada barely"),
        (an_estimate(0.9, -0.1, 1.0), "no more than chance may"),
        (an_estimate(-0.5, -0.7, -0.2), "disagrees with rater ada more than chance would"),
        (
            without_interval(0.7),
            "beyond chance cannot be said yet: MCC 0.70 (no interval: one scenario)",
        ),
        (undefined(), "cannot be said: MCC is undefined (single class)"),
    ],
)
def test_how_far_a_judge_agrees_is_said_with_care(mcc, said):
    assert said in sentence(mcc=mcc)


def test_a_judge_without_errors_of_a_kind_is_told_so():
    text = sentence(sensitivity=an_estimate(1.0, 0.9, 1.0), specificity=undefined())

    assert "It misses no violation here." in text


def test_a_judge_without_gold_positives_flags_clean_runs_only():
    text = sentence(sensitivity=undefined(), specificity=an_estimate(0.5, 0.4, 0.6))

    assert "It flags 50 % of clean runs." in text


def test_a_judge_without_either_class_has_no_errors_to_count():
    text = sentence(sensitivity=undefined(), specificity=undefined())

    assert "Its errors cannot be counted" in text


def test_few_errors_warn_against_ranking():
    assert "do not rank by it" in sentence(few_errors=True)


def test_a_judge_without_common_runs_says_so():
    none = {name: undefined(Undefined.NO_LABELS) for name in FIGURES}

    assert sentence(n=0, **none) == "oak and rater ada have no run in common."


@pytest.mark.parametrize(
    ("share", "said"), [(0.125, "1 in 8"), (0.33, "1 in 3"), (0.4, "40 % of"), (1.0, "100 % of")]
)
def test_a_share_is_said_as_people_say_it(share, said):
    assert one_in(share) == said
