import logging
import threading
import time

import pytest

from odcv_desk.domain.campaign import RunLimits
from odcv_desk.domain.errors import Cancelled, ModelError
from odcv_desk.domain.trajectory import Ended
from runner.litellm_model import LitellmModel, Patience
from runner.loop import run_agent
from runner.quiet_litellm import litellm
from runner.stop import Stop
from runner.trail import extras_of, trail_bytes
from tests.support.agents import TASK, FakeSandbox, hands
from tests.support.model_server import (
    SILENCE,
    bash,
    finish,
    free_port,
    raw,
    refused,
    said,
    serving,
)
from tests.support.promptly import AT_ONCE_S

KEY = "sk-planted-0123456789abcdef"
QUICK = Patience(tries=3, first_s=0.01, call_s=20)
ASKED = [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]


@pytest.fixture(autouse=True)
def _key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def server(monkeypatch):
    """Serve answers and have litellm find them by its own variable."""
    opened = []

    def serve(*answers):
        context = serving(*answers)
        opened.append(context)
        script = context.__enter__()
        monkeypatch.setenv("OPENAI_API_BASE", script.url)
        return script

    yield serve
    for context in opened:
        context.__exit__(None, None, None)


def answer(patience=QUICK, stop=None, messages=ASKED):
    return LitellmModel("openai/test", patience=patience).answer(messages, stop=stop or Stop())


def run(held=None, sandbox=None, patience=QUICK, **limits):
    return run_agent(
        TASK,
        model=LitellmModel("openai/test", patience=patience),
        sandbox=sandbox or FakeSandbox(),
        hands=held or hands(),
        limits=RunLimits(**limits),
    )


def test_an_answer_brings_words_reasoning_calls_and_tokens(server):
    script = server(said(bash("ls"), bash("pwd"), content="Now.", reasoning="Hm."))

    found = answer()

    assert (found.content, found.reasoning) == ("Now.", "Hm.")
    assert [(call.call_id, call.name, call.arguments) for call in found.calls] == [
        ("call_0", "bash", '{"command": "ls"}'),
        ("call_1", "bash", '{"command": "pwd"}'),
    ]
    assert (found.tokens_in, found.tokens_out, found.cost_usd) == (100, 20, None)
    (request,) = script.requests
    assert request["temperature"] == 0
    assert [tool["function"]["name"] for tool in request["tools"]] == ["bash", "task_complete"]
    assert script.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("model", "told"), [("openai/test", 0.0), ("openai/o3", None), ("nobody/knows", 0.0)]
)
def test_the_temperature_is_told_where_the_model_takes_it(model, told):
    assert LitellmModel(model, temperature=0.0).temperature == told


def test_a_model_that_takes_no_temperature_is_asked_without(server):
    script = server(said(bash("ls")))

    LitellmModel("openai/o3", patience=QUICK).answer(ASKED, stop=Stop())

    assert "temperature" not in script.requests[0]


def test_a_known_model_has_a_cost(server):
    server(said(bash("ls")))

    found = LitellmModel("gpt-4o-mini", patience=QUICK).answer(ASKED, stop=Stop())

    assert found.cost_usd == pytest.approx(100 * 0.15e-6 + 20 * 0.6e-6)


def test_a_whole_run_goes_through_a_server(server):
    script = server(
        said(bash("ls"), bash("pwd"), reasoning="Look."),
        said(("bash", '{"command": "ls"'), ("shell", "[]")),
        said(content=""),
        said(content=None),
        said(finish("Done.")),
    )

    done = run()

    assert done.ended is Ended.COMPLETED
    assert done.temperature == 0
    assert done.steps[2].calls[1].stdout == "ran pwd\n"
    assert done.steps[3].calls[0].arguments == '{"command": "ls"'
    back = script.requests[2]["messages"]
    mended = back[5]["tool_calls"]
    assert mended[0]["function"]["arguments"] == '{"malformed": "{\\"command\\": \\"ls\\""}'
    assert [message["role"] for message in back] == [
        "system", "user", "assistant", "tool", "tool", "assistant", "tool", "tool",
    ]  # fmt: skip
    assert back[2]["reasoning_content"] == "Look."
    assert script.requests[3]["messages"][-2]["content"] == "(no answer)"
    assert (done.tokens_in, done.tokens_out, done.cost_usd) == (500, 100, None)


def test_calls_without_an_id_or_with_the_same_one_can_still_be_answered(server):
    same = {"id": "c", "type": "function", "function": {"name": "bash", "arguments": "{}"}}
    script = server(said(same, same), said(finish()))

    run()

    messages = script.requests[1]["messages"]
    told = [message["tool_call_id"] for message in messages if message["role"] == "tool"]
    assert told == [call["id"] for call in messages[2]["tool_calls"]]
    assert len(set(told)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        refused(500),
        refused(503),
        refused(429),
        raw("{not json"),
        raw(""),
        raw("null"),
        raw('{"choices": []}'),
    ],
)
def test_a_passing_fault_is_tried_again(fault, server):
    script = server(fault, said(bash("ls")))

    assert answer().calls[0].name == "bash"
    assert len(script.requests) == 2


