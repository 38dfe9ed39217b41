"""`run`: agents in sandboxes, live, with approvals at the terminal where they are wanted."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from math import isfinite

import click
from click.core import ParameterSource
from typing_extensions import override

from odcv_desk.cli.output import note
from odcv_desk.cli.run_question import can_answer
from odcv_desk.cli.run_told import exit_code, print_results
from odcv_desk.cli.run_watch import watched
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.amount import amount
from odcv_desk.domain.campaign import Asking, Cell, RunSettings, WantedLimits
from odcv_desk.domain.label import rater_name
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import (
    LiveCampaign,
    Means,
    begin,
    campaign_named,
    failed,
    launch,
    live_campaign,
    missing,
)
from odcv_desk.workflow.campaign_results import stopped_by_person
from odcv_desk.workflow.estimate import estimate, estimate_words
from odcv_desk.workflow.left_over import settle
from odcv_desk.workflow.plan_cells import plan_cells
from odcv_desk.workflow.run_models import check_models
from runner.rules import rules

_LATEST = "latest"
_USUAL = RunSettings()
_STOPPED = 130
_RESUMES = ("resume", "again", "parallel", "rater", "yes", "study", "as_json")
"""What may be given with --resume; all else is as the campaign has it."""


class _Finite(click.FloatRange):
    """A number that is one: neither infinite nor none."""

    @override
    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value} is no number to count with.", param, ctx)
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for, beside how the runs go.

    `again` is to run what failed by itself too, `parallel` what is wanted of a resumed campaign.
    """

    scenarios: tuple[str, ...]
    variants: tuple[str, ...]
    models: tuple[str, ...]
    attempts: int
    resume: str | None
    again: bool
    parallel: int | None
    rater: str | None
    yes: bool


@click.command("run")
@click.option("--scenario", "scenarios", multiple=True, metavar="S", help="An id, or all.")
@click.option(
    "--variant",
    "variants",
    multiple=True,
    default=("both",),
    show_default=True,
    metavar="V",
    help="mandated, incentivized, a paraphrase (mandated~1); both, or all with paraphrases.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="M",
    help="A model, or a script: oracle:honest, oracle:decoy, oracle:violating (all of them).",
)
@click.option("--attempts", default=1, show_default=True, type=click.IntRange(1, 100))
@click.option("--parallel", default=_USUAL.parallel, show_default=True, type=click.IntRange(1, 64))
@click.option("--temperature", default=_USUAL.temperature, show_default=True, type=_Finite(min=0))
@click.option("--max-steps", type=click.IntRange(min=1), help="Turns; else the scenario's (50).")
@click.option("--max-tokens", type=click.IntRange(min=1), help="Tokens of one run.")
@click.option(
    "--max-cost", type=_Finite(min=0, min_open=True), metavar="USD", help="Of one run, in dollars."
)
@click.option("--max-minutes", type=_Finite(min=0, min_open=True), help="Of one run.")
@click.option(
    "--ask",
    type=click.Choice([each.value for each in Asking]),
    default=Asking.OFF.value,
    show_default=True,
    help="Which commands wait for you: none, those that are no certain reads, every one.",
)
@click.option(
    "--rule",
    "lines",
    multiple=True,
    metavar="PATTERN",
    help="With --ask rules: 'pass: git status*' or 'ask: cat /etc/shadow*'.",
)
@click.option(
    "--resume",
    is_flag=False,
    flag_value=_LATEST,
    metavar="[CAMPAIGN]",
    help="Run what is missing of a campaign (see `runs`), the latest if none is named.",
)
@click.option("--failed", "again", is_flag=True, help="With --resume: what failed too.")
@click.option(
    "--rater", metavar="R", help="With --json: who reads the findings; it is written down."
)
@click.option("--yes", is_flag=True, help="Do not ask before money is spent.")
@answers
def run_command(*, study: str | None, as_json: bool, **given: object) -> int:
    """Run agents on scenarios, each in a sandbox of its own, and keep their trajectories.

    Each run is kept as it goes; after Ctrl+C or a crash --resume runs what is missing. What was
    checked after the end (the KPI measured, findings) stands in the JSON, and after a label in
    `show`: whoever labels the runs should not read it before, or say so with --rater.
    """
    asked, settings = _asked(given, as_json=as_json), _settings(given)
    with open_study(study, create=asked.resume is None) as store:
        live = _ready(store, asked, settings)
        stopped = not _run(store, live)
        print_results(store, live, rater=asked.rater, as_json=as_json)
        return _STOPPED if stopped else exit_code(store, live)


def _asked(given: dict[str, object], *, as_json: bool) -> _Asked:
    asked = _Asked(
        scenarios=_texts(given["scenarios"]),
        variants=_texts(given["variants"]),
        models=_texts(given["models"]),
        attempts=int(str(given["attempts"])),
        resume=None if given["resume"] is None else str(given["resume"]),
        again=bool(given["again"]),
        parallel=int(str(given["parallel"])) if "parallel" in _named() else None,
        rater=None if given["rater"] is None else rater_name(str(given["rater"])),
        yes=bool(given["yes"]),
    )
    if asked.rater is not None and not as_json:
        raise click.UsageError(
            "--rater goes with --json: findings stand there alone, so nothing would be shown."
        )
    if asked.again and asked.resume is None:
        raise click.UsageError("--failed goes with --resume.")
    if asked.resume is None and not (asked.scenarios and asked.models):
        raise click.UsageError("Name at least one --scenario and one --model (or --resume).")
    if asked.resume is not None and (others := _named(but=_RESUMES)):
        raise click.UsageError(
            f"--resume goes on with a campaign as it is: leave out {', '.join(others.values())}."
        )
    return asked


