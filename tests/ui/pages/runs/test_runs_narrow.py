"""A small window at a large scale: what is asked can be answered, and nothing is cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from odcv_desk.domain.campaign import Asking
from odcv_desk.domain.errors import ModelError
from odcv_desk.ui.theme import Appearance
from scenarios.playable import slugs
from tests.support.runs_stories import Talker, a_campaign, a_machine, a_talk, cells

TWO = cells(scenarios=slugs()[:1])
LONG = "\n".join(f"sed -i 's/no/yes/{number}' rows.csv" for number in range(30))


@pytest.fixture
def small(open_page):
    """Return a maker of pages of 1000 by 600 at 200 %."""
    opened = []

    def make(machine=None):
        page = open_page(machine)
        page.desk.look.wear(Appearance.LIGHT, scale=2.0)
        page.resize(1000, 600)
        opened.append(page)
        return page

    yield make
    for page in opened:
        page.desk.look.wear(Appearance.LIGHT, scale=1.0)


@pytest.fixture
def asking(small, qtbot, store):
    """Such a page, on which a long command waits."""
    page = small(a_machine(model_for=lambda *_: Talker(*a_talk(LONG)[2:])))
    page._begin(a_campaign(store, TWO, asking=Asking.EVERY, parallel=2))
    qtbot.waitUntil(lambda: page.run.ask.isVisible() and page.run.ask.armed)
    return page


def wholly_seen(page, widget):
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def buttons(page):
    return [each for each in page.run.ask.findChildren(QPushButton) if each.isVisible()]


def test_every_answer_is_in_sight_and_so_are_lines_of_the_command(asking, qtbot):
    qtbot.waitUntil(lambda: all(wholly_seen(asking, each) for each in buttons(asking)))

    assert len(buttons(asking)) == 5
    assert wholly_seen(asking, asking.run.ask.command)


def test_what_the_model_is_told_is_typed_in_sight(asking, qtbot):
    asking.run.ask.reject()

    qtbot.waitUntil(lambda: wholly_seen(asking, asking.window().focusWidget()))
    assert asking.window().focusWidget().objectName() == "runs.ask.message"


def test_to_fit_the_card_does_not_ask_for_it_to_be_fitted_again_without_end(asking, qapp):
    fitted = []
    fit = asking.run.ask.fit
    asking.run.ask.fit = lambda room: (fitted.append(room), fit(room))
    asking.run._fit()
    for _ in range(50):
        qapp.processEvents()

    assert 0 < len(fitted) < 10


def test_the_list_gives_way_to_the_run_and_comes_when_it_is_asked_for(asking):
    before = (asking.campaign.isVisible(), asking.run.isVisible())
    asking.run.head.list.click()

    assert before == (False, True)
    assert (asking.campaign.isVisible(), asking.run.isVisible()) == (True, False)
    assert asking.window().focusWidget() is asking.campaign.list


def test_a_run_that_is_chosen_in_the_list_comes_to_the_front(asking, qtbot):
    asking.run.head.list.click()
    asking.campaign.list.activated.emit(asking.campaign.list.currentIndex())

    assert (asking.campaign.isVisible(), asking.run.isVisible()) == (False, True)
    assert asking.window().focusWidget() is asking.run.ask.command


def test_what_is_to_be_decided_brings_the_list_to_the_front(asking):
    asking.campaign.notice.say("Close again to leave.", "warn")

    assert asking.campaign.notice.isVisible()


def test_both_have_room_in_a_window_that_is_large_enough(asking):
    asking.resize(1400, 800)

    assert (asking.campaign.isVisible(), asking.run.isVisible()) == (True, True)
    assert asking.run.head.list.isHidden()


def test_a_window_can_be_made_small_again_while_something_asks(asking, qtbot):
    asking.resize(1400, 900)
    asking.resize(1000, 600)

    assert (asking.width(), asking.height()) == (1000, 600)
    qtbot.waitUntil(lambda: all(wholly_seen(asking, each) for each in buttons(asking)))


def test_buttons_of_the_head_keep_their_icons_whole(asking, qtbot):
    cancel = asking.run.head.cancel

    assert cancel.text() == ""
    assert cancel.accessibleName() == "Cancel this run"
    assert cancel.toolTip() == "Cancel this run"
    assert cancel.width() >= cancel.sizeHint().width()


def test_long_words_of_a_failure_are_broken_and_not_cut(small, qtbot, store):
    class Broken(Talker):
        def answer(self, messages, *, stop):
            raise ModelError("class=" + "HttpResponse" * 20, hint="Look at it.")

    page = small(a_machine(model_for=lambda *_: Broken(*a_talk())))
    page._begin(a_campaign(store, TWO[:1]))
    qtbot.waitUntil(lambda: page.run.failure.isVisible() and not page._alive)

    assert page.run.failure.width() <= page.run.width()
    icon = page.run.failure.findChildren(type(page.run.failure._icon))[0]
    assert icon.pixmap().deviceIndependentSize().width() == 32


def test_a_key_goes_from_the_question_in_the_list_to_the_command(asking, qtbot):
    asking.run.head.list.click()
    qtbot.keyClick(asking.campaign.list, Qt.Key.Key_Down)
    asking._next_question()

    assert asking.run.isVisible()