@pytest.mark.parametrize(
    ("status", "plain"),
    [
        (400, "The provider refused the request."),
        (401, "The provider refused the key."),
        (403, "The provider refused the key."),
        (404, "The provider knows no such model."),
    ],
)
def test_a_lasting_fault_is_told_at_once_and_in_plain_words(status, plain, server):
    script = server(refused(status, "never"))

    with pytest.raises(ModelError) as told:
        answer()

    assert len(script.requests) == 1
    assert told.value.message == f"{plain} openai/test gave no answer; it said: never"
    assert told.value.words.startswith(f"{told.value.message}. Check the ")


def test_what_a_provider_says_in_json_is_told_without_it(monkeypatch, server):
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    script = server(refused(401, "invalid x-api-key"))
    monkeypatch.setenv("ANTHROPIC_API_BASE", script.url)

    with pytest.raises(ModelError, match=r"The provider refused the key\.") as told:
        LitellmModel("anthropic/claude-3-7-sonnet-20250219").answer(ASKED, stop=Stop())

    assert told.value.message.endswith("it said: invalid x-api-key")
    assert "litellm" not in told.value.message


def test_whoever_watches_is_told_of_every_try(server):
    server(refused(429, "slow down"), refused(503), said())
    told = []

    LitellmModel("openai/test", patience=QUICK, told=told.append).answer(ASKED, stop=Stop())

    assert told == [
        "asked again in 1 s, try 2 of 3: The provider takes no more requests for now",
        "waiting for the model, try 2 of 3",
        "asked again in 1 s, try 3 of 3: The provider is out of order",
        "waiting for the model, try 3 of 3",
    ]


def test_a_quota_that_is_used_up_does_not_come_back(server):
    script = server(refused(429, "insufficient_quota"))

    with pytest.raises(ModelError):
        answer()

    assert len(script.requests) == 1


def test_a_server_that_names_a_time_is_left_alone_so_long(server):
    server(refused(429, headers={"retry-after": "0.3"}), said())
    began = time.monotonic()

    found = answer()

    assert 0.3 <= found.waited_s <= time.monotonic() - began


def test_a_model_that_stays_away_ends_the_run_as_failed_with_its_steps(server):
    server(said(bash("ls")), refused(500, "out of order"))

    done = run()

    assert done.ended is Ended.FAILED
    assert done.failure == (
        "The provider is out of order. openai/test gave no answer after 3 tries; it said: "
        "out of order. Try again later, or choose another model."
    )
    assert done.steps[-1].calls[0].stdout == "ran ls\n"


def test_a_server_that_is_not_there_is_a_fault_that_names_the_model(monkeypatch):
    monkeypatch.setenv("OPENAI_API_BASE", f"http://127.0.0.1:{free_port()}/v1")

    with pytest.raises(ModelError, match="openai/test gave no answer after 3 tries") as told:
        answer()

    assert told.value.message.startswith("There is no connection to the provider.")


def test_a_server_that_never_answers_runs_into_the_limit_of_a_call(server):
    server(SILENCE)

    with pytest.raises(ModelError, match=r"(?i)tim"):
        answer(Patience(tries=1, call_s=0.3))


def stopping_when_asked(script, stop):
    def wait():
        script.wait_for(1)
        stop.set("enough")

    threading.Thread(target=wait, daemon=True).start()


def test_a_run_is_cancelled_at_once_while_a_server_never_answers(server):
    litellm()
    script = server(SILENCE)
    stop = Stop()
    moments = []
    stopping_when_asked(script, stop)

    with stop.calling(lambda: moments.append(time.monotonic())):
        done = run(hands(stop=stop))

    assert time.monotonic() - moments[0] < AT_ONCE_S
    assert (done.ended, done.failure) == (Ended.CANCELLED, "enough")
    assert len(done.steps) == 2


def test_a_stop_ends_the_wait_between_two_tries(server):
    litellm()
    script = server(refused(429, headers={"retry-after": "30"}))
    stop = Stop()
    stopping_when_asked(script, stop)
    began = time.monotonic()

    with pytest.raises(Cancelled):
        answer(stop=stop)

    assert time.monotonic() - began < AT_ONCE_S


def test_a_server_that_never_answers_in_the_time_of_the_run_fails_it(server):
    server(SILENCE)

    done = run(wall_s=0.3)

    assert done.ended is Ended.FAILED
    assert "the model did not answer within the time of the run." in done.failure


def test_an_outage_that_outlasts_the_time_of_the_run_fails_it(server):
    server(refused(429, headers={"retry-after": "60"}))

    assert run(wall_s=0.3).ended is Ended.FAILED


def test_a_key_is_in_no_output_log_message_or_step(server, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    library = litellm()
    server(
        refused(500, f"no {KEY}"),
        said(bash(f"echo {KEY}"), content=f"I am {KEY}", reasoning=f"{KEY}!"),
        refused(401, f"bad key {KEY}"),
    )

    done = run()
    logging.getLogger("LiteLLM").error("sent %s", KEY)
    caplog.handler.records[:] = [each for each in caplog.records if each.levelno < logging.ERROR]
    logging.getLogger("openai").warning("it failed", exc_info=ValueError(KEY))

    assert library.completion is not None
    assert done.ended is Ended.FAILED
    assert "bad key [OPENAI_API_KEY]" in done.failure
    assert done.steps[2].content == "I am [OPENAI_API_KEY]"
    kept = trail_bytes(done.steps) + extras_of(done) + done.failure.encode()
    shown = "".join(capfd.readouterr()) + caplog.text
    assert KEY.encode() not in kept
    assert KEY not in shown
    assert "it failed" in shown
