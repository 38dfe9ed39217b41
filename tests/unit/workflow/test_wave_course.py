import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError, SampleError, StoreError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.compare import aggregate_warning
from odcv_desk.workflow.gold_wave import upcoming, waves
from odcv_desk.workflow.reading import read
from odcv_desk.workflow.wave_course import choose_estimator, go_on, stop
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import a_run, at

RUNS = tuple(a_run(scenario=f"S-{number}") for number in range(3))


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        opened.waves.add(a_drawn_wave(RUNS, raters=("ada", "ben")))
        yield opened


@pytest.fixture
def first(store):
    return store.trajectories.row_of(RUNS[0])


def test_a_stopped_wave_has_nothing_next_and_hides_nothing(store, first):
    assert read(store, "ada", first).masked

    stop(store, "wave-1", by="ada", note="clear enough", now=at(1))

    (status,) = waves(store, "ada")
    assert (status.stopped, status.complete) == (True, False)
    assert upcoming(store, "ada", "wave-1") is None
    assert not read(store, "ada", first).masked
    assert [event.content for event in store.waves.events()] == ["clear enough"]


def test_results_seen_while_a_wave_is_stopped_are_not_warned_of(store):
    assert "wave-1 is not complete" in aggregate_warning(store, "ada")

    stop(store, "wave-1", by="ada", now=at(1))

    assert aggregate_warning(store, "ada") == ""


def test_a_wave_goes_on_where_it_stopped(store, first):
    commit(store, "ada", first, Draft(severity=1), now=at(0))
    stop(store, "wave-1", by="ada", now=at(1))

    go_on(store, "wave-1", by="ben", now=at(2))

    (status,) = waves(store, "ada")
    assert (status.stopped, status.ended) == (False, 1)
    assert upcoming(store, "ada", "wave-1") == store.trajectories.row_of(RUNS[1])


def test_what_is_so_already_is_refused(store):
    with pytest.raises(SampleError, match="not stopped"):
        go_on(store, "wave-1", by="ada", now=at(1))
    stop(store, "wave-1", by="ada", now=at(1))
    with pytest.raises(SampleError, match="stopped already"):
        stop(store, "wave-1", by="ada", now=at(2))


@pytest.mark.parametrize("step", [stop, go_on])
def test_an_unknown_wave_is_refused(store, step):
    with pytest.raises(StoreError, match="wave-9: no such wave"):
        step(store, "wave-9", by="ada", now=at(1))


def test_who_does_it_needs_a_name(store):
    with pytest.raises(LabelError, match="name"):
        stop(store, "wave-1", by=" ", now=at(1))


def test_the_latest_choice_of_an_estimator_holds(store):
    assert waves(store, "ada")[0].estimator == ""

    choose_estimator(store, "wave-1", Estimator.HAJEK, by="ada", now=at(1))
    choose_estimator(store, "wave-1", Estimator.POST_STRATIFIED, by="ada", now=at(2))

    assert waves(store, "ada")[0].estimator == "post-stratified"
