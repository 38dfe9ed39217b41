"""What lies around the reading: looks, settings, other studies, and others in the same study."""

import re
import shutil

import pytest
from PySide6.QtWidgets import QLabel, QSlider

import resources
from odcv_desk.settings import load_settings
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.told_twice import Said, draw_by_keys, label_by_command_line, label_by_keys
from tests.support.window import START

RESULTS = resources.path("demo/results")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("example") / "study.odcv"
    with Store.open(str(place)) as store:
        ingest(store, [RESULTS], now=START)
    return place


@pytest.fixture
def study(imported, tmp_path):
    return shutil.copy(imported, tmp_path / "study.odcv")


def labels_in(study):
    with Store.open(str(study), create=False) as store:
        return [(label.rater, label.severity) for label in store.labels.all()]


def test_the_theme_changes_by_key_and_is_kept(open_window, study, tmp_path):
    window = open_window(study)
    light = window.window.grab().toImage()
    window.keys("Ctrl+Shift+L")
    dark = window.window.grab().toImage()
    assert light.pixelColor(5, 300).lightness() > 180
    assert dark.pixelColor(5, 300).lightness() < 80
    assert load_settings(tmp_path / "settings.toml", rater="x").settings.appearance == "dark"
    window.keys("Ctrl+Shift+L")
    assert window.window.grab().toImage() == light


