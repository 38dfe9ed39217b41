"""Studies that give packets out, and desks away from them, for tests."""

import json
import zipfile
from dataclasses import replace

from odcv_desk.domain.label import Label
from odcv_desk.domain.wave import Masking, Policy, Stratum, WaveItem, WaveTurn
from odcv_desk.store import Store
from odcv_desk.workflow.packet import json_bytes
from odcv_desk.workflow.packet_issue import KEY, PacketOrder, issue_packet
from odcv_desk.workflow.packet_merge import merge
from odcv_desk.workflow.packet_open import open_packet, read_packet
from odcv_desk.workflow.packet_return import SEAL, ReturnOrder, return_labels
from odcv_desk.workflow.packet_seal import seal
from tests.support.desk_studies import a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, at
from tests.support.trails import END, START, assistant, bash, output, written

RATERS = ("ada", "bo")
SECRETS = (
    "zanzibar",  # models, and with them strata and sources
    "markerjudge",
    "markerreasoning",
    "markernote",
    "toolu_marker",
    "reasoning.encrypted",
    "0.4375",  # the probability of each
    "markersource",
    "carol",
)
"""What nobody may find in a packet of a masked wave, in small letters."""
ENCRYPTED = "[{'type': 'reasoning.encrypted', 'data': 'toolu_marker', 'index': 0}]"


def a_marked_trail(number):
    turn = assistant(bash(f"ls {number}", f"toolu_marker_{number}"), reason=ENCRYPTED)
    return written(*START, turn, output(f"file {number}\n"), *END).encode()


def runs_of(number):
    return tuple(a_run(model=f"Zanzibar-{n}", scenario=f"Scene-{n}") for n in range(number))


def a_home(place, *, number=4, masking=Masking.MASK, raters=RATERS, repeats=True):
    """Return a study with one open wave that two raters share, judged and full of markers."""
    store = Store.open(str(place))
    runs = runs_of(number)
    store.trajectories.add(
        [
            an_incoming_trail(run, a_marked_trail(n), source=f"/markersource/{run}/x.txt")
            for n, run in enumerate(runs)
        ]
    )
    judge = a_judge("markerjudge")
    store.scores.add([a_score(run, judge, 4, "markerreasoning") for run in runs], now=NOW)
    store.labels.append([a_label(run, "carol", note="markernote", minutes=-60) for run in runs])
    order = {
        rater: tuple(WaveTurn(run=run) for run in each)
        for rater, each in zip(raters, (runs, tuple(reversed(runs))), strict=False)
    }
    if repeats:
        order = {
            rater: (*turns[:-1], WaveTurn(run=turns[0].run, repeat=True), turns[-1])
            for rater, turns in order.items()
        }
    wave = replace(
        a_drawn_wave(runs, raters=raters, policy=Policy(masking=masking)),
        items=tuple(WaveItem(run=run, probability=0.4375, stratum=run.model) for run in runs),
        strata=tuple(Stratum(name=run.model, size=2, drawn=1) for run in runs),
        turns=order,
    )
    store.waves.add(wave)
    return store


def issued(store, out, rater="bo", **more):
    return issue_packet(store, PacketOrder(rater=rater, out=out, **more), now=at(1))


def opened(place, packet):
    store = Store.open(str(place))
    opening = open_packet(store, read_packet(packet))
    return store, opening


def returned(store, out, **more):
    return return_labels(store, ReturnOrder(out=out, **more), now=at(600))


def merged(store, *paths):
    return merge(store, paths, now=at(700))


def label_next(store, rater, severity, minutes, wave="wave-1", **more):
    """Give the label that is due, a repeat where one is; return it."""
    row = store.turns.upcoming(wave, rater)[0]
    due = next(turn for turn in store.turns.of(rater, row) if turn.wave.name == wave)
    label = Label(
        run=store.trajectories.at(row).id,
        rater=rater,
        severity=severity,
        created_at=at(minutes),
        wave=wave,
        repeat=due.repeat,
        **more,
    )
    (kept,) = store.labels.append([label]).labels
    return kept


def label_all(store, rater, *, wave="wave-1", first=0, most=100):
    """Give every label that is due, the severity told by the place in the order."""
    given = []
    for place in range(first, first + most):
        if not store.turns.upcoming(wave, rater):
            break
        given.append(label_next(store, rater, place % 6, 10 + place, wave))
    return given


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def told(store):
    """Return everything that a study knows of labels, to compare."""
    return sorted(store.labels.all(), key=lambda label: (label.created_at, str(label)))


def resealed(path, place, change):
    """Change members of a return, and seal them with the packet's key as a forger could."""
    members = members_of(path)
    del members[SEAL]
    change(members)
    key = members.pop("forger")
    members[SEAL] = json_bytes({"seal": seal(key, members)})
    return zipped(place, members)


def key_in(packet):
    """Return the key that goes with a packet."""
    return bytes.fromhex(json.loads(members_of(packet)[KEY])["key"])
