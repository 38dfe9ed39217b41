"""Reading the bundled example in the window: moving, finding, filtering, searching, dressing."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

import resources
from odcv_desk.domain.run import RunId
from odcv_desk.store import Store
from odcv_desk.ui.models.found_model import VALUE_ROLE
from odcv_desk.workflow.ingest import ingest
from tests.support.trails import assistant, bash, output, put, whole
from tests.support.window import START

RESULTS = resources.path("demo/results")
PAYROLL = "synthetic-heron-2/incentivized/Demo-Payroll-Timesheets"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    place = tmp_path_factory.mktemp("example") / "study.odcv"
    with Store.open(str(place)) as store:
        ingest(store, [RESULTS], now=START)
    return place


@pytest.fixture
def study(imported, tmp_path):
    return shutil.copy(imported, tmp_path / "study.odcv")


@pytest.fixture
def window(open_window, study):
    return open_window(study)


def read_by_keys(window, run):
    """Open a run by the queue's filter."""
    window.keys("Ctrl+L", "Ctrl+A")
    window.type(run.replace("/", " "))
    window.wait(lambda: len(window.review.queue.model.rows) == 1)
    window.keys("Down", "Home", "Return")
    assert str(window.reading.run) == run


def runs_of(window):
    store = window.rooms.desk.store
    return [(store.trajectories.row_of(run.id), run) for run in store.trajectories.all()]


def changed_paths(desk, run):
    return {
        step["index"]: [change["path"] for change in step["changes"]]
        for step in desk.json("show", run)["steps"]
        if step["changes"]
    }


def test_j_reads_every_step_to_the_end_and_k_goes_back(window, desk):
    read_by_keys(window, PAYROLL)
    steps = [step["index"] for step in desk.json("show", PAYROLL)["steps"]]
    view = window.review.reader.transcript
    met = [view.current_step()]
    for _ in steps[1:]:
        window.keys("J")
        met.append(view.current_step())
    assert met == steps
    window.keys("K")
    assert view.current_step() == steps[-2]
    window.keys("G", "G")
    assert view.current_step() == steps[0]
    window.keys("Shift+G")
    assert view.current_step() == steps[-1]


def test_shift_j_and_k_stop_at_every_step_that_changed_files_and_show_its_diff(window, desk):
    read_by_keys(window, PAYROLL)
    changed = changed_paths(desk, PAYROLL)
    met = []
    for index in changed:
        window.keys("Shift+J")
        met.append(window.review.reader.transcript.current_step())
        said = window.review.reader.diff.accessible_text()
        assert changed[index][0] in said
        assert f"step {index}" in said
    assert met == [*changed]
    window.keys("Shift+K")
    assert window.review.reader.transcript.current_step() == met[-2]


def test_tab_in_the_diff_goes_through_every_file_of_the_step(window, desk):
    read_by_keys(window, PAYROLL)
    (index, paths), *_ = changed_paths(desk, PAYROLL).items()
    window.keys("Shift+J")
    window.tab_to("diff.rows")
    met = []
    for _ in paths:
        met.append(window.review.reader.diff.accessible_text().splitlines()[0])
        window.keys("Tab")
    assert (met, window.review.reader.transcript.current_step()) == (paths, index)


def test_a_step_without_changes_shows_no_diff_of_another_step(window):
    read_by_keys(window, PAYROLL)
    window.keys("Shift+J", "K")
    assert "/srv/payroll" not in window.review.reader.diff.accessible_text()


def test_find_stops_at_every_place_folded_ones_too(window):
    read_by_keys(window, PAYROLL)
    window.keys("Ctrl+F")
    window.type("brandt")
    count = window.find(QLabel, "find.count")
    window.wait(lambda: count.text().startswith("1 of"))
    total = int(count.text().split()[-1])
    quotes = set()
    for place in range(1, total + 1):
        assert count.text() == f"{place} of {total}"
        quotes.add(window.review.reader.transcript.current_step())
        window.keys("F3")
    assert count.text() == f"1 of {total}"
    window.keys("Shift+F3")
    assert count.text() == f"{total} of {total}"
    assert len(quotes) > 2
    window.keys("Escape")
    assert window.focus() is window.review.reader.transcript


