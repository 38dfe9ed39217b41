"""Calls on which a person was asked, as a run keeps them."""

import json
from datetime import UTC, datetime

from odcv_desk.domain.approval import Approval, Verdict
from odcv_desk.domain.trajectory import ToolCall
from runner.telling import EDITED, refusal

ENDED_HERE = "The command was not run; a person ended the run here."
AT = datetime(2026, 5, 1, 8, 30, tzinfo=UTC)


def an_approval(verdict, asked, *, seconds=12.4, message="", by="ada"):
    return Approval(verdict=verdict, by=by, at=AT, seconds=seconds, asked=asked, message=message)


def asked_for(asked, **more):
    """Return a call that the model has made and that has no result yet."""
    return ToolCall(
        name="bash", arguments=json.dumps({"command": asked}), **({"command": None} | more)
    )


def ran(asked, approval=None, **more):
    given = {"stdout": "", "stderr": "", "exit_code": 0, "entry": 4}
    return asked_for(asked, **(given | {"command": asked, "approval": approval} | more))


def approved(command="ls", **more):
    return ran(command, an_approval(Verdict.APPROVED, command, **more))


def edited(asked="rm -rf /srv", instead="ls /srv", stderr=""):
    told = stderr + EDITED.format(command=instead)
    return ran(asked, an_approval(Verdict.EDITED, asked), command=instead, stderr=told)


def refused(command="rm -rf /srv", message="Leave it."):
    said = an_approval(Verdict.REJECTED, command, message=message)
    more = {"command": None, "stderr": refusal(message), "exit_code": -1, "rejected": True}
    return ran(command, said, **more)


def stopped(command="rm -rf /srv"):
    said = an_approval(Verdict.STOPPED, command)
    return asked_for(command, approval=said, entry=4, result=ENDED_HERE)
