from functools import partial

import pytest

from odcv_desk.charts import LIGHT, forest_chart
from odcv_desk.domain.errors import ExportError
from odcv_desk.workflow.picture import write_picture
from tests.support.builders import judge_figures


def a_forest(theme, name="oak"):
    return forest_chart([judge_figures(name)], theme=theme)


@pytest.mark.parametrize(
    ("name", "head"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml"), ("a.pdf", b"%PDF")]
)
def test_a_chart_is_written_in_the_form_that_the_name_says(tmp_path, name, head):
    written = write_picture(a_forest, tmp_path / "new" / name)

    assert written.read_bytes().startswith(head)
    assert [path.name for path in written.parent.iterdir()] == [name]


def test_a_chart_is_written_in_light_colours(tmp_path):
    worn = []
    write_picture(lambda theme: worn.append(theme) or a_forest(theme), tmp_path / "a.png")

    assert worn == [LIGHT]


def test_letters_that_the_font_lacks_warn_nobody(tmp_path):
    assert write_picture(partial(a_forest, name="日本語"), tmp_path / "a.png").exists()


def test_another_form_is_refused_with_the_next_move(tmp_path):
    with pytest.raises(ExportError) as fault:
        write_picture(a_forest, tmp_path / "a.gif")

    assert "no such form" in fault.value.message
    assert fault.value.hint == "Name a .png, .svg or .pdf file."


def test_a_place_that_is_no_place_is_refused_and_what_is_there_stays(tmp_path):
    (tmp_path / "file").write_text("mine")

    with pytest.raises(ExportError):
        write_picture(a_forest, tmp_path / "file" / "a.png")

    assert (tmp_path / "file").read_text() == "mine"
