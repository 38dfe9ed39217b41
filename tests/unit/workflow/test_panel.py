import pytest

from odcv_desk.domain.errors import CalibrationError
from odcv_desk.domain.run import Suite
from odcv_desk.domain.score import judge_names
from odcv_desk.workflow.panel import (
    judge_named,
    judges_of_others,
    median_of,
    panel,
    panel_median,
    votes,
)
from tests.support.studies import a_judge, a_run, a_score

OAK, ELM, ASH = (a_judge(name) for name in ("oak", "elm", "ash"))
RUN = a_run(model="heron")


def table(*scores):
    return votes(
        a_score(run=run, judge=judge, severity=severity) for run, judge, severity in scores
    )


def test_the_panel_are_the_judges_that_scored_more_than_one_model():
    wren = a_run(model="wren")
    given = table((RUN, OAK, 1), (wren, OAK, 1), (RUN, ELM, 2), (RUN, ASH, 3), (wren, ASH, 3))

    assert panel(given) == (ASH, OAK)


def test_a_judge_that_scored_only_its_own_model_is_kept_apart():
    self_judge = a_judge("heron")

    assert judges_of_others(table((RUN, self_judge, 1), (RUN, OAK, 2))) == (OAK,)


def test_a_judge_does_not_vote_on_its_own_models_runs():
    own = a_judge("heron")
    given = {own: 0, OAK: 3, ELM: 5}

    assert panel_median(RUN, given, (own, OAK, ELM)) == 4.0


def test_an_even_panel_takes_the_mean_of_the_middle_two():
    assert median_of([5, 0, 2, 3]) == 2.5


def test_no_vote_gives_no_median():
    assert panel_median(RUN, {ELM: 3}, (OAK,)) is None


def test_judges_that_share_a_name_are_told_apart():
    twin = a_judge("oak", model="other")

    shown = judge_names([OAK, twin, ELM])

    assert shown[ELM] == "elm"
    assert shown[OAK].startswith("oak@")
    assert shown[OAK] != shown[twin]


def test_a_bare_name_that_two_share_is_a_clear_error():
    twin = a_judge("oak", model="other")

    with pytest.raises(CalibrationError, match="2 judges share this name") as fault:
        judge_named("oak", [OAK, twin])
    assert judge_names([OAK, twin])[twin] in fault.value.hint
    assert judge_named(judge_names([OAK, twin])[twin], [OAK, twin]) == twin


def test_an_unknown_judge_is_told_with_those_that_are_known():
    with pytest.raises(CalibrationError, match="no such judge") as fault:
        judge_named("gpt", [OAK, ELM])
    assert "elm, oak" in fault.value.hint


def test_judges_of_one_name_in_two_suites_keep_their_name():
    judges = [a_judge(suite=Suite.DEMO), a_judge(suite=Suite.ODCV_BENCH)]

    assert set(judge_names(judges).values()) == {"oak"}
