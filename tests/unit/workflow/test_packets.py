"""Offline packets: what goes out, and what it is where it is opened."""

import hashlib
import json
from dataclasses import replace

import pytest

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.wave import Masking, Reveal, WaveEvent, WaveStep
from odcv_desk.store import Store
from odcv_desk.workflow import packet_file
from odcv_desk.workflow.packet import MANIFEST, PacketTurn, manifest_bytes, manifest_from
from odcv_desk.workflow.packet_issue import KEY
from odcv_desk.workflow.packet_offer import open_into, packet_offer, place_beside
from odcv_desk.workflow.packet_open import open_packet, read_packet
from odcv_desk.workflow.packet_seal import SIGNATURE
from odcv_desk.workflow.reading import read
from odcv_desk.workflow.sight import HIDDEN
from tests.support.desk_studies import NAMED, a_drawn_wave, an_incoming_trail
from tests.support.packets import (
    SECRETS,
    a_home,
    a_marked_trail,
    issued,
    label_next,
    members_of,
    opened,
    runs_of,
)
from tests.support.studies import NOW, a_run, a_score, an_incoming


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


def test_nothing_that_anybody_said_and_no_models_name_is_in_a_packet(packet):
    found = [packet.read_bytes(), *members_of(packet).values()]
    found += [name.encode() for name in members_of(packet)]

    assert [word for word in SECRETS for part in found if word.encode() in part.lower()] == []


def test_a_packet_without_masking_names_models_and_nothing_else(tmp_path):
    with a_home(tmp_path / "home.odcv", masking=Masking.NAMES) as home:
        issued(home, tmp_path / "p")

    found = b"".join(members_of(tmp_path / "p").values()).lower()
    kept = {word for word in SECRETS if word.encode() in found}
    assert kept == {"zanzibar", "toolu_marker", "reasoning.encrypted"}


def test_the_secret_of_the_study_is_not_in_a_packet(home, packet):
    secret = home.packets.secret()
    found = [packet.read_bytes(), *members_of(packet).values()]

    assert not any(secret in part or secret.hex().encode() in part for part in found)


def test_a_packet_holds_the_raters_order(packet):
    manifest = read_packet(packet).manifest

    assert [item.scenario for item in manifest.items] == [
        run.scenario for run in reversed(runs_of(4))
    ]
    assert [(turn.item, turn.repeat) for turn in manifest.turns] == [
        (1, False),
        (2, False),
        (3, False),
        (1, True),
        (4, False),
    ]


def test_a_packet_names_its_runs_by_nothing_that_public_trails_come_to(home, packet):
    keys = {run.key for run in home.trajectories.all()}
    keys |= {hashlib.sha256(home.trajectories.raw(run).raw).hexdigest() for run in runs_of(4)}
    members = members_of(packet)
    told = b"".join(members[name] for name in (MANIFEST, SIGNATURE, KEY)).decode()

    assert [key for key in keys if key in told] == []


def test_nobody_reads_from_a_packet_which_runs_come_again_or_that_any_do(home, packet, tmp_path):
    with a_home(tmp_path / "once.odcv", repeats=False) as once:
        issued(once, tmp_path / "once.odcvpacket")
    told, of_once = (
        json.loads(members_of(path)[MANIFEST]) for path in (packet, tmp_path / "once.odcvpacket")
    )

    assert "repeat" not in members_of(packet)[MANIFEST].decode()
    assert len(set(told["turns"])) == len(told["turns"]) == len(of_once["turns"])


def test_the_same_moment_gives_the_same_bytes(home, packet, tmp_path):
    issued(home, tmp_path / "again.odcvpacket")

    assert (tmp_path / "again.odcvpacket").read_bytes() == packet.read_bytes()
    assert len(home.packets.all()) == 1


def test_what_is_labelled_already_stays_out(home, tmp_path):
    label_next(home, "bo", 2, 0)

    manifest = issued(home, tmp_path / "rest")

    assert len(manifest.items) == 3
    assert not any(turn.repeat for turn in manifest.turns)


def test_a_wave_for_anybody_goes_out_in_draw_order(home, tmp_path):
    home.waves.add(a_drawn_wave(runs_of(3), name="wave-2", raters=()))

    manifest = issued(home, tmp_path / "p", rater="dan")

    assert manifest.wave == "wave-2"
    assert [item.scenario for item in manifest.items] == ["Scene-0", "Scene-1", "Scene-2"]


