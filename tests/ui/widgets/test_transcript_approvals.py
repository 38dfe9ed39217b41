"""What a person decided of a command, and how a command stands, is seen, found and copied."""

import pytest

from odcv_desk.domain.trajectory import Ended, ToolCall
from odcv_desk.ui.pages.runs.transcript import GrowingTranscript
from odcv_desk.ui.widgets.transcript.accessible import step_name
from odcv_desk.ui.widgets.transcript.document import Document
from odcv_desk.ui.widgets.transcript.facts import facts_of
from odcv_desk.ui.widgets.transcript.geometry import Geometry
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.parts import Kind, parts_of
from odcv_desk.ui.widgets.transcript.stickers import head_signs
from tests.support.approvals import ENDED_HERE, approved, asked_for, edited, refused, stopped
from tests.support.transcripts import a_call, a_step, a_transcript, a_view

ALL = (edited(), approved(), refused(), stopped())


def texts(call):
    """Return the texts that are shown of a call, by kind."""
    shown = parts_of(a_transcript(a_step(content="", calls=(call,))))
    return [(part.kind, part.text) for part in shown]


def signs(*calls, **more):
    left, right = head_signs(a_step(7, calls=calls), Marks(**more), goes_on=True)
    return [sign.text for sign in (*left, *right)]


def test_after_an_edit_both_commands_stand_there_with_who_and_when():
    assert texts(edited()) == [
        (Kind.ASKED, "rm -rf /srv"),
        (Kind.DECISION, "Run instead by ada after 12 s (2026-05-01 08:30 UTC)"),
        (Kind.COMMAND, "ls /srv"),
        (Kind.TOLD, "[A person changed this command; what ran instead: ls /srv]"),
    ]


def test_only_what_the_command_wrote_itself_is_an_error():
    call = edited(stderr="ls: odd\n")

    assert [text for kind, text in texts(call) if kind is Kind.ERROR] == ["ls: odd\n"]


def test_a_refused_command_is_shown_as_one_with_what_the_agent_was_told():
    assert texts(refused()) == [
        (Kind.COMMAND, "rm -rf /srv"),
        (Kind.DECISION, "Refused by ada after 12 s (2026-05-01 08:30 UTC)"),
        (Kind.TOLD, "The command was not run; a person refused it. They say: Leave it."),
    ]
    assert signs(refused())[-1] == "not run"


def test_where_a_run_was_stopped_the_command_says_so():
    assert texts(stopped()) == [
        (Kind.COMMAND, "rm -rf /srv"),
        (Kind.DECISION, "The run was stopped by ada after 12 s (2026-05-01 08:30 UTC)"),
        (Kind.RESULT, ENDED_HERE),
    ]
    assert signs(stopped())[-1] == "not run"
    assert facts_of([a_step(calls=(stopped(),))]).errors.tolist() == [True]


def test_an_approval_is_a_quiet_badge():
    assert "approved by ada after 4 s" in signs(approved(seconds=4.0))
    assert texts(approved()) == [(Kind.COMMAND, "ls")]


def test_a_command_is_one_from_the_moment_it_is_asked_for():
    done = a_call("ls -l", stdout="rows.csv\n")

    assert texts(asked_for("ls -l")) == texts(done)[:1] == [(Kind.COMMAND, "ls -l")]


@pytest.mark.parametrize("arguments", ['{"command": "ls', '{"command": " "}', '{"cmd": "ls"}'])
def test_arguments_that_name_no_command_stay_as_they_were_sent(arguments):
    call = ToolCall(name="bash", arguments=arguments, command=None)

    assert texts(call) == [(Kind.ARGUMENTS, arguments)]


def test_a_command_for_which_there_was_no_room_did_not_run():
    call = asked_for("ls", entry=4, result="The command was not run: no room.")

    assert signs(call)[-1] == "not run"


def test_a_command_without_a_result_runs_or_waits():
    assert signs(asked_for("ls"))[-1] == "running"
    assert signs(asked_for("ls"), asking=7)[-1] == "waits for you"
    assert signs(asked_for("ls"), asking=5)[-1] == "running"


def test_of_several_calls_the_first_without_a_result_runs_and_the_rest_is_to_come(qtbot, look):
    view = GrowingTranscript(look)
    qtbot.addWidget(view)
    step = a_step(7, calls=(approved(), asked_for("cat a"), asked_for("cat b")))

    view.begin(a_transcript(step), goes_on=True)
    view.ask_at(7)

    said = view.accessible_text()
    assert said.index("exit 0") < said.index("waits for you") < said.index("not run yet")
    assert "waits for you" in view.telling().name(0)


def test_once_a_run_is_over_nothing_runs(qtbot, look):
    view = GrowingTranscript(look)
    qtbot.addWidget(view)
    transcript = a_transcript(a_step(7, calls=(asked_for("cat a"),)), ended=Ended.CANCELLED)

    view.begin(transcript, goes_on=True)
    before = view.accessible_text()
    view.grow(transcript, goes_on=False)

    assert "running" in before
    assert "running" not in view.accessible_text()


@pytest.mark.parametrize("call", ALL)
def test_a_screen_reader_is_told_of_each_decision(call):
    said = step_name(a_step(calls=(call,)), Marks())

    assert "by ada after 12 s" in said
    assert call.approval.asked in said or call.command in said


def test_all_that_was_decided_is_found_and_copied_and_read_out(qtbot, look):
    steps = (a_step(number, content="", calls=(call,)) for number, call in enumerate(ALL, 1))
    view = a_view(qtbot, look, a_transcript(*steps, intervened=True))
    view.select_all()

    said = view.accessible_text()

    for words in ("rm -rf /srv", "Run instead by ada", "Refused by ada", "was stopped by ada"):
        assert words in view.selected_text()
        assert words in said
        assert view.find(words) >= 1
    for words in ("approved by ada", "Asked for by the agent", "Told to the agent"):
        assert words in said
    assert "a person stepped in" in said


def test_evidence_of_what_was_asked_for_names_its_step(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(5, content="", calls=(edited(),))))
    view.select_all()

    step, quoted = view.selected_quote()

    assert step == 5
    assert quoted.startswith("rm -rf /srv\n")


def test_the_answer_to_a_refused_command_is_gone_to_as_a_result(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(3, calls=(refused(),))), size=(500, 120))

    view.go_to(3, 4)

    told = [part for part in view._stage.document.parts if part.kind is Kind.TOLD]
    row = view._stage.document.first_row_of(told[0].number)
    assert 0 <= view._stage.y_of(row) < view.viewport().height()


def test_every_kind_of_text_has_a_height(look):
    steps = [a_step(number, calls=(call,)) for number, call in enumerate(ALL, 1)]
    document = Document(Geometry(look, 600), transcript=a_transcript(*steps))

    assert {part.kind for part in document.parts} >= {Kind.ASKED, Kind.DECISION, Kind.TOLD}
    assert document.heights.total > 0
