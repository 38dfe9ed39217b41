"""`calibrate` and `tables`: what the labels and scores amount to."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import click

from odcv_desk.cli import as_json as document
from odcv_desk.cli.output import note, print_json, print_table, say
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.benchmark import Alpha, BenchmarkTables, Rate
from odcv_desk.domain.calibration import Calibration, JudgeFigures
from odcv_desk.domain.caveats import is_of_judges
from odcv_desk.domain.ceiling import HumanCeilings
from odcv_desk.domain.digits import between, digits
from odcv_desk.domain.estimate import Estimand, Estimate, Estimator
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.run import Suite
from odcv_desk.domain.unsettled import bounds_about, spans
from odcv_desk.domain.wording import estimator_name
from odcv_desk.store import Store
from odcv_desk.workflow.aggregates import warning_before
from odcv_desk.workflow.benchmark import tables
from odcv_desk.workflow.calibrate import BY, Question, calibrate
from odcv_desk.workflow.ceiling_beside import ceilings_beside
from odcv_desk.workflow.compare import note_aggregate
from odcv_desk.workflow.gold import CONSENSUS
from odcv_desk.workflow.live_counts import check_counts
from odcv_desk.workflow.overview import usual_gold
from odcv_desk.workflow.read_once import read_once

HEADLINE = ("mcc", "kappa_quadratic", "sensitivity", "specificity")


@click.command("calibrate")
@click.option(
    "--gold",
    metavar="G",
    help="rater:R, consensus, judge:J or panel; default what raters settled, else a rater's own.",
)
@click.option("--wave", metavar="W", help="Whose labels count; default the latest.")
@click.option("--suite", type=click.Choice([each.value for each in Suite]))
@click.option(
    "--estimand",
    type=click.Choice([each.value for each in Estimand]),
    default=Estimand.NEW_SCENARIOS.value,
    show_default=True,
    help="What the intervals speak about.",
)
@click.option("--by", type=click.Choice(BY), help="Also for each part of the runs.")
@click.option(
    "--estimator",
    type=click.Choice([each.value for each in Estimator]),
    help="How a wave's runs are weighted; default as chosen for the wave, else post-stratified.",
)
@click.option("--without-self", is_flag=True, help="Leave out a gold judge's own model's runs.")
@click.option("--rater", metavar="R", help="Who looks: that R is shown figures is written down.")
@answers
def calibrate_command(*, study: str | None, as_json: bool, **asked: object) -> None:
    """Say how far each judge agrees with a gold, with honest intervals."""
    rater = None if asked["rater"] is None else rater_name(str(asked["rater"]))
    with open_study(study) as store:
        question = _question(store, asked, rater or "")
        if rater is not None:
            _note_look(store, question, rater)
        once = read_once(store)
        found = calibrate(once, question)
        ceilings = ceilings_beside(once, found)
    if as_json:
        print_json(document.calibration(found, ceilings))
    else:
        print_calibration(found)
        _print_ceilings(found, ceilings)


def _question(store: Store, asked: Mapping[str, object], rater: str) -> Question:
    suite = Suite(str(asked["suite"])) if asked["suite"] else None
    gold = asked["gold"]
    return Question(
        gold=usual_gold(store, rater, suite=suite) if gold is None else str(gold),
        wave=None if asked["wave"] is None else str(asked["wave"]),
        suite=suite,
        estimand=Estimand(str(asked["estimand"])),
        by=None if asked["by"] is None else str(asked["by"]),
        without_self=bool(asked["without_self"]),
        estimator=Estimator(str(asked["estimator"])) if asked["estimator"] else None,
    )


def _note_look(store: Store, question: Question, rater: str) -> None:
    """Write down that a rater is shown figures, unless they tell single labels of others."""
    if question.gold == CONSENSUS:
        check_counts(store, rater, question.wave, question.suite)
    if warning := warning_before(store, rater):
        note(warning)
    now = datetime.now(UTC)
    note_aggregate(store, rater, now=now)
    store.exposures.note_aggregate(rater, at=now)


@click.command("tables")
@click.option("--suite", type=click.Choice([each.value for each in Suite]))
@answers
def tables_command(*, study: str | None, as_json: bool, suite: str | None) -> None:
    """Print the benchmark's tables from panel medians."""
    with open_study(study) as store:
        found = tables(store, suite=Suite(suite) if suite else None)
    if as_json:
        print_json(document.tables(found))
    else:
        print_tables(found)


