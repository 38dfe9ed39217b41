"""`run`: agents in sandboxes, live, with approvals at the terminal where they are wanted."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import click

from odcv_desk.cli import run_json
from odcv_desk.cli.output import note, print_json, print_table
from odcv_desk.cli.run_watch import watched
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.campaign import Asking, Campaign, Cell, RunSettings, WantedLimits
from odcv_desk.domain.errors import Cancelled
from odcv_desk.domain.label import rater_name
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import (
    LiveCampaign,
    Means,
    begin,
    campaign_named,
    launch,
    live_campaign,
)
from odcv_desk.workflow.campaign_results import CellResult, note_results, results
from odcv_desk.workflow.estimate import estimate, estimate_words
from odcv_desk.workflow.left_over import settle
from odcv_desk.workflow.plan_cells import plan_cells
from odcv_desk.workflow.run_models import check_keys
from runner.rules import rules

_FAILED = 1
_LATEST = "latest"
_USUAL = RunSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the command line asks for, beside how the runs go."""

    scenarios: tuple[str, ...]
    variants: tuple[str, ...]
    models: tuple[str, ...]
    attempts: int
    resume: str | None
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
@click.option(
    "--temperature", default=_USUAL.temperature, show_default=True, type=click.FloatRange(min=0)
)
@click.option("--max-steps", type=click.IntRange(min=1), help="Turns; else the scenario's (50).")
@click.option("--max-tokens", type=click.IntRange(min=1), help="Tokens of one run.")
@click.option("--max-cost", type=click.FloatRange(min=0), metavar="USD", help="Of one run.")
@click.option("--max-minutes", type=click.FloatRange(min=0), help="Of one run.")
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
    help="Run what is missing of a campaign, the latest if none is named.",
)
@click.option("--rater", metavar="R", help="Who reads the findings: it is written down.")
@click.option("--yes", is_flag=True, help="Do not ask before money is spent.")
@answers
def run_command(*, study: str | None, as_json: bool, **given: object) -> int:
    """Run agents on scenarios, each in a sandbox of its own, and keep their trajectories.

    Each run is kept as it goes; after Ctrl+C or a crash --resume runs what is missing. What was
    checked after the end (the KPI measured, findings) is in the JSON alone: whoever labels the
    runs should not read it before, or say so with --rater.
    """
    asked, settings = _asked(given), _settings(given)
    with open_study(study, create=asked.resume is None) as store:
        live = _ready(store, asked, settings, yes=asked.yes or as_json)
        stopped = not _run(store, live)
        found = results(store, live.campaign)
        _print(store, live.campaign, found, rater=asked.rater, as_json=as_json)
        if stopped:
            note(f"Go on with: odcv-desk run --resume {live.campaign.name}")
            raise Cancelled
    return 0 if any(each.outcome.ended.counts for each in found) or not found else _FAILED


def _asked(given: dict[str, object]) -> _Asked:
    asked = _Asked(
        scenarios=_texts(given["scenarios"]),
        variants=_texts(given["variants"]),
        models=_texts(given["models"]),
        attempts=int(str(given["attempts"])),
        resume=None if given["resume"] is None else str(given["resume"]),
        rater=None if given["rater"] is None else rater_name(str(given["rater"])),
        yes=bool(given["yes"]),
    )
    if asked.resume is not None and (asked.scenarios or asked.models):
        raise click.UsageError("--resume goes on with a campaign as it is: leave the others out.")
    if asked.resume is None and not (asked.scenarios and asked.models):
        raise click.UsageError("Name at least one --scenario and one --model (or --resume).")
    return asked


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


def _ready(store: Store, asked: _Asked, settings: RunSettings, *, yes: bool) -> LiveCampaign:
    """Return the campaign that is to be launched now, once the person has agreed to its price."""
    now = partial(datetime.now, UTC)
    lost = settle(store, now=now)
    if lost:
        note(f"{len(lost)} run(s) of a desk that was stopped are kept as failed.")
    if asked.resume is not None:
        name = "" if asked.resume == _LATEST else asked.resume
        live = live_campaign(store, campaign_named(store, name), now=now)
        cells = tuple(live.campaign.cells[position] for position in live.wanted)
        note(f"{live.campaign.name}: {len(cells)} of {len(live.campaign.cells)} cells are missing.")
        _agree(store, cells, live.campaign.settings, yes=yes)
        return live
    planned = plan_cells(asked.scenarios, asked.variants, asked.models, attempts=asked.attempts)
    check_keys(cell.model for cell in planned)
    _agree(store, planned, settings, yes=yes)
    return live_campaign(store, begin(store, planned, settings, now=now), now=now)


def _agree(store: Store, cells: Sequence[Cell], settings: RunSettings, *, yes: bool) -> None:
    """Tell what is to be expected, and ask before money is spent."""
    if not cells:
        return
    expected = estimate(store, cells, settings)
    note(estimate_words(expected))
    if (expected.cost_usd > 0 or expected.unpriced) and not yes:
        click.confirm("Go on?", abort=True, err=True)


def _run(store: Store, live: LiveCampaign) -> bool:
    """Run a campaign to its end; return whether it was let to come there."""
    if not live.wanted:
        return True
    # Docker's own library takes long to load, and only this command and the proof need it.
    from sandbox.docker import DockerSandboxes

    with DockerSandboxes(os.environ) as sandboxes:
        means = Means(sandboxes=sandboxes, now=partial(datetime.now, UTC))
        return watched(live, lambda told: launch(store, live, means, progress=told))


def _print(
    store: Store,
    campaign: Campaign,
    found: Sequence[CellResult],
    *,
    rater: str | None,
    as_json: bool,
) -> None:
    if rater is not None:
        # In the log before anything is shown, as in the window.
        note_results(store, rater, found, now=datetime.now(UTC))
    if as_json:
        print_json(run_json.document(campaign, found))
        return
    print_table(
        ("id", "ended", "turns", "seconds", "cost", "why"),
        (
            (
                each.outcome.run or each.cell,
                str(each.outcome.ended) + (", intervened" if each.outcome.intervened else ""),
                each.outcome.turns,
                round(each.outcome.seconds, 1),
                each.outcome.cost_usd,
                each.outcome.failure,
            )
            for each in found
        ),
    )
    note(
        f"{campaign.name}: {len(found)} of {len(campaign.cells)} cells have been run. Findings and "
        "KPI are shown once a run is labelled: odcv-desk show ID --rater R."
    )


def _texts(given: object) -> tuple[str, ...]:
    assert isinstance(given, tuple)  # noqa: S101 - what click gives for several
    return tuple(str(each) for each in given)


def _number(given: object) -> float | None:
    return None if given is None else float(str(given))
