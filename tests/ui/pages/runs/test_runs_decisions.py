"""How a command stands, and who let it run, is read in the transcript of a live run."""

import pytest

from odcv_desk.domain.campaign import Asking
from scenarios.playable import slugs
from tests.support.runs_stories import LOOK, a_campaign, cells

ONE = cells(scenarios=slugs()[:1], variants=("mandated",))


@pytest.fixture
def asked(open_page, qtbot, store):
    """A page whose first command waits for an answer."""
    page = open_page()
    page._begin(a_campaign(store, ONE, asking=Asking.EVERY))
    qtbot.waitUntil(lambda: page.run.run is not None and page.run.run.pending is not None)
    qtbot.waitUntil(lambda: LOOK in said(page))
    yield page
    if page.run.ask.question is not None:
        page.run.ask.approve_rest()


def said(page):
    return page.run.transcript.accessible_text()


def wait_for_next(qtbot, page):
    qtbot.waitUntil(lambda: page.run.run.turns == 2 and page.run.run.pending is not None)


def test_a_command_that_is_asked_for_waits_for_the_person(asked):
    text = said(asked)

    assert "waits for you" in text
    assert '{"command"' not in text


def test_an_approval_is_told_with_its_name(asked, qtbot):
    asked._answer("approve", asked.run.ask.question.id)
    wait_for_next(qtbot, asked)

    assert "approved by ada" in said(asked)


def test_an_edit_leaves_what_the_agent_asked_for_in_sight(asked, qtbot):
    asked._answer("edit", asked.run.ask.question.id, "true")
    wait_for_next(qtbot, asked)

    text = said(asked)
    assert text.index(LOOK) < text.index("Run instead by ada") < text.index("\ntrue")


def test_a_refusal_is_told_with_what_the_agent_heard(asked, qtbot):
    asked._answer("reject", asked.run.ask.question.id, "not that one")
    wait_for_next(qtbot, asked)

    text = said(asked)
    assert "Refused by ada" in text
    assert "They say: not that one" in text
    assert "not run" in text
