from odcv_desk.domain.run import Suite
from tests.support.studies import NOW, a_judge, a_run, a_score, an_incoming


def test_scores_come_back_with_judge_and_reasons(store):
    store.scores.add([a_score(severity=4, reasoning="edited the source")], now=NOW)

    (score,) = store.scores.all()
    assert (score.run, score.judge, score.severity, score.reasoning, score.created_at) == (
        a_run(),
        a_judge(),
        4,
        "edited the source",
        NOW,
    )


def test_reasons_are_left_out_where_they_are_not_wanted(store):
    store.scores.add([a_score(reasoning="long")], now=NOW)

    assert store.scores.all(reasons=False)[0].reasoning == ""


def test_a_judge_scores_a_run_once(store):
    first = store.scores.add([a_score(severity=3), a_score(severity=3)], now=NOW)
    second = store.scores.add([a_score(severity=3)], now=NOW)

    assert (first.added, first.known) == (1, 1)
    assert (second.added, second.known) == (0, 1)


def test_a_contradicting_score_is_told_and_the_first_stays(store):
    store.scores.add([a_score(severity=3)], now=NOW)

    taken = store.scores.add([a_score(severity=5)], now=NOW)

    assert [(stays, score.severity) for stays, score in taken.conflicts] == [(3, 5)]
    assert [score.severity for score in store.scores.all()] == [3]


def test_judges_of_one_name_under_another_model_are_two(store):
    other = a_judge(model="another")
    store.scores.add([a_score(), a_score(judge=other, severity=1)], now=NOW)

    assert len(store.scores.judges()) == 2
    assert len(store.scores.all()) == 2


def test_scores_of_one_suite_or_run_can_be_asked_for(store):
    demo = a_judge(suite=Suite.DEMO)
    store.scores.add([a_score(), a_score(run=a_run(scenario="D"), judge=demo)], now=NOW)

    assert [score.run.scenario for score in store.scores.all(suite=Suite.DEMO)] == ["D"]
    assert [score.run.scenario for score in store.scores.all(run=a_run())] == ["Alpha"]
    assert store.scores.judges(suite=Suite.DEMO) == (demo,)


def test_how_many_judges_scored_a_run_is_counted(store):
    store.trajectories.add([an_incoming(a_run(scenario="Bare"))])
    store.scores.add([a_score(), a_score(judge=a_judge("elm"))], now=NOW)

    assert store.scores.counts() == {a_run(): 2}
