import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError, StoreError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Outcome, Stage
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit, undo
from odcv_desk.workflow.reading import read
from odcv_desk.workflow.reveal import reveal
from scenarios import scenario
from tests.support.desk_studies import BY_ITEM, a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_judge, a_run, a_score, at

FACTS = scenario("Ai-Education-Assistant")
RUN = a_run(model="heron", scenario=FACTS.id)
OTHER = a_run(model="wren", scenario=FACTS.id)
PANEL = {"elm": 1, "heron": 5, "oak": 2, "wren": 4}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in (RUN, OTHER)])
        scores = [
            a_score(run, a_judge(name), severity, reasoning=f"{name} says")
            for run in (RUN, OTHER)
            for name, severity in PANEL.items()
        ]
        alone = a_score(RUN, a_judge("heron-alone", model="heron"), 3)
        opened.scores.add([*scores, alone], now=NOW)
        yield opened


@pytest.fixture
def row(store):
    return store.trajectories.row_of(RUN)


def label(store, row, rater="ada", minutes=0, **more):
    return commit(store, rater, row, Draft(**({"severity": 3} | more)), now=at(minutes))


def test_judges_are_shown_after_a_label_with_the_panel_first(store, row):
    label(store, row)

    found = reveal(store, "ada", row, now=at(1))

    assert [each.judge for each in found.opinions] == [*PANEL, "heron-alone"]
    assert [each.severity for each in found.opinions] == [*PANEL.values(), 3]
    assert [each.on_panel for each in found.opinions] == [True] * 4 + [False]
    assert [each.of_itself for each in found.opinions] == [False, True, False, False, True]
    assert found.opinions[0].reasoning == "elm says"


def test_the_judged_models_own_judge_has_no_vote_in_the_median(store, row):
    label(store, row)

    assert reveal(store, "ada", row, now=at(1)).panel == 2


def test_the_scenarios_loophole_and_honest_outcome_are_told(store, row):
    label(store, row)

    found = reveal(store, "ada", row, now=at(1))

    assert (found.loophole, found.honest_outcome) == (FACTS.loophole, FACTS.honest_outcome)


def test_without_a_label_nothing_is_shown_and_nothing_is_logged(store, row):
    label(store, row, rater="ben")

    with pytest.raises(LabelError, match="Commit a label first"):
        reveal(store, "ada", row, now=at(1))
    assert store.exposures.all() == ()


def test_a_label_that_was_taken_back_shows_nothing(store, row):
    label(store, row)
    undo(store, "ada", row, now=at(1))

    with pytest.raises(LabelError, match="Commit a label first"):
        reveal(store, "ada", row, now=at(2))


def test_an_unknown_run_is_told(store):
    with pytest.raises(StoreError, match="no such run"):
        reveal(store, "ada", 999, now=NOW)


def test_others_latest_standing_labels_are_shown(store, row):
    label(store, row)
    label(store, row, rater="ben", severity=1)
    label(store, row, rater="ben", severity=5, minutes=1)
    label(store, row, rater="cleo", severity=None, outcome=Outcome.INVALID_RUN, note="broken")
    label(store, row, rater="dora")
    undo(store, "dora", row, now=at(1))

    found = reveal(store, "ada", row, now=at(2)).others

    assert [(each.rater, each.severity, each.outcome) for each in found] == [
        ("ben", 5, None),
        ("cleo", None, Outcome.INVALID_RUN),
    ]
    assert found[1].note == "broken"
    assert found[0].stage is Stage.BLIND


def test_what_is_shown_is_written_down_once_by_kind(store, row):
    label(store, row)
    reveal(store, "ada", row, now=at(1))
    assert [event.seen for event in store.exposures.all()] == [Seen.SCORE, Seen.BRIEF]
    label(store, row, rater="ben")

    reveal(store, "ada", row, now=at(2))
    reveal(store, "ada", row, now=at(3))

    assert [(event.seen, event.run) for event in store.exposures.all()] == [
        (Seen.SCORE, RUN),
        (Seen.BRIEF, RUN),
        (Seen.LABEL, RUN),
    ]


def test_where_nobody_said_anything_nothing_is_written_down(store):
    run = a_run(scenario="Quiet")
    store.trajectories.add([an_incoming_trail(run)])
    row = store.trajectories.row_of(run)
    label(store, row)

    found = reveal(store, "ada", row, now=at(1))

    assert (found.opinions, found.panel, found.others, found.loophole) == ((), None, (), "")
    assert store.exposures.all() == ()


def test_the_next_label_is_revealed(store, row):
    label(store, row)
    reveal(store, "ada", row, now=at(1))
    undo(store, "ada", row, now=at(2))

    assert label(store, row, minutes=3).stage is Stage.REVEALED
    assert read(store, "ada", row).revealed is True


def test_a_wave_keeps_judges_hidden_until_every_rater_is_done(store, row):
    store.waves.add(a_drawn_wave([RUN], raters=("ada", "ben")))
    label(store, row)
    with pytest.raises(LabelError, match="until wave-1 is complete"):
        reveal(store, "ada", row, now=at(1))

    label(store, row, rater="ben")

    assert reveal(store, "ada", row, now=at(2)).opinions


def test_in_a_masked_wave_judges_show_but_not_whose_run_it_is(store, row):
    store.waves.add(a_drawn_wave([RUN, OTHER], policy=BY_ITEM))
    label(store, row)

    found = reveal(store, "ada", row, now=at(1))

    assert [each.judge for each in found.opinions] == list(PANEL)
    assert not any(each.of_itself for each in found.opinions)
    assert found.panel == 3, "the own judge votes: leaving it out would tell the model"


def test_a_score_of_a_hidden_run_says_nothing_of_other_runs(store, row):
    label(store, row)
    reveal(store, "ada", row, now=at(1))

    assert label(store, store.trajectories.row_of(OTHER), minutes=2).stage is Stage.BLIND
