"""`runs`: the campaigns of a study and how far each has come."""

from collections.abc import Collection
from datetime import UTC, datetime
from functools import partial

import click

from odcv_desk.cli.output import note, print_json, print_table
from odcv_desk.cli.study import answers, open_study
from odcv_desk.domain.amount import dollars
from odcv_desk.domain.campaign import Asking, RunSettings
from odcv_desk.domain.label import rater_name
from odcv_desk.workflow.campaign_results import CampaignLine, campaigns
from odcv_desk.workflow.run_veil import Veil, veil_for

_HIDDEN = "hidden until the wave ends"


@click.command("runs")
@click.option("--rater", metavar="R", help="Only what this rater may see.")
@answers
def runs_command(*, rater: str | None, study: str | None, as_json: bool) -> None:
    """List the campaigns of live runs: how far each is, how it goes, what it cost.

    Nothing of what was checked stands here; the runs themselves are in `list`.
    """
    with open_study(study) as store:
        found = campaigns(store, now=partial(datetime.now, UTC))
        veil = Veil() if rater is None else veil_for(store, rater_name(rater))
    hidden = {each.campaign.name for each in found if veil.hides_of(each.campaign)}
    if as_json:
        print_json([_document(each, hidden) for each in found])
        return
    if not found:
        note("No campaign yet; begin one with odcv-desk run --scenario S --model M.")
        return
    print_table(
        ("campaign", "launched", "runs", "done", "failed", "missing", "models", "how", "spent"),
        (
            (
                each.campaign.name,
                f"{each.at:%Y-%m-%d %H:%M}",
                len(each.campaign.cells),
                each.done,
                each.failed,
                f"{each.missing}, {each.under_way} under way" if each.under_way else each.missing,
                _HIDDEN if each.campaign.name in hidden else ", ".join(_models(each)),
                _how(each.campaign.settings),
                "" if each.campaign.name in hidden else _spent(each),
            )
            for each in found
        ),
    )


def _spent(line: CampaignLine) -> str:
    return dollars(line.spent_usd) + (" and more" if line.unpriced else "")


def _models(line: CampaignLine) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cell.model for cell in line.campaign.cells))


def _how(settings: RunSettings) -> str:
    limits = settings.limits
    told = (
        (settings.asking is not Asking.OFF, f"asks: {settings.asking}"),
        (settings.temperature != 0, f"temperature {settings.temperature:g}"),
        (limits.steps is not None, f"{limits.steps} turns"),
        (limits.tokens is not None, f"{limits.tokens} tokens"),
        (limits.cost_usd is not None, f"${limits.cost_usd or 0:g} a run"),
        (limits.wall_s is not None, f"{(limits.wall_s or 0) / 60:g} min"),
    )
    return ", ".join(words for given, words in told if given)


def _document(each: CampaignLine, hidden: Collection[str]) -> dict[str, object]:
    settings, veiled = each.campaign.settings, each.campaign.name in hidden
    return {
        "campaign": each.campaign.name,
        "launched": each.at.isoformat(),
        "runs": len(each.campaign.cells),
        "done": each.done,
        "failed": each.failed,
        "missing": each.missing,
        "under_way": each.under_way,
        "models": None if veiled else list(_models(each)),
        "asking": str(settings.asking),
        "temperature": settings.temperature,
        "limits": {
            "steps": settings.limits.steps,
            "tokens": settings.limits.tokens,
            "cost_usd": settings.limits.cost_usd,
            "wall_s": settings.limits.wall_s,
        },
        "parallel": settings.parallel,
        "spent_usd": None if veiled else each.spent_usd,
        "unpriced": None if veiled else each.unpriced,
    }