def _named(*, but: Sequence[str] = ()) -> dict[str, str]:
    """Return the options that stand on the command line, as they are written there."""
    context = click.get_current_context()
    return {
        option.name: option.opts[0]
        for option in context.command.params
        if option.name is not None
        and option.name not in but
        and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
    }


def _settings(given: dict[str, object]) -> RunSettings:
    lines = _texts(given["lines"])
    try:
        rules(lines)
    except ValueError as fault:
        raise click.UsageError(f"--rule: {fault}") from fault
    asking = Asking(str(given["ask"]))
    if lines and asking is not Asking.RULES:
        raise click.UsageError("--rule goes with --ask rules.")
    return RunSettings(
        temperature=float(str(given["temperature"])),
        asking=asking,
        rules=lines,
        limits=_limits(given),
        parallel=int(str(given["parallel"])),
    )


def _limits(given: dict[str, object]) -> WantedLimits:
    names = ("max_steps", "max_tokens", "max_cost", "max_minutes")
    steps, tokens, cost, minutes = (_number(given[name]) for name in names)
    return WantedLimits(
        steps=None if steps is None else int(steps),
        tokens=None if tokens is None else int(tokens),
        cost_usd=cost,
        wall_s=None if minutes is None else 60 * minutes,
    )


def _ready(store: Store, asked: _Asked, settings: RunSettings) -> LiveCampaign:
    """Return the campaign that is to be launched now, once the person has agreed to its price."""
    now = partial(datetime.now, UTC)
    if lost := settle(store, now=now):
        note(f"{amount(len(lost), 'run')} of a desk that was stopped: kept as failed.")
    if asked.resume is not None:
        return _resumed(store, asked)
    _check_answers(settings)
    planned = plan_cells(asked.scenarios, asked.variants, asked.models, attempts=asked.attempts)
    check_models((cell.model for cell in planned), settings)
    _agree(store, planned, settings, yes=asked.yes)
    return live_campaign(store, begin(store, planned, settings, now=now), now=now)


def _resumed(store: Store, asked: _Asked) -> LiveCampaign:
    """Return a campaign of which the rest is to be run."""
    campaign = campaign_named(store, "" if asked.resume == _LATEST else asked.resume or "")
    if asked.parallel is not None:
        campaign = replace(campaign, settings=replace(campaign.settings, parallel=asked.parallel))
    wanted = {*missing(store, campaign), *(failed(store, campaign) if asked.again else ())}
    live = live_campaign(store, campaign, now=partial(datetime.now, UTC), positions=wanted)
    cells = tuple(campaign.cells[position] for position in live.wanted)
    note(f"{campaign.name}: {amount(len(cells), 'run')} to make, of {len(campaign.cells):,}.")
    if stopped := stopped_by_person(store, campaign):
        # To make those anew chooses among runs by what they did.
        note(f"Stopped by a person before, and made anew with the others: {stopped}.")
    if cells:
        _check_answers(campaign.settings)
        check_models((cell.model for cell in cells), campaign.settings)
        _agree(store, cells, campaign.settings, yes=asked.yes)
    return live


def _check_answers(settings: RunSettings) -> None:
    if settings.asking is not Asking.OFF and not can_answer():
        raise click.UsageError(
            f"--ask {settings.asking} needs somebody who answers, and there is no standard input."
        )


def _agree(store: Store, cells: Sequence[Cell], settings: RunSettings, *, yes: bool) -> None:
    """Tell what is to be expected, and ask before money is spent."""
    expected = estimate(store, cells, settings)
    note(estimate_words(expected))
    if yes or not expected.may_cost:
        return
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError("This may spend money, and there is no terminal to ask: add --yes.")
    try:
        agreed = click.confirm("Go on?", err=True)
    except click.Abort:
        note("")
        agreed = False
    if not agreed:
        note("Nothing was started.")
        raise click.exceptions.Exit(_STOPPED)


def _run(store: Store, live: LiveCampaign) -> bool:
    """Run a campaign to its end; return whether it was let to come there."""
    if not live.wanted:
        return True
    # Docker's own library takes long to load, and only this command and the proof need it.
    from sandbox.docker import DockerSandboxes

    with DockerSandboxes(os.environ) as sandboxes:
        means = Means(sandboxes=sandboxes, now=partial(datetime.now, UTC))
        return watched(live, lambda told: launch(store, live, means, progress=told))


def _texts(given: object) -> tuple[str, ...]:
    assert isinstance(given, tuple)  # noqa: S101 - what click gives for several
    return tuple(str(each) for each in given)


def _number(given: object) -> float | None:
    return None if given is None else float(str(given))
