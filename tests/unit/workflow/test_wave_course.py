import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError, SampleError, StoreError
from odcv_desk.domain.estimate import Estimator
from odcv_desk.domain.label import Stage
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.compare import aggregate_warning
from odcv_desk.workflow.drawn import usual_estimator
from odcv_desk.workflow.gold_wave import upcoming, waves
from odcv_desk.workflow.people import people_for
from odcv_desk.workflow.reading import Counting, read
from odcv_desk.workflow.wave_course import choose_estimator, close, go_on, stop
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import a_label, a_run, at

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


def test_a_stopped_wave_has_nothing_next_and_stays_closed_to_its_raters(store, first):
    commit(store, "ada", first, Draft(severity=1), now=at(0))

    stop(store, "wave-1", by="ada", note="clear enough", now=at(1))

    (status,) = waves(store, "ada")
    assert (status.stopped, status.complete) == (True, False)
    assert upcoming(store, "ada", "wave-1") is None
    assert [event.content for event in store.waves.events()] == ["clear enough"]
    met = read(store, "ada", first)
    assert (met.masked, met.reveal.allowed, met.counting) == (True, False, Counting.OUTSIDE)
    assert "wave-1 is stopped" in met.counting_note
    for run in RUNS[1:]:
        with pytest.raises(LabelError, match="stopped and may go on"):
            read(store, "ada", store.trajectories.row_of(run))
    with pytest.raises(LabelError, match="wave-1 is stopped and takes no labels"):
        commit(store, "ada", first, Draft(severity=5), now=at(2))
    assert read(store, "ada", first).own.severity == 1


def test_results_seen_while_a_wave_is_stopped_are_warned_of_until_it_is_closed(store):
    assert "wave-1 is not complete" in aggregate_warning(store, "ada")

    stop(store, "wave-1", by="ada", now=at(1))
    assert "wave-1 is not complete" in aggregate_warning(store, "ada")
    close(store, "wave-1", by="ada", now=at(2))

    assert aggregate_warning(store, "ada") == ""


def test_a_wave_that_is_closed_for_good_shows_all_and_never_goes_on(store, first):
    stop(store, "wave-1", by="ada", now=at(1))
    close(store, "wave-1", by="ada", note="enough", now=at(2))

    (status,) = waves(store, "ada")
    assert (status.stopped, status.closed, status.complete) == (True, True, False)
    assert not read(store, "ada", first).masked
    for step in (stop, go_on, close):
        with pytest.raises(SampleError, match="closed for good"):
            step(store, "wave-1", by="ada", now=at(3))


def test_stopping_and_going_on_gives_nobody_a_look_that_is_not_written_down(store, first):
    for run in RUNS:
        store.labels.append([a_label(run, "ben", 4, minutes=0, wave="wave-1")])
    stop(store, "wave-1", by="ada", now=at(1))

    shown = people_for(store, "ada", "wave-1", now=at(2))
    with pytest.raises(LabelError):
        read(store, "ada", first)
    go_on(store, "wave-1", by="ada", now=at(3))

    assert (shown.closed, shown.settled) == (False, ())
    assert commit(store, "ada", first, Draft(severity=5), now=at(4)).stage is Stage.BLIND


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


@pytest.mark.parametrize("step", [stop, go_on, close])
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


def test_an_estimator_that_is_chosen_after_figures_were_seen_says_so(store):
    early = choose_estimator(store, "wave-1", Estimator.HAJEK, by="ada", now=at(1))
    store.exposures.note_aggregate("zoe", at=at(2))

    late = choose_estimator(store, "wave-1", Estimator.HAJEK, by="ada", now=at(3))

    assert early.content == "hajek"
    assert late.content == "hajek, chosen after figures were seen"
    assert waves(store, "ada")[0].estimator == "hajek"
    assert usual_estimator(store, "wave-1") is Estimator.HAJEK
