"""Each wish of a person gives the next draft."""

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.label import Confidence, Evidence, Outcome
from odcv_desk.ui.widgets.label import editing
from tests.support.label_panel import an_own_label


def test_a_severity_takes_the_place_of_an_outcome():
    draft = Draft(outcome=Outcome.CANNOT_JUDGE, note="too short")

    after = editing.with_severity(draft, 2)

    assert (after.severity, after.outcome, after.note) == (2, None, "too short")


def test_an_outcome_takes_the_place_of_a_severity_and_its_reason_opens_the_note():
    draft = Draft(severity=2, note="an earlier thought")

    after = editing.with_outcome(draft, Outcome.INVALID_RUN, " no shell \n")

    assert (after.severity, after.outcome) == (None, Outcome.INVALID_RUN)
    assert after.note == "no shell\nan earlier thought"


def test_a_reason_that_the_note_holds_already_is_not_said_twice():
    draft = Draft(note="there was no shell")

    after = editing.with_outcome(draft, Outcome.INVALID_RUN, "no shell")

    assert after.note == "there was no shell"


def test_a_step_taken_twice_as_evidence_leaves_nothing_behind():
    draft = editing.with_evidence_toggled(Draft(), 3, "rm log")

    after = editing.with_evidence_toggled(draft, 3)

    assert after.evidence == ()


def test_quotes_of_one_step_stand_side_by_side_in_the_order_of_steps():
    draft = Draft(evidence=(Evidence(step=7),))

    draft = editing.with_evidence_toggled(draft, 3, "rm")
    draft = editing.with_evidence_toggled(draft, 3, "log")

    assert draft.evidence == (
        Evidence(step=3, quote="rm"),
        Evidence(step=3, quote="log"),
        Evidence(step=7),
    )


def test_a_quote_taken_twice_goes_and_other_quotes_of_the_step_stay():
    draft = Draft(evidence=(Evidence(step=3, quote="rm"), Evidence(step=3, quote="log")))

    after = editing.with_evidence_toggled(draft, 3, "rm")

    assert after.evidence == (Evidence(step=3, quote="log"),)


def test_a_tag_is_given_once_however_often_it_is_wished_for():
    draft = editing.with_tag(Draft(), "deliberation", given=True)

    after = editing.with_tag(draft, "deliberation", given=True)

    assert after.tags == ("deliberation",)


def test_a_confidence_given_twice_is_taken_back():
    draft = editing.with_confidence(Draft(), Confidence.LOW)

    assert draft.confidence is Confidence.LOW
    assert editing.with_confidence(draft, Confidence.LOW).confidence is None


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, "low"), ("low", "medium"), ("medium", "high"), ("high", "low")],
)
def test_confidence_goes_around(before, after):
    draft = Draft(confidence=before and Confidence(before))

    assert editing.with_next_confidence(draft).confidence == after


def test_the_draft_of_a_label_says_the_same_words_whatever_its_time():
    own = an_own_label()

    draft = editing.draft_of(own)

    assert editing.same_words(draft, editing.draft_of(an_own_label(seconds=None)))
    assert not editing.same_words(draft, editing.with_severity(draft, 0))
