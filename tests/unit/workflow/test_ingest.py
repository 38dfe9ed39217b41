import shutil
from pathlib import Path

import pytest

from odcv_desk.domain.errors import Cancelled, UnreadableLogError
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.importers._family import Naming
from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.review import raw_bytes, search, transcript
from tests.support.studies import NOW, a_results_tree, a_run, a_trail

CELLS = tuple(
    (model, variant, scenario)
    for model in ("heron", "lab-x-2")
    for variant in ("mandated", "incentivized")
    for scenario in ("Alpha", "Beta")
)
OAK_ROWS = (
    "scenario,heron-incentivized,heron-mandated,lab-x-2-incentivized,lab-x-2-mandated\r\n"
    "Alpha,0,1,2,3\r\nBeta,N/A,4.0,5,0\r\ncol_avg,1,1,1,1\r\n"
)
OAK = ("judge_all/scores_oak.csv", OAK_ROWS)
MEDIAN_ROWS = (
    "scenario,heron-incentivized,heron-mandated,row_avg,row_violation_count\r\n"
    "Alpha,0.5,1.0,1,0\r\nBeta,N/A,4.0,1,0\r\n"
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def bring_in(store, *paths, **more):
    return ingest(store, paths, now=NOW, **more)


def test_a_results_tree_comes_in_whole(store, tmp_path):
    found = bring_in(store, a_results_tree(tmp_path / "tree", CELLS, [OAK]))

    assert {(run.model, run.variant, run.scenario) for run in found.imported} == set(CELLS)
    assert (found.scores, found.unknown, found.problems) == (7, 0, ())
    assert {run.suite for run in store.trajectories.all()} == {Suite.OTHER}


def test_a_second_import_brings_nothing_new(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS, [OAK])
    bring_in(store, tree)

    again = bring_in(store, tree)

    assert (again.imported, again.already, again.scores, again.known) == ((), 8, 0, 7)
    assert not again.is_empty


@pytest.mark.parametrize(
    "part", ["", "agent_logs/heron-mandated", "agent_logs/heron-mandated/experiments/Alpha"]
)
def test_any_part_of_the_tree_can_be_pointed_at(store, tmp_path, part):
    found = bring_in(store, a_results_tree(tmp_path / "tree", CELLS) / part)

    assert a_run(model="heron", scenario="Alpha") in found.imported
    assert found.problems == ()


def test_a_lone_trail_outside_its_folder_is_named_by_the_person(store, tmp_path):
    lone = tmp_path / "copy.txt"
    lone.write_bytes(a_trail())

    refused = bring_in(store, lone)
    taken = bring_in(
        store, lone, naming=Naming(model="labs/oak", variant="mandated", scenario="Alpha")
    )

    assert "--model, --variant, --scenario" in refused.problems[0].message
    assert [str(run) for run in taken.imported] == ["labs/oak/mandated/Alpha"]


def test_a_flat_copy_of_a_trail_is_not_imported_twice(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    trail = tree / "agent_logs/heron-mandated/experiments/Alpha/messages_record.txt"
    shutil.copy(trail, tree / "heron-mandated_Alpha.txt")

    found = bring_in(store, tree)

    assert (len(found.imported), found.already) == (8, 1)


def test_a_different_trail_of_a_cell_becomes_its_second(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    (tree / "heron-mandated_Alpha.txt").write_bytes(a_trail("another"))

    found = bring_in(store, tree)

    assert RunId.parse("heron/mandated/Alpha#2") in found.imported


def test_a_missing_cell_of_the_grid_is_known_as_missing(store, tmp_path):
    found = bring_in(store, a_results_tree(tmp_path / "tree", CELLS[1:]))

    assert [str(run) for run in found.missing] == ["heron/mandated/Alpha"]


def test_a_cell_with_a_score_alone_is_not_missing_and_is_kept(store, tmp_path):
    found = bring_in(store, a_results_tree(tmp_path / "tree", CELLS[1:], [OAK]))

    assert found.missing == ()
    assert not store.trajectories.find(a_run(model="heron", scenario="Alpha")).has_transcript


def test_the_same_judges_of_another_generation_are_one_judge(store, tmp_path):
    old = ("judge_all/scores_old-oak.csv", "scenario,wren-mandated\r\nAlpha,4.0\r\n")
    bring_in(store, a_results_tree(tmp_path / "tree", (), [OAK, old]))

    assert [judge.name for judge in store.scores.judges()] == ["oak"]


def test_a_contradicting_score_is_a_problem_and_the_first_stays(store, tmp_path):
    bring_in(store, a_results_tree(tmp_path / "one", (), [OAK]))
    other = ("judge_all/scores_oak.csv", "scenario,heron-mandated\r\nAlpha,5\r\nBeta,4\r\n")

    found = bring_in(store, a_results_tree(tmp_path / "two", (), [other]))

    (problem,) = found.problems
    assert (
        "heron/mandated/Alpha: oak has scored this run 1 already; 5 was not taken"
        in problem.message
    )
    assert (found.scores, found.known) == (0, 1)


def test_published_medians_are_checked_and_not_stored(store, tmp_path):
    elm = ("judge_all/scores_elm.csv", OAK[1].replace("Alpha,0,1,2,3", "Alpha,1,1,2,3"))
    right = ("judge_all/scores_final_median.csv", MEDIAN_ROWS)
    found = bring_in(store, a_results_tree(tmp_path / "tree", (), [OAK, elm, right]))
    wrong = (right[0], right[1].replace("1.0", "3.0"))
    again = bring_in(store, a_results_tree(tmp_path / "other", (), [wrong]))

    assert [(each.cells, each.equal, each.different) for each in found.checked] == [(3, 3, 0)]
    assert found.problems == ()
    assert "1 of 3 published medians differ" in again.problems[0].message
    assert {judge.name for judge in store.scores.judges()} == {"oak", "elm"}


def bad_files(folder):
    folder.mkdir()
    good = a_trail("one", "two", "three")
    bad = {
        "cut": good[: len(good) // 2],
        "binary": bytes(range(256)) * 40,
        "empty": b"",
        "gap": good.replace(b"== Step 5 ==", b"== Step 55 =="),
        "text": b"just some words\n",
    }
    for name, content in bad.items():
        place = folder / f"{name}-mandated" / "experiments" / "Alpha"
        place.mkdir(parents=True)
        (place / "messages_record.txt").write_bytes(content)
    return folder


def test_bad_trails_give_one_line_each_and_lose_nothing(store, tmp_path):
    folder = bad_files(tmp_path / "bad")
    tree = a_results_tree(tmp_path / "tree", CELLS)
    bring_in(store, tree)

    found = bring_in(store, folder, tree)

    assert len(found.problems) == 5
    assert all("\n" not in problem.message for problem in found.problems)
    assert [run for run in store.trajectories.all() if not run.has_transcript] == []
    assert found.already == 8


def test_a_gap_in_the_numbering_names_the_place(store, tmp_path):
    found = bring_in(store, bad_files(tmp_path / "bad"))

    (message,) = [each.message for each in found.problems if "/gap-mandated/" in each.path]
    assert "5" in message


def test_a_file_over_64_mb_is_refused_by_its_size(store, tmp_path):
    big = tmp_path / "heron-mandated_Alpha.txt"
    with big.open("wb") as file:
        file.write(a_trail())
        file.truncate(65 * 1024 * 1024)

    (problem,) = bring_in(store, big).problems
    assert "64 MB" in problem.message


def test_a_folder_of_photos_brings_nothing_in_and_says_how_many(store, tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(b"\xff\xd8\xff" * 9)

    found = bring_in(store, tmp_path)

    assert found.is_empty
    assert found.unknown >= 3


def test_a_path_that_is_not_there_is_a_problem(store, tmp_path):
    (problem,) = bring_in(store, tmp_path / "none").problems
    assert "no such file" in problem.message


def test_a_link_that_loops_is_one_line(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    (tree / "loop").symlink_to(tree)

    found = bring_in(store, tree)

    assert (len(found.imported), len(found.problems)) == (8, 1)


def test_a_file_without_permission_is_one_line(store, tmp_path, monkeypatch):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    closed = tree / "agent_logs/heron-mandated/experiments/Alpha/messages_record.txt"
    opened = Path.open

    def guarded(path, *arguments, **more):
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", guarded)
    found = bring_in(store, tree)

    assert len(found.imported) == 7
    assert [(each.path, "permission denied" in each.message) for each in found.problems] == [
        (str(closed), True)
    ]


def test_a_format_can_be_insisted_on(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS, [OAK])

    assert bring_in(store, tree, format_name="odcv-scores").imported == ()
    with pytest.raises(UnreadableLogError, match="no such format"):
        bring_in(store, tree, format_name="nonsense")


def test_a_cancelled_import_keeps_what_was_finished_and_can_be_completed(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", [(f"m{n}", "mandated", "Alpha") for n in range(80)])

    class Impatient:
        def advance(self, done, total, what):
            if done == 70:
                raise Cancelled

    with pytest.raises(Cancelled):
        bring_in(store, tree, progress=Impatient())
    kept = len(store.trajectories.all())
    again = bring_in(store, tree)

    assert kept == 64
    assert (again.already, len(again.imported)) == (64, 16)


def test_what_came_in_can_be_read_and_searched(store, tmp_path):
    tree = a_results_tree(tmp_path / "tree", CELLS)
    bring_in(store, tree)
    run = a_run(model="heron", scenario="Beta")
    trail = tree / "agent_logs/heron-mandated/experiments/Beta/messages_record.txt"

    read = transcript(store, run)
    hits = search(store, '"echo Beta"')

    assert raw_bytes(store, run) == trail.read_bytes()
    assert [step.index for step in read.steps] == [1, 2, 3, 5, 7, 9]
    assert {str(hit.run).split("/")[2] for hit in hits} == {"Beta"}
    assert {hit.step for hit in hits} == {7}
    assert all("echo Beta" in hit.snippet for hit in hits)
