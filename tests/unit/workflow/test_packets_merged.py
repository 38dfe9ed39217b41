"""Labels of offline packets: sent back, checked, merged."""

import json
from dataclasses import replace

import pytest

from odcv_desk.domain.errors import ExportError, LabelError, UnreadableLogError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Confidence, Evidence, Outcome, Stage
from odcv_desk.domain.wave import Masking, WaveEvent, WaveStep
from odcv_desk.workflow.gold_wave import waves
from odcv_desk.workflow.packet import MANIFEST
from odcv_desk.workflow.packet_merge import merged_words
from odcv_desk.workflow.packet_open import open_packet, read_packet
from tests.support.desk_studies import a_drawn_wave
from tests.support.packets import (
    a_home,
    issued,
    label_all,
    label_next,
    members_of,
    merged,
    opened,
    returned,
    runs_of,
    told,
)
from tests.support.studies import a_label, at


@pytest.fixture
def home(tmp_path):
    with a_home(tmp_path / "home.odcv") as store:
        yield store


@pytest.fixture
def packet(home, tmp_path):
    issued(home, tmp_path / "bo.odcvpacket")
    return tmp_path / "bo.odcvpacket"


@pytest.fixture
def away(packet, tmp_path):
    store, _ = opened(tmp_path / "away.odcv", packet)
    with store:
        yield store


def back(away, tmp_path, name="bo.odcvlabels"):
    returned(away, tmp_path / name)
    return tmp_path / name


def test_labels_come_home_just_as_if_they_were_given_there(home, away, tmp_path):
    label_all(away, "bo")
    with a_home(tmp_path / "other.odcv") as other:
        label_all(other, "bo")

        result = merged(home, back(away, tmp_path))

        assert told(home) == [replace(label, asserted=label.rater == "bo") for label in told(other)]
    assert (len(result.labels), result.known, result.conflicts) == (5, 0, ())
    assert [each.left for each in result.files] == [0]
    assert home.packets.all()[0].merged_at == at(700)


def test_everything_that_a_label_says_comes_home(home, away, tmp_path):
    words = {
        "confidence": Confidence.LOW,
        "tags": ("a;b\\", "c"),
        "evidence": (Evidence(step=3, quote='he said "so";\n'), Evidence(step=4)),
        "note": " Umlaut ä, \U0001f600, =1+1\n\u2028 end ",
        "seconds": 12.345678901,
        "rubric": "odcv-desk/1",
        "rubric_hash": "ab" * 32,
        "asserted": True,
    }
    given = label_next(away, "bo", 4, 1.5, **words)

    (kept,) = merged(home, back(away, tmp_path)).labels

    assert kept.run == runs_of(4)[3]
    names = [*words, "severity", "created_at", "stage", "wave", "repeat", "outcome"]
    assert {name: getattr(kept, name) for name in names} == {
        name: getattr(given, name) for name in names
    }


def test_outcomes_and_retractions_come_home(home, away, tmp_path):
    given = label_next(away, "bo", 4, 1)
    away.labels.append([a_label(given.run, "bo", minutes=2, retracts=given.created_at)])
    away.labels.append(
        [a_label(given.run, "bo", minutes=3, outcome=Outcome.CANNOT_JUDGE, note="too short")]
    )

    result = merged(home, back(away, tmp_path))

    assert [(each.severity, each.outcome) for each in result.labels] == [
        (4, None),
        (None, None),
        (None, Outcome.CANNOT_JUDGE),
    ]
    assert {each.wave for each in result.labels} == {"wave-1"}


def test_a_label_that_was_taken_back_in_both_places_is_taken_back_once(home, away, tmp_path):
    given = label_next(away, "bo", 4, 1)
    (kept,) = merged(home, back(away, tmp_path)).labels
    home.labels.append([a_label(kept.run, "bo", minutes=2, retracts=kept.created_at)])
    away.labels.append([a_label(given.run, "bo", minutes=3, retracts=given.created_at)])

    result = merged(home, back(away, tmp_path, "second"))

    assert (result.labels, result.known) == ((), 2)


def test_merging_twice_adds_nothing(home, away, tmp_path):
    label_all(away, "bo")
    file = back(away, tmp_path)
    merged(home, file)
    before = told(home)

    again = merged(home, file, file)

    assert (again.labels, again.known, again.conflicts) == ((), 10, ())
    assert told(home) == before


def test_a_part_may_come_first_and_the_rest_later(home, away, tmp_path):
    label_all(away, "bo", most=2)
    part = merged(home, back(away, tmp_path, "part"))
    label_all(away, "bo", first=2)

    whole = merged(home, back(away, tmp_path, "whole"))

    assert (len(part.labels), part.files[0].left) == (2, 2)
    assert (len(whole.labels), whole.known, whole.files[0].left) == (3, 2, 0)


def test_the_rest_of_a_wave_can_go_out_again(home, away, tmp_path):
    label_all(away, "bo", most=2)
    merged(home, back(away, tmp_path))

    manifest = issued(home, tmp_path / "rest.odcvpacket")

    assert [item.scenario for item in manifest.items] == ["Scene-1", "Scene-0"]


def test_a_label_given_at_home_meanwhile_is_told_and_both_are_kept(home, away, tmp_path):
    at_home = label_next(home, "bo", 1, 5)
    label_next(away, "bo", 4, 6)

    result = merged(home, back(away, tmp_path))

    (conflict,) = result.conflicts
    assert (conflict.rater, conflict.at_home, conflict.in_packet) == ("bo", at(5), at(6))
    assert home.trajectories.find(at_home.run).key.startswith(conflict.run)
    severities = [each.severity for each in home.labels.all(run=at_home.run)]
    assert severities == [3, 1, 4]


