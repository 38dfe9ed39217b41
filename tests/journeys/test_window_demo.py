"""Whole stories on the bundled example, told by window with keys."""

import resources

RESULTS = resources.path("demo/results")


def test_results_are_imported(open_window, tmp_path):
    w = open_window(tmp_path / "study.odcv")
    w.keys("Alt+4", "Ctrl+Shift+O")
    print(w.focus(), w.focus().objectName())
    w.type(str(RESULTS))
    print(w.focus(), w.focus().objectName(), w.focus().text())
    w.keys("Return")
    print(w.focus(), w.focus().objectName())
    w.wait(lambda: not w.app.jobs.busy)
    w.settle()
    print(w.said())
