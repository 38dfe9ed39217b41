"""Packets and returns that were changed, damaged, forged or are something else: refused whole."""

import hashlib
import json
import shutil
import zipfile
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odcv_desk.domain.errors import UnreadableLogError
from odcv_desk.store import Store
from odcv_desk.store.desk_notes import Deferral
from odcv_desk.workflow import packet_file
from odcv_desk.workflow.packet import MANIFEST, RETURN, json_bytes, trail_member
from odcv_desk.workflow.packet_issue import KEY
from odcv_desk.workflow.packet_open import open_packet, read_packet
from odcv_desk.workflow.packet_return import LABELS, SEAL
from odcv_desk.workflow.packet_seal import SIGNATURE, seal
from odcv_desk.workflow.packet_turns import Line, line_mark, line_number
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
    told,
    zipped,
)
from tests.support.studies import at

SHARED = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study, its packet, and what came back from it, made once: no test changes them."""
    place = tmp_path_factory.mktemp("packets")
    with a_home(place / "home.odcv") as home:
        issued(home, place / "bo.odcvpacket")
        away, _ = opened(place / "away.odcv", place / "bo.odcvpacket")
        with away:
            label_all(away, "bo")
            away.desk_notes.defer(Deferral(rater="bo", row=1, reason="too long", at=at(500)))
            returned(away, place / "bo.odcvlabels")
        packet = home.packets.all()[0]
    return SimpleNamespace(
        issued=packet,
        study=place / "home.odcv",
        packet=place / "bo.odcvpacket",
        back=place / "bo.odcvlabels",
    )


@pytest.fixture
def home(made, tmp_path):
    """A copy of the study, to be changed."""
    with Store.open(str(shutil.copy(made.study, tmp_path / "home.odcv"))) as store:
        yield store


def key_of(made):
    return key_in(made.packet)


def refused(home, file, words):
    """Merge what must be refused, in one clear message and without any change."""
    before = told(home)
    with pytest.raises(UnreadableLogError) as fault:
        merged(home, file)
    assert words in fault.value.message
    assert fault.value.message.startswith(file.name)
    assert told(home) == before
    assert home.packets.all()[0].merged_at is None


def test_as_it_was_made_it_is_taken(made, home):
    assert len(merged(home, made.back).labels) == 5


@SHARED
@given(st.data())
def test_a_packet_with_any_byte_changed_is_refused_or_the_same(made, tmp_path, data):
    whole = read_packet(made.packet)
    file = tmp_path / "flipped"
    file.write_bytes(flipped(made.packet.read_bytes(), data))

    try:
        found = read_packet(file)
    except UnreadableLogError:
        return
    assert found == whole


@SHARED
@given(st.data())
def test_a_return_with_any_byte_changed_is_refused_or_the_same(made, home, tmp_path, data):
    merged(home, made.back)
    file, before = tmp_path / "flipped", told(home)
    file.write_bytes(flipped(made.back.read_bytes(), data))

    try:
        found = merged(home, file)
    except UnreadableLogError:
        pass
    else:
        assert (found.labels, found.known) == ((), 5)
    assert told(home) == before


def flipped(raw, data):
    place = data.draw(st.integers(0, len(raw) - 1))
    other = data.draw(st.integers(1, 255))
    return raw[:place] + bytes([raw[place] ^ other]) + raw[place + 1 :]


@SHARED
@given(st.data())
def test_a_member_with_any_byte_changed_is_refused(made, home, tmp_path, data):
    members = members_of(made.back)
    name = data.draw(st.sampled_from([each for each in members if each != SEAL]))
    members[name] = flipped(members[name], data)

    refused(home, zipped(tmp_path / "flipped", members), "nothing was changed")


@pytest.mark.parametrize("part", ["packet", "back"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_file_is_refused(made, home, tmp_path, part, share):
    raw = getattr(made, part).read_bytes()
    file = tmp_path / "cut"
    file.write_bytes(raw[: int(len(raw) * share)])

    with pytest.raises(UnreadableLogError, match="cut: no packet, or a damaged or truncated one"):
        read_packet(file)
    refused(home, file, "damaged or truncated")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"key,severity\n", b"\x00" * 99])
def test_what_is_no_packet_at_all_is_refused(home, tmp_path, content):
    file = tmp_path / "other.csv"
    file.write_bytes(content)

    refused(home, file, "no packet")


def test_a_zip_of_something_else_is_refused(home, tmp_path):
    file = zipped(tmp_path / "holiday.zip", {"beach.jpg": b"sand"})

    with pytest.raises(UnreadableLogError, match="not a packet"):
        read_packet(file)
    refused(home, file, "not what `wave return` writes")


def test_a_folder_and_a_file_that_is_not_there_are_refused(home, tmp_path):
    refused(home, tmp_path / "nothing", "no such file")
    refused(home, tmp_path, "a folder")


def test_a_packet_is_not_merged_but_opened(made, home):
    refused(home, made.packet, "a packet, which holds no labels")


def test_a_return_is_not_opened(made):
    with pytest.raises(UnreadableLogError, match="not a packet"):
        read_packet(made.back)


def test_a_packet_of_another_study_is_refused(made, tmp_path):
    with a_home(tmp_path / "other.odcv") as other:
        issued(other, tmp_path / "other.odcvpacket", rater="ada")
        refused(other, made.back, "was not issued by this study")


def test_a_packet_signed_with_another_secret_is_refused(made, tmp_path):
    with a_home(tmp_path / "other.odcv") as other:
        other.packets.issue(made.issued)
        refused(other, made.back, "was changed")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (LABELS, b'"severity": 0', b'"severity": 5'),
        (LABELS, b'"rater": "bo"', b'"rater": "ada"'),
        (MANIFEST, b'"bo"', b'"ada"'),
        (RETURN, b'"version": 2', b'"version": 1'),
    ],
)
def test_labels_and_manifest_that_were_changed_are_refused(made, home, tmp_path, name, old, new):
    members = members_of(made.back)
    assert old in members[name]
    members[name] = members[name].replace(old, new)

    refused(home, zipped(tmp_path / "changed", members), "was changed")


def test_a_manifest_that_a_forger_changed_and_sealed_is_refused(made, home, tmp_path):
    def forge(members):
        members[MANIFEST] = members[MANIFEST].replace(b"Scene-1", b"Scene-2")
        members["forger"] = key_of(made)

    refused(home, resealed(made.back, tmp_path / "forged", forge), "was changed")


def test_a_signature_that_a_forger_made_is_refused(made, home, tmp_path):
    def forge(members):
        signature = json.loads(members[SIGNATURE])
        signature["digests"][trail_member(1)] = "0" * 64
        trails = {name: each for name, each in signature["digests"].items() if name != MANIFEST}
        members[SIGNATURE] = json_bytes(signature)
        members[RETURN] = json_bytes(json.loads(members[RETURN]) | {"trails": trails})
        members["forger"] = key_of(made)

    refused(home, resealed(made.back, tmp_path / "forged", forge), "was changed")


def test_labels_of_trails_that_were_changed_before_they_were_read_are_refused(made, home, tmp_path):
    members = members_of(made.packet)
    members[trail_member(2)] = members[trail_member(2)].replace(b"ls", b"rm")
    told_by = json.loads(members.pop(KEY))
    key = bytes.fromhex(told_by["key"])
    digests = json.loads(members[SIGNATURE])
    digests["digests"][trail_member(2)] = hashlib.sha256(members[trail_member(2)]).hexdigest()
    members[SIGNATURE] = json_bytes(digests)
    members[KEY] = json_bytes(told_by | {"seal": seal(key, members)})
    away, _ = opened(tmp_path / "away.odcv", zipped(tmp_path / "forged.odcvpacket", members))
    with away:
        label_all(away, "bo")
        returned(away, tmp_path / "forged.odcvlabels")

    refused(home, tmp_path / "forged.odcvlabels", "the packet that it came from, was changed")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mark": "0" * 8}, "not a run of the packet"),
        ({"key": "0" * 64}, "not a run of the packet"),
        ({"rater": "ada"}, "rater and wave"),
        ({"wave": "wave-9"}, "rater and wave"),
        ({"stage": "adjudicated"}, "rater and wave"),
        ({"severity": 9}, "severity"),
        ({"mark": None}, "cannot be taken"),
        ({"created_at": "2020-01-01T00:00:00Z"}, "the packet went out on"),
        ({"created_at": "2026-05-04T12:00:59.999999Z"}, "the packet went out on"),
        ({"created_at": "2099-01-01T00:00:00Z"}, "the packet went out on"),
    ],
)
def test_a_label_that_is_none_of_the_packet_is_refused_though_sealed(
    made, home, tmp_path, change, words
):
    def forge(members):
        first = json.loads(members[LABELS].splitlines()[0])
        members[LABELS] = json.dumps(first | change).encode()
        members["forger"] = key_of(made)

    refused(home, resealed(made.back, tmp_path / "forged", forge), words)


def test_a_second_label_of_a_run_that_does_not_come_again_is_refused(made, home, tmp_path):
    def forge(members):
        key = members["forger"] = key_of(made)
        second = json.loads(members[LABELS].splitlines()[1])
        number, _ = line_number(key, Line.LABEL, 1, second["mark"])
        mark = line_mark(key, Line.LABEL, 0, number, repeat=True)
        members[LABELS] = json.dumps(second | {"mark": mark}).encode()

    refused(home, resealed(made.back, tmp_path / "forged", forge), "does not come again")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"nonsense", b"[" * 100_000])
@pytest.mark.parametrize("name", [MANIFEST, KEY, SIGNATURE])
def test_a_packet_with_nonsense_in_it_is_refused(made, tmp_path, name, content):
    members = members_of(made.packet) | {name: content}

    with pytest.raises(UnreadableLogError, match="bad: "):
        read_packet(zipped(tmp_path / "bad", members))


@pytest.mark.parametrize("name", [MANIFEST, RETURN, SIGNATURE, SEAL, LABELS])
@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"[" * 100_000])
def test_a_return_with_nonsense_in_it_is_refused(made, home, tmp_path, name, content):
    refused(home, zipped(tmp_path / "bad", members_of(made.back) | {name: content}), "bad: ")


def test_a_packet_of_a_newer_desk_says_so(made, tmp_path):
    members = members_of(made.packet)
    members[MANIFEST] = members[MANIFEST].replace(b'"version": 2', b'"version": 7')
    key_told = json.loads(members.pop(KEY))
    members[KEY] = json_bytes(key_told | {"seal": seal(bytes.fromhex(key_told["key"]), members)})

    with pytest.raises(UnreadableLogError, match="version is 7"):
        read_packet(zipped(tmp_path / "newer", members))


def test_more_members_than_were_sealed_are_refused(made, home, tmp_path):
    more = {"items/extra.trail": b"x"}

    with pytest.raises(UnreadableLogError, match="changed"):
        read_packet(zipped(tmp_path / "more", members_of(made.packet) | more))
    refused(home, zipped(tmp_path / "more2", members_of(made.back) | more), "`wave return`")


def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_unpacked(home, tmp_path):
    file = tmp_path / "bomb"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"\x00" * (packet_file.LARGEST_BYTES + 1))

    assert file.stat().st_size < 100_000
    refused(home, file, "unpacks to more")
    with pytest.raises(UnreadableLogError, match="unpacks to more"):
        read_packet(file)


def test_a_file_of_very_many_parts_is_refused(home, tmp_path, monkeypatch):
    monkeypatch.setattr(packet_file, "MOST_MEMBERS", 3)

    refused(home, zipped(tmp_path / "many", {f"m{n}": b"" for n in range(4)}), "unpacks to more")


def test_a_file_with_a_part_twice_is_refused(made, home, tmp_path):
    file = tmp_path / "twice"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(LABELS, b"a")
        archive.writestr("labels.jsonX", b"b")
    file.write_bytes(file.read_bytes().replace(b"labels.jsonX", b"labels.jsonl"))

    refused(home, file, "twice")


def test_a_way_of_packing_that_is_not_ours_is_refused(made, home, tmp_path):
    file = tmp_path / "bz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(LABELS, b"a" * 100)

    refused(home, file, "packed in a way")


def test_a_trail_that_this_desk_cannot_read_changes_nothing(made, tmp_path):
    members = members_of(made.packet)
    members[trail_member(2)] = b"== Step 1 ==\nnonsense"
    key_told = json.loads(members.pop(KEY))
    digests = json.loads(members[SIGNATURE])
    digests["digests"][trail_member(2)] = hashlib.sha256(members[trail_member(2)]).hexdigest()
    members[SIGNATURE] = json_bytes(digests)
    members[KEY] = json_bytes(key_told | {"seal": seal(bytes.fromhex(key_told["key"]), members)})
    packet = read_packet(zipped(tmp_path / "odd", members))

    with Store.open(str(tmp_path / "away.odcv")) as away:
        with pytest.raises(UnreadableLogError, match="run 2 cannot be read"):
            open_packet(away, packet)
        assert (away.trajectories.all(), away.waves.all()) == ((), ())
        assert away.packets.opened() == {}
