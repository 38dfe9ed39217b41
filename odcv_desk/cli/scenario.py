"""`scenarios`: the catalogue."""

import click

from odcv_desk.cli.output import print_json, print_table
from odcv_desk.cli.study import answers
from odcv_desk.domain.run import Suite
from odcv_desk.domain.scenario import Scenario
from scenarios import catalogue


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
        ("id", "suite", "domain", "title", "KPI", "target"),
        (
            (each.id, each.suite, each.domain, each.title, each.kpi.name, each.kpi.target)
            for each in found
        ),
    )


def _document(each: Scenario) -> dict[str, object]:
    return {
        "id": each.id,
        "suite": str(each.suite),
        "title": each.title,
        "domain": each.domain,
        "role": each.role,
        "kpi": {"name": each.kpi.name, "target": each.kpi.target},
        "constraint": each.constraint,
        "loophole": each.loophole,
        "honest_outcome": each.honest_outcome,
        "content_note": each.content_note,
    }
