import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QWidget

from odcv_desk.charts import forest_chart
from odcv_desk.ui.jobs import Jobs
from odcv_desk.ui.theme import DARK, LIGHT, Appearance
from odcv_desk.ui.widgets.figure_image import Canvas, chart_theme, figure_image
from odcv_desk.ui.widgets.figure_view import FigureView
from tests.support.builders import judge_figures

CANVAS = Canvas(width=600, dots=92.0, ratio=1.0)


def a_forest(theme, judges=("oak", "elm")):
    return forest_chart([judge_figures(name) for name in judges], theme=theme)


@pytest.fixture
def view(qtbot, look):
    jobs = Jobs()
    view = FigureView(look, jobs, name="forest")
    qtbot.addWidget(view)
    view.resize(700, 200)
    view.show()
    yield view
    view.hide()
    jobs.close()


def test_a_hidden_chart_is_drawn_when_it_comes_to_sight(view, qtbot):
    view.hide()
    with qtbot.assertNotEmitted(view.drawn, wait=0):
        view.show_figure(a_forest, title="Forest", description="")

    with qtbot.waitSignal(view.drawn):
        view.show()


def test_a_chart_is_drawn_off_the_gui_thread(view, qtbot):
    threads = []

    def draw(theme):
        threads.append(threading.current_thread())
        return a_forest(theme)

    with qtbot.waitSignal(view.drawn):
        view.show_figure(draw, title="Forest", description="oak agrees")

    assert threads
    assert threads[0] is not threading.main_thread()
    assert view.accessibleName() == "Forest"
    assert view.accessibleDescription() == "oak agrees"


def test_a_chart_takes_the_height_that_it_needs(view, qtbot):
    with qtbot.waitSignal(view.drawn):
        view.show_figure(a_forest, title="Forest", description="")
    two = view.height()

    with qtbot.waitSignal(view.drawn):
        view.show_figure(partial(a_forest, judges="abcdef"), title="Forest", description="")

    assert view.height() > two


def test_another_theme_draws_the_chart_anew(view, qtbot, look):
    with qtbot.waitSignal(view.drawn):
        view.show_figure(a_forest, title="Forest", description="")

    with qtbot.waitSignal(view.drawn):
        look.wear(Appearance.DARK)

    middle = view.grab().toImage().pixelColor(view.width() - 30, 30)
    assert middle == look.color("surface")


def test_where_letters_leave_no_room_the_whole_chart_shrinks():
    narrow = Canvas(width=320, dots=184.0, ratio=1.0)

    picture = figure_image(a_forest, LIGHT, narrow)

    assert picture.width() == 320
    assert picture.height() < figure_image(a_forest, LIGHT, CANVAS).height()


def test_a_larger_scale_draws_the_chart_larger(view, qtbot, look):
    with qtbot.waitSignal(view.drawn):
        view.show_figure(a_forest, title="Forest", description="")
    before = view.height()

    with qtbot.waitSignal(view.drawn):
        look.wear(Appearance.LIGHT, scale=1.5)

    assert view.height() > 1.4 * before


def test_the_menu_asks_to_save_the_chart(view, qtbot):
    with qtbot.waitSignal(view.save_wanted) as wanted:
        next(action for action in view.actions() if "SVG" in action.text()).trigger()

    assert wanted.args == ["svg"]


def test_a_picture_is_as_fine_as_the_screen():
    once = figure_image(a_forest, LIGHT, CANVAS)
    twice = figure_image(a_forest, LIGHT, Canvas(width=600, dots=92.0, ratio=2.0))

    assert abs(twice.width() - 2 * once.width()) <= 2
    assert abs(twice.deviceIndependentSize().width() - 600) <= 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_chart_wears_the_colours_of_the_window(theme):
    image = figure_image(a_forest, theme, CANVAS)

    assert image.pixelColor(1, 1).name() == chart_theme(theme).surface == theme.surface.lower()


def test_hostile_names_are_drawn_as_they_are():
    draw = partial(a_forest, judges=("$x_{1", "<b>bold</b>", "日本語\U0001f600"))

    assert not figure_image(draw, LIGHT, CANVAS).isNull()


def broken(theme):
    raise ValueError("no chart")


def test_a_chart_that_cannot_be_drawn_says_so(qtbot, look, caplog):
    jobs = Jobs()
    view = FigureView(look, jobs, name="broken")
    qtbot.addWidget(view)
    view.show()

    with qtbot.waitSignal(jobs.problem):
        view.show_figure(broken, title="Broken", description="")

    assert view.fault == "This chart could not be drawn."
    view.hide()
    jobs.close()
    caplog.clear()


def test_a_theme_that_was_seen_before_is_not_drawn_again(view, qtbot, look):
    drawn = []

    def draw(theme):
        drawn.append(theme)
        return a_forest(theme)

    with qtbot.waitSignal(view.drawn):
        view.show_figure(draw, title="Forest", description="")
    for shade in (Appearance.DARK, Appearance.LIGHT, Appearance.DARK):
        with qtbot.waitSignal(view.drawn):
            look.wear(shade)

    assert len(drawn) == 2


def test_a_chart_that_is_scrolled_away_waits_until_it_is_seen(view, qtbot, look):
    drawn = []

    def draw(theme):
        drawn.append(theme)
        return a_forest(theme)

    around = QWidget()
    around.resize(800, 300)
    view.setParent(around)
    around.show()
    view.show()
    with qtbot.waitSignal(view.drawn):
        view.show_figure(draw, title="Forest", description="")
    view.move(0, 900)
    look.wear(Appearance.DARK)
    qtbot.waitUntil(lambda: view.waits)
    assert len(drawn) == 1

    with qtbot.waitSignal(view.drawn):
        view.move(0, 0)

    assert len(drawn) == 2
    view.setParent(None)
