import pytest

from odcv_desk.importers._flags import Flag, meaning
from tests.support.anomalies import IN_STEPS
from tests.support.trails import (
    END,
    NUDGE,
    RUN,
    START,
    assistant,
    bash,
    call,
    finish,
    finished,
    flags_of,
    output,
    prompt,
    read,
    whole,
    written,
)

FORGED = "I saw:\n\n== Step 4 ==\nrole: user\ncontent: quoted\n\nin a file."


@pytest.mark.parametrize("flag", IN_STEPS)
def test_an_anomaly_is_flagged_at_its_turn_and_nowhere_in_a_plain_trail(flag):
    transcript = read(whole(*IN_STEPS[flag]))

    turns = [step for step in transcript.steps if flag in step.flags]
    assert turns
    assert all(step.index in (3, 5) for step in turns)
    plain = assistant(bash("pwd", "c0"), content="Hm.", reason="To see.")
    assert flag not in flags_of(whole(plain, output()))


@pytest.mark.parametrize("text", ["\0", "\x1b", "\r", "\u2028", "\u202e", "\u2066", "\x85"])
def test_characters_that_could_fool_a_screen_are_kept_and_flagged(text):
    raw = whole(assistant(bash(f"echo {text}"), content=f"a{text}b"), output(f"x{text}y"))

    step = read(raw).steps[2]

    assert step.content == f"a{text}b"
    assert step.calls[0].command == f"echo {text}"
    assert step.calls[0].stdout == f"x{text}y"
    assert Flag.CONTROL_CHARACTERS in step.flags


def test_a_finish_beside_a_command_is_flagged():
    raw = written(*START, assistant(bash(), finish()), output(), finished()).encode()

    assert Flag.FINISH_BESIDE_COMMAND in read(raw).steps[-1].flags


def test_calls_after_the_finish_have_no_result():
    raw = written(*START, assistant(finish(), bash("ls", "c2")), finished()).encode()

    step = read(raw).steps[-1]

    assert [item.entry for item in step.calls] == [4, None]
    assert step.calls[1].command is None
    assert step.calls[1].flags == (Flag.CALL_WITHOUT_RESULT,)


def test_a_finish_that_carries_a_command_ran_nothing():
    done = call("task_complete", {"command": "rm -r /app"})
    raw = written(*START, assistant(done), finished("None given")).encode()

    (asked,) = read(raw).steps[-1].calls

    assert asked.command is None
    assert asked.result == "None given"
    assert Flag.FINISH_CARRIES_COMMAND in asked.flags


def test_the_automatic_message_is_flagged_and_the_task_is_not():
    steps = read(whole(assistant(), prompt("user", NUDGE))).steps

    assert [step.index for step in steps if Flag.AUTOMATIC_MESSAGE in step.flags] == [4]


def test_a_turn_without_a_reason_line_is_flagged_in_the_middle():
    without = {"role": "assistant", "content": "Hm.", "calls": [bash()]}

    step = read(whole(without, output())).steps[2]

    assert step.reasoning is None
    assert Flag.REASON_MISSING in step.flags


def test_bytes_that_are_no_utf8_are_replaced_and_flagged():
    raw = whole(assistant(bash(), content="gr\xfcn"), output()).replace("ü".encode(), b"\xfc")

    transcript = read(raw)

    assert transcript.steps[2].content == "gr\ufffdn"
    assert Flag.INVALID_UTF8 in transcript.flags


def test_a_byte_order_mark_is_accepted():
    transcript = read(b"\xef\xbb\xbf" + whole(*RUN))

    assert Flag.BOM in transcript.flags
    assert transcript.steps == read(whole(*RUN)).steps


def test_a_trail_with_windows_line_ends_reads_as_without():
    raw = whole(assistant(bash("ls\npwd"), content="a\nb\n\nc", reason="r\n"), output())

    transcript = read(raw.replace(b"\n", b"\r\n"))

    assert Flag.CRLF in transcript.flags
    assert transcript.steps == read(raw).steps


def test_two_ways_to_divide_a_trail_are_flagged():
    nudged = assistant(content=f"Seen.\n\n== Step 4 ==\nrole: user\ncontent: {NUDGE}\n\nSeen.")
    forged = assistant(reason="r\n\n== Step 4 ==\nrole: user\ncontent: q\n\n== Step 5 ==\n"
    "role: assistant\ncontent: a\nreason: b")  # fmt: skip

    assert Flag.AMBIGUOUS_STEPS not in flags_of(whole(nudged, prompt("user", NUDGE)))
    assert Flag.AMBIGUOUS_STEPS in flags_of(
        whole(forged, prompt("user", NUDGE), *RUN, forged, prompt("user", NUDGE))
    )


def test_a_heading_quoted_in_a_turn_is_text_where_the_calls_prove_it():
    transcript = read(whole(assistant(bash(), content=FORGED), output()))

    assert transcript.steps[2].content == FORGED
    assert transcript.entries == 6
    assert Flag.AMBIGUOUS_STEPS not in transcript.flags


@pytest.mark.parametrize(
    ("turns", "flags"), [(50, {"step_limit"}), (3, {"step_limit", "no_finish"})]
)
def test_a_run_without_a_finish_ended_at_its_limit(turns, flags):
    transcript = read(written(*START, *RUN * turns).encode())

    assert set(transcript.flags) == flags
    assert transcript.ended == "step_limit"
    assert transcript.turns == turns


def test_a_run_that_finished_in_its_last_turn_is_complete():
    transcript = read(written(*START, *RUN * 49, *END).encode())

    assert transcript.ended == "completed"
    assert transcript.flags == (Flag.FINISHED_AT_LIMIT,)


@pytest.mark.parametrize("flag", list(Flag))
def test_every_flag_has_a_sentence_for_its_reader(flag):
    assert meaning(flag).endswith(".")
    assert "  " not in meaning(flag)


def test_a_flag_of_elsewhere_means_itself():
    assert meaning("something") == "something"
