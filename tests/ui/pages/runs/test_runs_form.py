"""The form: what is seen of a launch before it is made, and what is asked first."""

from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea
from typing_extensions import override

from odcv_desk.ui.pages.runs import launch_form
from odcv_desk.ui.pages.runs.launch_words import matrix_words, note_words, takes_words
from odcv_desk.ui.pages.runs.model_field import ModelField
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.workflow import run_offer
from odcv_desk.workflow.estimate import RunEstimate
from odcv_desk.workflow.run_offer import Wanted
from runner.prices import Price
from scenarios.playable import slugs
from tests.support.runs_stories import NO_ENGINE, a_campaign, a_machine, cells

EXPECTED = RunEstimate(runs=520, minutes=90.0, cost_usd=15.6, unpriced=(), assumed=())


def label(page, name):
    return page.findChild(QLabel, name).text()


def button(page, name):
    return next(each for each in page.findChildren(QPushButton, name) if not each.isHidden())


@pytest.fixture
def priced(monkeypatch):
    """Models have a price and a key; what knows them takes seconds to load, and is tested apart."""
    price = Price(in_usd=10, out_usd=10)
    known = partial(run_offer.outlook, price=lambda _: price, takes=lambda *_: True)
    monkeypatch.setattr(launch_form, "outlook", known)
    monkeypatch.setattr(run_offer, "lacking_keys", lambda _models: {})
    monkeypatch.setattr(run_offer, "unknown_models", lambda _models: ())


@pytest.fixture
def unwritten(monkeypatch):
    """Campaigns that were to be written, and are not."""
    written = []

    def begin(_store, wanted, _settings, *, now):
        written.append(wanted)
        raise launch_form.DeskError("Enough for a test", hint="None.")

    monkeypatch.setattr(launch_form, "begin", begin)
    return written


def test_chips_of_models_never_come_up_as_windows_of_their_own(qtbot, desk_for, store):
    class Watch(QObject):
        seen = 0

        @override
        def eventFilter(self, watched, event):
            self.seen += (
                event.type() is QEvent.Type.Show
                and isinstance(watched, Chip)
                and watched.isWindow()
            )
            return False

    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    field = ModelField(desk_for(store, "ada").look)
    qtbot.addWidget(field)
    field.offer(["oracle:honest", "oracle:decoy"], ["openai/"])
    QApplication.instance().removeEventFilter(watch)

    assert watch.seen == 0
    assert len(field.findChildren(Chip)) == 3


def test_the_keyboard_comes_to_the_models_before_it_comes_to_launch(open_page):
    page = open_page()
    widget, passed = page.form.models.line, []
    go = button(page, "runs.launch.go")
    while widget is not go:
        widget = widget.nextInFocusChain()
        passed.append(widget.objectName())

    assert passed[:2] == ["runs.launch.model.oracle:honest", "runs.launch.model.oracle:decoy"]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_launch_is_in_sight_in_a_small_window_however_far_one_scrolls(open_page, qtbot, scale):
    page = open_page()
    page.resize(1000, 640)
    page.desk.look.wear(Appearance.LIGHT, scale=scale)
    area = page.form.findChild(QScrollArea, "runs.launch.scroll")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    go = button(page, "runs.launch.go")

    qtbot.waitUntil(lambda: go.visibleRegion().boundingRect() == go.rect())
    assert page.rect().contains(go.mapTo(page, go.rect().bottomRight()))
    assert not area.isAncestorOf(go)


def test_a_launch_that_cannot_be_made_says_why_when_it_is_asked_for(open_page, qtbot):
    page = open_page(a_machine(lacks=(NO_ENGINE,)))
    qtbot.waitUntil(lambda: "12 runs" in label(page, "runs.launch.foot.says"))
    page._send()

    assert "No Docker engine" in label(page, "runs.launch.refusal.text")
    assert "No Docker engine" in label(page, "runs.launch.foot.why")


