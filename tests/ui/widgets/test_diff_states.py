import pytest
from PySide6.QtWidgets import QLabel, QToolButton

from odcv_desk.domain.change import ChangeKind, Origin
from odcv_desk.ui.jobs import Jobs
from tests.support.diffs import CONFIG, a_change, notice, shown_pane, text_of


@pytest.fixture
def pane(qtbot, look):
    jobs = Jobs()
    yield shown_pane(qtbot, look, jobs)
    jobs.close()


def test_without_a_step_the_pane_asks_for_one(pane):
    assert "No step chosen" in pane.accessible_text()
    assert pane.folded


def test_a_step_without_changes_says_so(pane):
    pane.show_step(3, (), unknown=False)

    assert "This step changed no files" in pane.accessible_text()
    assert "step 3" in pane.accessible_text()


def test_unknown_changes_are_not_called_none(pane):
    pane.show_step(3, (), unknown=True)

    assert "Files unknown" in pane.accessible_text()
    assert "changed no files" not in pane.accessible_text()


def test_a_change_shows_its_file_step_counts_and_rows(pane):
    pane.show_step(11, [a_change()], unknown=False)

    words = pane.accessible_text()
    assert "etc/sensors.cfg" in words
    assert "step 11" in words
    assert "line 3, removed: data_transmission: active" in words
    assert "line 3, added: data_transmission: false" in words
    assert (text_of(pane, "diff.added"), text_of(pane, "diff.removed")) == ("+1", "\u22121")
    assert pane.view.accessibleName() == "sensors.cfg, 1 line added, 1 removed"


@pytest.mark.parametrize("origin", list(Origin))
def test_the_origin_of_a_change_is_told(pane, origin):
    pane.show_step(1, [a_change(origin=origin)], unknown=False)

    label = pane.findChild(QLabel, "diff.origin")
    assert label.text() == origin.value
    assert label.toolTip()


def test_a_reconstructed_change_says_in_text_how_it_is_known(pane):
    pane.show_step(1, [a_change(origin=Origin.RECONSTRUCTED)], unknown=False)

    told = text_of(pane, "diff.notes")
    assert told == "Reconstructed: worked out from the transcript: the command itself proves it"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"binary": True, "before": None, "after": None}, "Binary file changed"),
        ({"before": None, "after": None}, "Changed, content unknown"),
        ({"kind": ChangeKind.CREATED, "before": None, "after": ""}, "Created, and empty"),
        ({"kind": ChangeKind.CREATED, "before": None, "after": None}, "Created, content unknown"),
        ({"kind": ChangeKind.DELETED, "before": "", "after": None}, "Deleted; it was empty"),
        ({"kind": ChangeKind.DELETED, "before": None, "after": None}, "Deleted, content unknown"),
        (
            {"kind": ChangeKind.MODE, "before": None, "after": None, "mode": "0755"},
            "Only the mode changed",
        ),
        (
            {"kind": ChangeKind.RENAMED, "before": CONFIG, "after": CONFIG, "old_path": "a"},
            "Renamed",
        ),
        ({"kind": ChangeKind.RENAMED, "before": None, "after": None, "old_path": "a"}, "Renamed"),
        ({"after": CONFIG}, "Written again"),
    ],
)
def test_a_change_without_texts_to_compare_says_what_it_is(pane, given, title):
    pane.show_step(1, [a_change(**given)], unknown=False)

    assert notice(pane) == title
    assert title in pane.accessible_text()


def test_a_created_file_is_all_added_in_one_column(pane):
    pane.show_step(1, [a_change(kind=ChangeKind.CREATED, before=None)], unknown=False)

    assert pane.view.row_count == 4
    assert text_of(pane, "diff.added") == "+4"
    assert pane.findChild(QLabel, "diff.removed").isHidden()
    assert pane.findChild(QToolButton, "diff.unified").isHidden()


def test_a_deleted_file_is_all_removed(pane):
    pane.show_step(1, [a_change(kind=ChangeKind.DELETED, after=None)], unknown=False)

    assert text_of(pane, "diff.removed") == "\u22124"
    assert "line 1, removed: # sensors" in pane.accessible_text()


def test_a_change_known_on_one_side_shows_that_side_and_counts_nothing(pane):
    pane.show_step(1, [a_change(before=None)], unknown=False)

    assert "What it held before is unknown" in text_of(pane, "diff.notes")
    assert "line 3: data_transmission: false" in pane.accessible_text()
    assert pane.findChild(QLabel, "diff.added").isHidden()


def test_a_rename_with_another_content_names_the_old_path(pane):
    change = a_change(kind=ChangeKind.RENAMED, old_path="etc/old.cfg")

    pane.show_step(1, [change], unknown=False)

    assert "Renamed from etc/old.cfg" in text_of(pane, "diff.notes")


def test_a_new_mode_and_a_link_are_told(pane):
    pane.show_step(1, [a_change(mode="120777")], unknown=False)

    assert "Mode is 120777 now" in text_of(pane, "diff.notes")
    assert "symbolic link" in text_of(pane, "diff.notes")


def test_other_line_ends_are_told(pane):
    pane.show_step(1, [a_change(after=CONFIG.replace("\n", "\r\n"))], unknown=False)

    assert text_of(pane, "diff.notes") == "Only the line ends differ: LF before, CRLF now"


def test_a_step_that_may_have_changed_more_says_so(pane):
    pane.show_step(1, [a_change()], unknown=True)

    assert "may have changed more files" in text_of(pane, "diff.notes")


def test_hidden_signs_of_a_path_are_shown(pane):
    pane.show_step(1, [a_change(path="a\u202etxt.exe\n<b>")], unknown=False)

    assert "a⟨U+202E⟩txt.exe␊<b>" in pane.accessible_text()
