"""Models that their providers refuse, in a campaign."""

import pytest

from odcv_desk.domain.campaign import RunSettings
from odcv_desk.domain.errors import ModelRefusedError
from odcv_desk.store import Store
from odcv_desk.workflow.campaign import failed, missing
from runner.litellm_model import LitellmModel, Patience
from tests.support.agents import ScriptedModel, bash, says
from tests.support.campaigns import cells, launched, means, two_turns
from tests.support.model_server import refused, serving


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def test_of_a_model_that_is_refused_no_further_run_is_begun(store):
    fault = ModelRefusedError("The provider refused the key.", hint="Check it.")

    def model_for(cell, *given):
        return ScriptedModel(fault) if cell.model == "oracle:gone" else two_turns(cell, *given)

    wanted = cells("oracle:gone", "oracle:honest", attempts=3)
    live, ends = launched(
        store, wanted=wanted, settings=RunSettings(parallel=1), given=means(model_for=model_for)
    )

    assert [end.cell.model for end in ends] == ["oracle:gone"] + ["oracle:honest"] * 3
    assert set(missing(store, live.campaign)) == {1, 2}
    assert failed(store, live.campaign) == (0,)
    assert live.at(1).failure == (
        "not begun, as an earlier run was refused: The provider refused the key."
    )


@pytest.mark.parametrize(
    ("status", "begun"), [(401, 1), (404, 1), (400, 3), (403, 3), (429, 3), (503, 3)]
)
def test_a_refusal_is_about_the_key_or_the_model(store, monkeypatch, status, begun):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")

    def model_for(cell, *_given):
        return LitellmModel("openai/heron", patience=Patience(tries=1))

    with serving(*[refused(status)] * 3) as server:
        monkeypatch.setenv("OPENAI_API_BASE", server.url)
        _live, ends = launched(
            store,
            wanted=cells("oracle:heron", attempts=3),
            settings=RunSettings(parallel=1),
            given=means(model_for=model_for),
        )

    assert len(ends) == len(server.requests) == begun


def test_a_refusal_of_what_was_said_in_one_run_leaves_the_others_alone(store):
    too_long = ModelRefusedError("The conversation is too long.", hint="Shorten it.")

    live, ends = launched(
        store,
        wanted=cells("oracle:gone", attempts=3),
        settings=RunSettings(parallel=1),
        given=means(model_for=lambda *_: ScriptedModel(says(bash("ls")), too_long)),
    )

    assert len(ends) == 3
    assert missing(store, live.campaign) == {}
