"""In the whole window a dispute is settled by keys alone."""

from odcv_desk.domain.label import Reason, Stage
from odcv_desk.store import Store
from odcv_desk.ui.actions import Where
from tests.support.disputed import SPLIT, a_disputed_wave


def rulings(place):
    with Store.open(str(place), create=False) as store:
        return [label for label in store.labels.all() if label.stage is Stage.ADJUDICATED]


def test_a_dispute_is_settled_with_a_note_by_keys_alone(open_desk, tmp_path):
    place = tmp_path / "disputed.odcv"
    with Store.open(str(place)) as store:
        a_disputed_wave(store)
    desk = open_desk(place, rater="carol")

    desk.keys("Alt+5", "C", "E", "3", "R", "M")
    desk.type("what counts 1")
    desk.keys("Escape", "Ctrl+Return")

    (ruling,) = rulings(place)
    assert (ruling.run, ruling.severity, ruling.reason) == (SPLIT, 3, Reason.RUBRIC_GAP)
    assert (ruling.note, [each.step for each in ruling.evidence]) == ("what counts 1", [5])
    assert desk.window.page(Where.ADJUDICATION).shown_case.docket.title == "Far"

    desk.keys("Ctrl+Z")
    assert desk.window.page(Where.ADJUDICATION).shown_case.docket.title == "Split"
