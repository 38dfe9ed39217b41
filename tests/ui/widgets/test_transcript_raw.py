import json

import pytest

from odcv_desk.ui.widgets.transcript.raw_places import raw_places
from tests.support.transcripts import (
    a_call,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    numbered,
)

STEPS = 30


def a_long_run():
    turns = [
        a_step(2 * n, content=f'Turn "{n:02}" begins é', calls=(a_call("ls", numbered(30)),))
        for n in range(1, STEPS)
    ]
    return a_transcript(a_prompt(1, content="Do it."), *turns)


def as_text(run):
    return "\n".join(
        f"== Step {step.index} ==\nrole: {step.role}\ncontent: {step.content}\n{numbered(30)}"
        for step in run.steps
    )


def as_json_lines(run):
    return "\n".join(json.dumps({"content": step.content}) for step in run.steps)


def as_one_line(run):
    return json.dumps([{"content": step.content, "more": "x" * 300} for step in run.steps])


@pytest.fixture
def run():
    return a_long_run()


@pytest.fixture
def view(qtbot, look, run):
    return a_view(qtbot, look, run)


def show_raw(view, run):
    text = as_text(run)
    view.show_raw(text, raw_places(text, run.steps))


@pytest.mark.parametrize("form", [as_text, as_json_lines, as_one_line])
def test_each_step_is_found_in_whatever_form_it_was_written(run, form):
    text = form(run)
    places = raw_places(text, run.steps)

    assert sorted(set(places)) == list(places)
    for place, step in zip(places, run.steps, strict=True):
        words = step.content.split('"')[0]
        assert words in text[place : place + 40]


def test_a_step_that_is_not_found_stands_where_the_one_before_it_does(run):
    text = as_text(run).replace('Turn "03" begins', "")
    places = raw_places(text, run.steps)

    assert places[3] == places[2]
    assert places[4] > places[3]


def test_the_step_that_is_read_is_at_the_top_of_the_bytes(view, run):
    view.go_to(20)
    show_raw(view, run)

    assert view.current_step() == 20
    assert view.sight()[0] > 0
    view.leave_raw()
    assert view.current_step() == 20


def test_a_step_that_was_scrolled_to_is_kept(view, run):
    view.scroll_to(view._stage.bottom // 2)
    at = view._steps.in_sight()
    show_raw(view, run)

    assert view.current_step() == run.steps[at].index


def test_who_scrolls_in_the_bytes_comes_back_to_the_step_there(view, run):
    show_raw(view, run)
    view.scroll_to(view._stage.bottom // 2)
    view.leave_raw()

    assert 10 < view.current_step() < 50
    rows = view._stage.rows_in_sight()
    own = view._stage.document.step_rows(view._steps.current)
    assert own.start < rows.stop
    assert own.stop > rows.start


def test_who_goes_nowhere_in_the_bytes_comes_back_to_the_same_sight(view, run):
    view.go_to(20)
    view.scroll_to(view.sight()[0] + 31)
    before = view._stage.hold()
    show_raw(view, run)
    view.leave_raw()

    after = view._stage.hold()
    assert (after.row.kind, after.row.step, after.y) == (before.row.kind, before.row.step, before.y)


def test_moves_go_from_step_to_step_and_stop_at_the_ends(view, run):
    told = []
    show_raw(view, run)
    view.current_changed.connect(told.append)

    assert not view.previous_step()
    assert view.next_step()
    assert view.next_step()
    assert view.previous_step()
    assert view.last_step()
    assert not view.next_step()
    assert told == [2, 4, 2, run.steps[-1].index]
    assert not view.next_change()
    assert view.go_to(8)
    assert view.current_step() == 8


def test_bytes_without_known_places_can_be_gone_through_to_their_ends(view):
    view.show_raw(numbered(500))

    assert not view.next_step()
    assert view.last_step()
    assert view.first_step()
    view.leave_raw()
    assert view.current_step() == 1
