"""The lines of what comes back from a packet: what they tell, and what they bring home."""

import json

import pytest

from odcv_desk.domain.draft import Coverage, Draft
from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.packet import MANIFEST, RETURN, json_bytes
from odcv_desk.workflow.packet_return import LABELS, PUT_OFF
from odcv_desk.workflow.packet_turns import Line, line_number
from tests.support.packets import (
    a_home,
    issued,
    key_in,
    label_all,
    members_of,
    merged,
    opened,
    resealed,
    returned,
    runs_of,
)
from tests.support.studies import at


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


def back(away, tmp_path):
    returned(away, tmp_path / "bo.odcvlabels")
    return tmp_path / "bo.odcvlabels"


def whole(away, tmp_path):
    """Return a file with every label, and one run put off."""
    label_all(away, "bo")
    away.desk_notes.defer(Deferral(rater="bo", row=1, reason="too long", at=at(500)))
    return back(away, tmp_path)


def test_no_line_of_a_return_tells_its_run_or_that_it_came_again(away, tmp_path):
    given = label_all(away, "bo")
    away.desk_notes.defer(Deferral(rater="bo", row=1, reason="too long", at=at(500)))
    members = members_of(back(away, tmp_path))
    lines = [json.loads(line) for line in members["labels.jsonl"].splitlines()]

    assert [label.repeat for label in given].count(True) == 1
    assert not {"key", "item", "repeat", "id", "scenario"} & {
        name for line in lines for name in line
    }
    assert len({line["mark"] for line in lines}) == len(given)
    assert set(json.loads(members["put-off.jsonl"])) == {"mark", "reason", "at"}


def test_what_was_on_screen_and_what_was_put_off_come_home_once(home, away, tmp_path):
    row = away.turns.upcoming("wave-1", "bo")[0]
    seen = Coverage(steps=frozenset((1, 3)), changes=frozenset({(3, "ä.txt")}))
    away.desk_notes.defer(Deferral(rater="bo", row=row, reason="too long", at=at(2)))
    given = commit(away, "bo", row, Draft(severity=2, coverage=seen), now=at(3))
    other = away.turns.upcoming("wave-1", "bo")[0]
    away.desk_notes.defer(Deferral(rater="bo", row=other, reason="after lunch", at=at(4)))
    file = back(away, tmp_path)

    merged(home, file)
    merged(home, file)

    (label,) = [each for each in home.labels.all() if each.rater == "bo"]
    rows = [home.trajectories.row_of(runs_of(4)[place]) for place in (3, 2)]
    assert label.run == runs_of(4)[3]
    assert home.desk_notes.coverage("bo", rows[0], label_at=given.created_at) == seen
    assert [(each.row, each.reason, each.at) for each in home.desk_notes.deferrals("bo")] == [
        (rows[0], "too long", at(2)),
        (rows[1], "after lunch", at(4)),
    ]
    assert home.turns.upcoming("wave-1", "bo")[-1] == rows[1]


def test_a_return_of_the_first_version_is_still_taken(home, away, packet, tmp_path):
    def make_old(members):
        key = members["forger"] = key_in(packet)
        told_by = json.loads(members[RETURN])
        members[RETURN] = json_bytes(told_by | {"version": 1})
        del members[PUT_OFF]
        items = json.loads(members[MANIFEST])["items"]
        lines = [json.loads(line) for line in members[LABELS].splitlines()]
        for place, line in enumerate(lines):
            number, repeat = line_number(key, Line.LABEL, place, line.pop("mark"))
            line |= {"item": number, "key": items[number - 1]["key"], "repeat": repeat}
        members[LABELS] = b"\n".join(json.dumps(line).encode() for line in lines)

    with a_home(tmp_path / "other.odcv") as other:
        label_all(other, "bo")
        wanted = [(label.run, label.severity, label.repeat) for label in other.labels.all()]

    merged(home, resealed(whole(away, tmp_path), tmp_path / "old", make_old))

    assert [(label.run, label.severity, label.repeat) for label in home.labels.all()] == wanted


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mark": "0" * 8}, "not a run of the packet"),
        ({"reason": " "}, "without a reason"),
        ({"at": "2020-01-01T00:00:00Z"}, "the packet went out on"),
        ({"at": None}, "cannot be taken"),
    ],
)
def test_a_run_put_off_that_is_none_of_the_packet_is_refused_though_sealed(
    home, away, packet, tmp_path, change, words
):
    def forge(members):
        members[PUT_OFF] = json.dumps(json.loads(members[PUT_OFF]) | change).encode()
        members["forger"] = key_in(packet)

    file = resealed(whole(away, tmp_path), tmp_path / "forged", forge)
    with pytest.raises(UnreadableLogError, match=words):
        merged(home, file)

    assert {label.rater for label in home.labels.all()} == {"carol"}
    assert home.desk_notes.deferrals("bo") == ()
