"""Who was shown labels of a run while settling it has seen them, whatever label comes later."""

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Reason, Stage
from odcv_desk.store import Store
from odcv_desk.workflow.adjudicate import Ruling, rule
from odcv_desk.workflow.cases import case
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.label import Answer, give_label
from odcv_desk.workflow.reading import Counting, read
from tests.support.disputed import FAR, SPLIT, a_disputed_wave, row_of
from tests.support.studies import a_label, at

WAYS = {
    "window": lambda store, run: commit(
        store, "eva", row_of(store, run), Draft(severity=2), now=at(300)
    ),
    "command line": lambda store, run: give_label(
        store, str(run), Answer(verdict="2", rater="eva"), now=at(300)
    ),
    "file": lambda store, run: store.labels.append([a_label(run, "eva", 2, minutes=300)]).labels[0],
}


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        a_disputed_wave(opened)
        yield opened


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_label_after_a_look_at_the_case_is_revealed(store, way):
    case(store, "eva", row_of(store, SPLIT), now=at(200))

    seen, other = way(store, SPLIT), way(store, FAR)

    assert (seen.stage, other.stage) == (Stage.REVEALED, Stage.BLIND)
    assert read(store, "eva", row_of(store, SPLIT)).counting is Counting.REVEALED


def test_it_is_so_after_a_ruling_too_and_looking_again_changes_nothing(store):
    row = row_of(store, SPLIT)
    for minute in (200, 210):
        case(store, "eva", row, now=at(minute))
    rule(store, "eva", row, Ruling(reason=Reason.SLIP, severity=3), now=at(220))

    assert WAYS["window"](store, SPLIT).stage is Stage.REVEALED
    assert len([event for event in store.exposures.all() if event.rater == "eva"]) == 1


def test_a_label_from_before_the_look_stays_blind_when_it_comes_in_later(store):
    case(store, "eva", row_of(store, SPLIT), now=at(200))

    (kept,) = store.labels.append([a_label(SPLIT, "eva", 2, minutes=199)]).labels

    assert kept.stage is Stage.BLIND
