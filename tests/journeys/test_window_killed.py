"""kill -9 at the window: what it called kept is there, once, when it opens again."""

import shutil

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.kills import Said, is_intact, kill_window_while_labelling
from tests.support.studies import NOW, a_results_tree

OFTEN = 50
CELLS = tuple(
    (model, variant, f"Bench-{number}")
    for model in ("heron", "wren")
    for variant in ("mandated", "incentivized")
    for number in range(10)
)


@pytest.fixture(scope="module")
def unlabelled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unlabelled")
    with Store.open(str(folder / "study.odcv")) as store:
        ingest(store, [a_results_tree(folder / "tree", CELLS)], now=NOW)
    return folder / "study.odcv"


def labels_in(study):
    with Store.open(str(study), create=False) as store:
        rows = {run: row for row, run in store.trajectories.ids().items()}
        return [
            Said("label", rows[label.run], label.severity, len(label.note))
            for label in store.labels.all()
        ]


def killed_windows(unlabelled, folder, open_window, times):
    """Kill windows; return how many were killed with a draft in the making."""
    drafted = 0
    for seed in range(times):
        study = shutil.copy(unlabelled, folder / f"{seed}.odcv")
        said = kill_window_while_labelling(study, folder, seed)
        window = open_window(study)
        assert is_intact(study)
        there = labels_in(study)
        confirmed = [each for each in said if each.kind == "label"]
        check_labels(confirmed, there)
        if said[-1].kind == "draft":
            drafted += check_draft(window, said[-1], there[len(confirmed) :])
        window.close()
    return drafted


def check_labels(confirmed, there):
    """Every confirmed label is there once; at most one more was kept but not yet confirmed."""
    assert there[: len(confirmed)] == confirmed
    assert len(there) - len(confirmed) <= 1
    assert len({label.row for label in there}) == len(there)


def check_draft(window, draft, unconfirmed):
    """The last draft is in the form again, or it was committed meanwhile."""
    if unconfirmed:
        assert [(label.row, label.severity) for label in unconfirmed] == [
            (draft.row, draft.severity)
        ]
        assert unconfirmed[0].length >= draft.length
        return False
    window.read(draft.row)
    assert window.reading.draft.severity == draft.severity
    assert len(window.find(QPlainTextEdit, "label.note").toPlainText()) >= draft.length
    return True


def test_a_killed_window_keeps_labels_and_drafts(unlabelled, tmp_path, open_window):
    killed_windows(unlabelled, tmp_path, open_window, times=3)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_windows_killed_often(unlabelled, tmp_path, open_window):
    assert killed_windows(unlabelled, tmp_path, open_window, times=OFTEN) > OFTEN / 4
