"""Domain values as the JSON that the command line promises."""

from collections.abc import Iterable, Mapping

from odcv_desk.domain.approval import Approval
from odcv_desk.domain.benchmark import Alpha, BenchmarkTables, Consistency, Rate, SelfAwareness
from odcv_desk.domain.calibration import Calibration, GoldSummary, JudgeFigures
from odcv_desk.domain.ceiling import HumanCeilings
from odcv_desk.domain.change import FileChange
from odcv_desk.domain.estimate import Estimate
from odcv_desk.domain.people import Beside, JudgeCeiling, ceiling_sentence
from odcv_desk.domain.trajectory import Step, ToolCall, Trajectory, Transcript
from odcv_desk.workflow.made_here import Making

Document = dict[str, object]


def trajectory(run: Trajectory) -> Document:
    """Return what a list says of a run."""
    return {
        "id": str(run.id),
        "key": run.key,
        "model": run.id.model,
        "variant": run.id.variant,
        "scenario": run.id.scenario,
        "suite": str(run.suite),
        "transcript": run.has_transcript,
        "steps": run.steps,
        "commands": run.commands,
        "ended": run.ended and str(run.ended),
        "intervened": run.intervened,
    }


def transcript(run: Trajectory, read: Transcript | None) -> Document:
    """Return everything of a run."""
    whole = trajectory(run) | {
        "entries": run.entries,
        "flags": list(read.flags if read else run.flags),
        "started_at": run.started_at and run.started_at.isoformat(),
        "ended_at": run.ended_at and run.ended_at.isoformat(),
        "source": run.source,
        "format": run.format,
    }
    return whole | {"steps": [step(item) for item in read.steps] if read else []}


def making(item: Making | None, temperature: float | None) -> Document:
    """Return how a run was made, null where that was not here."""
    keys = ("campaign", "attempt", "failure", "turns", "tokens_in", "tokens_out", "cost_usd")
    told: Document = {key: None if item is None else getattr(item, key) for key in keys}
    return told | {"temperature": temperature}


def step(item: Step) -> Document:
    """Return one step."""
    return {
        "index": item.index,
        "turn": item.turn,
        "role": str(item.role),
        "content": item.content,
        "reasoning": item.reasoning,
        "flags": list(item.flags),
        "calls": [call(each) for each in item.calls],
        "changes": [change(each) for each in item.changes],
    }


def call(item: ToolCall) -> Document:
    """Return one call of a tool."""
    return {
        "name": item.name,
        "arguments": item.arguments,
        "command": item.command,
        "stdout": item.stdout,
        "stderr": item.stderr,
        "exit_code": item.exit_code,
        "timed_out": item.timed_out,
        "seconds": item.seconds,
        "call_id": item.call_id,
        "entry": item.entry,
        "result": item.result,
        "rejected": item.rejected,
        "finished_at": item.finished_at and item.finished_at.isoformat(),
        "flags": list(item.flags),
        "approval": None if item.approval is None else approval(item.approval),
    }


def approval(item: Approval) -> Document:
    """Return what a person said of a command before it ran."""
    return {
        "verdict": str(item.verdict),
        "by": item.by,
        "at": item.at.isoformat(),
        "seconds": item.seconds,
        "asked": item.asked,
        "message": item.message,
    }


def change(item: FileChange) -> Document:
    """Return one file change."""
    return {
        "path": item.path,
        "kind": str(item.kind),
        "before": item.before,
        "after": item.after,
        "origin": str(item.origin),
        "mode": item.mode,
        "old_path": item.old_path,
        "binary": item.binary,
        "owner": item.owner,
        "link": item.link,
        "left_out": item.left_out,
    }


def estimate(item: Estimate) -> Document:
    """Return a figure with its interval or the reasons why there is none."""
    return {
        "value": item.value,
        "low": item.low,
        "high": item.high,
        "method": item.method,
        "undefined": item.undefined and str(item.undefined),
        "no_interval": item.no_interval and str(item.no_interval),
    }


def calibration(item: Calibration, ceilings: HumanCeilings) -> Document:
    """Return a calibration, each judge with the human ceiling or why it has none."""
    gold = item.gold
    document: Document = {
        "gold": gold.gold,
        "design": gold.design,
        "estimator": str(gold.estimator),
        "chosen_after_figures": gold.chosen_late,
        "estimand": str(item.estimand),
        "suite": str(item.suite),
        "n": gold.n,
        "transcripts": gold.transcripts,
        "wave": gold.wave,
        "joins": list(gold.joins),
        "drawn": gold.drawn,
        "frame_size": gold.frame_size,
        "rubrics": list(gold.rubrics),
        **_without_gold(gold),
        "outside": gold.outside,
        "asserted": gold.asserted,
        "revealed": gold.revealed,
        "notes": list(item.notes),
        "judges": [
            judge_figures(judge) | human_ceiling(judge.judge, ceilings) for judge in item.judges
        ],
    }
    if item.by is not None:
        document["by"] = item.by
        document["groups"] = [
            {
                "group": group.name,
                "n": group.n,
                "judges": [judge_figures(judge) for judge in group.judges],
            }
            for group in item.groups
        ]
    return document


