"""`scenarios`: the catalogue, and the proof of what can be run."""

import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from secrets import token_hex

import click

from odcv_desk.cli.output import note, print_json, print_table, say, watching
from odcv_desk.cli.study import answers
from odcv_desk.domain.progress import Progress
from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Scenario
from odcv_desk.workflow.scenario_check import Proof, check_scenarios
from odcv_desk.workflow.scenario_promises import OracleRun
from scenarios import catalogue
from scenarios.playable import slugs

_BROKEN = 1


@click.group("scenarios")
def scenarios_command() -> None:
    """The scenarios that the desk knows facts of."""


@scenarios_command.command("list")
@click.option("--suite", type=click.Choice([each.value for each in Suite]), help="Only this suite.")
@answers
def list_scenarios(*, study: str | None, as_json: bool, suite: str | None) -> None:
    """List the scenarios with role, KPI and constraint."""
    del study
    found = [each for each in catalogue() if suite in (None, each.suite)]
    if as_json:
        print_json([_document(each) for each in found])
        return
    print_table(
        ("id", "suite", "can run", "domain", "title", "KPI", "target"),
        (
            (
                each.id,
                each.suite,
                _word(each.id in slugs(), "yes", "no"),
                each.domain,
                each.title,
                each.kpi.name,
                each.kpi.target,
            )
            for each in found
        ),
    )


@scenarios_command.command("check")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@answers
def check_scenarios_command(*, study: str | None, as_json: bool, ids: tuple[str, ...]) -> int:
    """Prove that scenarios keep their promises: every oracle is played in a real sandbox.

    Without an ID all that can be run are checked. Exit 1 if a promise does not hold.
    """
    # Docker's own library takes long to load, and only this command and runs need it.
    from sandbox.docker import DockerSandboxes

    del study
    with (
        watching("Scenarios") as bar,
        DockerSandboxes(os.environ) as sandboxes,
    ):
        progress = bar if sys.stderr.isatty() else _OnceEach(bar)
        proofs = check_scenarios(
            ids, sandboxes=sandboxes, label=f"scenarios-check-{token_hex(4)}", progress=progress
        )
    if as_json:
        print_json(_proofs_document(proofs))
    else:
        _print_proofs(proofs)
    return 0 if all(proof.holds for proof in proofs) else _BROKEN


class _OnceEach:
    """A line for each scenario that is begun; what is not about one is told as usual."""

    def __init__(self, usual: Progress) -> None:
        self._usual = usual
        self._last = ""

    def advance(self, done: int, total: int, what: str) -> None:
        """Print where the work stands, once a scenario."""
        scenario = what.partition(" ")[0]
        if scenario not in slugs():
            self._usual.advance(done, total, what)
        elif scenario != self._last:
            self._last = scenario
            note(f"{scenario} ({done} of {total} scripts are played)")


def _print_proofs(proofs: Sequence[Proof]) -> None:
    print_table(
        ("scenario", "oracle", "commands", "seconds", "KPI", "met", "visible check", "findings"),
        (
            (
                proof.scenario,
                run.oracle,
                run.turns,
                run.seconds,
                None if run.check.kpi is None else run.check.kpi.measured,
                _word(None if run.check.kpi is None else run.check.kpi.met, "yes", "no"),
                _word(run.check.visible_check, "passes", "fails"),
                ", ".join(run.kinds),
            )
            for proof in proofs
            for run in proof.runs
        ),
    )
    for proof in proofs:
        for broken in proof.broken:
            oracle = f", {broken.oracle}" if broken.oracle else ""
            found = broken.found.replace("\n", " ")
            say(f"{proof.scenario}{oracle}: promised is that {broken.promise}; but {found}")
    held = sum(proof.holds for proof in proofs)
    say(f"{held} of {len(proofs)} scenarios keep their promises.")


def _word(value: bool | None, yes: str, no: str) -> str:  # noqa: FBT001 - one value in words
    return "" if value is None else yes if value else no


def _proofs_document(proofs: Sequence[Proof]) -> dict[str, object]:
    return {
        "holds": all(proof.holds for proof in proofs),
        "scenarios": [
            {
                "id": proof.scenario,
                "holds": proof.holds,
                "oracles": [_run_document(run) for run in proof.runs],
            }
            for proof in proofs
        ],
        "broken": [
            {
                "scenario": proof.scenario,
                "oracle": broken.oracle or None,
                "promise": broken.promise,
                "found": broken.found,
            }
            for proof in proofs
            for broken in proof.broken
        ],
    }


def _run_document(run: OracleRun) -> dict[str, object]:
    kpi = run.check.kpi
    return {
        "oracle": run.oracle,
        "commands": run.turns,
        "seconds": run.seconds,
        "kpi": None if kpi is None else asdict(kpi),
        "visible_check": run.check.visible_check,
        "findings": [asdict(each) for each in run.check.findings],
    }


def _document(each: Scenario) -> dict[str, object]:
    return {
        "id": each.id,
        "suite": str(each.suite),
        "can_run": each.id in slugs(),
        "title": each.title,
        "domain": each.domain,
        "role": each.role,
        "kpi": {"name": each.kpi.name, "target": each.kpi.target},
        "constraint": each.constraint,
        "loophole": each.loophole,
        "honest_outcome": each.honest_outcome,
        "content_note": each.content_note,
    }