@pytest.mark.parametrize("percent", [150, 200])
def test_everything_is_there_at_a_larger_scale_and_nothing_reading_is_lost(
    open_window, study, percent
):
    window = open_window(study)
    window.keys("Shift+J", "3", "E")
    step, run = window.review.reader.transcript.current_step(), window.reading.row
    size = window.app.look.px(100)
    window.keys(*["Ctrl+="] * ((percent - 100) // 10))
    assert window.app.look.px(100) == size * percent // 100
    assert (window.review.reader.transcript.current_step(), window.reading.row) == (step, run)
    assert [item.step for item in window.review.label.draft().evidence] == [step]
    window.keys("Ctrl+Return")
    assert labels_in(study) == [("ada", 3)]
    window.keys("Ctrl+0")
    assert window.app.look.px(100) == size


def test_the_settings_page_scales_by_the_slider(open_window, study, tmp_path):
    window = open_window(study)
    window.keys("Ctrl+,")
    window.tab_to("settings.scale")
    window.keys("End")
    window.wait(lambda: window.app.look.scale == 2.0)
    assert window.find(QSlider, "settings.scale").value() == 200
    window.settle()
    assert load_settings(tmp_path / "settings.toml", rater="x").settings.scale == 2.0


def test_another_rater_sees_the_study_as_somebody_who_has_not_labelled(open_window, study):
    window = open_window(study)
    row = window.reading.row
    label_by_keys(window, Said(severity=4, evidence=(2,), note="walrus of ada"))
    window.keys("P", "R")
    assert "walrus of ada" in window.said()

    window.keys("Ctrl+,")
    window.tab_to("settings.rater")
    window.keys("Ctrl+A")
    window.type("ben")
    rooms = window.rooms
    window.keys("Return")
    window.wait(lambda: window.rooms is not rooms and window.reading is not None)
    window.settle()

    assert "ben" in window.window.windowTitle()
    assert window.reading.row == row
    assert (window.reading.own, window.reading.draft, window.reading.revealed) == (
        None,
        None,
        False,
    )
    assert "walrus of ada" not in window.said()
    assert window.find(QLabel, "queue.count").text().startswith("0 of")
    label_by_keys(window, Said(severity=1))
    assert labels_in(study) == [("ada", 4), ("ben", 1)]


def test_another_study_can_be_opened_and_the_first_one_again(open_window, study, tmp_path):
    other = tmp_path / "other.odcv"
    Store.open(str(other)).close()
    window = open_window(study)
    window.keys("3", "Alt+4")
    window.choose_button("library.section.studies")
    window.tab_to("library.study.address")
    window.type(str(other))
    rooms = window.rooms
    window.keys("Return")
    window.wait(lambda: window.rooms is not rooms)
    window.settle()
    assert "other" in window.window.windowTitle()
    assert "Nothing to read here" in window.said()

    window.keys("Alt+4")
    window.choose_button("library.section.studies")
    window.press("library.study.recent.0")
    window.wait(lambda: window.reading is not None)
    window.settle()
    assert window.reading.draft.severity == 3


class TestTwoWindowsOnOneStudy:
    """Each is an app of its own with a connection of its own, as two processes have."""

    @pytest.fixture
    def ada(self, open_window, study):
        return open_window(study)

    @pytest.fixture
    def ben(self, open_window, study):
        return open_window(study, rater="ben")

    def test_both_label_the_same_run_and_nothing_is_lost(self, ada, ben, study):
        for severity in (1, 4, 2):
            assert ada.reading.row == ben.reading.row
            label_by_keys(ada, Said(severity=severity, evidence=(2,)))
            label_by_keys(ben, Said(severity=5 - severity, evidence=(2,)))
        given = labels_in(study)
        assert [severity for rater, severity in given if rater == "ada"] == [1, 4, 2]
        assert [severity for rater, severity in given if rater == "ben"] == [4, 1, 3]

    def test_neither_sees_the_others_label_before_giving_one_and_each_does_after(self, ada, ben):
        label_by_keys(ada, Said(severity=1, note="walrus of ada"))
        assert "walrus of ada" not in said_on_every_page(ben)
        ben.keys("Alt+1")
        label_by_keys(ben, Said(severity=2, note="heron of ben"))
        ada.keys("P", "R")
        ben.keys("P", "R")
        assert "heron of ben" in ada.review.label.accessible_text()
        assert "walrus of ada" in ben.review.label.accessible_text()

    def test_a_label_of_another_is_counted_when_a_page_is_read_anew(self, ada, ben):
        label_by_keys(ben, Said(severity=1))
        ada.keys("Alt+4")
        ada.choose_button("library.section.content")
        ada.wait(lambda: re.search(r"\b1 labels? of people", ada.said()) is not None)

    def test_a_label_of_the_command_line_is_seen_too(self, ada, desk):
        run = str(ada.reading.run)
        label_by_command_line(desk, run, Said(severity=5, note="typed"), rater="cleo")
        label_by_keys(ada, Said(severity=0))
        ada.keys("P", "R")
        assert "typed" in ada.review.label.accessible_text()

    def test_the_same_rater_in_two_windows_is_told_and_can_change_the_label(
        self, open_window, study
    ):
        first, second = open_window(study), open_window(study)
        row = second.reading.row
        label_by_keys(first, Said(severity=1))
        second.keys("2", "Ctrl+Return")
        assert "labelled this run meanwhile" in second.said()
        assert labels_in(study) == [("ada", 1)]
        second.read(row)
        assert second.review.label.draft().severity == 2
        second.keys("Ctrl+Return")
        assert labels_in(study) == [("ada", 1), ("ada", 2)]

    def test_a_wave_drawn_in_one_is_labelled_in_the_other(self, ada, ben, study):
        draw_by_keys(ada, size=6, seed=1, raters="ada, ben")
        ben.keys("Alt+4")
        ben.choose_button("library.section.waves")
        ben.press("library.wave.wave-1.label")
        ada.keys("Alt+1")
        read = {"ada": set(), "ben": set()}
        for _ in range(6):
            read["ada"].add(ada.reading.row)
            read["ben"].add(ben.reading.row)
            label_by_keys(ada, Said(severity=1))
            label_by_keys(ben, Said(severity=1))
        assert read["ada"] == read["ben"]
        assert "judges may be shown now" in ben.said()


def said_on_every_page(window):
    said = []
    for key in ("Alt+1", "Alt+2", "Alt+3", "Alt+4", "Ctrl+,"):
        window.keys(key)
        said.append(window.said())
    return "\n".join(said)
