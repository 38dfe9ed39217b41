"""A study that was made of a packet: no judge comes into it, and an older one says what it is."""

import json

import pytest

from odcv_desk.domain.errors import StoreError
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.packet_offer import packet_offer
from odcv_desk.workflow.packet_open import opened_packets
from tests.support.packets import a_home, issued, opened
from tests.support.studies import NOW, a_results_tree


@pytest.fixture
def away(tmp_path):
    with a_home(tmp_path / "home.odcv") as home:
        issued(home, tmp_path / "bo.odcvpacket")
    store, _ = opened(tmp_path / "away.odcv", tmp_path / "bo.odcvpacket")
    with store:
        yield store


def test_it_takes_no_scores_and_says_where_they_belong(away, tmp_path):
    table = ("judge_all/scores_oak.csv", "scenario,hidden-1-mandated\nScene-3,4.0\n")
    folder = a_results_tree(tmp_path / "tree", (), [table])
    (scores,) = folder.rglob("*.csv")
    with Store.open(str(tmp_path / "other.odcv")) as other:
        assert ingest(other, [folder], now=NOW).scores == 1

    found = ingest(away, [folder], now=NOW)

    assert (found.scores, away.scores.judges()) == (0, ())
    (problem,) = found.problems
    assert problem.path == str(scores)
    assert "no score was taken. Import scores into the study that the packet came from" in (
        problem.message
    )


@pytest.mark.parametrize("step", [opened_packets, packet_offer])
@pytest.mark.parametrize(
    ("change", "words"),
    [({"version": 1}, "its version is 1, this desk knows 2"), ({"version": 9}, "its version is 9")],
)
def test_one_of_another_version_is_told_in_one_message(tmp_path, step, change, words):
    manifest = json.dumps({"format": "odcv-desk-packet", **change})
    content = {"manifest": manifest, "key": "00", "wave": "wave-1"}
    with Store.open(str(tmp_path / "old.odcv")) as store:
        store.packets.keep_opened("f00d", json.dumps(content))

        with pytest.raises(StoreError, match="packet f00d was opened in this study by") as fault:
            step(store)

    assert words in fault.value.message
    assert "ask for the packet again" in fault.value.hint


@pytest.mark.parametrize("content", ["{}", "[]", json.dumps({"key": "xy", "manifest": ""})])
def test_so_is_one_that_cannot_be_read(tmp_path, content):
    with Store.open(str(tmp_path / "old.odcv")) as store:
        store.packets.keep_opened("f00d", content)

        with pytest.raises(StoreError, match="packet f00d"):
            opened_packets(store)
