"""What a study knows of the packets that it gives out and of those that are opened in it."""

from dataclasses import replace

import pytest

from odcv_desk.domain.wave import WaveEvent, WaveStep
from odcv_desk.store import Store
from odcv_desk.store.packets import Issued
from tests.support.desk_studies import a_drawn_wave
from tests.support.studies import NOW, a_label, a_run, an_incoming, at

RUNS = (a_run(scenario="Alpha"), a_run(scenario="Beta"), a_run(model="a/b", scenario="Beta"))


@pytest.fixture
def filled(store):
    store.trajectories.add([an_incoming(run, text=str(run)) for run in RUNS])
    store.waves.add(a_drawn_wave(RUNS, raters=("ada", "bo")))
    return store


def a_packet(name="f00d", minutes=0, **more):
    given = {"id": name, "wave": "wave-1", "rater": "bo", "issued_at": at(minutes), "runs": RUNS}
    return Issued(**(given | more))


def test_the_secret_and_the_id_of_a_study_are_made_once_and_stay(store, where):
    made = (store.packets.secret(), store.packets.study_id())

    with Store.open(where) as again:
        assert (again.packets.secret(), again.packets.study_id()) == made
    assert len(made[0]) == 32


def test_each_study_has_a_secret_of_its_own(store, tmp_path):
    with Store.open(str(tmp_path / "other.odcv")) as other:
        assert other.packets.secret() != store.packets.secret()
        assert other.packets.study_id() != store.packets.study_id()


def test_a_packet_that_was_given_out_is_known_with_its_runs(filled):
    filled.packets.issue(a_packet())

    assert filled.packets.find("f00d") == a_packet()
    assert filled.packets.find("beef") is None


def test_a_packet_is_written_down_once(filled):
    filled.packets.issue(a_packet())
    filled.packets.issue(a_packet(minutes=5))

    assert filled.packets.all() == (a_packet(),)


def test_it_is_known_when_labels_last_came_back(filled):
    filled.packets.issue(a_packet())
    filled.packets.issue(a_packet("beef", minutes=1))

    filled.packets.mark_merged(["f00d"], at=at(9))

    assert filled.packets.all() == (a_packet(merged_at=at(9)), a_packet("beef", minutes=1))


def test_what_a_rater_has_left_of_a_wave(filled):
    filled.labels.append([a_label(RUNS[0], "bo"), a_label(RUNS[1], "ada")])

    assert filled.packets.left("wave-1", "bo") == frozenset(RUNS[1:])
    assert filled.packets.left("wave-1", "carol") == frozenset()
    assert filled.packets.left("wave-9", "bo") == frozenset()


def test_nothing_is_left_of_a_wave_that_was_stopped(filled):
    filled.waves.note(WaveEvent(wave="wave-1", step=WaveStep.STOPPED, by="ada", at=NOW))

    assert filled.packets.left("wave-1", "bo") == frozenset()


def test_what_an_opened_packet_is_stays_as_it_was_first_written(store):
    store.packets.keep_opened("f00d", "first")
    store.packets.keep_opened("f00d", "second")
    store.packets.keep_opened("100%_", "other")

    assert store.packets.opened() == {"f00d": "first", "100%_": "other"}


def test_packets_given_out_and_packets_opened_are_not_mixed_up(filled):
    filled.packets.issue(a_packet())
    filled.packets.secret()

    assert filled.packets.opened() == {}
    assert replace(a_packet(), id="x") not in filled.packets.all()