@pytest.mark.parametrize(
    ("rater", "wave", "words"),
    [("dan", None, "nothing to label"), ("dan", "wave-1", "wave-1"), ("bo", "wave-7", "wave-7")],
)
def test_who_has_nothing_to_label_gets_no_packet(home, tmp_path, rater, wave, words):
    with pytest.raises(ExportError, match=words):
        issued(home, tmp_path / "p", rater=rater, wave=wave)

    assert home.packets.all() == ()


def test_of_several_waves_one_is_named(home, tmp_path):
    home.waves.add(a_drawn_wave(runs_of(2), name="wave-2", raters=("bo",)))

    with pytest.raises(ExportError, match="2 waves"):
        issued(home, tmp_path / "p")
    assert issued(home, tmp_path / "p", wave="wave-2").wave == "wave-2"


def test_a_stopped_wave_goes_out_to_nobody(home, tmp_path):
    home.waves.note(WaveEvent(wave="wave-1", step=WaveStep.STOPPED, by="ada", at=NOW))

    with pytest.raises(ExportError, match="nothing to label"):
        issued(home, tmp_path / "p")


def test_a_file_that_is_there_is_replaced_only_by_force(home, packet, tmp_path):
    before = packet.read_bytes()

    with pytest.raises(ExportError, match="there already"):
        issued(home, packet, rater="ada")
    assert packet.read_bytes() == before
    assert issued(home, packet, rater="ada", force=True).rater == "ada"


def test_a_trail_that_is_no_utf_8_goes_out_with_its_bytes_spelled(home, tmp_path):
    run = a_run(model="Zanzibar-9", scenario="Bytes")
    raw = a_marked_trail(9).replace(b"Looking.", b"Looking \xff.")
    home.trajectories.add([an_incoming_trail(run, raw)])
    home.waves.add(a_drawn_wave([run], name="wave-2", raters=("dan",)))

    issued(home, tmp_path / "p", rater="dan")

    away, _ = opened(tmp_path / "dan.odcv", tmp_path / "p")
    with away:
        shown = read(away, "dan", away.turns.upcoming("wave-2", "dan")[0])
    assert "Looking \\xff." in [step.content for step in shown.transcript.steps]


def test_an_opened_packet_is_a_wave_of_the_raters_own(away):
    (wave,) = away.waves.all()

    assert (wave.name, wave.raters) == ("wave-1", ("bo",))
    assert (wave.policy.masking, wave.policy.reveal) == (Masking.MASK, Reveal.END)
    assert [str(item.run) for item in wave.items] == [
        "hidden-1/mandated/Scene-3",
        "hidden-2/mandated/Scene-2",
        "hidden-3/mandated/Scene-1",
        "hidden-4/mandated/Scene-0",
    ]
    assert (away.scores.all(), away.labels.all()) == ((), ())


def test_a_run_reads_away_as_it_does_at_home(home, away):
    there = read(away, "bo", away.turns.upcoming("wave-1", "bo")[0])
    here = read(home, "bo", home.turns.upcoming("wave-1", "bo")[0])

    assert there.model is None
    assert there.transcript == here.transcript
    assert (there.unknown, there.title, there.steps) == (here.unknown, here.title, here.steps)
    assert HIDDEN in str(there.transcript)


def test_opening_twice_adds_nothing(away, packet):
    before = (away.trajectories.all(), away.waves.all(), away.packets.opened())

    opening = open_packet(away, read_packet(packet))

    assert not opening.new
    assert (away.trajectories.all(), away.waves.all(), away.packets.opened()) == before


def test_opening_that_was_broken_off_is_completed(packet, tmp_path, monkeypatch):
    with Store.open(str(tmp_path / "away.odcv")) as away:
        with monkeypatch.context() as broken:
            broken.setattr(away.waves, "add", _interrupted)
            with pytest.raises(KeyboardInterrupt):
                open_packet(away, read_packet(packet))

        open_packet(away, read_packet(packet))

        assert len(away.waves.all()) == 1
        assert len(away.trajectories.all()) == 4


def _interrupted(_wave):
    raise KeyboardInterrupt


def test_two_packets_of_one_wave_name_lie_side_by_side(away, tmp_path):
    with a_home(tmp_path / "second.odcv", number=2) as second:
        issued(second, tmp_path / "second.odcvpacket")

    opening = open_packet(away, read_packet(tmp_path / "second.odcvpacket"))

    assert opening.packet.wave.startswith("wave-1-")
    assert opening.packet.numbered_from == 5
    assert [len(wave.items) for wave in away.waves.all()] == [4, 2]


