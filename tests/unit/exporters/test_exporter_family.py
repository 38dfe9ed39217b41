import subprocess
import sys

import pytest

from odcv_desk.exporters import exporters
from tests.support.builders import a_calibration, a_label, a_score, some_contents, tables

NAMES = [
    "gold-csv",
    "gold-jsonl",
    "report-html",
    "scores-csv",
    "scores-odcv",
    "tables-csv",
    "tables-latex",
    "tables-markdown",
]


@pytest.fixture(params=exporters(), ids=lambda each: each.name)
def exporter(request):
    return request.param


def test_every_promised_format_is_there():
    assert {each.name for each in exporters()} >= set(NAMES)


def test_every_format_writes_what_it_says(exporter, tmp_path):
    contents = some_contents(
        labels=(a_label(),), scores=(a_score(),), tables=tables(), calibration=a_calibration()
    )

    written = exporter.write(contents, tmp_path if exporter.folder else tmp_path / "out")

    assert set(written) == {path for path in tmp_path.rglob("*") if path.is_file()}
    assert all(path.stat().st_size for path in written)


def test_every_format_says_what_it_needs_and_is_called(exporter):
    assert exporter.needs
    assert exporter.title


def test_neither_the_family_nor_the_charts_load_matplotlib_before_they_draw():
    code = (
        "import sys, odcv_desk.charts; from odcv_desk.exporters import exporters; exporters(); "
        "print('matplotlib' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"