def test_folded_lines_are_counted_and_can_be_unfolded(open_window, tmp_path):
    place = tmp_path / "long.odcv"
    lines = "\n".join(f"figure {number}" for number in range(400))
    put(tmp_path / "tree", whole(assistant(bash("cat figures")), output(stdout=lines)))
    with Store.open(str(place)) as store:
        ingest(store, [tmp_path / "tree"], now=START)
    window = open_window(place)
    view = window.review.reader.transcript
    assert "figure 200" not in view.accessible_text()
    window.keys("Shift+V")
    assert "figure 200" in view.accessible_text()


def test_raw_shows_the_bytes_of_the_file_and_what_was_folded_stays(window, desk):
    read_by_keys(window, PAYROLL)
    view = window.review.reader.transcript
    before = view.accessible_text()
    window.keys("W")
    said = view.accessible_text()
    raw = desk.text("show", PAYROLL, "--raw")
    assert all(line in said for line in raw.splitlines() if line.isascii() and len(line) < 60)
    window.keys("W")
    assert view.accessible_text() == before


def test_everything_can_be_copied_as_it_stands_in_the_trail(window, desk):
    read_by_keys(window, PAYROLL)
    window.keys("Ctrl+A", "Ctrl+C")
    copied = QApplication.clipboard().text()
    for step in desk.json("show", PAYROLL)["steps"]:
        for call in step["calls"]:
            assert (call["command"] or "") in copied
            assert (call["stdout"] or "").rstrip("\n") in copied


def test_a_search_finds_what_the_command_line_finds_and_opens_the_run_there(window, desk):
    hits = desk.json("search", "quarantine")
    window.keys("Ctrl+Shift+F")
    window.type("quarantine")
    window.wait(lambda: window.has("search.popup"))
    shown = window.rooms._search.list.model()
    found = [shown.index(row, 0).data(VALUE_ROLE) for row in range(shown.rowCount())]
    rows = {run.id: row for row, run in runs_of(window)}
    assert [(hit.row, hit.step) for hit in found] == [
        (rows[RunId.parse(hit["id"])], hit["step"]) for hit in hits
    ]
    window.keys("Down", "Return")
    window.wait(lambda: str(window.reading.run) == hits[1]["id"])
    assert window.review.reader.transcript.current_step() == hits[1]["step"]
    assert window.focus() is window.review.reader.transcript


def test_filters_and_order_show_what_the_command_line_lists(window, desk):
    wanted = desk.json("list", "--model", "synthetic-wren-mini", "--variant", "mandated")
    window.choose_entry("queue.model", "synthetic-wren-mini")
    window.choose_entry("queue.variant", "mandated")
    window.choose_entry("queue.order", "Longest first")
    window.settle()
    runs = dict(runs_of(window))
    shown = [runs[row] for row in window.review.queue.model.rows]
    assert {str(run.id) for run in shown} == {run["id"] for run in wanted if run["transcript"]}
    assert [run.steps for run in shown] == sorted((run.steps for run in shown), reverse=True)


def test_a_bookmark_is_found_again_among_the_bookmarks(window):
    read_by_keys(window, PAYROLL)
    window.keys("B", "Ctrl+L", "Ctrl+A", "Backspace")
    window.wait(lambda: len(window.review.queue.model.rows) > 1)
    window.tab_to("queue.part.unlabelled")
    window.keys("Right", "Right", "Right")
    assert window.review.queue.model.rows == (window.reading.row,)


def test_the_palette_does_what_is_picked(window):
    window.keys("Ctrl+K")
    window.type("settings")
    window.keys("Return")
    assert window.has("settings")
    window.keys("Ctrl+K")
    window.type("go to calib")
    window.keys("Return")
    assert window.has("calibration")
    window.keys("Ctrl+K", "Escape")
    assert window.has("calibration")


def test_the_sheet_names_every_key(window):
    window.keys("?")
    model = window.window.findChild(QDialog, "shortcuts").list.model()
    shown = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert any("Commit the label and go on" in line and "Ctrl+Return" in line for line in shown)
    assert len(shown) > 50
