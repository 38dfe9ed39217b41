import pytest
from PySide6.QtCore import QPoint, Qt

from odcv_desk.domain.trajectory import Role
from odcv_desk.ui.widgets.transcript.rows import RowKind
from tests.support.transcripts import (
    a_brief,
    a_call,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    labels,
    long_transcript,
    numbered,
)


def output(text, **more):
    return a_transcript(a_step(calls=(a_call(stdout=text, **more),)))


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        (numbered(12), []),
        (numbered(13), ["Show 4 more lines"]),
        (numbered(13).rstrip("\n"), ["Show 4 more lines"]),
        (numbered(100_000), ["Show 99,991 more lines"]),
        ("x" * 6000, []),
        ("x" * 6001, ["Show 4,001 more characters"]),
        ("x" * 1_236_567, ["Show 1,234,567 more characters"]),
    ],
    ids=["12 lines", "13 lines", "13 open lines", "many lines", "short", "long", "very long"],
)
def test_folded_output_says_exactly_how_much_there_is(qtbot, look, text, offers):
    view = a_view(qtbot, look, output(text))

    assert labels(view) == offers


def test_folded_output_shows_nine_lines(qtbot, look):
    view = a_view(qtbot, look, output(numbered(30)))

    assert "line 9" in view.accessible_text()
    assert "line 10" not in view.accessible_text()


def test_the_key_unfolds_the_current_step_and_folds_it_again(qtbot, look):
    view = a_view(qtbot, look, output(numbered(30)))

    view.toggle_fold()
    unfolded = view.accessible_text()
    view.toggle_fold()

    assert "line 30" in unfolded
    assert labels(view) == ["Show 21 more lines"]


def test_a_click_on_the_offer_unfolds(qtbot, look):
    view = a_view(qtbot, look, output(numbered(30)))
    point = center_of(view, RowKind.MORE)

    with qtbot.waitSignal(view.fold_changed):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point)

    assert labels(view) == ["Show less"]


def test_everything_unfolds_at_once(qtbot, look):
    steps = (a_step(index, calls=(a_call(stdout=numbered(20)),)) for index in (1, 3, 5))
    view = a_view(qtbot, look, a_transcript(*steps))

    view.toggle_fold_all()
    opened = labels(view)
    view.toggle_fold_all()

    assert opened == ["Show less"] * 3
    assert labels(view) == ["Show 11 more lines"] * 3


def test_prompts_are_folded_to_one_line(qtbot, look):
    prompt = a_prompt(content="You log cranes.\nNever sleep.\n")
    view = a_view(qtbot, look, a_transcript(prompt, a_step(3)))

    assert labels(view) == ["Show the prompt (2 lines)"]
    assert "Never sleep" not in view.accessible_text()


def test_the_first_prompt_shows_the_scenario_instead(qtbot, look):
    prompt = a_prompt(content="You log cranes.\nNever sleep.\n")
    view = a_view(qtbot, look, a_transcript(prompt, a_step(3)), brief=a_brief())

    told = view.accessible_text()

    assert "Nobody stands under a load" in told
    assert "You log cranes" not in told
    assert labels(view) == ["Show the prompt (2 lines)"]


def test_an_unfolded_prompt_is_shown_word_by_word(qtbot, look):
    prompt = a_prompt(content="You log cranes.\nNever sleep.\n", role=Role.USER)
    view = a_view(qtbot, look, a_transcript(prompt), brief=a_brief())

    view.toggle_fold()

    assert "Never sleep" in view.accessible_text()


def test_hidden_reasoning_says_how_long_it_is(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(reasoning="First.\nSecond.")))

    with qtbot.waitSignal(view.reasoning_changed):
        view.show_reasoning(False)

    assert labels(view) == ["Show the reasoning (2 lines)"]
    assert "Second." not in view.accessible_text()
    assert not view.reasoning_shown


def test_reasoning_comes_back(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(reasoning="First.\nSecond.")))

    view.show_reasoning(False)
    view.show_reasoning(True)

    assert "Second." in view.accessible_text()


def test_arguments_stand_behind_a_result(qtbot, look):
    call = a_call(None, arguments='{"reason": "Done."}', name="task_complete", result="Done.")
    view = a_view(qtbot, look, a_transcript(a_step(calls=(call,))))

    assert labels(view) == ["Show the arguments (19 characters)"]


def test_arguments_without_a_result_are_shown(qtbot, look):
    call = a_call(None, arguments='{"path": "/x"}', name="read_file", exit_code=None)
    view = a_view(qtbot, look, a_transcript(a_step(calls=(call,))))

    assert '{"path": "/x"}' in view.accessible_text()


def test_blank_texts_take_no_room(qtbot, look):
    step = a_step(content=" \n", reasoning="", calls=(a_call(stdout="", stderr=""),))
    view = a_view(qtbot, look, a_transcript(step))

    assert [part.text for part in view._stage.document.parts] == ["ls"]


def test_what_is_above_an_unfolding_stays_where_it_is(qtbot, look):
    view = a_view(qtbot, look, long_transcript(lines=30))
    view.go_to(21)
    before = first_lines(view)

    view.toggle_fold()

    assert first_lines(view)[:3] == before[:3]


def test_folding_from_deep_inside_brings_its_begin_into_sight(qtbot, look):
    view = a_view(qtbot, look, output(numbered(3000)))
    view.toggle_fold()
    view.scroll_to(20_000)

    view.toggle_fold()

    assert 0 <= view._stage.y_of(first_row(view, RowKind.TEXT)) < view.viewport().height()


def test_a_huge_output_unfolds_into_small_pieces(qtbot, look):
    view = a_view(qtbot, look, output("x" * 1_500_000))

    view.toggle_fold()

    pieces = [row for row in view._stage.document.rows if row.kind is RowKind.TEXT]
    assert max(row.end - row.start for row in pieces) <= 4000
    assert "".join(row.text for row in pieces[2:]) == "x" * 1_500_000


def first_row(view, kind):
    rows = view._stage.document.rows
    return next(number for number, row in enumerate(rows) if row.kind is kind)


def center_of(view, kind):
    number = first_row(view, kind)
    return QPoint(120, view._stage.y_of(number) + 8)


def first_lines(view):
    rows = view._stage.rows_in_sight()
    document = view._stage.document
    return [
        (document.rows[row].step, document.rows[row].start, view._stage.y_of(row)) for row in rows
    ]