def test_what_is_not_chosen_is_said_and_no_more_once_it_is(open_page, qtbot):
    page = open_page()
    page.form.scenarios.choose(())
    page._send()
    said = label(page, "runs.launch.refusal.text")
    page.form.scenarios.choose(slugs()[:1])

    assert said == "Not launched: Take a scenario."
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    assert page.form._foot._refusal.words == ""


def test_money_is_spent_only_after_a_question_that_names_it(open_page, qtbot, priced, unwritten):
    page = open_page()
    page.form.models.choose(["openai/gpt-x"])
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page._send()
    asked, before = page.form._foot._question.words, list(unwritten)
    button(page, "runs.launch.question.notice.yes").click()
    qtbot.waitUntil(lambda: bool(unwritten))

    assert asked == "Launch 12 runs, about $24.96?"
    assert before == []
    assert len(unwritten[0]) == 12


def test_escape_spends_nothing(open_page, qtbot, priced, unwritten):
    page = open_page()
    page.activateWindow()
    page.form.models.choose(["openai/gpt-x"])
    qtbot.waitUntil(button(page, "runs.launch.go").isEnabled)
    page._send()
    qtbot.waitUntil(button(page, "runs.launch.question.notice.stay").hasFocus)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)

    assert page.form._foot._question.asked == ""
    assert unwritten == []


def test_a_name_that_no_provider_has_cannot_be_launched(open_page, qtbot, priced, monkeypatch):
    monkeypatch.setattr(run_offer, "unknown_models", lambda _models: ("nonsense",))
    page = open_page()
    page.form.models.choose(["nonsense"])

    why = partial(label, page, "runs.launch.foot.why")
    qtbot.waitUntil(lambda: why().startswith("nonsense: no provider of that name is known."))
    assert not button(page, "runs.launch.go").isEnabled()


def test_a_key_that_lacks_is_not_looked_for_again(open_page, qtbot, priced, monkeypatch):
    lacks = {"openai/gpt-x": ("OPENAI_API_KEY",)}
    monkeypatch.setattr(run_offer, "lacking_keys", lambda _models: lacks)
    page = open_page()
    page.form.models.choose(["openai/gpt-x"])

    why = partial(label, page, "runs.launch.foot.why")
    qtbot.waitUntil(lambda: why().endswith("and start the desk again."))
    assert page.findChild(QPushButton, "runs.launch.look").isHidden()


def test_the_content_notes_of_what_is_chosen_are_read_before_a_launch(open_page):
    page = open_page()
    noted = [each for each in page.form.scenarios.scenarios.scenarios if each.content_note]
    both = label(page, "runs.launch.content_note")
    page.form.scenarios.choose([each for each in slugs() if each != noted[0].id])

    assert noted[0].content_note in both
    assert noted[0].content_note not in label(page, "runs.launch.content_note")


def test_models_that_were_run_here_are_offered_without_reading_again(open_page, store):
    page = open_page()
    page.form._finish(a_campaign(store, cells("oracle:honest", scenarios=slugs()[:1])))
    page.form.models.also(["openai/gpt-x"])

    names = [chip.objectName() for chip in page.form.models.findChildren(Chip)]
    assert "runs.launch.model.openai/gpt-x" in names


def test_a_large_launch_says_what_it_is_made_of():
    wanted = Wanted(scenarios=slugs(), models=("heron", "egret"), attempts=10)

    made_of = matrix_words(wanted)
    assert made_of.startswith("6 scenarios ")
    assert made_of.endswith(" 10 attempts")
    assert "2 variants" in made_of
    assert "2 models and scripts" in made_of


def test_an_estimate_names_the_most_that_limits_allow():
    limited = RunEstimate(
        runs=12, minutes=3.0, cost_usd=1.0, unpriced=(), assumed=(), paid=6, limit_usd=2.0
    )
    assert note_words(limited) == "At most $2.00 a run, $12.00 in all."
    assert takes_words(EXPECTED) == "about 90 minutes · about $15.60"


def test_a_price_that_is_known_in_part_says_of_what_it_is():
    part = RunEstimate(runs=2, minutes=3.0, cost_usd=15.6, unpriced=("heron",), assumed=())

    assert takes_words(part).endswith("about $15.60, without the models whose price is unknown")
