import pytest

from odcv_desk.ui.widgets.transcript.finder import Finder
from odcv_desk.ui.widgets.transcript.parts import raw_parts
from odcv_desk.ui.widgets.transcript.selection import Place
from tests.support.transcripts import (
    a_call,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    long_transcript,
    numbered,
)


def mixed():
    return a_transcript(
        a_prompt(1, content="Log every crane.\nThe LOG is sacred."),
        a_step(2, reasoning="A log, then.", calls=(a_call("cat log", numbered(50, "logged")),)),
        a_step(4, content="İstanbul log", calls=(a_call(stderr="Log lost"),)),
    )


def naive(view, text):
    return sum(part.text.lower().count(text.lower()) for part in view._stage.document.parts)


@pytest.mark.parametrize("text", ["log", "LOG", "l", "crane.\nthe", "absent", "log "])
def test_all_places_are_counted_also_those_folded_away(qtbot, look, text):
    view = a_view(qtbot, look, mixed())

    assert view.find(text) == naive(view, text)


def test_places_behind_a_letter_that_grows_are_right():
    finder = Finder(raw_parts("İİ log"), "LOG")

    hit = finder.go_on(forward=True, here=Place(0, 0))

    assert (hit.start, hit.end) == (3, 6)


def test_the_first_place_is_the_next_from_where_one_reads(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=60))
    total = view.find("word")
    view.go_to(61)

    view.find_next()

    current, of = view.find_position()
    assert of == total
    assert 1 < current < total


def test_at_the_begin_the_first_place_is_the_first_one_though_it_is_folded_away(qtbot, look):
    run = a_transcript(
        a_prompt(1, content="One line.\nThe crane is folded away."), a_prompt(2, content="A crane.")
    )
    view = a_view(qtbot, look, run)
    view.find("crane")

    view.find_next()

    assert view.find_position() == (1, 2)


def test_places_go_around_the_ends(qtbot, look):
    view = a_view(qtbot, look, mixed())
    total = view.find("crane")

    positions = [(view.find_next(), view.find_position()) for _ in range(total + 1)]
    view.find_previous()

    assert positions[-1] == (True, (1, total))
    assert view.find_position() == (total, total)


def test_a_place_that_is_folded_away_is_unfolded(qtbot, look):
    view = a_view(qtbot, look, mixed())
    view.find("logged 40")

    with qtbot.waitSignal(view.fold_changed):
        view.find_next()

    assert "logged 40" in view.accessible_text()
    assert view.current_step() == 2


def test_hidden_reasoning_is_found_and_shown(qtbot, look):
    view = a_view(qtbot, look, mixed())
    view.show_reasoning(False)
    view.find("A log, then")

    view.find_next()

    assert "A log, then." in view.accessible_text()


def test_what_is_reached_is_in_sight(qtbot, look):
    view = a_view(qtbot, look, a_transcript(*(a_step(n, content=f"<{n}>") for n in range(1, 300))))
    view.find("<250>")

    view.find_next()

    row = view._stage.document.step_rows(249).start
    assert 0 <= view._stage.y_of(row) < view.viewport().height()


def test_nothing_found_moves_nothing(qtbot, look):
    view = a_view(qtbot, look, mixed())

    assert view.find("absent") == 0
    assert not view.find_next()
    assert view.find_position() == (0, 0)


def test_an_empty_text_clears_the_marks(qtbot, look):
    view = a_view(qtbot, look, mixed())
    view.find("log")

    assert view.find("") == 0
    assert len(view.outline().hits) == 0


def test_what_is_looked_for_is_found_in_the_bytes_too(qtbot, look):
    view = a_view(qtbot, look, mixed())
    view.find("crane")

    view.show_raw("crane crane crane")

    assert view.find_position() == (0, 3)


def test_places_found_are_painted(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_step(content="a needle in hay")))
    before = view.grab().toImage()

    view.find("needle")

    assert view.grab().toImage() != before


def test_a_place_across_two_pieces_is_marked_in_both(qtbot, look):
    text = "x" * 3998 + "needle" + "x" * 3000
    view = a_view(qtbot, look, a_transcript(a_step(calls=(a_call(stdout=text),))))
    view.find("needle")

    view.find_next()

    assert view.find_position() == (1, 1)
    assert not view.grab().isNull()


def test_very_many_places_are_marked_by_the_row(qtbot, look):
    view = a_view(qtbot, look, a_transcript(*(a_step(n, content="e" * 90) for n in range(1, 99))))

    view.find("e")

    assert view.find_position() == (0, 98 * 90)
    assert len(view.outline().hits) == 98


def test_few_places_are_marked_one_by_one(qtbot, look):
    view = a_view(qtbot, look, mixed())

    view.find("sacred")

    assert len(view.outline().hits) == 1
