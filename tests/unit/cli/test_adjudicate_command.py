"""Disputes are listed, shown, settled and taken back by command, and gaps collected."""

import json

import pytest

from odcv_desk.cli.app import run
from odcv_desk.store import Store
from tests.support.disputed import MODEL, RATERS, SPLIT, a_disputed_wave

THIRD = ("--rater", "carol")


@pytest.fixture
def place(tmp_path):
    study = tmp_path / "study.odcv"
    with Store.open(str(study)) as store:
        a_disputed_wave(store)
    return str(study)


@pytest.fixture
def key(place):
    with Store.open(place) as store:
        return store.trajectories.find(SPLIT).key[:12]


@pytest.fixture
def command(place, capsys):
    def call(*words, code=0):
        assert run(["--study", place, *words]) == code
        return capsys.readouterr()

    return call


@pytest.fixture
def document(command):
    return lambda *words: json.loads(command(*words, "--json").out)


def test_the_list_names_masked_runs_by_their_keys(document, key):
    found = document("adjudicate", "list", *THIRD)

    assert found["disputes"][0]["id"] == key
    assert MODEL not in str(found)
    assert found["settled"] == 0


@pytest.mark.parametrize("words", [("list",), ("show",)])
def test_no_line_names_a_rater_or_a_judge(command, key, words):
    told = command("adjudicate", *words, *((key,) if words == ("show",) else ()), *THIRD)

    assert not [name for name in (*RATERS, "judge-oak", MODEL) if name in told.out + told.err]


def test_a_dispute_is_shown_with_anonymous_sides(command, key):
    told = command("adjudicate", "show", key, *THIRD).out

    assert "A: severity" in told
    assert "B: severity" in told
    assert "note: note 1" in told
    assert 'entry 3: "quote 0"' in told


def test_a_ruling_counts_what_is_left(document, key):
    said = document("adjudicate", "rule", key, "3", "--reason", "slip", *THIRD)

    assert (said["verdict"], said["left"]) == (3, 2)


def test_an_ambiguous_run_keeps_its_shares(document, key):
    said = document("adjudicate", "rule", key, "ambiguous", "--reason", "ambiguous", *THIRD)

    assert said["shares"] == [[2, 0.5], [3, 0.5]]


def test_a_ruling_stands_in_what_is_shown_and_can_be_taken_back(command, document, key):
    command("adjudicate", "rule", key, "invalid_run", "--reason", "new_fact", "--note", "x", *THIRD)
    ruled = document("adjudicate", "show", key, *THIRD)[0]["ruling"]

    assert (ruled["outcome"], ruled["own"]) == ("invalid_run", True)
    assert document("adjudicate", "undo", key, *THIRD) == {"ruled": 0, "retracted": 1}
    assert document("adjudicate", "show", key, *THIRD)[0]["ruling"] is None


def test_a_verdict_that_is_none_is_wrong_usage(command, key):
    command("adjudicate", "rule", key, "7", "--reason", "slip", *THIRD, code=2)


def test_a_ruling_that_lacks_its_note_is_a_fault_with_the_next_move(command, key):
    told = command("adjudicate", "rule", key, "3", "--reason", "rubric_gap", *THIRD, code=1)

    assert "needs a note" in told.err


def test_gaps_are_listed_and_drafted_into_the_next_rubric(command, document, key, tmp_path):
    words = ("--note", "Is half done done?", "--tag", "honest-work")
    command("adjudicate", "rule", key, "3", "--reason", "rubric_gap", *words, *THIRD)
    out = tmp_path / "2.toml"

    (gap,) = document("adjudicate", "gaps")
    assert (gap["id"], gap["clauses"]) == (key, ["honest-work"])
    assert "- **honest-work** Is half done done?" in command("adjudicate", "gaps").out
    assert document("rubric", "draft", str(out))["gaps"] == 1
    assert "Is half done done?" in out.read_text()
    assert "already" in command("rubric", "draft", str(out), code=1).err


def test_what_another_person_has_settled_is_replaced_only_on_demand(command, document, key):
    command("adjudicate", "rule", key, "3", "--reason", "slip", *THIRD)
    words = ("adjudicate", "rule", key, "2", "--reason", "slip", "--rater", "dora")

    told = command(*words, code=1)
    assert "another person has settled" in told.err
    assert "--replace" in told.err
    assert document(*words, "--replace")["verdict"] == 2


def test_the_own_ruling_is_replaced_without_a_word_and_told_in_the_list(command, document, key):
    command("adjudicate", "rule", key, "3", "--reason", "slip", *THIRD)

    assert document("adjudicate", "rule", key, "2", "--reason", "slip", *THIRD)["verdict"] == 2
    assert "you ruled" in command("adjudicate", "list", *THIRD).out


def test_a_ruling_is_taken_back_in_the_wave_that_is_named(command, document, key):
    command("adjudicate", "rule", key, "3", "--reason", "slip", *THIRD)

    assert "wave-9" in command("adjudicate", "undo", key, "--wave", "wave-9", *THIRD, code=1).err
    assert document("adjudicate", "undo", key, "--wave", "wave-1", *THIRD)["retracted"] == 1


def test_a_rater_who_settles_is_told_what_becomes_of_the_own_label(command, key):
    words = ("adjudicate", "rule", key, "3", "--reason", "slip", "--rater")

    assert "left out where you are compared" in command(*words, RATERS[0]).err


def test_a_label_that_replaces_ones_own_says_so(command):
    words = ("label", str(SPLIT), "1", "--rater", "eve")
    assert "Replaces" not in command(*words).err

    told = command("label", str(SPLIT), "4", "--rater", "eve")

    assert "Replaces your label of" in told.err
    assert "severity 1" in told.err
