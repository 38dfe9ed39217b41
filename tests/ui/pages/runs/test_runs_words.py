"""What is said of runs, before, while and after they are made."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from odcv_desk.domain.campaign import Campaign, Cell, RunSettings
from odcv_desk.domain.trajectory import Ended, Role, Step
from odcv_desk.ui.pages.runs.words import (
    campaign_title,
    campaign_words,
    left_words,
    numbers,
    span,
    standing,
)
from odcv_desk.workflow.live_run import CellState, LiveRun

BEGAN = datetime(2026, 5, 4, 12, tzinfo=UTC)


def a_run(**more):
    return LiveRun(
        **(
            {
                "position": 0,
                "cell": Cell(scenario="quay-log", variant="mandated", model="heron"),
                "began_at": BEGAN,
            }
            | more
        )
    )


def turns(number):
    return tuple(
        Step(index=at, role=Role.ASSISTANT, content="", turn=at) for at in range(1, number + 1)
    )


@pytest.mark.parametrize(
    ("run", "alive", "word"),
    [
        (a_run(), True, "waiting"),
        (a_run(), False, "not run"),
        (a_run(state=CellState.CHECKING), True, "checking"),
        (a_run(state=CellState.ENDED, ended=Ended.STEP_LIMIT), False, "step limit"),
        (a_run(state=CellState.ELSEWHERE), False, "another desk"),
        (a_run(failure="Its desk was stopped."), False, "interrupted"),
    ],
)
def test_a_run_stands_where_it_stands(run, alive, word):
    assert standing(run, alive=alive).word == word


def test_a_run_under_way_tells_its_turns_of_how_many():
    run = a_run(state=CellState.RUNNING, steps=turns(3), seconds=65.4, tokens_in=12_345)
    assert numbers(run, most_turns=50) == "turn 3 of 50 · 1 min 5 s · 12k tokens"


def test_an_unknown_price_is_said_and_no_cost_is_not():
    run = a_run(state=CellState.RUNNING, steps=turns(1), cost_usd=None)
    assert numbers(run, most_turns=50).endswith("price unknown")
    assert "$" not in numbers(replace(run, cost_usd=0.0), most_turns=50)


def test_a_run_that_has_not_begun_says_no_numbers():
    assert numbers(a_run(began_at=None), most_turns=50) == ""


def test_a_campaign_counts_what_is_still_to_run():
    runs = [
        a_run(state=CellState.ENDED, ended=Ended.COMPLETED),
        a_run(state=CellState.ENDED, ended=Ended.FAILED),
        a_run(state=CellState.ENDED, ended=Ended.CANCELLED),
        a_run(),
    ]
    assert campaign_words(runs, alive=False) == ("2 of 4 runs ended · 1 failed · 2 still to run")


def test_the_time_left_is_taken_from_the_campaigns_own_runs():
    runs = [
        a_run(state=CellState.ENDED, ended=Ended.COMPLETED, seconds=120),
        a_run(state=CellState.RUNNING, seconds=60),
        a_run(),
        a_run(),
    ]
    assert left_words(runs, parallel=1, guess_s=1) == "about 5 minutes left"
    assert left_words(runs, parallel=2, guess_s=1) == "about 2 minutes left"


def test_a_cancelled_run_does_not_wait_while_others_go_on():
    runs = [
        a_run(state=CellState.ENDED, ended=Ended.CANCELLED),
        a_run(state=CellState.RUNNING),
        a_run(),
    ]
    said = campaign_words(runs, alive=True)
    assert said == "0 of 3 runs ended · 1 under way · 1 cancelled · 1 wait"


def test_the_time_a_person_took_is_told_apart():
    run = a_run(state=CellState.RUNNING, kept_turns=2, seconds=0.84, asked_s=18.2)
    assert numbers(run, most_turns=5) == "turn 2 of 5 · 0.8 s, and 18 s waiting for you"


def test_a_campaign_is_told_from_others_by_its_time_and_models():
    models = ("heron", "egret", "stork")
    campaign = Campaign(
        name="campaign-1",
        cells=tuple(Cell(scenario="quay-log", variant="mandated", model=each) for each in models),
        settings=RunSettings(),
    )
    when = f"{BEGAN.astimezone():%Y-%m-%d %H:%M}"
    assert campaign_title(campaign, BEGAN) == f"campaign-1 · {when} · heron, egret and 1 more"
    assert campaign_title(campaign, BEGAN, veiled=True) == f"campaign-1 · {when}"


def test_seconds_read_as_one_says_them():
    said = [span(0.46), span(9.99), span(59.9), span(3600)]
    assert said == ["0.4 s", "9.9 s", "59 s", "60 min 0 s"]
