"""A transcript that grows: what is read stays, and the end is followed until the reader leaves."""

import pytest

from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall, Transcript
from odcv_desk.ui.pages.runs.transcript import GrowingTranscript


def a_step(index, output="line\n" * 6, **more):
    call = ToolCall(name="bash", arguments="{}", command=f"cat {index}", stdout=output, exit_code=0)
    return Step(index=index, role=Role.ASSISTANT, content=f"Turn {index}.", calls=(call,), **more)


def so_far(count, ended=Ended.COMPLETED):
    steps = tuple(a_step(index) for index in range(1, count + 1))
    return Transcript(steps=steps, entries=count, ended=ended, recorded=True)


@pytest.fixture
def view(qtbot, look):
    made = GrowingTranscript(look)
    qtbot.addWidget(made)
    made.resize(700, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.begin(so_far(8), goes_on=True)
    return made


def bottom(view):
    return view._stage.bottom


def test_it_stays_at_the_end_as_steps_come(view):
    view.grow(so_far(12), goes_on=True)

    assert view.sight()[0] == bottom(view)
    assert view.current_step() == 12


def test_who_has_scrolled_up_is_not_moved(view):
    view.scroll_to(300)
    row = view._stage.rows_in_sight().start
    y = view._stage.y_of(row)

    view.grow(so_far(20), goes_on=True)

    assert not view.follows
    assert view._stage.rows_in_sight().start == row
    assert view._stage.y_of(row) == y


def test_scrolling_back_to_the_end_follows_again(view):
    view.scroll_to(0)
    view.last_step()
    view.grow(so_far(14), goes_on=True)

    assert view.follows
    assert view.sight()[0] == bottom(view)


def test_a_smaller_view_still_follows(view):
    view.resize(700, 200)
    view.grow(so_far(9), goes_on=True)

    assert view.follows
    assert view.sight()[0] == bottom(view)


def test_what_was_unfolded_stays_unfolded(view):
    steps = (a_step(1, output="long\n" * 40), a_step(2))
    view.begin(Transcript(steps=steps, entries=2, ended=Ended.COMPLETED), goes_on=True)
    view.toggle_fold_all()
    high = view._stage.document.heights.total

    view.grow(Transcript(steps=(*steps, a_step(3)), entries=3, ended=Ended.COMPLETED), goes_on=True)

    assert view._stage.document.heights.total > high


def test_a_selection_in_an_earlier_step_stays(view):
    view.select_all()
    document = view._stage.document
    part = document.step_parts(2)[0]
    selection = type(view._hands.selection)
    place = type(view._hands.selection.anchor)
    view._hands.select(selection(place(part.number, 0), place(part.number, 4)))

    view.grow(so_far(9), goes_on=True)

    assert view.selected_text() == "Turn"


def test_only_a_run_that_is_over_tells_how_it_ended(view):
    rows = len(view._stage.document.rows)
    view.grow(so_far(8), goes_on=False)

    assert len(view._stage.document.rows) == rows + 1
    assert "completed" in view.accessible_text()


def test_a_step_that_gets_its_result_is_shown_with_it(view):
    waiting = Step(
        index=9,
        role=Role.ASSISTANT,
        content="Turn 9.",
        calls=(ToolCall(name="bash", arguments='{"command": "ls"}', command=None),),
    )
    steps = so_far(8).steps
    view.grow(Transcript(steps=(*steps, waiting), entries=9, ended=Ended.COMPLETED), goes_on=True)
    view.grow(so_far(9), goes_on=True)

    assert "cat 9" in view.accessible_text()