def test_a_packet_is_not_opened_into_a_study_in_use(packet, tmp_path):
    for name, fill in (
        ("runs", lambda store: store.trajectories.add([an_incoming(a_run())])),
        ("scores", lambda store: store.scores.add([a_score()], now=NOW)),
    ):
        with Store.open(str(tmp_path / f"{name}.odcv")) as used:
            fill(used)
            before = used.trajectories.all()

            with pytest.raises(ExportError, match=f"in use: it holds .*{name}") as fault:
                open_packet(used, read_packet(packet))

            assert "leave --study out" in fault.value.hint
            assert (used.trajectories.all(), used.packets.opened()) == (before, {})


def test_a_packet_is_not_opened_beside_a_wave_that_was_drawn_there(away, packet, tmp_path):
    runs = [run.id for run in away.trajectories.all()]
    away.waves.add(a_drawn_wave(runs, name="own"))

    with pytest.raises(ExportError, match="holds waves that came by no packet"):
        open_packet(away, read_packet(packet))


def test_a_study_does_not_open_its_own_packet(home, packet):
    with pytest.raises(ExportError, match="this very study"):
        open_packet(home, read_packet(packet))


def test_runs_with_names_keep_them(tmp_path):
    with a_home(tmp_path / "home.odcv", masking=Masking.NAMES) as home:
        issued(home, tmp_path / "p")
    away, _ = opened(tmp_path / "away.odcv", tmp_path / "p")
    with away:
        assert {run.id for run in away.trajectories.all()} == set(runs_of(4))
        assert away.waves.all()[0].policy == NAMED


def test_a_run_without_transcript_cannot_go_out(home, tmp_path):
    run = a_run(model="Zanzibar-9", scenario="Gone")
    home.scores.add([a_score(run)], now=NOW)
    home.waves.add(a_drawn_wave([run], name="wave-2", raters=("dan",)))

    with pytest.raises(ExportError, match="run 1 of the packet has no transcript"):
        issued(home, tmp_path / "p", rater="dan")
    assert not (tmp_path / "p").exists()


@pytest.mark.parametrize("raw", [b"no trail at all", a_marked_trail(1)[:-40]])
def test_a_trail_that_cannot_be_masked_does_not_go_out(home, tmp_path, raw):
    run = a_run(model="Zanzibar-9", scenario="Odd")
    home.trajectories.add([an_incoming(run, raw=raw)])
    home.waves.add(a_drawn_wave([run], name="wave-2", raters=("dan",)))

    with pytest.raises(ExportError, match="run 1 of the packet cannot be read without"):
        issued(home, tmp_path / "p", rater="dan")


def test_a_place_that_cannot_be_written_is_told(home, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ExportError) as fault:
        issued(home, tmp_path / "file" / "p")
    assert "may write to" in fault.value.hint


def test_a_packet_that_is_too_large_is_not_written(home, tmp_path, monkeypatch):
    monkeypatch.setattr(packet_file, "LARGEST_TOTAL", 10)

    with pytest.raises(ExportError, match="too large"):
        issued(home, tmp_path / "p")


def test_a_study_tells_what_can_go_out_and_what_is_out(home, packet):
    offer = packet_offer(home)

    assert [(each.rater, each.left) for each in offer.choices] == [("ada", 4), ("bo", 4)]
    assert [(each.rater, each.runs, each.left, each.merged_at) for each in offer.out] == [
        ("bo", 4, 4, None)
    ]
    assert offer.opened == ()


def test_a_study_made_of_a_packet_tells_that_it_was_opened(packet):
    opening = open_into(place_beside(packet), packet)

    with Store.open(place_beside(packet)) as away:
        offer = packet_offer(away)
    assert opening.new
    assert (offer.choices, offer.out) == ((), ())
    assert [(each.rater, each.wave, each.left) for each in offer.opened] == [("bo", "wave-1", 4)]


@pytest.mark.parametrize(
    "change",
    [
        {"items": ()},
        {"turns": ()},
        {"turns": (PacketTurn(item=1), PacketTurn(item=1))},
        {"study": ""},
    ],
)
def test_a_manifest_that_holds_is_one_that_can_be_labelled(packet, change):
    manifest = read_packet(packet).manifest

    with pytest.raises(ValueError, match=r"packet needs|turns name"):
        replace(manifest, **change)


def test_a_manifest_comes_back_as_it_was_written(packet):
    manifest = read_packet(packet).manifest

    assert manifest_from(manifest_bytes(manifest, b"key"), b"key") == manifest
