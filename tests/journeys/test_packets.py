"""Two raters of one wave: one at home, one away with a packet, told by command line."""

import csv

import pytest

import resources
from tests.support.desk import Desk

RESULTS = resources.path("demo/results")
SIZE = 8


@pytest.fixture
def draw(desk):
    """Draw the same wave for two raters in any study."""

    def drawn(into):
        into.json("import", RESULTS)
        asked = ("--size", SIZE, "--design", "stratified", "--seed", 3, "--raters", "ada,bo")
        return into.json("sample", *asked, "--repeats", 0.3)

    return drawn


@pytest.fixture
def another(tmp_path, capfd):
    return lambda name: Desk(tmp_path / name, capfd)


def keys_of(desk):
    return {each["id"]: each["key"] for each in desk.json("list")}


def label_as(desk, rater, runs, say):
    for run in runs:
        desk.json("label", run, say(run), "--rater", rater, "--note", "seen")


def label_in_order(desk, rater, say=lambda place: place % 6):
    """Label a wave as it comes, repeats too; the severity is told by the place in the order."""
    for place in range(100):
        key = desk.json("wave", "next", "wave-1", "--rater", rater)["key"]
        if key is None:
            return place
        desk.json("label", key, say(place), "--rater", rater, "--note", "seen")
    raise AssertionError("the wave does not end")


def what_was_said(desk, out):
    """Return what an export of labels says, without when it was said."""
    desk.json("export", "gold-csv", out)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = ("severity", "rater", "wave", "stage", "asserted", "note", "rubric", "repeat")
    columns = ("id", "key", *said)
    return sorted(tuple(row[column] for column in columns) for row in rows)


@pytest.fixture
def packet(desk, draw, tmp_path):
    wave = draw(desk)
    label_as(desk, "ada", wave["ids"], lambda run: len(run) % 6)
    made = desk.json("wave", "export", "--rater", "bo", tmp_path / "bo.odcvpacket")
    assert made["items"] == SIZE
    return tmp_path / "bo.odcvpacket"


def test_a_wave_labelled_by_packet_and_at_home_is_a_wave_labelled_at_home(
    desk, draw, another, packet, tmp_path
):
    away, both = another("away.odcv"), another("both.odcv")
    opened = away.json("wave", "open", packet)
    turns = label_in_order(away, "bo")
    returned = away.json("wave", "return", tmp_path / "bo.odcvlabels")

    came = desk.json("wave", "merge", tmp_path / "bo.odcvlabels")

    assert (opened["items"], opened["new"]) == (SIZE, True)
    assert turns > SIZE
    assert (returned["labels"], returned["left"]) == (turns, 0)
    assert (came["merged"], came["already"], came["conflicts"]) == (turns, 0, [])
    wave = draw(both)
    label_as(both, "ada", wave["ids"], lambda run: len(run) % 6)
    assert label_in_order(both, "bo") == turns
    assert what_was_said(desk, tmp_path / "a.csv") == what_was_said(both, tmp_path / "b.csv")
    question = ("calibrate", "--gold", "consensus", "--wave", "wave-1")
    assert desk.json(*question) == both.json(*question)


def test_a_packet_opens_beside_itself_and_twice_adds_nothing(packet, capfd):
    nowhere = _Nowhere(capfd)

    first = nowhere.json("wave", "open", packet)
    second = nowhere.json("wave", "open", packet)

    assert first["study"] == second["study"] == str(packet.with_suffix(".odcv"))
    assert (first["new"], second["new"]) == (True, False)


class _Nowhere(Desk):
    """The command line without a study named before the command."""

    def __init__(self, capfd):
        super().__init__("", capfd)


def test_a_part_is_merged_then_the_rest_then_nothing_new(desk, another, packet, tmp_path):
    away = another("away.odcv")
    away.json("wave", "open", packet)
    runs = list(keys_of(away))
    label_as(away, "bo", runs[:3], lambda _run: 2)
    away.json("wave", "return", tmp_path / "part")
    label_as(away, "bo", runs[3:], lambda _run: 3)
    away.json("wave", "return", tmp_path / "whole")

    part = desk.json("wave", "merge", tmp_path / "part")
    whole = desk.json("wave", "merge", tmp_path / "whole")
    again = desk.text("wave", "merge", tmp_path / "whole", tmp_path / "part")

    assert (part["merged"], part["files"][0]["left"]) == (3, SIZE - 3)
    assert (whole["merged"], whole["already"], whole["files"][0]["left"]) == (SIZE - 3, 3, 0)
    assert "Nothing new" in again


def test_a_packet_tells_no_model_and_lists_none_away(desk, another, packet):
    away = another("away.odcv")
    away.json("wave", "open", packet)
    models = {run.partition("/")[0] for run in keys_of(desk)}

    assert {run.partition("/")[0] for run in keys_of(away)} == {
        f"hidden-{number}" for number in range(1, SIZE + 1)
    }
    assert not [model for model in models if model in away.text("list", "--json")]


def test_a_conflict_is_told_and_what_was_said_is_not(desk, another, packet, tmp_path):
    away = another("away.odcv")
    away.json("wave", "open", packet)
    label_as(away, "bo", list(keys_of(away))[:1], lambda _run: 2)
    away.json("wave", "return", tmp_path / "back")
    label_in_order(desk, "bo", lambda _place: 5)

    told = desk.text("wave", "merge", tmp_path / "back")

    assert "differently here" in told
    assert "hidden" not in told


def test_a_file_that_was_changed_is_refused_in_one_message(desk, another, packet, tmp_path):
    away = another("away.odcv")
    away.json("wave", "open", packet)
    label_as(away, "bo", list(keys_of(away))[:1], lambda _run: 2)
    away.json("wave", "return", tmp_path / "back")
    raw = (tmp_path / "back").read_bytes()
    (tmp_path / "back").write_bytes(raw[:-40])

    said = desk.fault("wave", "merge", tmp_path / "back")

    assert "back: no packet, or a damaged or truncated one; nothing was changed" in said


def test_a_bad_packet_makes_no_study(another, tmp_path):
    (tmp_path / "bad.odcvpacket").write_bytes(b"PK")

    another("away.odcv").fault("wave", "open", tmp_path / "bad.odcvpacket")

    assert not (tmp_path / "away.odcv").exists()


def test_nothing_to_export_is_told(desk, draw, tmp_path):
    draw(desk)

    assert "nothing to label" in desk.fault("wave", "export", "--rater", "eve", tmp_path / "x")
