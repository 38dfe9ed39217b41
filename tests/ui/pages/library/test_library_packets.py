"""Packets in the window: given out, opened, labelled elsewhere, sent back, merged."""

import pytest
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from odcv_desk.store import Store
from odcv_desk.ui.pages.review.wave_panel import wave_ended, ways_on
from odcv_desk.workflow.changes import Topic
from odcv_desk.workflow.gold_wave import waves
from tests.support.library_page import child, choose_file, idle, press, said, shown_text, visit
from tests.support.packets import (
    SECRETS,
    a_home,
    issued,
    label_all,
    label_next,
    merged,
    opened,
    returned,
    told,
)
from tests.support.studies import at

NOTICE = "library.packets.notice"


@pytest.fixture
def home(tmp_path):
    with a_home(tmp_path / "home.odcv") as store:
        yield store


@pytest.fixture
def packet(home, tmp_path):
    issued(home, tmp_path / "bo.odcvpacket")
    return tmp_path / "bo.odcvpacket"


@pytest.fixture
def away(packet, tmp_path):
    store, _ = opened(tmp_path / "away.odcv", packet)
    with store:
        yield store


@pytest.fixture
def section(qtbot, page_for):
    def visited(store):
        page = page_for(store, now=at(700))
        visit(qtbot, page, "packets")
        return page

    return visited


def enabled(page, name):
    return child(page, f"library.packets.{name}", QPushButton).isEnabled()


def test_without_a_wave_only_a_packet_can_be_opened(section, store):
    page = section(store)

    assert not child(page, "library.packets.nobody").isHidden()
    assert child(page, "library.packets.choice").isHidden()
    assert [enabled(page, name) for name in ("give", "merge", "open")] == [False, False, True]


def test_a_packet_is_written_for_the_chosen_rater(qtbot, section, home, tmp_path):
    page = section(home)
    field = child(page, "library.packets.choice", QComboBox)
    assert [field.itemText(place) for place in range(field.count())] == [
        "ada in wave-1, 4 runs left",
        "bo in wave-1, 4 runs left",
    ]
    field.setCurrentIndex(1)

    press(page, "library.packets.give")
    choose_file(page, tmp_path / "out.odcvpacket")
    idle(qtbot, page)

    assert "4 runs of wave-1 for bo" in said(page, NOTICE)
    assert (tmp_path / "out.odcvpacket").is_file()
    assert "nothing came back yet" in shown_text(page)
    assert enabled(page, "merge")


def test_a_file_that_is_there_is_replaced_when_the_person_says_so(qtbot, section, home, tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    page = section(home)
    press(page, "library.packets.give")
    choose_file(page, tmp_path / "out")
    idle(qtbot, page)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"

    press(page, f"{NOTICE}.replace")
    idle(qtbot, page)

    assert (tmp_path / "out").read_bytes().startswith(b"PK")


def test_what_came_back_is_merged_and_told(qtbot, section, home, away, tmp_path):
    label_all(away, "bo")
    returned(away, tmp_path / "back.odcvlabels")
    page = section(home)

    press(page, "library.packets.merge")
    with qtbot.waitSignal(page.changed, timeout=15_000) as heard:
        choose_file(page, tmp_path / "back.odcvlabels")
    idle(qtbot, page)

    assert Topic.LABELS in heard.args[0]
    assert "5 label events merged" in said(page, NOTICE)
    assert "4 labelled, last merged" in shown_text(page)


def test_merging_twice_says_that_nothing_is_new(qtbot, section, home, away, tmp_path):
    label_all(away, "bo")
    returned(away, tmp_path / "back")
    merged(home, tmp_path / "back")
    page = section(home)

    press(page, "library.packets.merge")
    choose_file(page, tmp_path / "back")
    idle(qtbot, page)

    assert "Nothing new: all 5 label events" in said(page, NOTICE)


def test_a_conflict_is_told_without_what_was_said(qtbot, section, home, away, tmp_path):
    label_next(home, "bo", 1, 5)
    label_next(away, "bo", 4, 6)
    returned(away, tmp_path / "back")
    page = section(home)

    press(page, "library.packets.merge")
    choose_file(page, tmp_path / "back")
    idle(qtbot, page)

    assert "differently; both are kept" in said(page, NOTICE)
    assert not [word for word in SECRETS if word in shown_text(page).casefold()]


def test_a_damaged_file_is_refused_in_a_sentence(qtbot, section, home, packet, tmp_path):
    (tmp_path / "bad").write_bytes(packet.read_bytes()[:-9])
    before, page = told(home), section(home)

    press(page, "library.packets.merge")
    choose_file(page, tmp_path / "bad")
    idle(qtbot, page)

    assert "damaged or truncated" in said(page, NOTICE)
    assert told(home) == before
    assert enabled(page, "merge")


def test_a_packet_is_opened_beside_itself_and_led_to(qtbot, section, store, packet):
    page = section(store)
    press(page, "library.packets.open")
    choose_file(page, packet)
    idle(qtbot, page)
    place = str(packet.with_suffix(".odcv"))
    assert f"wave-1 with 4 runs for bo is in {place}" in said(page, NOTICE)

    with qtbot.waitSignal(page.study_wanted) as heard:
        press(page, f"{NOTICE}.go")

    assert heard.args == [place, False]
    with Store.open(place, create=False) as made:
        assert len(made.waves.all()) == 1


def test_labels_are_sent_back_where_a_packet_was_opened(qtbot, section, away, tmp_path):
    label_all(away, "bo", most=2)
    page = section(away)
    assert not child(page, "library.packets.give", QWidget).isVisible()

    press(page, "library.packets.send")
    choose_file(page, tmp_path / "back")
    idle(qtbot, page)

    assert "2 label events of wave-1" in said(page, NOTICE)
    assert "2 runs still to label" in said(page, NOTICE)


def test_who_has_no_packet_open_sees_no_way_to_send_back(section, home):
    assert child(section(home), "library.packets.own").parentWidget().isHidden()


def test_after_the_last_label_of_a_packet_review_leads_to_writing_the_labels(away):
    label_all(away, "bo")
    (status,) = waves(away, "bo")

    title, text = wave_ended(status)

    assert title == "All done: write your labels"
    assert "under Packets" in text
    assert list(ways_on(status)) == ["packets", "free"]
