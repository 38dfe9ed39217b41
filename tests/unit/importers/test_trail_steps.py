import json

import pytest

from odcv_desk.domain.trajectory import Role
from odcv_desk.importers._flags import Flag
from tests.support.trails import (
    NUDGE,
    RUN,
    START,
    assistant,
    bash,
    call,
    finish,
    finished,
    output,
    prompt,
    read,
    refused,
    tool,
    whole,
    written,
)


def one_call(asked, answer):
    (found,) = read(whole(assistant(asked), answer)).steps[2].calls
    return found


def test_results_are_folded_into_the_calls_of_their_turn_in_order():
    raw = whole(assistant(bash("a"), bash("b", "c2")), output("1"), output("2"), *RUN)

    transcript = read(raw)

    assert [step.index for step in transcript.steps] == [1, 2, 3, 6, 8]
    assert [step.turn for step in transcript.steps] == [None, None, 1, 2, 3]
    assert [(item.command, item.stdout, item.entry) for item in transcript.steps[2].calls] == [
        ("a", "1", 4),
        ("b", "2", 5),
    ]
    assert transcript.entries == 9


def test_the_first_reason_line_divides_unless_the_placeholder_ends_the_text():
    first = assistant(bash(), content="a", reason="b\nreason: c")
    last = assistant(bash("pwd", "c2"), content="a\nreason: b")

    steps = read(whole(first, output(), last, output())).steps

    assert (steps[2].content, steps[2].reasoning) == ("a", "b\nreason: c")
    assert (steps[3].content, steps[3].reasoning) == ("a\nreason: b", None)


def test_readable_parts_of_reasoning_details_are_shown():
    details = [
        {"type": "reasoning.encrypted", "data": "qq"},
        {"type": "reasoning.text", "text": "First."},
        {"type": "reasoning.summary", "summary": "Then."},
    ]

    step = read(whole(assistant(bash(), reason=str(details)), output())).steps[2]

    assert step.reasoning == "First.\nThen."
    assert Flag.REASON_ENCRYPTED in step.flags


@pytest.mark.parametrize("reason", ["[{'a': 1}]", "[{", "[1, 2]", "[{'type': 3}]"])
def test_a_reason_that_only_looks_like_details_is_its_own_text(reason):
    step = read(whole(assistant(bash(), reason=reason), output())).steps[2]

    assert step.reasoning == reason


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ('{"command": "ls -l"}', "ls -l"),
        ("{}", ""),
        ('{"command": ""}', ""),
        ('{"command": ["ls"]}', None),
        ('{"command": null}', None),
        ('["ls"]', None),
        ('{"command": "ls -l", oops', "ls -l"),
        ('{"command": ls', "echo 'Parse error'"),
        ("", "echo 'Parse error'"),
    ],
)
def test_the_command_is_what_the_harness_ran(arguments, command):
    found = one_call(call("bash", arguments), output())

    assert found.command == command
    assert found.arguments == arguments


def test_only_a_lost_result_is_a_timeout():
    slow = one_call(bash(), output("", "Command timed out after 30 seconds", -1))
    own = one_call(bash(), output("", "curl: (28) Connection timed out", 28))

    assert slow.timed_out
    assert not own.timed_out


@pytest.mark.parametrize("role", ["user", "tool"])
def test_a_refused_command_ran_nothing_and_marks_the_run(role):
    transcript = read(whole(assistant(bash("rm x")), refused(role)))

    (found,) = transcript.steps[2].calls
    assert found.rejected
    assert found.command is None
    assert json.loads(found.arguments) == {"command": "rm x"}
    assert transcript.intervened


def test_a_task_that_is_json_is_a_prompt():
    entries = (prompt("system", "s"), prompt("user", '{"stdout": ""}'), *RUN)
    raw = written(*entries, assistant(finish()), finished()).encode()

    step = read(raw).steps[1]

    assert (step.role, step.content) == (Role.USER, '{"stdout": ""}')


def test_what_an_unknown_tool_answered_is_its_result():
    found = one_call(call("browse", {}), tool({"error": "there is no browse"}))

    assert found.result == "there is no browse"
    assert found.command is None


def test_a_result_of_unknown_form_is_shown_as_it_stands():
    found = one_call(bash(), tool('{"colour": "blue"}'))

    assert found.result == '{"colour": "blue"}'


@pytest.mark.parametrize("code", ["true", "null", '"0"', "1.5", "9" * 40])
def test_an_exit_code_that_is_none_stays_unknown(code):
    body = '{"stdout": "x", "stderr": "", "role": "tool", "returncode": ' + code + "}"

    found = one_call(bash(), tool(body))

    assert (found.stdout, found.exit_code) == ("x", None)
    assert Flag.RESULT_UNEXPECTED in found.flags


def test_half_a_character_becomes_a_replacement_that_can_be_stored():
    found = one_call(bash("echo \ud83d"), output("\udc00x"))

    assert found.stdout == "\ufffdx"
    assert found.command == "echo \ufffd"
    assert found.arguments.encode()


def test_a_call_line_of_the_models_own_making_stays_text():
    text = "b\ncall: [1, 2]"

    step = read(whole(assistant(reason=text), prompt("user", NUDGE))).steps[2]

    assert step.reasoning == text
    assert step.calls == ()


def test_numbers_begin_at_the_trails_own_first_entry():
    steps = read(written(*START, *RUN).encode()).steps

    assert [step.role for step in steps] == [Role.SYSTEM, Role.USER, Role.ASSISTANT]
