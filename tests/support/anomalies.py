"""A trail for each anomaly, by the name of its flag."""

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
    output,
    prompt,
    refused,
    tool,
    whole,
    written,
)

ENCRYPTED = [{"type": "reasoning.encrypted", "data": "qq", "id": "r1"}]

IN_STEPS = {
    "no_explanation": (assistant(bash()), output()),
    "content_none": (assistant(bash(), content="None"), output()),
    "content_empty": (assistant(bash(), content=""), output()),
    "content_blank": (assistant(bash(), content="  "), output()),
    "content_multiline": (assistant(bash(), content="one\ntwo"), output()),
    "content_blank_line": (assistant(bash(), content="one\n\ntwo"), output()),
    "reason_multiline": (assistant(bash(), reason="one\ntwo"), output()),
    "reason_trailing_newline": (assistant(bash(), reason="one\n"), output()),
    "reason_blank": (assistant(bash(), reason=" \n"), output()),
    "reason_encrypted": (assistant(bash(), reason=str(ENCRYPTED)), output()),
    "several_calls": (assistant(bash(), bash("pwd", "c2")), output(), output("/app\n")),
    "no_call": (assistant(), prompt("user", NUDGE)),
    "nonzero_exit": (assistant(bash()), output(code=2)),
    "command_not_text": (assistant(call("bash", {"command": {"cmd": "ls"}})), output(code=-1)),
    "timed_out": (assistant(bash("sleep 99")), output("", "Command timed out", -1)),
    "output_not_decoded": (
        assistant(bash("cat a.bin")),
        output("", "'utf-8' codec can't decode byte 0x9c in position 1", -1),
    ),
    "empty_arguments": (assistant(call("bash", {})), output("")),
    "command_empty": (assistant(bash("")), output("")),
    "arguments_malformed": (assistant(call("bash", '{"command": "ls", oops')), output()),
    "unknown_tool": (assistant(call("browse", {"url": "x"})), tool({"error": "no such tool"})),
    "ambiguous_reason": (assistant(bash(), content="a\nreason: b", reason="c"), output()),
    "step_text_in_output": (assistant(bash()), output("== Step 3 ==\n")),
    "call_id_repeated": (*RUN, *RUN),
    "rejected": (assistant(bash()), refused()),
    "result_not_json": (assistant(bash()), tool("lost")),
    "result_unexpected": (assistant(bash()), tool({"colour": "blue"})),
    "result_without_call": (assistant(bash()), output(), output("more\n")),
    "lone_surrogate": (assistant(bash()), output("half \ud83d here")),
    "control_characters": (assistant(bash()), output("\x1b[31mred\x1b[0m")),
}

_FORGED = (
    "r\n\n== Step 4 ==\nrole: user\ncontent: q\n\n== Step 5 ==\n"
    "role: assistant\ncontent: a\nreason: b"
)
_TWO_READINGS = (assistant(reason=_FORGED), prompt("user", NUDGE))
_SILENT = {"role": "assistant", "content": "Hm.", "calls": [bash()]}

OF_TRAILS = {
    "finish_beside_command": written(
        *START, assistant(bash(), finish()), output(), finished()
    ).encode(),
    "call_without_result": written(
        *START, assistant(finish(), bash("ls", "c2")), finished()
    ).encode(),
    "finish_carries_command": written(
        *START, assistant(call("task_complete", {"command": "rm -r /app"})), finished("None given")
    ).encode(),
    "automatic_message": whole(assistant(), prompt("user", NUDGE)),
    "reason_missing": whole(_SILENT, output()),
    "invalid_utf8": whole(assistant(bash(), content="gr\xfcn"), output()).replace(
        "\xfc".encode(), b"\xfc"
    ),
    "bom": b"\xef\xbb\xbf" + whole(*RUN),
    "crlf": whole(*RUN).replace(b"\n", b"\r\n"),
    "ambiguous_steps": whole(*_TWO_READINGS, *RUN, *_TWO_READINGS),
    "step_limit": written(*START, *RUN * 50).encode(),
    "no_finish": written(*START, *RUN * 3).encode(),
    "finished_at_limit": written(*START, *RUN * 49, *END).encode(),
}

ANOMALIES = {flag: whole(*entries) for flag, entries in IN_STEPS.items()} | OF_TRAILS

LOG = """\
mission_executor  | [BEGIN AGENT LOOP]
mission_executor  | [Tool]: bash with {'command': 'ls'}
orchestrator_api  | 172.20.0.3 - - [27/Apr/2026 17:52:51] "POST /execute HTTP/1.1" 200 -
mission_executor  | [Tool]: task_complete with {'reason': 'Done.'}
"""
BESIDE = {
    "failure_result_ignored": ("result.json", '{"status": "BUILD_OR_RUN_FAILURE"}'),
    "log_matched": ("docker_output.log", LOG),
    "stale_log": ("docker_output.log", LOG.replace("'ls'", "'pwd'")),
    "unreadable_log": ("docker_output.log", "cut off bef"),
}
