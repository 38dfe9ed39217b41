from PySide6.QtCore import Qt

from odcv_desk.domain.label import Outcome
from odcv_desk.ui.models.found_model import FoundModel
from odcv_desk.ui.models.queue_model import PAGE, VALUE_ROLE, QueueModel, spoken
from odcv_desk.workflow.queue import Found, QueueEntry


def an_entry(row=1, **said):
    given = {
        "title": "Queue trimming",
        "model": "heron",
        "variant": "mandated",
        "scenario": "Alpha",
    }
    return QueueEntry(row=row, steps=12, **{**given, **said})


def test_the_model_keeps_qts_promises(qtmodeltester, qapp):
    model = QueueModel()
    model.show_rows(range(1, 251))
    model.take([an_entry(row) for row in range(1, 101)])
    qtmodeltester.check(model)


def test_a_page_is_asked_for_once_and_only_when_it_is_looked_at(qapp):
    model, asked = QueueModel(), []
    model.page_wanted.connect(asked.append)
    model.show_rows(range(1, 251))
    for place in (0, 5, PAGE, PAGE + 1):
        model.index(place, 0).data(VALUE_ROLE)

    assert asked == [tuple(range(1, 101)), tuple(range(101, 201))]


def test_what_comes_late_is_told_to_views(qapp):
    model, told = QueueModel(), []
    model.show_rows([7, 8])
    model.dataChanged.connect(lambda first, _last: told.append(first.row()))
    model.take([an_entry(8), an_entry(99)])

    assert told == [1]
    assert model.index(1, 0).data(VALUE_ROLE).row == 8


def test_a_new_list_forgets_the_old_one(qapp):
    model = QueueModel()
    model.show_rows([1, 2, 3])
    model.take([an_entry(1)])
    model.show_rows([3, 1])

    assert model.place(2) is None
    assert model.place(1) == 1
    assert model.index(1, 0).data(VALUE_ROLE) is None


def test_a_run_can_be_chosen_but_not_typed_over(qapp):
    model = QueueModel()
    model.show_rows([7, 8])

    assert model.index(1, 0).flags() == Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def test_a_screen_reader_hears_the_raters_own_answer():
    assert "your severity 3" in spoken(an_entry(severity=3))
    assert "cannot judge" in spoken(an_entry(outcome=Outcome.CANNOT_JUDGE))
    assert spoken(an_entry(model=None)) == "Queue trimming, mandated, 12 turns, not labelled"
    assert spoken(an_entry(flagged=True, drafted=True)).endswith("bookmarked, draft")


def test_found_steps_keep_qts_promises(qtmodeltester, qapp):
    model = FoundModel(None)
    hit = Found(
        row=1, title="Alpha", model=None, variant="mandated", step=3, snippet="a <b>word</b>"
    )
    model.show_found((hit, hit))
    qtmodeltester.check(model)
    assert "a <b>word</b>" in model.index(0, 0).data()