def test_the_same_answer_in_both_places_is_no_conflict(home, away, tmp_path):
    label_next(home, "bo", 4, 5)
    label_next(away, "bo", 4, 6)

    assert merged(home, back(away, tmp_path)).conflicts == ()


def test_conflicts_of_a_wave_with_names_tell_the_id(tmp_path):
    with a_home(tmp_path / "home.odcv", masking=Masking.NAMES) as home:
        issued(home, tmp_path / "p")
        away, _ = opened(tmp_path / "away.odcv", tmp_path / "p")
        at_home = label_next(home, "bo", 1, 5)
        label_next(away, "bo", 4, 6)

        (conflict,) = merged(home, back(away, tmp_path)).conflicts

        away.close()
    assert conflict.run == str(at_home.run)


def test_labels_that_come_home_are_asserted_as_the_study_did_not_see_them_given(
    home, away, tmp_path
):
    label_all(away, "bo")

    assert {each.asserted for each in merged(home, back(away, tmp_path)).labels} == {True}


def test_labels_of_a_wave_that_was_stopped_meanwhile_are_taken_and_that_is_said(
    home, away, tmp_path
):
    label_all(away, "bo", most=2)
    home.waves.note(WaveEvent(wave="wave-1", step=WaveStep.STOPPED, by="ada", at=at(50)))

    result = merged(home, back(away, tmp_path))

    assert len(result.labels) == 2
    (file,) = result.files
    assert (file.left, file.stopped) == (2, True)
    assert "2 runs not labelled yet; the wave is stopped" in merged_words(file)


def test_who_saw_the_judges_at_home_before_has_no_blind_label(home, away, tmp_path):
    run = runs_of(4)[3]
    home.exposures.append([Exposure(rater="bo", seen=Seen.SCORE, at=at(1), run=run)])
    label_all(away, "bo", most=2)

    result = merged(home, back(away, tmp_path))

    assert [each.stage for each in result.labels] == [Stage.REVEALED, Stage.BLIND]


def test_who_saw_the_judges_at_home_afterwards_keeps_a_blind_label(home, away, tmp_path):
    label_all(away, "bo", most=1)
    run = runs_of(4)[3]
    home.exposures.append([Exposure(rater="bo", seen=Seen.SCORE, at=at(100), run=run)])

    assert [each.stage for each in merged(home, back(away, tmp_path)).labels] == [Stage.BLIND]


def test_what_another_person_labelled_there_stays_there(home, away, tmp_path):
    label_all(away, "bo", most=1)
    run = away.trajectories.all()[0].id
    away.labels.append([a_label(run, "eve", minutes=9)])
    adjudicated = a_label(run, "bo", minutes=11, stage=Stage.ADJUDICATED)
    away.labels.append([adjudicated])

    assert [each.rater for each in merged(home, back(away, tmp_path)).labels] == ["bo"]


def test_nothing_is_returned_before_a_label(away, tmp_path):
    with pytest.raises(ExportError, match="no label by bo yet"):
        returned(away, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_study_without_packet_has_nothing_to_return(home, tmp_path):
    with pytest.raises(ExportError, match="no packet was opened"):
        returned(home, tmp_path / "out")


def test_of_several_packets_the_wave_is_named(home, away, tmp_path):
    home.waves.add(a_drawn_wave(runs_of(2), name="wave-2", raters=("bo",)))
    issued(home, tmp_path / "second", wave="wave-2")
    open_packet(away, read_packet(tmp_path / "second"))
    label_next(away, "bo", 5, 9, wave="wave-2")

    with pytest.raises(ExportError, match="several packets"):
        returned(away, tmp_path / "out")
    with pytest.raises(ExportError, match="wave-9"):
        returned(away, tmp_path / "out", wave="wave-9")
    assert returned(away, tmp_path / "out", wave="wave-2").labels == 1
    assert [each.wave for each in merged(home, tmp_path / "out").labels] == ["wave-2"]


def test_several_files_come_in_together_or_not_at_all(home, away, packet, tmp_path):
    label_all(away, "bo")
    file, before = back(away, tmp_path), told(home)

    with pytest.raises(UnreadableLogError):
        merged(home, file, packet)

    assert told(home) == before


def test_a_label_that_the_study_cannot_take_leaves_everything_as_it_was(home, away, tmp_path):
    label_all(away, "bo")
    home.labels.append([a_label(runs_of(4)[0], "bo", severity=0, minutes=14)])
    file, before = back(away, tmp_path), told(home)

    with pytest.raises(LabelError, match="very same moment"):
        merged(home, file)

    assert told(home) == before
    assert home.packets.all()[0].merged_at is None


def test_a_return_tells_no_time_or_place_of_the_desk_it_was_made_at(away, tmp_path):
    label_all(away, "bo", most=1)
    members = members_of(back(away, tmp_path))

    assert str(tmp_path).encode() not in b"".join(members.values())
    assert json.loads(members[MANIFEST])["rater"] == "bo"


def test_after_the_last_label_of_a_packet_the_wave_knows_where_its_labels_go(home, away):
    before = [status.packet for status in waves(home, "bo")]
    label_all(away, "bo")

    (status,) = waves(away, "bo")

    assert before == [False]
    assert (status.complete, status.packet) == (True, True)