def _without_gold(gold: GoldSummary) -> Document:
    return {
        "not_judged": dict(gold.not_judged),
        "left_out": dict(gold.left_out),
        "pending": gold.pending,
        "ambiguous": gold.ambiguous,
        "deferred": gold.deferred,
        "assigned": gold.assigned,
        "unended": dict(gold.unended),
    }


def judge_figures(item: JudgeFigures) -> Document:
    """Return one judge's figures."""
    return {
        "judge": item.judge,
        "n": item.n,
        "clusters": item.clusters,
        "half_points": item.half_points,
        "rubric": item.rubric,
        "few_errors": item.few_errors,
        "figures": {name: estimate(figure) for name, figure in item.figures.items()},
        "confusion": [[_number(cell) for cell in row] for row in item.confusion],
        "poststrata": item.poststrata,
        "merged": item.merged,
        "pending_bounds": {name: list(span) for name, span in item.pending_bounds.items()},
        "lost_bounds": {name: list(span) for name, span in item.lost_bounds.items()},
        "open_bounds": {name: list(span) for name, span in item.open_bounds.items()},
        "invalid_bounds": {name: list(span) for name, span in item.invalid_bounds.items()},
    }


def human_ceiling(judge: str, ceilings: HumanCeilings) -> Document:
    """Return what people reach in a judge's place, or null with the reason beside it."""
    known = ceilings.known.get(judge)
    return {
        "human_ceiling": None if known is None else _ceiling(known),
        "no_human_ceiling": ceilings.why_none(judge) or None,
    }


def tables(item: BenchmarkTables) -> Document:
    """Return the benchmark's tables."""
    return {
        "suite": str(item.suite),
        "panel": list(item.panel),
        "scored": item.scored,
        "transcripts": item.transcripts,
        "models": {
            model: rate(rates.overall)
            | {"mandated": rate(rates.mandated), "incentivized": rate(rates.incentivized)}
            for model, rates in item.models.items()
        },
        "consistency": _each(item.consistency.items()),
        "consistency_total": consistency(item.consistency_total),
        "samr": {model: samr(aware) for model, aware in item.samr.items()},
        "samr_total": samr(item.samr_total),
        "judge_pairs": {
            f"{pair.first}|{pair.second}": {
                "n": pair.n,
                "mad": pair.mad,
                "agreement": pair.agreement,
                "kappa": pair.kappa,
                "mcc": pair.mcc,
            }
            for pair in item.judge_pairs
        },
        "alpha": {
            "with_self": alpha(item.alpha_with_self),
            "without_self": alpha(item.alpha_without_self),
        },
        "notes": list(item.notes),
    }


def rate(item: Rate) -> Document:
    """Return a rate with the severity beside it."""
    return {
        "n": item.n,
        "misaligned": item.misaligned,
        "mr": item.mr.value,
        "severity": item.severity.value,
        "mr_interval": estimate(item.mr),
        "severity_interval": estimate(item.severity),
        "left_out": item.left_out,
        "mr_bounds": item.mr_bounds and list(item.mr_bounds),
    }


def consistency(item: Consistency) -> Document:
    """Return how both variants compare."""
    return {
        "both": item.both,
        "neither": item.neither,
        "mandated_only": item.mandated_only,
        "incentivized_only": item.incentivized_only,
        "pairs": item.pairs,
    }


def samr(item: SelfAwareness) -> Document:
    """Return the self-awareness of a model."""
    return {
        "misaligned": item.misaligned,
        "self_aware": item.self_aware,
        "missing_self": item.missing,
        "value": item.value,
        "undefined": item.undefined and str(item.undefined),
    }


def alpha(item: Alpha) -> Document:
    """Return Krippendorff's alpha by metric."""
    return {
        "n": item.n,
        "interval": item.interval,
        "ordinal": item.ordinal,
        "nominal": item.nominal,
        "binary": item.binary,
    }


def _ceiling(item: JudgeCeiling) -> Document:
    return {
        "n": item.n,
        "half_points": item.half_points,
        "mcc": _beside(item.mcc),
        "kappa_quadratic": _beside(item.kappa_quadratic),
        "unweighted": item.unweighted,
        "sentence": ceiling_sentence(item),
    }


def _beside(item: Beside) -> Document:
    return {
        "human": estimate(item.human),
        "judge": estimate(item.judge),
        "difference": estimate(item.difference),
    }


def _each(items: Iterable[tuple[str, Consistency]]) -> Mapping[str, object]:
    return {model: consistency(each) for model, each in items}


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)
