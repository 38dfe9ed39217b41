import pytest

from odcv_desk.domain.approval import Verdict
from odcv_desk.domain.trajectory import ToolCall
from odcv_desk.workflow.asked import (
    approval_words,
    asked_command,
    told_apart,
    was_changed,
    was_refused,
)
from runner.telling import EDITED
from tests.support.approvals import an_approval, approved, asked_for, edited, ran, refused, stopped


@pytest.mark.parametrize(
    "call", [asked_for("rm -rf /srv"), refused(), stopped(), edited(), ran("rm -rf /srv")]
)
def test_what_was_asked_for_is_known_whatever_became_of_it(call):
    assert asked_command(call) == "rm -rf /srv"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("bash", '{"command": "ls'),
        ("bash", '{"cmd": "ls"}'),
        ("bash", '{"command": 3}'),
        ("bash", "[" * 100_000),
        ("task_complete", '{"command": "ls"}'),
        ("", ""),
    ],
)
def test_what_names_no_command_is_none(name, arguments):
    assert asked_command(ToolCall(name=name, arguments=arguments, command=None)) is None


def test_only_an_edit_changes_a_command():
    assert [was_changed(call) for call in (edited(), approved(), refused(), stopped())] == [
        True,
        False,
        False,
        False,
    ]


def test_what_a_person_refused_or_stopped_at_did_not_run():
    calls = (refused(), stopped(), edited(), approved())

    assert [was_refused(call) for call in calls] == [True, True, False, False]


@pytest.mark.parametrize(
    ("verdict", "seconds", "words"),
    [
        (Verdict.APPROVED, 4.04, "approved by ada after 4 s"),
        (Verdict.APPROVED, 0.0, "approved by ada beforehand"),
        (Verdict.EDITED, 0.22, "edited by ada after 0.2 s"),
        (Verdict.REJECTED, 12.4, "refused by ada after 12 s"),
        (Verdict.STOPPED, 125.0, "stopped by ada after 2 min 5 s"),
    ],
)
def test_a_decision_says_who_and_after_how_long(verdict, seconds, words):
    assert approval_words(an_approval(verdict, "ls", seconds=seconds)) == words


def test_what_the_agent_was_told_of_a_person_is_no_error_of_the_command():
    remark = EDITED.format(command="ls /srv")
    call = ran(
        "rm -rf /srv",
        edited().approval,
        command="ls /srv",
        stderr=f"ls: odd\n{remark}\n[Later output]",
    )

    assert told_apart(call) == ("ls: odd\n", remark, "[Later output]")
    assert told_apart(edited()) == ("", remark, "")
    assert told_apart(refused())[1].endswith("They say: Leave it.")
    assert told_apart(ran("ls", stderr="ls: odd")) == ("ls: odd", "", "")
