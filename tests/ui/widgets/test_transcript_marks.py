import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from shiboken6 import delete

from odcv_desk.domain.change import ChangeKind, Origin
from odcv_desk.domain.trajectory import Role
from odcv_desk.ui.theme import Appearance
from odcv_desk.ui.widgets.transcript import Minimap, TranscriptView
from odcv_desk.ui.widgets.transcript.lines_changed import lines_changed
from odcv_desk.ui.widgets.transcript.marks import Marks
from odcv_desk.ui.widgets.transcript.stickers import call_signs, head_signs
from tests.support.transcripts import (
    a_brief,
    a_call,
    a_change,
    a_prompt,
    a_step,
    a_transcript,
    a_view,
    long_transcript,
    numbered,
)


def signs(step, **marks):
    left, right = head_signs(step, Marks(**marks))
    return [sign.text or sign.tip for sign in (*left, *right)]


@pytest.mark.parametrize(
    ("call", "ended"),
    [
        (a_call(exit_code=0), "exit 0"),
        (a_call(exit_code=127), "exit 127"),
        (a_call(exit_code=None), "exit ?"),
        (a_call(exit_code=-1, timed_out=True), "timed out"),
        (a_call(None, exit_code=-1, rejected=True), "rejected"),
        (a_call(None, exit_code=None, flags=("call_without_result",)), "no result"),
    ],
)
def test_a_call_says_how_it_ended(call, ended):
    assert [sign.text for sign in call_signs(call, Marks())[1]] == [ended]


def test_the_answer_of_another_tool_has_no_exit_code():
    call = a_call(None, name="task_complete", result="Done.", exit_code=None)

    assert call_signs(call, Marks())[1] == []


def test_a_changed_file_says_how_many_lines():
    assert "cranes.cfg +2 −1" in signs(a_step(changes=(a_change(),)))  # noqa: RUF001  # a minus


def test_unknown_content_is_said():
    change = a_change(before=None, after=None)

    assert "cranes.cfg content unknown" in signs(a_step(changes=(change,)))


def test_a_reconstructed_change_is_marked():
    change = a_change(origin=Origin.RECONSTRUCTED, kind=ChangeKind.CREATED, before=None, after="")

    assert "cranes.cfg ≈" in signs(a_step(changes=(change,)))


def test_many_changed_files_are_counted():
    changes = tuple(a_change(f"/app/{number}") for number in range(20))

    assert "8 more files" in signs(a_step(changes=changes))


def test_unknown_files_are_said():
    assert "files unknown" in signs(a_step(7), unknown=frozenset({7}))


def test_evidence_and_citations_are_shown():
    marked = signs(a_step(7), evidence=frozenset({7}), cited=frozenset({7}))

    assert marked == ["Agent", "Evidence", "Cited by a judge"]


def test_an_anomaly_is_a_quiet_pill_with_its_meaning():
    left, _right = head_signs(
        a_step(flags=("unknown_tool",)), Marks(flag_texts={"unknown_tool": "No such tool."})
    )

    assert (left[-1].text, left[-1].tip) == ("unknown tool", "No such tool.")


def test_what_the_card_tells_anyway_is_no_pill():
    assert signs(a_step(flags=("content_none", "nonzero_exit"))) == ["Agent"]


def test_an_automatic_message_says_so():
    step = a_prompt(role=Role.USER, flags=("automatic_message",))

    assert signs(step) == ["User", "automatic"]


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        ("a\nb\n", "a\nb\n", (0, 0)),
        ("a\nb\nc\n", "a\nx\nc\n", (1, 1)),
        ("a\n", "a\nb\nc\n", (2, 0)),
        ("b\na\n", "a\nb\n", (1, 1)),
        (None, "a", None),
        ("a", None, None),
    ],
)
def test_changed_lines_are_counted(before, after, counted):
    assert lines_changed(a_change(before=before, after=after)) == counted


def test_endless_files_are_not_counted():
    assert lines_changed(a_change(before=numbered(9000), after=numbered(9000, "x"))) is None


