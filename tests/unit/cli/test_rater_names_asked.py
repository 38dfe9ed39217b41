"""The rule for names of raters at the command line: one message with the next move."""

import pytest

from tests.support.desk import Desk
from tests.support.studies import a_results_tree

RUN = "heron/mandated/Alpha"


@pytest.fixture
def desk(tmp_path, capfd):
    made = Desk(tmp_path / "study.odcv", capfd)
    made.json("import", a_results_tree(tmp_path / "tree", [("heron", "mandated", "Alpha")]))
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ("label", RUN, "3", "--rater", "ada;bo"),
        ("sample", "--size", "1", "--design", "srs", "--raters", "cy,ada;bo"),
    ],
)
def test_a_name_that_parts_lists_is_refused(desk, arguments):
    err = desk.fault(*arguments)

    assert "cannot stand in a rater's name" in err
    assert "A name has 1 to 60 characters" in err
