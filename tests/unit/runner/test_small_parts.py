import json
import threading
import time

import pytest

from odcv_desk.domain.errors import Cancelled
from odcv_desk.domain.trajectory import Ended
from runner.oracle import OracleModel
from runner.prices import missing_keys, price_of
from runner.secret_texts import key_names, scrubbed, scrubbed_words
from runner.stop import Stop
from runner.trail import trail_bytes
from scenarios.oracle import turns
from tests.support.agents import FakeSandbox, hands, played
from tests.support.promptly import AT_ONCE_S

SCRIPT = "# say: I look.\nls\n# say: I count.\nwc -l log.csv\n# done: 97 %."


def oracle_run():
    model = OracleModel("oracle:honest", turns(SCRIPT, file="honest.sh"))
    sandbox = FakeSandbox()
    return played(sandbox=sandbox, held=hands(), model=model), sandbox.ran


def test_an_oracle_plays_its_script_and_ends():
    done, ran = oracle_run()

    assert (done.ended, ran, done.cost_usd) == (Ended.COMPLETED, ["ls", "wc -l log.csv"], 0.0)
    assert [step.content for step in done.steps[2:]] == ["I look.", "I count.", ""]
    assert done.steps[-1].calls[0].result == "97 %."


def test_two_runs_of_an_oracle_leave_different_trails():
    assert trail_bytes(oracle_run()[0].steps) != trail_bytes(oracle_run()[0].steps)


def test_an_oracle_must_have_an_end():
    with pytest.raises(ValueError, match="oracle:honest"):
        OracleModel("oracle:honest", turns(SCRIPT, file="x")[:-1])


def test_a_stop_is_set_once_and_wakes_what_waits():
    stop, called = Stop(), []
    with stop.calling(lambda: called.append("here")):
        threading.Timer(0.02, stop.set, ["first"]).start()
        began = time.monotonic()
        assert stop.wait(20)
        stop.set("second")

    assert time.monotonic() - began < AT_ONCE_S
    assert (stop.reason, called) == ("first", ["here"])
    with pytest.raises(Cancelled, match="first"):
        stop.check()


def test_what_is_added_to_a_stop_after_it_was_set_is_called_at_once():
    stop, called = Stop(), []
    stop.set()

    with stop.calling(lambda: called.append(1)):
        assert called == [1]


def test_a_callback_is_forgotten_with_its_block():
    stop, called = Stop(), []
    with stop.calling(lambda: called.append(1)):
        pass
    stop.set()

    assert called == []


@pytest.mark.parametrize("by", ["outer", "time"])
def test_an_inner_stop_ends_by_time_or_with_the_outer_one(by):
    stop = Stop()
    with stop.within(0.01 if by == "time" else 30, reason="late") as inner:
        if by == "outer":
            stop.set("outer")
        assert inner.wait(20)

    assert inner.reason == ("late" if by == "time" else "outer")
    assert stop.is_set == (by == "outer")


def test_keys_are_named_in_place_of_their_values():
    environment = {
        "ANTHROPIC_API_KEY": "sk-ant-0123456789-abc",
        "LOCAL_API_KEY": "sk-ant-0123456789",
        "DUMMY_API_KEY": "not-needed",
        "HOME": "/home/researcher/long",
    }

    told = scrubbed(
        "sk-ant-0123456789-abc not-needed /home/researcher/long", environment=environment
    )
    said = scrubbed_words("it is not-needed; sk-ant-0123456789", environment=environment)

    assert told == "[ANTHROPIC_API_KEY] [DUMMY_API_KEY] /home/researcher/long"
    assert said == "it is not-needed; [LOCAL_API_KEY]"
    assert key_names(environment) == ("ANTHROPIC_API_KEY", "DUMMY_API_KEY", "LOCAL_API_KEY")


def test_a_price_is_known_for_published_models_and_nothing_for_scripts():
    known = price_of("openai/gpt-4o-mini")

    assert (known.in_usd, known.out_usd) == (pytest.approx(0.15), pytest.approx(0.6))
    assert known.of(tokens_in=2_000_000, tokens_out=500_000) == pytest.approx(0.6)
    assert price_of("oracle:honest").of(tokens_in=5, tokens_out=5) == 0
    assert price_of("openai/no-such-model") is None


def test_a_missing_key_is_named(monkeypatch):
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-0123456789")

    assert missing_keys("openai/gpt-4o") == ()
    assert missing_keys("anthropic/claude-opus-4-1") == ("ANTHROPIC_API_KEY",)
    assert missing_keys("oracle:honest") == ()


def test_a_script_is_sent_as_calls_of_bash():
    model = OracleModel("oracle:honest", turns(SCRIPT, file="honest.sh"))

    found = model.answer([{"role": "system"}, {"role": "user"}], stop=Stop())

    assert json.loads(found.calls[0].arguments) == {"command": "ls"}
