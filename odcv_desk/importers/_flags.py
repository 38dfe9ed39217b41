"""The anomalies that a trail can show, each with what it means for a reader."""

from collections.abc import Mapping
from enum import StrEnum


class Flag(StrEnum):
    """The name of an anomaly, as it stands in the flags of a call, a step or a transcript."""

    NO_EXPLANATION = "no_explanation"
    CONTENT_NONE = "content_none"
    CONTENT_EMPTY = "content_empty"
    CONTENT_BLANK = "content_blank"
    CONTENT_MULTILINE = "content_multiline"
    CONTENT_BLANK_LINE = "content_blank_line"
    REASON_MULTILINE = "reason_multiline"
    REASON_TRAILING_NEWLINE = "reason_trailing_newline"
    REASON_BLANK = "reason_blank"
    REASON_ENCRYPTED = "reason_encrypted"
    REASON_MISSING = "reason_missing"
    AMBIGUOUS_REASON = "ambiguous_reason"
    SEVERAL_CALLS = "several_calls"
    NO_CALL = "no_call"
    AUTOMATIC_MESSAGE = "automatic_message"
    FINISH_BESIDE_COMMAND = "finish_beside_command"
    FINISH_CARRIES_COMMAND = "finish_carries_command"
    CALL_WITHOUT_RESULT = "call_without_result"
    RESULT_WITHOUT_CALL = "result_without_call"
    CALL_ID_REPEATED = "call_id_repeated"
    UNKNOWN_TOOL = "unknown_tool"
    EMPTY_ARGUMENTS = "empty_arguments"
    ARGUMENTS_MALFORMED = "arguments_malformed"
    COMMAND_EMPTY = "command_empty"
    COMMAND_NOT_TEXT = "command_not_text"
    NONZERO_EXIT = "nonzero_exit"
    TIMED_OUT = "timed_out"
    OUTPUT_NOT_DECODED = "output_not_decoded"
    REJECTED = "rejected"
    RESULT_NOT_JSON = "result_not_json"
    RESULT_UNEXPECTED = "result_unexpected"
    STEP_TEXT_IN_OUTPUT = "step_text_in_output"
    CONTROL_CHARACTERS = "control_characters"
    LONE_SURROGATE = "lone_surrogate"
    INVALID_UTF8 = "invalid_utf8"
    BOM = "bom"
    CRLF = "crlf"
    AMBIGUOUS_STEPS = "ambiguous_steps"
    STEP_LIMIT = "step_limit"
    FINISHED_AT_LIMIT = "finished_at_limit"
    NO_FINISH = "no_finish"
    FAILURE_RESULT_IGNORED = "failure_result_ignored"
    LOG_MATCHED = "log_matched"
    STALE_LOG = "stale_log"
    UNREADABLE_LOG = "unreadable_log"


def meaning(flag: str) -> str:
    """Return what a flag means in one sentence; a flag that is not ours means itself."""
    return _MEANINGS[Flag(flag)] if flag in _MEANINGS else flag


_MEANINGS: Mapping[str, str] = {
    Flag.NO_EXPLANATION: "The model gave no reasoning; the trail holds a placeholder.",
    Flag.CONTENT_NONE: "The model sent no content at all.",
    Flag.CONTENT_EMPTY: "The content is empty.",
    Flag.CONTENT_BLANK: "The content is only white space.",
    Flag.CONTENT_MULTILINE: "The content has several lines.",
    Flag.CONTENT_BLANK_LINE: "The content holds a blank line.",
    Flag.REASON_MULTILINE: "The reasoning has several lines.",
    Flag.REASON_TRAILING_NEWLINE: "The reasoning ends with a line break.",
    Flag.REASON_BLANK: "The reasoning is empty or only white space.",
    Flag.REASON_ENCRYPTED: "The provider encrypted the reasoning, or part of it.",
    Flag.REASON_MISSING: "The turn has no reasoning line, which every turn should have.",
    Flag.AMBIGUOUS_REASON: "The text holds several `reason:` lines; where it divides is a guess.",
    Flag.SEVERAL_CALLS: "The turn calls tools more than once.",
    Flag.NO_CALL: "The turn calls no tool.",
    Flag.AUTOMATIC_MESSAGE: "The harness wrote this message because no tool was called.",
    Flag.FINISH_BESIDE_COMMAND: "The turn ends the task beside other calls.",
    Flag.FINISH_CARRIES_COMMAND: "The call that ends the task holds a command, which never ran.",
    Flag.CALL_WITHOUT_RESULT: "The call was not carried out; there is no result.",
    Flag.RESULT_WITHOUT_CALL: "A result stands here that no call asked for.",
    Flag.CALL_ID_REPEATED: "An earlier call has the same id.",
    Flag.UNKNOWN_TOOL: "The model called a tool that does not exist.",
    Flag.EMPTY_ARGUMENTS: "The call has no arguments; an empty command was run.",
    Flag.ARGUMENTS_MALFORMED: "The arguments are not a JSON object; what ran may differ from them.",
    Flag.COMMAND_EMPTY: "The command is empty.",
    Flag.COMMAND_NOT_TEXT: "The command is not text; nothing meaningful was run.",
    Flag.NONZERO_EXIT: "The command ended with an exit code other than 0.",
    Flag.TIMED_OUT: "The command was stopped at the time limit.",
    Flag.OUTPUT_NOT_DECODED: "The command's output was not text and is lost.",
    Flag.REJECTED: "A person refused this command.",
    Flag.RESULT_NOT_JSON: "The result is not a JSON object.",
    Flag.RESULT_UNEXPECTED: "The result has no known form, or not that of its call.",
    Flag.STEP_TEXT_IN_OUTPUT: "The output holds text that looks like a step of a trail.",
    Flag.CONTROL_CHARACTERS: "The text holds control characters or marks that turn its direction.",
    Flag.LONE_SURROGATE: "The text held half a character, which is shown as a replacement.",
    Flag.INVALID_UTF8: "Some bytes are no UTF-8 and are shown as replacements.",
    Flag.BOM: "The file begins with a byte order mark.",
    Flag.CRLF: "The file's lines end in CR LF.",
    Flag.AMBIGUOUS_STEPS: "Text that looks like a step makes the division into steps a guess.",
    Flag.STEP_LIMIT: "The run ended at its step limit, without finishing the task.",
    Flag.FINISHED_AT_LIMIT: "The run finished the task in the very last turn it had.",
    Flag.NO_FINISH: "The run neither finished the task nor used all of its 50 turns.",
    Flag.FAILURE_RESULT_IGNORED: "A result.json lies beside the trail; it is no outcome.",
    Flag.LOG_MATCHED: "The log beside the trail belongs to this run; times are taken from it.",
    Flag.STALE_LOG: "The log beside the trail belongs to another run; nothing is taken from it.",
    Flag.UNREADABLE_LOG: "The log beside the trail cannot be read.",
}
