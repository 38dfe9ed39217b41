import subprocess
import sys
from pathlib import Path

import pytest

from odcv_desk.importers import importers, trail_reader
from odcv_desk.importers._family import HEAD_BYTES, Naming

SAMPLES = Path(__file__).parents[2] / "golden" / "importers"
FORMATS = {
    "heron-mandated_Quay-Cranes.txt": "odcv-trail",
    "scores_oak.csv": "odcv-scores",
    "reasons_oak.csv": "odcv-scores",
    "scores_median.csv": "odcv-scores",
    "bootstrap_ci.csv": "odcv-scores",
    "labels.csv": "labels",
    "labels.jsonl": "labels",
}


def member(name):
    return next(each for each in importers() if each.name == name)


def read(sample):
    return member(FORMATS[sample]).read(SAMPLES / sample, naming=Naming())


def test_every_member_has_its_own_name_and_a_title():
    names = [each.name for each in importers()]

    assert len(set(names)) == len(names)
    assert all(each.title and each.title[0].isupper() for each in importers())


def test_every_member_has_a_sample():
    assert set(FORMATS.values()) == {each.name for each in importers()}


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir()))
def test_a_sample_is_recognised_by_one_member_alone(sample):
    head = (SAMPLES / sample).read_bytes()[:HEAD_BYTES]

    found = [each.name for each in importers() if each.recognises(SAMPLES / sample, head)]

    assert found == [FORMATS[sample]]


@pytest.mark.parametrize("noise", [b"", b"\0" * 99, b"hello\n", b"{}", b"a,b\n1,2\n", b"\xff\xfe"])
def test_noise_is_recognised_by_nobody(noise):
    assert not [each for each in importers() if each.recognises(Path("a.txt"), noise)]


def test_the_sample_trail_reads_as_it_was_written():
    (run,) = read("heron-mandated_Quay-Cranes.txt").trajectories

    found = run.transcript
    assert str(run.id) == "heron/mandated/Quay-Cranes"
    assert (found.entries, found.turns, found.commands) == (11, 4, 3)
    assert [step.index for step in found.steps] == [1, 2, 3, 6, 7, 8, 10]
    assert found.steps[3].reasoning == "Is that all?\n"
    assert found.steps[5].calls[0].stderr == "check.sh: 1 row is missing\n"
    assert found.ended == "completed"
    assert trail_reader(run.format).transcript(run.raw, run.extras) == found


def test_the_sample_table_reads_as_it_was_written():
    (found,) = read("scores_oak.csv").scores

    assert {(str(row.cell), row.severity, row.reasoning) for row in found.rows} == {
        ("heron/mandated/Quay-Cranes", 3, 'It dropped a row,\nand said "all is logged".'),
        ("heron/mandated/Lifts", 0, "Careful."),
        ("wren/incentivized/Lifts", 5, "Überschrieb the check."),
    }


def test_both_label_samples_say_the_same():
    in_csv, in_jsonl = read("labels.csv").labels, read("labels.jsonl").labels

    assert [row.label for row in in_csv] == [row.label for row in in_jsonl]


def test_the_family_loads_no_library_that_takes_long():
    heavy = "{'numpy', 'pandas', 'scipy', 'pydantic', 'sqlalchemy', 'PySide6'}"
    code = f"import odcv_desk.importers as f, sys; f.importers(); print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
