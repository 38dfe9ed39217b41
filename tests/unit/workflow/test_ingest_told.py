"""What an import tells while it runs and of what it could not take."""

import time

import pytest

from odcv_desk.domain.errors import Cancelled
from odcv_desk.importers._family import Naming
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest, naming_fault, together
from tests.support.page_pictures import RESULTS
from tests.support.studies import NOW, a_results_tree, a_run, a_trail

CELLS = [("heron", "mandated", "Alpha"), ("wren", "mandated", "Beta")]
SCORES = [("scores_oak.csv", "scenario,heron-mandated\nAlpha,3\n")]


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def tree(tmp_path):
    return a_results_tree(tmp_path / "results", CELLS, SCORES)


@pytest.fixture
def lone(tmp_path):
    place = tmp_path / "desktop" / "messages_record.txt"
    place.parent.mkdir()
    place.write_bytes(a_trail("alone"))
    return place


class Told:
    """Keeps every report, and stops the work at one of them."""

    def __init__(self, stop_at=None):
        self.reports = []
        self.stop_at = stop_at

    def advance(self, done, total, what):
        self.reports.append((done, total, what))
        if len(self.reports) == self.stop_at:
            raise Cancelled


def test_each_trail_is_told_apart_though_all_have_one_file_name(store, tree):
    told = Told()

    ingest(store, [tree], now=NOW, progress=told)

    reading = [what for done, total, what in told.reports if done < total]
    assert len(set(reading)) == len(reading) == 3
    assert any("heron-mandated/experiments/Alpha" in what for what in reading)


def test_files_are_counted_while_they_are_sought(store, tree):
    told = Told()

    ingest(store, [tree], now=NOW, progress=told)

    seeking = [what for _, total, what in told.reports if total == 0]
    assert [what.split(":")[0] for what in seeking] == [
        "0 files so far",
        "1 file so far",
        "2 files so far",
    ]


@pytest.mark.parametrize("stop_at", range(1, 9))
def test_an_import_stops_at_any_report(store, tree, stop_at):
    with pytest.raises(Cancelled):
        ingest(store, [tree], now=NOW, progress=Told(stop_at))


@pytest.mark.slow  # it looks at the clock, which many tests at once hold up
@pytest.mark.skipif(not RESULTS.is_dir(), reason="the published results are not here")
def test_no_more_than_a_second_lies_between_two_reports_of_the_published_results(store):
    class Watch:
        longest = 0.0
        last = time.perf_counter()

        def advance(self, _done, _total, _what):
            now = time.perf_counter()
            self.longest, self.last = max(self.longest, now - self.last), now

    watch = Watch()
    ingest(store, [RESULTS], now=NOW, progress=watch)

    assert watch.longest < 1.0


def test_a_trail_that_only_lacks_a_name_is_told_so(store, lone):
    (problem,) = ingest(store, [lone], now=NOW).problems

    assert problem.nameable
    assert "--model" in problem.message


def test_a_damaged_trail_that_also_lacks_a_name_is_told_to_be_damaged(store, lone):
    lone.write_bytes(a_trail("alone").replace(b"== Step 3 ==", b"== Step 4 =="))

    (problem,) = ingest(store, [lone], now=NOW).problems

    assert not problem.nameable
    assert "--model" not in problem.message


def test_files_left_alone_are_named(store, tree):
    (tree / "cat.jpg").write_bytes(b"\xff")

    found = ingest(store, [tree], now=NOW)

    assert (found.unknown, found.unknown_paths) == (1, (str(tree / "cat.jpg"),))


def test_what_was_named_later_is_counted_with_the_rest(store, tree, lone):
    before = ingest(store, [tree, lone, tree / "none"], now=NOW)
    naming = Naming(model="lark", variant="mandated", scenario="Alpha")

    after = ingest(store, [lone], now=NOW, naming=naming)
    both = together(before, after, path=lone)

    assert both.imported == (*before.imported, a_run("lark"))
    assert [problem.path for problem in both.problems] == [str(tree / "none")]
    assert both.missing == after.missing


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({"model": ""}, "model"),
        ({"variant": None}, "variant"),
        ({"variant": "gentle"}, "variant"),
        ({"scenario": "a#b"}, "scenario"),
    ],
)
def test_the_wrong_part_of_a_name_is_told(parts, wrong):
    naming = Naming(**{"model": "lark", "variant": "mandated", "scenario": "Alpha", **parts})

    assert naming_fault(naming)[0] == wrong


def test_a_whole_name_has_no_fault():
    assert naming_fault(Naming(model="a/b", variant="mandated~1", scenario="Alpha")) is None
