"""What a model thought goes back to it as it came: signed, or encrypted."""

import json

import pytest

from runner.litellm_model import LitellmModel, Patience
from runner.passed_back import passed_back
from runner.stop import Stop
from tests.support.model_server import raw, serving

THOUGHT = {"type": "thinking", "thinking": "Let me look.", "signature": "c2lnbmVk=="}
HIDDEN = {"type": "redacted_thinking", "data": "ZW5jcnlwdGVk=="}


def anthropic(*blocks):
    return raw(
        json.dumps(
            {
                "id": "m",
                "type": "message",
                "role": "assistant",
                "model": "claude-3-7-sonnet-20250219",
                "stop_reason": "tool_use",
                "content": list(blocks),
                "usage": {"input_tokens": 10, "output_tokens": 5},
            }
        )
    )


def use(call_id, command):
    return {"type": "tool_use", "id": call_id, "name": "bash", "input": {"command": command}}


@pytest.mark.parametrize("blocks", [[THOUGHT], [HIDDEN], [THOUGHT, HIDDEN]])
def test_blocks_of_thinking_are_part_of_the_message_as_they_came(blocks):
    message = passed_back("Looking.", (), {"content": "Looking.", "thinking_blocks": blocks}, ())

    assert message == {"role": "assistant", "content": "Looking.", "thinking_blocks": blocks}


def test_a_provider_gets_its_signed_and_its_encrypted_thoughts_back_unchanged(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-planted-0123456789")
    answers = (
        anthropic(THOUGHT, {"type": "text", "text": "Looking."}, use("toolu_1", "ls")),
        anthropic(HIDDEN, use("toolu_2", "pwd")),
    )
    messages = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    with serving(*answers) as script:
        monkeypatch.setenv("ANTHROPIC_API_BASE", script.url.removesuffix("/v1"))
        model = LitellmModel("anthropic/claude-3-7-sonnet-20250219", patience=Patience(tries=1))
        reasons = []
        for _ in range(3):
            found = model.answer(messages, stop=Stop())
            reasons.append(found.reasoning)
            messages.append(found.message)
            messages += [
                {"role": "tool", "tool_call_id": call.reply_to, "content": "r"}
                for call in found.calls
            ]

    assert reasons == ["Let me look.", None, None]
    turns = [each for each in script.requests[2]["messages"] if each["role"] == "assistant"]
    assert turns[0]["content"][0] == THOUGHT
    assert turns[1]["content"][0] == HIDDEN
