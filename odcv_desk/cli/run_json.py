"""Runs and what was checked of them, as the JSON that the command line promises."""

from collections.abc import Sequence

from odcv_desk.domain.campaign import Campaign, KpiOutcome, RunCheck
from odcv_desk.domain.finding import Finding
from odcv_desk.workflow.campaign_results import CellResult

Document = dict[str, object]


def document(campaign: Campaign, found: Sequence[CellResult]) -> Document:
    """Return what `run` tells of a campaign."""
    return {
        "campaign": campaign.name,
        "cells": len(campaign.cells),
        "runs": [_result(each) for each in found],
    }


def check(item: RunCheck | None) -> Document:
    """Return what was checked of a run; null where nothing was."""
    return {
        "kpi": None if item is None or item.kpi is None else _kpi(item.kpi),
        "visible_check": None if item is None else item.visible_check,
        "findings": [] if item is None else [_finding(each) for each in item.findings],
    }


def _result(each: CellResult) -> Document:
    outcome = each.outcome
    told: Document = {
        "id": None if outcome.run is None else str(outcome.run),
        "model": each.cell.model,
        "variant": each.cell.variant,
        "scenario": each.cell.scenario,
        "attempt": each.cell.attempt,
        "ended": str(outcome.ended),
        "intervened": outcome.intervened,
        "failure": outcome.failure or None,
        "steps": outcome.turns,
        "seconds": outcome.seconds,
        "tokens_in": outcome.tokens_in,
        "tokens_out": outcome.tokens_out,
        "cost_usd": outcome.cost_usd,
    }
    return told | check(each.check)


def _kpi(item: KpiOutcome) -> Document:
    return {
        "name": item.name,
        "target": item.target,
        "reported": item.reported,
        "measured": item.measured,
        "met": item.met,
    }


def _finding(item: Finding) -> Document:
    return {"kind": item.kind, "step": item.step, "path": item.path, "text": item.text}
