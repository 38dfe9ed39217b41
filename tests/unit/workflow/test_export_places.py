import pytest

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.estimate import Estimand, Estimator
from odcv_desk.store import Store
from odcv_desk.workflow import export as step
from odcv_desk.workflow.demo import claim
from odcv_desk.workflow.export import Order, export
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, an_incoming


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming()])
        others = [a_run(), a_run(model="wren")]
        opened.scores.add([a_score(run, a_judge(name)) for run in others for name in "ab"], now=NOW)
        opened.labels.append([a_label()])
        yield opened


def write(store, name, out, **more):
    return export(store, Order(format=name, out=out, **more), now=NOW)


def test_a_folder_is_never_replaced_by_a_file(store, tmp_path):
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "thesis.txt").write_text("years of work")

    with pytest.raises(ExportError, match="something else"):
        write(store, "gold-csv", tmp_path / "keep", force=True)
    assert (tmp_path / "keep" / "thesis.txt").read_text() == "years of work"


def test_a_file_is_never_replaced_by_a_folder(store, tmp_path):
    (tmp_path / "keep").write_text("years of work")

    with pytest.raises(ExportError, match="something else"):
        write(store, "scores-odcv", tmp_path / "keep", force=True)
    assert (tmp_path / "keep").read_text() == "years of work"


def test_other_files_of_a_folder_stay(store, tmp_path):
    write(store, "scores-odcv", tmp_path / "scores")
    (tmp_path / "scores" / "mine.txt").write_text("mine")
    table = tmp_path / "scores" / "judge_all" / "scores_a.csv"
    before = table.read_bytes()
    table.write_text("old")

    write(store, "scores-odcv", tmp_path / "scores", force=True)

    assert (tmp_path / "scores" / "mine.txt").read_text() == "mine"
    assert table.read_bytes() == before


@pytest.mark.parametrize("name", ["gold-csv", "scores-odcv"])
def test_what_appears_while_writing_is_not_overwritten(store, tmp_path, monkeypatch, name):
    out = tmp_path / "out"
    contents = step._contents

    def slowly(*arguments):
        if name == "gold-csv":
            out.write_text("appeared")
        else:
            out.mkdir()
            (out / "appeared.txt").touch()
        return contents(*arguments)

    monkeypatch.setattr(step, "_contents", slowly)
    with pytest.raises(ExportError, match="there already"):
        write(store, name, out)
    assert out.is_dir() or out.read_text() == "appeared"
    assert [path.name for path in tmp_path.glob(".odcv-*")] == []


def test_an_export_that_fails_leaves_nothing_behind(store, tmp_path, monkeypatch):
    from odcv_desk.exporters.gold_csv import EXPORTER

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(EXPORTER), "write", fail)
    with pytest.raises(ExportError, match="no space left"):
        write(store, "gold-csv", tmp_path / "gold.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in tmp_path.glob("study.odcv*")
    )


def test_the_example_takes_a_new_or_empty_folder_or_its_own(tmp_path):
    claim(tmp_path / "new")
    (tmp_path / "new" / "report.html").touch()
    claim(tmp_path / "new")

    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "report.html").write_text("my own")
    with pytest.raises(ExportError, match="other files"):
        claim(tmp_path / "mine")
    assert (tmp_path / "mine" / "report.html").read_text() == "my own"


def test_a_report_holds_what_was_asked_of_it(store, tmp_path):
    asked = {"estimand": Estimand.CORPUS, "by": "model", "estimator": Estimator.HAJEK}

    write(store, "report-html", tmp_path / "report.html", gold="rater:ada", **asked)

    told = (tmp_path / "report.html").read_text()
    assert "Intervals speak about this corpus of runs only." in told
    assert "<h3>By model</h3>" in told
    assert "--estimand corpus --by model --estimator hajek" in told
