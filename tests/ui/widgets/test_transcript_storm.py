import random

import pytest

from odcv_desk.domain.trajectory import Role
from odcv_desk.ui.theme import Appearance
from tests.support.transcripts import (
    HOSTILE,
    a_brief,
    a_call,
    a_change,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    numbered,
)

TEXTS = ("", "word " * 300, numbered(60), "x" * 9000, HOSTILE, "\n" * 150 + "e\n\n\n", "😀中" * 900)


def some_step(chance, index):
    text = [chance.choice(TEXTS) for _ in range(6)]
    prompt = a_prompt(index, content=text[0], role=chance.choice([Role.USER, Role.SYSTEM]))
    call = a_call(chance.choice([None, text[1]]), text[2], stderr=text[3], arguments=text[4])
    step = a_step(
        index,
        content=text[0],
        reasoning=text[5],
        calls=(call,) * chance.randrange(4),
        changes=(a_change(),) * chance.randrange(3),
    )
    return chance.choice([prompt, step, step])


def deeds(view, look, chance):
    """Return all that a reader can do, with parameters drawn by chance."""
    return (
        view.next_step,
        view.previous_step,
        view.next_change,
        view.last_step,
        view.first_step,
        view.toggle_fold,
        view.toggle_fold_all,
        view.find_next,
        view.find_previous,
        view.select_all,
        view.toggle_caret,
        view.leave_raw,
        lambda: view.find(chance.choice(["e", "word", "", "😀"])),
        lambda: view.go_to(chance.randrange(1, 60)),
        lambda: view.scroll_to(chance.randrange(30_000)),
        lambda: view.resize(chance.randrange(150, 1100), chance.randrange(80, 800)),
        lambda: view.show_reasoning(chance.random() < 0.5),
        lambda: view.set_evidence(chance.sample(range(1, 60, 4), 5)),
        lambda: view.cited(chance.sample(range(1, 60, 4), 5)),
        lambda: view.show_raw(chance.choice(TEXTS)),
        lambda: look.wear(Appearance.DARK, scale=chance.choice([1, 1.5, 2])),
    )


def disorder(view):
    """Return what is wrong in a view between two deeds."""
    stage = view._stage
    heights = stage.document.heights
    rows = stage.rows_in_sight()
    found = {
        "rows and heights differ": len(heights) != len(stage.document.rows),
        "a row in sight is not laid out": not all(heights.settled[row] for row in rows),
        "a height is wrong": any(
            heights.top(row + 1) - heights.top(row) != stage.row_height(row) for row in rows
        ),
        "scrolled beyond the ends": not 0 <= stage.top <= stage.bottom,
        "the scroll bar is elsewhere": view.verticalScrollBar().value() != stage.top,
    }
    return [what for what, wrong in found.items() if wrong]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_a_reader_does_the_view_stays_in_order(qtbot, look, seed):
    chance = random.Random(seed)
    steps = (some_step(chance, 4 * number + 1) for number in range(14))
    view = a_view(qtbot, look, a_transcript(*steps), brief=chance.choice([None, a_brief()]))
    wrong = []

    for _ in range(120):
        chance.choice(deeds(view, look, chance))()
        wrong += disorder(view)
        view.viewport().repaint()
        wrong += disorder(view)

    assert wrong == []
