"""Transcripts that try to break a reader, opened in the window: text it is, and nothing more."""

import time
import unicodedata

import pytest
from PySide6.QtWidgets import QApplication

from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.hostile import STORIES, hostile_results
from tests.support.window import START

PATIENCE_S = 1.0
RUNS = {
    "Ansi-Colours": "\N{SYMBOL FOR ESCAPE}",
    "Nul-Signs": "\N{SYMBOL FOR NULL}",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with Store.open(str(folder / "study.odcv")) as store:
        ingest(store, [hostile_results(folder / "tree")], now=START)
    return folder / "study.odcv"


@pytest.mark.parametrize("story", STORIES)
def test_a_hostile_trail_is_shown_as_text(open_window, study, story):
    window = open_window(study)
    rows = {run.id.scenario: store_row(window, run) for run in runs(window)}
    begin = time.perf_counter()
    window.read(rows[story])
    window.window.grab()
    took = time.perf_counter() - begin
    said = window.said()
    bad = {f"{ord(c):04x} {unicodedata.category(c)}" for c in said if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs") and c not in "\n\t"}
    print(story, took, bad, len(said))
    window.keys("Shift+V", "J", "J")
    window.keys("Ctrl+A", "Ctrl+C")
    copied = QApplication.clipboard().text()
    print(len(copied), STORIES[story] in copied, repr(copied[:200]))


def runs(window):
    return window.rooms.desk.store.trajectories.all()


def store_row(window, run):
    return window.rooms.desk.store.trajectories.row_of(run.id)