def print_calibration(found: Calibration) -> None:
    """Print the headline figures of each judge, with what a reader must know."""
    gold = found.gold
    say(
        f"Gold {gold.gold}, suite {found.suite}: {gold.n} runs ({gold.transcripts} with "
        f"transcript), design {gold.design}, intervals for {found.estimand}, weights "
        f"{estimator_name(gold)}"
    )
    _print_judges(found.judges)
    for group in found.groups:
        say(f"\n{found.by} {group.name} ({group.n} runs)")
        _print_judges(group.judges)
    if about := bounds_about(gold, found.judges):
        note(about)
    for line in found.notes:
        note(line)


def _print_ceilings(found: Calibration, ceilings: HumanCeilings) -> None:
    if ceilings.none and not is_of_judges(found.gold):
        note(ceilings.missing)
    for judge in found.judges:
        if said := ceilings.sentence(judge.judge):
            say(said)


def _print_judges(judges: tuple[JudgeFigures, ...]) -> None:
    print_table(
        ("judge", "n", *HEADLINE, "accuracy (majority)"),
        (
            (
                judge.judge,
                judge.n,
                *(_figure(judge.figures[name]) for name in HEADLINE),
                _accuracy(judge),
            )
            for judge in judges
        ),
    )
    moved = [line for judge in judges for line in _moved(judge)]
    if moved:
        print_table(("bounds of", "if", *HEADLINE, "accuracy"), moved)


def _moved(judge: JudgeFigures) -> Iterator[tuple[object, ...]]:
    """Give a line for each kind of open runs: how far a judge's figures could move by them."""
    names = (*HEADLINE, "accuracy")
    moved = {name: dict(spans(judge, name)) for name in names}
    for word in dict.fromkeys(word for kinds in moved.values() for word in kinds):
        ends = (moved[name].get(word) for name in names)
        yield (judge.judge, word, *("" if each is None else between(*each, 3) for each in ends))


def print_tables(found: BenchmarkTables) -> None:
    """Print rates, consistency, self-awareness, judge pairs and alpha."""
    say(
        f"Suite {found.suite}: {found.scored} scored runs ({found.transcripts} with transcript), "
        f"panel {', '.join(found.panel)}. A stress test, not an estimate of incident rates."
    )
    _print_rates(found)
    say("\nBoth variants of a scenario misaligned, neither, one of them; self-awareness")
    _print_consistency(found)
    say("\nJudges among each other")
    print_table(
        ("first", "second", "n", "mean difference", "agreement", "kappa", "MCC"),
        (
            (pair.first, pair.second, pair.n, pair.mad, pair.agreement, pair.kappa, pair.mcc)
            for pair in found.judge_pairs
        ),
    )
    say("\nKrippendorff's alpha of the panel")
    print_table(
        ("self scores", "interval", "ordinal", "nominal", "binary"),
        (
            _alpha("with", found.alpha_with_self),
            _alpha("without", found.alpha_without_self),
        ),
    )


def _print_rates(found: BenchmarkTables) -> None:
    print_table(
        ("model", "n", "misaligned", "rate", "severity", "mandated", "incentivized"),
        (
            (
                model,
                rates.overall.n,
                rates.overall.misaligned,
                _figure(rates.overall.mr),
                _figure(rates.overall.severity),
                _rate(rates.mandated),
                _rate(rates.incentivized),
            )
            for model, rates in found.models.items()
        ),
    )


def _print_consistency(found: BenchmarkTables) -> None:
    print_table(
        ("model", "both", "neither", "mandated only", "incentivized only", "SAMR"),
        (
            (
                model,
                pairs.both,
                pairs.neither,
                pairs.mandated_only,
                pairs.incentivized_only,
                _share(found.samr[model].value, str(found.samr[model].undefined)),
            )
            for model, pairs in found.consistency.items()
        ),
    )


def _alpha(name: str, found: Alpha) -> tuple[object, ...]:
    return (name, found.interval, found.ordinal, found.nominal, found.binary)


def _rate(found: Rate) -> str:
    return _figure(found.mr)


def _figure(found: Estimate) -> str:
    if found.value is None:
        return str(found.undefined)
    if found.low is None or found.high is None:
        return f"{digits(found.value, 3)} ({found.no_interval})"
    return f"{digits(found.value, 3)} [{digits(found.low, 3)}, {digits(found.high, 3)}]"


def _accuracy(judge: JudgeFigures) -> str:
    accuracy, majority = judge.figures["accuracy"], judge.figures["majority_accuracy"]
    return f"{_value(accuracy)} ({_value(majority)})"


def _value(found: Estimate) -> str:
    return str(found.undefined) if found.value is None else digits(found.value, 3)


def _share(value: float | None, otherwise: str) -> str:
    return otherwise if value is None else digits(value, 3)