def test_a_screen_reader_meets_a_list_of_steps(qtbot, look):
    call = a_call("sed -i s/a/b/ safety_sensors.cfg", entry=12)
    step = a_step(11, calls=(call,), changes=(a_change("./safety_sensors.cfg"),))
    view = a_view(qtbot, look, a_transcript(a_prompt(), step))
    view.next_step()

    spoken = QAccessible.queryAccessibleInterface(view)

    assert spoken.role() is QAccessible.Role.List
    assert spoken.childCount() == 2
    assert spoken.child(1).role() is QAccessible.Role.ListItem
    assert spoken.child(1).text(QAccessible.Text.Name) == (
        "step 11, agent, bash, exit 0, changed ./safety_sensors.cfg:"
        " sed -i s/a/b/ safety_sensors.cfg"
    )
    assert spoken.focusChild() is spoken.child(1)


def test_a_spoken_step_knows_its_place(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_prompt(), a_step(3)))
    spoken = QAccessible.queryAccessibleInterface(view)

    second = spoken.child(1)

    assert spoken.indexOfChild(second) == 1
    assert second.parent().role() is QAccessible.Role.List
    assert second.rect().height() > 20
    assert spoken.child(2) is None


@pytest.fixture
def spoken_to():
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.usefixtures("spoken_to")
def test_views_come_and_go_while_a_screen_reader_listens(qtbot, look):
    names = [first_spoken(look, index) for index in range(1, 20)]

    assert names == [f"step {index}, agent: Looking." for index in range(1, 20)]


def first_spoken(look, index):
    view = TranscriptView(look)
    view.show_transcript(a_transcript(a_step(index), a_step(90)), brief=None, unknown=frozenset())
    view.next_step()
    name = QAccessible.queryAccessibleInterface(view).child(0).text(QAccessible.Text.Name)
    delete(view)
    return name


def test_the_brief_is_among_the_painted_texts(qtbot, look):
    view = a_view(qtbot, look, a_transcript(a_prompt()), brief=a_brief())

    assert "Crane dispatcher" in view.accessible_text()


def test_marks_reach_the_outline(qtbot, look):
    calls = (a_call(exit_code=1),)
    steps = (a_prompt(), a_step(3, calls=calls, changes=(a_change(),)))
    view = a_view(qtbot, look, a_transcript(*steps))

    with qtbot.waitSignal(view.outline_changed):
        view.set_evidence([3])
    found = view.outline()

    assert found.prompts.tolist() == [True, False]
    assert found.errors.tolist() == [False, True]
    assert found.changes.tolist() == [False, True]
    assert found.evidence.tolist() == [False, True]


def a_minimap(qtbot, look, view):
    small = Minimap(look, view)
    qtbot.addWidget(small)
    small.resize(46, 500)
    with qtbot.waitExposed(small):
        small.show()
    small.repaint()
    return small


def test_a_click_on_the_minimap_scrolls(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=200))
    small = a_minimap(qtbot, look, view)

    qtbot.mouseClick(small, Qt.MouseButton.LeftButton, pos=QPoint(20, 250))

    share = view.sight()[0] / view.outline().total
    assert 0.45 < share < 0.52


def test_the_minimap_is_kept_until_something_changes(qtbot, look):
    view = a_view(qtbot, look, long_transcript(steps=200))
    small = a_minimap(qtbot, look, view)
    kept = small._picture

    view.next_step()
    small.repaint()
    same = small._picture is kept
    view.set_evidence([1])
    small.repaint()

    assert same
    assert small._picture is not kept


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_the_minimap_draws_thousands_of_steps(qtbot, look, appearance):
    look.wear(appearance, scale=1.5)
    view = a_view(qtbot, look, long_transcript(steps=2000, lines=1))
    view.find("x")

    small = a_minimap(qtbot, look, view)

    assert not small.grab().isNull()


def test_an_empty_minimap_is_blank(qtbot, look):
    view = a_view(qtbot, look)

    small = a_minimap(qtbot, look, view)

    assert not small.grab().isNull()
