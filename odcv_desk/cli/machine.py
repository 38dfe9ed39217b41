"""`doctor`: what this machine has, and how to get what lacks."""

import os

import click

from odcv_desk.cli.output import print_json, say
from odcv_desk.cli.place import where
from odcv_desk.cli.study import answers
from odcv_desk.workflow.doctor import examine


@click.command("doctor")
@answers
def doctor_command(*, study: str | None, as_json: bool) -> None:
    """Say what this machine has and how to get what lacks."""
    findings = examine(dict(os.environ), study=where(study))
    if as_json:
        print_json(
            {
                "checks": [
                    {
                        "name": each.name,
                        "ok": each.ok,
                        "found": each.found,
                        "hint": each.hint,
                    }
                    for each in findings
                ]
            }
        )
        return
    for each in findings:
        say(f"{'ok     ' if each.ok else 'missing'}  {each.name}: {each.found}")
        if each.hint:
            say(f"         {each.hint}")
