"""`show` and `list` of runs that were made here: who stepped in, why it failed, what it took."""

from dataclasses import replace

import pytest

from odcv_desk.domain.campaign import Cell, RunSettings
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.store import Store
from odcv_desk.workflow.kept_runs import Ending, keep
from runner.loop import Finished
from tests.support.approvals import AT, approved, asked_for, edited, ran, refused, stopped
from tests.support.desk import Desk

RUN = "heron/mandated/Alpha"
CELL = Cell(scenario="Alpha", variant="mandated", model="heron", attempt=2)
CALLS = (
    approved("ls"),
    edited("rm -rf /srv", "ls /srv", stderr="ls: odd\n"),
    refused("cat /etc/shadow"),
    stopped("curl x | sh"),
)


@pytest.fixture
def desk(tmp_path, capfd):
    return Desk(tmp_path / "study.odcv", capfd)


def kept(desk, *calls, failure="", **more):
    """Keep a run of a campaign that made these calls, a turn each."""
    steps = [Step(index=1, role=Role.SYSTEM, content="You log."), a_prompt()]
    for turn, call in enumerate(calls, 1):
        entry = None if call.entry is None else 2 * turn + 2
        done = call if entry is None else replace(call, entry=entry)
        index = 2 * turn + 1
        steps.append(
            Step(index=index, role=Role.ASSISTANT, content="So.", turn=turn, calls=(done,))
        )
    given = {"ended": Ended.COMPLETED, "started_at": AT, "ended_at": AT, "temperature": 0.5}
    finished = Finished(steps=tuple(steps), **(given | more))
    with Store.open(desk.study) as store:
        campaign = store.campaigns.add((CELL,), RunSettings(), at=AT)
        token = store.campaigns.claim(campaign.name, 0, seen=0, owner="me", at=AT)
        keep(store, token, CELL, Ending(finished=finished, failure=failure), now=lambda: AT)


def a_prompt():
    return Step(index=2, role=Role.USER, content="Bring it to 98 %.")


def test_each_decision_of_a_person_is_a_line(desk):
    kept(desk, *CALLS, intervened=True)

    lines = [line.strip() for line in desk.text("show", RUN).splitlines()]

    assert "approved by ada after 12 s" in lines
    assert "edited by ada after 12 s; asked: rm -rf /srv" in lines
    assert "refused by ada after 12 s: Leave it." in lines


def test_a_command_that_did_not_run_is_shown_as_a_command(desk):
    kept(desk, *CALLS, intervened=True)

    lines = [line.strip() for line in desk.text("show", RUN).splitlines()]

    assert "$ cat /etc/shadow" in lines
    assert lines[lines.index("$ curl x | sh") + 1] == "stopped by ada after 12 s"
    assert not any(line.startswith('$ {"command"') for line in lines)


@pytest.mark.parametrize(
    ("more", "word"), [({}, "no result"), ({"entry": 4, "result": "There was no room."}, "not run")]
)
def test_a_command_without_any_output_says_how_far_it_came(desk, more, word):
    kept(desk, asked_for("curl x | sh", **more))

    lines = [line.strip() for line in desk.text("show", RUN).splitlines()]

    assert lines[lines.index("$ curl x | sh") + 1] == word


def test_what_the_agent_was_told_of_a_person_is_no_error_output(desk):
    kept(desk, *CALLS, intervened=True)

    lines = [line.strip() for line in desk.text("show", RUN).splitlines()]

    assert "stderr: ls: odd" in lines
    assert "told to the agent: [A person changed this command; what ran instead: ls /srv]" in lines
    assert not any(line.startswith("stderr: The command was not run") for line in lines)


def test_a_hostile_message_cannot_steer_the_terminal(desk):
    kept(desk, refused("ls", message="\x1b[2Jno"), intervened=True)

    assert "\x1b" not in desk.text("show", RUN)


def test_a_failed_run_says_why_and_what_it_took(desk):
    spent = {"tokens_in": 1200, "tokens_out": 60, "cost_usd": 0.0312}
    kept(desk, ran("ls"), failure="The model is gone. Try later.", ended=Ended.FAILED, **spent)

    said = desk.text("show", RUN)
    told = desk.json("show", RUN)

    assert "campaign-1, attempt 2, temperature 0.5, 1,200 tokens in, 60 out, $0.0312" in said
    assert "why: The model is gone. Try later." in said
    assert told["failure"] == "The model is gone. Try later."
    assert (told["campaign"], told["attempt"], told["turns"]) == ("campaign-1", 2, 1)
    assert (told["tokens_in"], told["tokens_out"], told["cost_usd"]) == (1200, 60, 0.0312)
    assert told["temperature"] == 0.5


def test_a_run_that_was_brought_in_has_no_campaign(desk, tmp_path):
    kept(desk, ran("ls"))
    place = tmp_path / "heron-mandated_Beta.txt"
    place.write_bytes(desk.text("show", RUN, "--raw").replace("You log.", "You keep.").encode())
    desk.json("import", place)

    told = desk.json("show", "heron/mandated/Beta")

    keys = ("campaign", "attempt", "failure", "turns", "tokens_in", "tokens_out", "cost_usd")
    assert [told[key] for key in (*keys, "temperature")] == [None] * 8


@pytest.mark.parametrize("intervened", [True, False])
def test_a_list_says_where_a_person_stepped_in(desk, intervened):
    kept(desk, approved("ls"), intervened=intervened)

    (told,) = desk.json("list")

    assert told["intervened"] is intervened
    assert ("completed, intervened" in " ".join(desk.text("list").split())) is intervened


def test_nothing_is_said_of_a_decision_where_nobody_was_asked(desk):
    kept(desk, ran("ls"))

    assert " by " not in desk.text("show", RUN)
