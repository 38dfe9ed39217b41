"""Studies to open, words and models."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
)

from odcv_desk.domain.amount import amount
from odcv_desk.ui.models.rows import VALUE_ROLE, Column, RowsModel
from odcv_desk.ui.pages.library.words import span
from odcv_desk.ui.widgets.parts import short, written
from tests.support.library_page import child, choose_file, press, said


def test_recent_studies_are_offered_without_this_one(qtbot, page_for, store):
    page = page_for(store, recent=(store.where, "/old/a&b.odcv"))
    page.go_to("studies")

    with qtbot.waitSignal(page.study_wanted) as heard:
        press(page, "library.study.recent.0")

    assert heard.args == ["/old/a&b.odcv", False]
    assert page.findChild(QPushButton, "library.study.recent.1") is None


def test_a_study_is_opened_by_file_by_name_and_new(qtbot, page_for, store, tmp_path):
    page = page_for(store)
    page.go_to("studies")
    wanted = []
    page.study_wanted.connect(lambda where, create: wanted.append((where, create)))

    press(page, "library.study.open")
    choose_file(page, tmp_path / "one.odcv")
    press(page, "library.study.new")
    choose_file(page, tmp_path / "two")
    address = child(page, "library.study.address", QLineEdit)
    address.setText(" postgresql+pg8000://db/study ")
    qtbot.keyClick(address, Qt.Key.Key_Return)

    assert wanted == [
        (str(tmp_path / "one.odcv"), False),
        (str(tmp_path / "two.odcv"), True),
        ("postgresql+pg8000://db/study", False),
    ]


def test_the_example_can_be_wanted(qtbot, page_for, store):
    page = page_for(store)
    page.go_to("studies")

    with qtbot.waitSignal(page.demo_wanted):
        press(page, "library.study.demo")


def test_a_copy_made_of_an_older_study_is_told(page_for, store, tmp_path):
    store.backup = tmp_path / "study.backup"

    page = page_for(store)
    page.go_to("studies")

    assert str(tmp_path / "study.backup") in said(page, "library.study.backup")


def test_a_name_without_an_end_wraps_and_a_path_stays_as_it_is(look):
    path = "/home/ada/" + "/".join(["results-of-a-long-evening"] * 9)

    assert written(path) == path
    assert written("x" * 130).split("\u200b") == ["x" * 60, "x" * 60, "x" * 10]
    assert len(short("y" * 300)) < 100


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1 second"),
        (59, "about 59 seconds"),
        (61, "about 1 minute"),
        (7000, "about 117 minutes"),
        (8000, "about 2 hours"),
    ],
)
def test_spans_of_time_are_said_as_people_do(seconds, words):
    assert span(seconds) == words


def test_numbers_agree_with_what_they_count():
    assert [amount(1, "run"), amount(1656, "run")] == ["1 run", "1,656 runs"]
    assert amount(2, "stratum", "strata") == "2 strata"


def test_the_rows_model_keeps_the_rules_of_models(qtmodeltester, qapp):
    model = RowsModel([Column(title="a", says=str), Column(title="b", says=str, number=True)])
    model.show_values(["x", "y\u202ez"])

    qtmodeltester.check(model)
    assert model.index(1, 0).data() == "y⟨U+202E⟩z"
    assert model.index(1, 0).data(VALUE_ROLE) == "y\u202ez"
    assert model.headerData(1, Qt.Orientation.Horizontal) == "b"
